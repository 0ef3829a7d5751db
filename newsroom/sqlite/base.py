"""Django's SQLite for threads whose patience ends: a lock that another process holds for long costs a reader little."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from newsroom.patience import patience

PYTHONS_SECONDS = 5.0  # that sqlite3 waits unless it is told otherwise
TURN_SECONDS = 0.1  # for the turn to write, where a reader's request does what is due


class DatabaseWrapper(base.DatabaseWrapper):
    """Waits for locks no longer than its thread is willing to."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.waits_seconds = PYTHONS_SECONDS
        self.execute_wrappers.append(executed)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.waits_seconds = self._longest()
        with giving_up():
            return super().get_new_connection(conn_params | {"timeout": self.waits_seconds})

    def create_cursor(self, name: str | None = None) -> Any:
        if self.waits_seconds != (seconds := self._longest()):
            self.connection.execute(f"PRAGMA busy_timeout = {seconds * 1000:.0f}")
            self.waits_seconds = seconds
        return super().create_cursor(name)

    def _longest(self) -> float:
        said = float(self.settings_dict["OPTIONS"].get("timeout", PYTHONS_SECONDS))
        return said if patience.seconds is None else min(said, patience.seconds)

    def _start_transaction_under_autocommit(self) -> None:
        """Who has time waits for the turn to write. A reader has the page without what is due."""
        start: Callable[[], None] = super()._start_transaction_under_autocommit  # type: ignore[misc]
        if not patience.is_a_readers:
            start()
            return
        try:
            with patience.at_most(TURN_SECONDS):
                start()
        finally:
            patience.is_over = False  # what is there can still be read


def executed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    with giving_up():
        return execute(sql, params, many, context)


@contextmanager
def giving_up() -> Iterator[None]:
    """Who waited for a lock in vain does not wait for it again in the same request."""
    if patience.is_over:
        raise OperationalError("the database was locked for too long, and is not asked again")
    started, seconds = monotonic(), patience.seconds
    try:
        yield
    except (OperationalError, sqlite3.OperationalError):
        patience.is_over = seconds is not None and monotonic() - started >= seconds
        raise
