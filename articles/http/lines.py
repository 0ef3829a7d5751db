"""Connections that end in time.

A timeout of a socket is one of each wait: a server that sends a byte a second outlives it. Here each wait is for what
is left until the deadline, and everything goes through here, TLS too: it is done in memory, above the line.
"""

import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

import truststore
from urllib3.util.ssltransport import SSLTransport

from articles.http.addresses import Address
from articles.http.errors import Trouble, too_many

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MOST_HANDSHAKE_BYTES = 262_144


class Line(socket.socket):
    """A connection to one address that carries until its deadline, and no more bytes than it may."""

    def __init__(self, address: Address, until: float, clock: Callable[[], float]) -> None:
        super().__init__(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
        self._until, self._clock = until, clock
        self._address = str(address)
        self.allow(MOST_HANDSHAKE_BYTES, too_many("a handshake of ", MOST_HANDSHAKE_BYTES))

    def allow(self, most_bytes: int, trouble: Trouble) -> None:
        """From here on, let no more than that come in; `trouble` is raised when more does."""
        self._left_bytes, self._overrun = most_bytes, trouble

    def dial(self, port: int, share: float) -> None:
        """Connect, taking no more than that share of the time."""
        self.settimeout(self._left_seconds() * share)
        self.connect((self._address, port))

    def recv(self, size: int, flags: int = 0) -> bytes:
        self.settimeout(self._left_seconds())
        data = super().recv(size, flags)
        self._count(len(data))
        return data

    def recv_into(self, buffer: "WriteableBuffer", size: int = 0, flags: int = 0) -> int:
        self.settimeout(self._left_seconds())
        count = super().recv_into(buffer, size, flags)
        self._count(count)
        return count

    def sendall(self, data: "ReadableBuffer", flags: int = 0) -> None:
        self.settimeout(self._left_seconds())  # of sendall it is one of the whole
        super().sendall(data, flags)

    def hang_up(self) -> None:
        """Close it now, whoever still holds a file of it."""
        number = self.detach()
        if number >= 0:
            socket.close(number)

    def _left_seconds(self) -> float:
        left = self._until - self._clock()
        if left <= 0:
            raise TimeoutError
        return left

    def _count(self, size: int) -> None:
        self._left_bytes -= size
        if self._left_bytes < 0:
            raise self._overrun


def connected(addresses: list[Address], port: int, until: float, clock: Callable[[], float]) -> Line:
    """A line to the first of the addresses that answers; each has its share of the time. Raises OSError."""
    failure = OSError()
    for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        line = Line(address, until, clock)
        try:
            line.dial(port, 1 / left)
        except OSError as error:
            line.hang_up()
            failure = error
        except BaseException:
            line.hang_up()
            raise
        else:
            return line
    raise failure


def secured(line: Line, host: str) -> SSLTransport:
    """TLS on a line, with a certificate for `host` that this system trusts.

    The context is made each time: truststore loads the system's certificates for each connection anyway (20 ms), and a
    shared one has a lock, which on a plain socket it would hold until a silent server has shaken hands.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return SSLTransport(line, context, server_hostname=host)
