"""What is answered when the database, or the cache, is what failed; tests/trouble/ takes the real ones away."""

import logging
import sqlite3
import threading
import time
from contextlib import closing

import pytest
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.test import Client

from articles.views import health
from articles.views.patience import PatienceMiddleware, seconds_for
from articles.views.store import Store
from newsroom.logs import BriefFilter, SeldomFilter
from newsroom.outage import Outage, is_the_databases
from newsroom.patience import DESK_SECONDS, READER_SECONDS, STRANGER_SECONDS, patience


@pytest.fixture
def reader():
    return Client(raise_request_exception=False)


def failing(error):
    def fail(*_given, **_named):
        raise error

    return fail


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed"), DatabaseError("malformed")])
def test_page_whose_database_fails_may_be_asked_for_again(reader, monkeypatch, error):
    monkeypatch.setattr("articles.views.front.candidates", failing(error))
    answer = reader.get("/")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    assert b"<h1" in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ProgrammingError("no such column"), ValueError("ours")])
def test_fault_of_ours_is_no_trouble_that_passes(reader, monkeypatch, error):
    monkeypatch.setattr("articles.views.front.candidates", failing(error))
    answer = reader.get("/")
    assert (answer.status_code, "Retry-After" in answer) == (500, False)


def test_middleware_whose_database_fails_is_no_other_case(reader, monkeypatch):
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", failing(OperationalError("gone")))
    reader.cookies["sessionid"] = "0123456789abcdefghijklmnopqrstuv"
    answer = reader.get("/admin/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_page_for_errors_needs_no_design_where_that_is_what_fails(reader, settings, monkeypatch):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.storage.StaticFilesStorage"}}
    settings.SITE_NAME = "Tom & Jerry's"
    answer = reader.get("/about/")
    assert (answer.status_code, b"<h1>Tom &amp; Jerry&#x27;s</h1>" in answer.content) == (500, True)


def test_api_says_so_in_json(reader, monkeypatch):
    monkeypatch.setattr("articles.api.rows.page_rows", failing(OperationalError("gone")))
    answer = reader.get("/api/news/")
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "10", "no-store")
    assert (answer.json()["status"], answer["Access-Control-Allow-Origin"]) == (503, "*")


def test_address_of_nothing_is_no_other_case(reader, monkeypatch):
    """The page for 404 names the newest articles."""
    monkeypatch.setattr("articles.views.errors.newest", failing(OperationalError("gone")))
    assert reader.get("/nowhere/").status_code == 503


def test_media_that_take_long_are_not_waited_for(monkeypatch):
    monkeypatch.setattr(health, "MEDIA_SECONDS", 0.1)
    hold = threading.Event()
    monkeypatch.setattr("articles.views.health.default_storage.exists", lambda _name: hold.wait(5))
    assert [health.media(), health.media()] == ["no answer in 0.1 s"] * 2
    hold.set()
    time.sleep(0.05)
    assert health.media() == ""


# What is written to the log


def record(error=None):
    return logging.LogRecord("a", logging.ERROR, "", 0, "went %s", ("wrong",), (type(error), error, None))


def test_failure_of_the_database_is_a_line_in_the_log():
    told = record(OperationalError("no 100% answer\nmore"))
    BriefFilter().filter(told)
    assert (told.getMessage(), told.exc_info) == ("went wrong: no 100% answer", None)


def test_other_failures_keep_their_traceback():
    told = record(ValueError("ours"))
    BriefFilter().filter(told)
    assert (told.getMessage(), bool(told.exc_info)) == ("went wrong", True)


def test_what_is_said_each_second_is_written_now_and_then():
    seldom = SeldomFilter()
    assert [seldom.filter(record()), seldom.filter(record())] == [True, False]
    seldom.next_at["went %s"] = 0.0
    assert seldom.filter(record())


# How long it is waited for


@pytest.mark.parametrize(
    ("path", "cookies", "seconds"),
    [
        ("/", {}, READER_SECONDS),
        ("/", {"sessionid": "x"}, READER_SECONDS),
        ("/admin/", {}, STRANGER_SECONDS),
        ("/admin/login/", {"sessionid": "made-up"}, STRANGER_SECONDS),
        ("/admin/articles/", {"sessionid": "x"}, DESK_SECONDS),
    ],
)
def test_only_who_may_be_an_editor_has_an_editors_time(rf, path, cookies, seconds):
    request = rf.get(path)
    request.COOKIES = cookies
    assert seconds_for(request) == seconds


@pytest.mark.django_db
def test_request_leaves_no_hurry_in_its_thread(rf, settings):
    settings.READERS_WAIT = False
    seen: list[float | None] = []

    def page(_request):
        seen.append(patience.seconds)
        return HttpResponse()

    middleware = PatienceMiddleware(page)
    try:
        middleware(rf.get("/"))
        request_finished.send(sender=None)
        assert (seen, patience.seconds) == ([READER_SECONDS], None)
    finally:
        request_finished.disconnect(dispatch_uid="patience")
        patience.begin(None)


# What SQLite says


def failed(file, statement):
    """What Django makes of SQLite's error."""
    with closing(sqlite3.connect(file, timeout=0)) as connection, pytest.raises(sqlite3.Error) as told:
        connection.execute(statement)
    made = OperationalError(*told.value.args)
    made.__cause__ = told.value
    return made


def test_mistake_in_sql_is_no_trouble_of_sqlites(tmp_path):
    assert not is_the_databases(failed(tmp_path / "well", "SELECT nothing FROM sqlite_schema"))


def test_file_that_is_damaged_or_locked_is_sqlites_trouble(tmp_path):
    (tmp_path / "damaged").write_bytes(b"nonsense" * 512)
    assert is_the_databases(failed(tmp_path / "damaged", "SELECT 1 FROM sqlite_schema"))
    with closing(sqlite3.connect(tmp_path / "locked")) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert is_the_databases(failed(tmp_path / "locked", "SELECT 1 FROM sqlite_schema"))


# Services that are gone


@pytest.fixture
def outage(monkeypatch):
    monkeypatch.setattr("newsroom.outage.LOOK_EVERY", 0.01)
    return Outage("it")


def until(is_so):
    give_up = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_outage_lasts_until_a_look_comes_back(outage):
    back = threading.Event()
    looks = []

    def look():
        looks.append(1)
        if not back.is_set():
            raise ConnectionError

    for _ in range(3):
        outage.begin(look, "why")
    until(lambda: len(looks) > 2)
    assert outage.is_on
    assert outage.seconds > 0
    back.set()
    until(lambda: not outage.is_on)
    assert outage.seconds == 0


def test_suspicion_is_no_outage(outage):
    looked = threading.Event()
    outage.suspect(looked.set, "why")
    assert not outage.is_on
    assert looked.wait(5)
    assert not outage.is_on


# The cache


@pytest.fixture
def store(monkeypatch):
    monkeypatch.setattr("newsroom.outage.LOOK_EVERY", 0.01)
    return Store()


class Broken:
    """The cache, refusing these words."""

    def __init__(self, *words):
        self.words = words

    def __getattr__(self, word):
        if word in self.words:
            raise ConnectionError("gone")
        return getattr(cache, word)


def broken(monkeypatch, *words):
    """Until the function is called that is returned."""
    monkeypatch.setattr("articles.views.store.cache", Broken(*words))
    return lambda: monkeypatch.setattr("articles.views.store.cache", cache)


def test_process_keeps_what_it_can_while_the_cache_is_gone(store, monkeypatch):
    mend = broken(monkeypatch, "get", "set", "add", "delete")
    assert (store.get("page"), store.is_alone) == (None, True)
    store.set("page", "one", 60)
    assert (store.get("page"), store.add("turn", 60), store.add("turn", 60)) == ("one", True, False)
    store.delete("page")
    assert store.get("page") is None
    mend()
    until(lambda: not store.is_alone)


def test_cache_that_is_full_still_tells_what_it_has(store, monkeypatch):
    store.set("old", "kept", 60)
    broken(monkeypatch, "set", "add")
    store.set("new", "here", 60)
    assert (store.get("old"), store.get("new"), store.asking.is_on) == ("kept", "here", False)
    store.set("old", "newer", 60)
    assert store.get("old") == "newer"


def test_what_the_last_outage_left_is_forgotten(store, monkeypatch):
    mend = broken(monkeypatch, "get", "set")
    store.get("page")
    store.set("page", "old", 60)
    mend()
    until(lambda: not store.is_alone)
    broken(monkeypatch, "get", "set")
    assert store.get("page") is None
    assert store.get("page") is None
