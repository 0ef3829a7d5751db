"""Django's PostgreSQL for threads whose patience ends: a server that is frozen, or gone without a word, costs them a
second or so, and nothing more until it answers again.
"""

import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from time import monotonic
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.errors import ConnectionTimeout

from newsroom.outage import Outage
from newsroom.patience import ASK_SECONDS, DESK_SECONDS, patience

POLL_SECONDS = 0.1  # how often one who waits looks at the clock
DOUBT_SECONDS = 5.0  # until an editor's work, which may take long, wonders whether there still is a database; and again
READERS_DOUBT_SECONDS = 0.3  # until others do: early enough to know by the time that they give up
CANCEL_SECONDS = 0.2

Waiting = Generator[Any, Any, Any]  # psycopg's: yields what it waits for, is sent what is there, returns the answer

outage = Outage("the database")


class TooLong(ConnectionTimeout):
    """There is no answer."""


class Connection(psycopg.Connection[Any]):
    """Waits for answers no longer than its thread is willing to."""

    look: Callable[[], None]
    doubts_at = 0.0  # seconds into the answer that is waited for

    def wait(self, gen: Waiting, interval: float = POLL_SECONDS, timeout: float | None = None) -> Any:
        more = {} if timeout is None else {"timeout": timeout}
        if patience.seconds is None:
            return super().wait(gen, interval, **more)
        refuse_if_gone()
        self.doubts_at = DOUBT_SECONDS if patience.seconds == DESK_SECONDS else READERS_DOUBT_SECONDS
        try:
            return super().wait(ended(gen, self._is_too_long), POLL_SECONDS, **more)
        except TooLong as error:
            self._give_up(str(error))
            raise

    def _is_too_long(self, seconds: float) -> bool:
        if seconds >= self.doubts_at:
            self.doubts_at = seconds + DOUBT_SECONDS
            outage.suspect(self.look, f"nothing for {seconds:.1f} s")
        return seconds >= (patience.seconds or 0) or outage.seconds > DOUBT_SECONDS

    def _give_up(self, why: str) -> None:
        """Whatever else the request asks has no answer either. Whether others have one, a look says: this answer may
        just be slow, and then nobody works for it any longer.
        """
        patience.is_over = True
        outage.suspect(self.look, why)
        if not outage.is_on:
            with suppress(psycopg.Error):
                self.cancel_safe(timeout=CANCEL_SECONDS)
        self.close()


class Asking(psycopg.Connection[Any]):
    """Asks whatever is known, for a short time."""

    def wait(self, gen: Waiting, interval: float = POLL_SECONDS, timeout: float | None = None) -> Any:
        return super().wait(ended(gen, lambda seconds: seconds >= ASK_SECONDS), interval)


def ended(waiting: Waiting, is_too_long: Callable[[float], bool]) -> Waiting:
    """The same, which raises TooLong once it is. psycopg resumes it at least every POLL_SECONDS."""
    started, ready = monotonic(), None
    try:
        wanted = next(waiting)
        while True:
            ready = yield wanted
            seconds = monotonic() - started
            if not ready and is_too_long(seconds):
                raise TooLong(f"no answer in {seconds:.1f} s")
            wanted = waiting.send(ready)
    except StopIteration as end:
        return end.value


def refuse_if_gone() -> None:
    if patience.is_over or outage.is_on:
        raise TooLong("the database does not answer, and was not asked")


def connect(**params: Any) -> Connection:
    """A connection, as soon as the thread's patience allows. A name may take longest to be looked up, which nothing
    can end: so a thread of its own does that.
    """
    look = partial(look_for, params)
    if patience.seconds is None:
        return connected(params, look)
    refuse_if_gone()
    coming: Future[Connection] = Future()
    threading.Thread(target=fulfil, args=[coming, params, look], daemon=True).start()
    try:
        return coming.result(min(patience.seconds, ASK_SECONDS))
    except TimeoutError:
        coming.add_done_callback(close)
        patience.is_over = True
        outage.begin(look, "no connection")
        raise TooLong(f"no connection in {ASK_SECONDS} s") from None


def fulfil(coming: Future[Connection], params: dict[str, Any], look: Callable[[], None]) -> None:
    try:
        coming.set_result(connected(params, look))
    except Exception as error:  # goes to who waits, if anybody still does
        coming.set_exception(error)


def connected(params: dict[str, Any], look: Callable[[], None]) -> Connection:
    connection = Connection.connect(**params)
    connection.look = look
    return connection


def close(coming: Future[Connection]) -> None:
    """What came too late."""
    if not coming.exception():
        coming.result().close()


def look_for(params: dict[str, Any]) -> None:
    """Raises ConnectionTimeout if the server says nothing. One that refuses does so quickly, to whoever asks."""
    try:
        with Asking.connect(**params | {"connect_timeout": 2, "autocommit": True}) as connection:
            connection.execute("SELECT 1")
    except ConnectionTimeout:
        raise
    except psycopg.Error:
        pass


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects by the function above, and soon knows a connection whose server is gone."""

    Database = SimpleNamespace(**{**vars(psycopg), "connect": connect})  # type: ignore[assignment]

    def is_usable(self) -> bool:
        with patience.at_most(ASK_SECONDS):
            return super().is_usable()
