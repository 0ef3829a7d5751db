"""How long PostgreSQL is waited for: shortly by readers, by editors as long as there is one, by commands for ever."""

import threading
import time

import pytest
from django.conf import settings
from django.db import OperationalError

from newsroom.backends import database
from newsroom.patience import DESK_SECONDS, READER_SECONDS, patience
from tests.trouble.services import until, url_of

pytestmark = pytest.mark.trouble


@pytest.fixture
def base():
    """The backend, with what it knows of servers forgotten."""
    from newsroom.postgresql import base

    until(lambda: not base.outage.is_on, "the last test's outage is over")
    yield base
    patience.begin(None)


@pytest.fixture
def connection(base, cluster, django_db_blocker):
    """To the tests' own cluster."""
    connection = base.DatabaseWrapper({**settings.DATABASES["default"], **database(url_of(cluster))}, "own")
    with django_db_blocker.unblock():
        yield connection
        connection.close()


def slept(connection, seconds):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def in_seconds(work, *given):
    """How long it took to fail."""
    started = time.monotonic()
    with pytest.raises(OperationalError):
        work(*given)
    return time.monotonic() - started


def at_work(connection):
    """How many others the server works for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'")
        return cursor.fetchone()[0]


def test_command_waits_as_long_as_it_takes(connection):
    slept(connection, READER_SECONDS + 0.5)


def test_slow_answer_is_not_waited_for_by_readers_and_harms_nobody_else(base, connection):
    slept(connection, 0)
    patience.begin(READER_SECONDS)
    assert in_seconds(slept, connection, 30) < 2
    assert not base.outage.is_on
    assert in_seconds(slept, connection, 0) < 0.1  # in the same request
    patience.begin(READER_SECONDS)
    connection.close_if_unusable_or_obsolete()
    slept(connection, 0)
    until(lambda: at_work(connection) == 0, "the server has given up, too", 5)


def test_request_that_waited_in_vain_leaves_no_broken_connection(connection):
    slept(connection, 0)
    patience.begin(READER_SECONDS)
    in_seconds(slept, connection, 30)
    connection.close_if_unusable_or_obsolete()
    assert connection.connection is None


def test_editors_wait_as_long_as_there_is_a_database(base, connection, monkeypatch):
    monkeypatch.setattr(base, "DOUBT_SECONDS", 0.2)
    patience.begin(DESK_SECONDS)
    slept(connection, READER_SECONDS + 0.5)
    assert not base.outage.is_on


def test_doubt_asks_once_in_a_while(base, connection, monkeypatch):
    monkeypatch.setattr(base, "DOUBT_SECONDS", 0.5)
    looks = []
    monkeypatch.setattr(base.outage, "suspect", lambda *_given: looks.append(1))
    patience.begin(DESK_SECONDS)
    slept(connection, 1.8)
    assert 2 <= len(looks) <= 3


def test_editors_do_not_wait_for_a_database_that_froze(base, connection, cluster, monkeypatch):
    monkeypatch.setattr(base, "DOUBT_SECONDS", 0.2)
    slept(connection, 0)
    patience.begin(DESK_SECONDS)
    threading.Timer(0.2, cluster.freeze).start()
    try:
        assert in_seconds(slept, connection, 60) < 10
    finally:
        cluster.thaw()
    until(lambda: not base.outage.is_on, "it is seen to be back", 5)


def test_one_thread_looks_for_a_database_that_is_gone(base, connection, cluster):
    slept(connection, 0)
    cluster.freeze()
    try:
        for _ in range(5):
            patience.begin(READER_SECONDS)
            in_seconds(slept, connection, 0)
        assert [thread.name for thread in threading.enumerate()].count("looks for the database") == 1
    finally:
        cluster.thaw()
    until(lambda: not base.outage.is_on, "it is seen to be back", 5)
    patience.begin(READER_SECONDS)
    connection.close_if_unusable_or_obsolete()
    slept(connection, 0)
