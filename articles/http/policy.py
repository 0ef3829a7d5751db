"""What a fetch may do, and for how long."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_network

from articles.http.addresses import Address, Network, flaw_of
from articles.sources.domains import HOST, in_ascii

_EXPECTED = "expected a host such as pictures.intranet or a network such as 10.1.0.0/16"


@dataclass(frozen=True)
class Policy:
    """Limits of each fetch. `allowed` are hosts and networks that may be ours: an allowed host may have any address,
    an allowed network is open to every name. Raises ValueError for what is neither, and for an agent with no name.

    `max_bytes` holds for a body as it is sent and as it is unpacked. `deadline_seconds` is for all of a fetch, its
    redirects included, but for the wait until its host's turn, which takes `turn_seconds` at most.
    """

    user_agent: str
    ports: Collection[int] = frozenset({80, 443})
    allowed: tuple[str, ...] = ()
    max_bytes: int = 15_000_000
    deadline_seconds: float = 20
    max_redirects: int = 5
    max_header_bytes: int = 65_536
    connections_per_host: int = 2
    pause_seconds: float = 0.2
    """Between the beginnings of two requests to one host."""
    turn_seconds: float = 120

    def __post_init__(self) -> None:
        if not (self.user_agent.strip() and self.user_agent.isascii() and self.user_agent.isprintable()):
            raise ValueError(f"{self.user_agent!r}: expected a user agent in printable ASCII")
        _ = self._hosts, self._networks

    def flaw_of(self, host: str, address: Address) -> str:
        """Why `host` may not be reached at `address`. Empty if it may."""
        flaw = flaw_of(address, self._networks)
        return "" if host in self._hosts and not getattr(address, "scope_id", None) else flaw

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return frozenset(_host(text) for text in self.allowed if not _is_network(text))

    @cached_property
    def _networks(self) -> tuple[Network, ...]:
        return tuple(_network(text) for text in self.allowed if _is_network(text))


def _is_network(text: str) -> bool:
    return "/" in text or ":" in text or text.rpartition(".")[2].isdecimal()


def _network(text: str) -> Network:
    try:
        return ip_network(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r}: {_EXPECTED}") from error


def _host(text: str) -> str:
    try:
        host = in_ascii(text.strip(), _EXPECTED)
    except ValueError as error:
        raise ValueError(f"{text!r}: {_EXPECTED}") from error
    if not HOST.fullmatch(host):
        raise ValueError(f"{text!r}: {_EXPECTED}")
    return host
