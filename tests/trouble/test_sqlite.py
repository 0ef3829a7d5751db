"""SQLite's file is locked, damaged or gone: no reader waits, none sees a traceback."""

import sqlite3
import time
from contextlib import closing

import pytest
from django.conf import settings
from django.db import OperationalError

from newsroom.patience import READER_SECONDS, patience
from newsroom.sqlite.base import DatabaseWrapper
from tests.sites import serving
from tests.trouble.readers import asked, for_a_while
from tests.trouble.services import until

pytestmark = pytest.mark.trouble


@pytest.fixture
def site(folder):
    """The address of a site that serves four readers at once from the file in the folder."""
    with serving(folder) as (url, _server):
        yield url


@pytest.fixture
def file(tmp_path):
    """One that keeps its journal as SQLite does by itself: a writer locks readers out."""
    with closing(sqlite3.connect(tmp_path / "plain.sqlite3")) as connection:
        connection.executescript("CREATE TABLE news (title); INSERT INTO news VALUES ('one');")
    return tmp_path / "plain.sqlite3"


@pytest.fixture
def connection(file, django_db_blocker):
    """As the site's, but for the journal."""
    told = {"ENGINE": "newsroom.sqlite", "NAME": str(file), "OPTIONS": {"timeout": 3}}
    connection = DatabaseWrapper({**settings.DATABASES["default"], **told}, "own")
    with django_db_blocker.unblock():
        yield connection
        connection.close()
    patience.begin(None)


def read(connection):
    with connection.cursor() as cursor:
        return cursor.execute("SELECT title FROM news").fetchone()


def in_seconds(work, *given):
    """How long it took to fail."""
    started = time.monotonic()
    with pytest.raises(OperationalError):
        work(*given)
    return time.monotonic() - started


def test_reader_does_not_wait_for_long_and_not_twice(connection, file):
    read(connection)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        patience.begin(READER_SECONDS)
        assert READER_SECONDS <= in_seconds(read, connection) < 2
        assert in_seconds(read, connection) < 0.1
        connection.close()
        assert in_seconds(read, connection) < 0.1
        patience.begin(None)
        assert in_seconds(read, connection) >= 2.9
    patience.begin(READER_SECONDS)
    assert read(connection) == ("one",)


def test_reader_has_the_page_while_another_writes_for_long(site, folder):
    """An article is due, which the reader's request publishes if it can."""
    with closing(sqlite3.connect(folder / "site.sqlite3", isolation_level=None)) as other:
        other.execute("UPDATE articles_article SET status = 'scheduled', publish_at = '2020-01-01' WHERE id = 1")
        [(slug,)] = other.execute("SELECT slug FROM articles_article WHERE id = 1").fetchall()
        other.execute("BEGIN IMMEDIATE")
        answers = for_a_while([f"{site}/archive/", f"{site}/nowhere/"], 3)
        assert {answer.status for answer in answers} == {200, 404}
        assert max(answer.seconds for answer in answers) < 1
        other.execute("COMMIT")
    until(lambda: asked(f"{site}/news/{slug}/").status == 200, "the article is published", 5)


def test_damaged_file_is_no_traceback(site, folder):
    front = asked(f"{site}/").body
    for path in folder.glob("site.sqlite3*"):
        path.write_bytes(b"nonsense" * 512)
    time.sleep(1.1)  # the edition is looked for again
    for path in ("/archive/1999/", "/search/?q=moon", "/nowhere/", "/api/news/"):
        answer = asked(f"{site}{path}")
        assert answer.status in {200, 404, 503}  # threads still know parts of what was there
        assert (b"Traceback" in answer.body, answer.seconds < 2) == (False, True)
    assert (asked(f"{site}/").body, asked(f"{site}/healthz").status) == (front, 200)
