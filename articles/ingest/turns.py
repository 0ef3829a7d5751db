"""Whose turn it is to write: one importer at a time, one batch at a time."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, OperationalError, connection, transaction

ResultT = TypeVar("ResultT")

LOCK = 0x6E657773  # PostgreSQL's advisory lock of our batches; any number that nothing else takes
WAIT_SECONDS = 60
TRIES = 3
# Of tables just filled PostgreSQL knows too little to use an index. It packs long texts faster as lz4, if it can.
_SETTINGS = """
    SELECT
        set_config('lock_timeout', %s, true),
        set_config('enable_seqscan', 'off', true),
        set_config('jit', 'off', true),
        (
            SELECT set_config(name, 'lz4', true) FROM pg_settings
            WHERE name = 'default_toast_compression' AND 'lz4' = ANY(enumvals)
        )
"""
_PASSING = {"40001", "40P01", "55P03"}  # https://www.postgresql.org/docs/current/errcodes-appendix.html


class ImportStopped(Exception):  # noqa: N818  (not of one file, and nothing is wrong with the code)
    """The database, or the disk under it, takes no more. The text says why, in one line."""


def in_turn(write: Callable[[], ResultT]) -> ResultT:
    """What `write` returns; all that it writes is there afterwards, or nothing is.

    Another importer's batch is waited for: on SQLite by its immediate transactions, on PostgreSQL by an advisory
    lock. What passes (a long wait, a deadlock) is tried again. Raises ImportStopped where the database takes no more.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                _wait()
                return write()
        except OperationalError as error:
            if not left or not _passes(error) or connection.in_atomic_block:
                raise ImportStopped(reason_of(error)) from error
            time.sleep(0.1)
        except DatabaseError as error:
            if "readonly" in str(error) or "read-only" in str(error):
                raise ImportStopped(reason_of(error)) from error
            raise
    raise AssertionError("every try returns or raises")


def _wait() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_SETTINGS, [f"{WAIT_SECONDS}s"])
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _passes(error: OperationalError) -> bool:
    """Whether the same may go well in a moment."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _PASSING or "locked" in str(error)


def reason_of(error: Exception) -> str:
    """The first line of an error, or its kind."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
