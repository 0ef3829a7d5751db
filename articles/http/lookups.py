"""Names looked up, and given up on in time."""

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable

from articles.http.addresses import Address, address_of

Resolve = Callable[[str], Iterable[str]]
"""From a host to its addresses as text, in the order to be tried. Raises OSError if there are none."""
MOST_LOOKUPS = 32  # at once, those included that nobody waits for any more
_MOST_TRIED = 4  # addresses of one host


def system_addresses(host: str) -> list[str]:
    """The addresses of a host as this system finds them. Raises socket.gaierror."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Lookups:
    """Each runs in a thread of its own, for `getaddrinfo` cannot be stopped: one that hangs is left behind."""

    def __init__(self, resolve: Resolve, most: int = MOST_LOOKUPS) -> None:
        self._resolve = resolve
        self._places = threading.Semaphore(most)

    def addresses(self, host: str, seconds: float) -> list[Address]:
        """All addresses of a host. Raises TimeoutError if that takes longer, or what `resolve` raises."""
        until = time.monotonic() + seconds
        if seconds <= 0 or not self._places.acquire(timeout=seconds):
            raise TimeoutError
        answers: queue.SimpleQueue[list[str] | BaseException] = queue.SimpleQueue()
        try:
            threading.Thread(target=self._look_up, args=(host, answers), daemon=True).start()
        except RuntimeError:  # no more threads
            self._places.release()
            raise
        try:
            answer = answers.get(timeout=max(0, until - time.monotonic()))
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(answer, BaseException):
            raise answer
        return [address_of(text) for text in answer]

    def _look_up(self, host: str, answers: "queue.SimpleQueue[list[str] | BaseException]") -> None:
        try:
            answers.put(list(self._resolve(host)))
        except BaseException as error:  # it is the waiting thread's
            answers.put(error)
        finally:
            self._places.release()


def to_try(addresses: list[Address]) -> list[Address]:
    """The few of a host's addresses that are tried: the first of either kind, then as they come."""
    firsts = {address.version: address for address in reversed(addresses)}.values()
    return sorted(addresses, key=lambda address: address not in firsts)[:_MOST_TRIED]
