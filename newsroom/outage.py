"""Services that do not answer. Waiting for one is left to a thread of its own; all others go on without, at once."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from time import monotonic, sleep

from django.db import DatabaseError, InterfaceError, OperationalError

LOOK_EVERY = 0.25  # seconds between two looks, each of which takes its own time
OF_SQLITES_FILE = {  # of https://sqlite.org/rescode.html: all others are of what was asked
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}

log = logging.getLogger(__name__)


class Outage:
    """Whether a service is gone, for this process. It is back as soon as a `look` comes back without raising."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.is_on = False
        self.began_at = 0.0
        self._looks = False
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        """How long it has been; 0 for not at all."""
        return monotonic() - self.began_at if self.is_on else 0.0

    def begin(self, look: Callable[[], object], why: str) -> None:
        """The service is gone."""
        self._start(why)
        self.suspect(look, why)

    def suspect(self, look: Callable[[], object], why: str) -> None:
        """The service may be gone: it is if a look says so."""
        with self._lock:
            if self._looks:
                return
            self._looks = True
        threading.Thread(target=self._wait, args=[look, why], daemon=True, name=f"looks for {self.service}").start()

    def _start(self, why: str) -> None:
        with self._lock:
            if self.is_on:
                return
            self.began_at, self.is_on = monotonic(), True
        log.warning("%s does not answer (%s); it is not asked until it does", self.service, why)

    def _wait(self, look: Callable[[], object], why: str) -> None:
        while True:
            try:
                look()
                break
            except Exception:  # of whatever kind its client raises
                self._start(why)
                sleep(LOOK_EVERY)
        if self.is_on:
            log.warning("%s answers, after %.1f s", self.service, self.seconds)
        with self._lock:
            self.is_on = self._looks = False


def is_the_databases(error: BaseException | None) -> bool:
    """Whether the database is what failed, and not what it was asked. SQLite raises the same of both, but for a number;
    a plain DatabaseError is of a file that is damaged.
    """
    code: int | None = getattr(error.__cause__, "sqlite_errorcode", None) if error else None
    if code is not None:
        return code & 0xFF in OF_SQLITES_FILE
    return isinstance(error, (OperationalError, InterfaceError)) or type(error) is DatabaseError
