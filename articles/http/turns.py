"""A host's turn: a few connections at once, and a pause between the beginnings of two."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from articles.http.errors import Trouble
from articles.http.policy import Policy

_MANY = 1_000  # hosts that are remembered before those that nobody asks are forgotten


@dataclass
class _Host:
    places: threading.Semaphore
    next_at: float
    users: int = 0


class Turns:
    """Who may ask which host. Shared by threads."""

    def __init__(self, policy: Policy, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._policy, self._clock, self._sleep = policy, clock, sleep
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """Wait for a turn at a host, and keep it meanwhile. Raises Trouble if it does not come."""
        host = self._entered(name)
        try:
            if not host.places.acquire(timeout=self._policy.turn_seconds):
                raise Trouble(f"no turn within {self._policy.turn_seconds:g} s")
            try:
                self._pause(host)
                yield
            finally:
                host.places.release()
        finally:
            with self._lock:
                host.users -= 1

    def _entered(self, name: str) -> _Host:
        with self._lock:
            if len(self._hosts) > _MANY:
                self._forget()
            host = self._hosts.get(name)
            if host is None:
                places = threading.Semaphore(self._policy.connections_per_host)
                host = self._hosts[name] = _Host(places, self._clock())
            host.users += 1
            return host

    def _forget(self) -> None:
        now = self._clock()
        self._hosts = {name: host for name, host in self._hosts.items() if host.users or host.next_at > now}

    def _pause(self, host: _Host) -> None:
        with self._lock:
            now = self._clock()
            begins_at = max(now, host.next_at)
            host.next_at = begins_at + self._policy.pause_seconds
        if begins_at > now:
            self._sleep(begins_at - now)
