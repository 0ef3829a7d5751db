"""An import that ends before its end: what is done is kept, and one line says why."""

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, OperationalError, connection

from articles.ingest import Options, import_seeds, reading, turns
from articles.models import Article
from tests import seeds

pytestmark = pytest.mark.django_db


def failing(error):
    raise error


@pytest.fixture
def one_a_batch(monkeypatch):
    """Every file is a batch of its own."""
    monkeypatch.setattr(reading, "BATCH_FILES", 1)


@pytest.fixture
def read_only(one_a_batch, monkeypatch):
    """A function after which the database takes nothing any more."""
    if connection.vendor == "postgresql":  # has no way back from it inside a transaction
        error = InternalError("cannot execute INSERT in a read-only transaction")
        yield lambda *_: monkeypatch.setattr(turns, "_wait", lambda: failing(error))
        return
    yield lambda *_: connection.cursor().execute("PRAGMA query_only = ON")
    connection.cursor().execute("PRAGMA query_only = OFF")


def test_import_asked_to_stop_keeps_what_is_done(tmp_path, one_a_batch):
    seeds.write(tmp_path)
    seeds.write_two(tmp_path)
    report = import_seeds([tmp_path], stop=lambda: True)
    assert (report.stopped, report.counts, report.is_good) == ("interrupted", {"created": 1}, False)
    assert Article.objects.count() == 1


def test_import_of_what_is_known_tells_how_far_it_is_and_can_be_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "BATCH_DONE", 1)
    monkeypatch.setattr(reading, "LOOK_UP", 1)
    seeds.write(tmp_path)
    seeds.write_two(tmp_path)
    seeds.run(tmp_path)
    told = []
    report = import_seeds([tmp_path], Options(brief=True), lambda *done: told.append(done), lambda: True)
    assert (told, report.counts, report.stopped) == ([(1, 2)], {"unchanged": 1}, "interrupted")


def test_stopped_import_withdraws_nothing(tmp_path, one_a_batch):
    path = seeds.write(tmp_path)
    seeds.write_two(tmp_path)
    seeds.run(tmp_path)
    path.unlink()
    import_seeds([tmp_path], Options(prune=True), stop=lambda: True)
    assert not Article.objects.filter(status="withdrawn").exists()


def test_database_that_takes_no_more_stops_the_import_and_costs_nothing_before(tmp_path, read_only):
    seeds.write(tmp_path)
    seeds.write_two(tmp_path)
    report = import_seeds([tmp_path], progress=read_only)
    assert report.counts == {"created": 1}
    assert "read" in report.stopped
    assert "\n" not in report.stopped


def test_strict_import_that_is_stopped_leaves_nothing(tmp_path, read_only):
    seeds.write(tmp_path)
    seeds.write_two(tmp_path)
    report = import_seeds([tmp_path], Options(strict=True), progress=read_only)
    assert report.counts == {"left out": 1}
    assert not Article.objects.exists()


def test_command_says_in_one_line_why_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "_wait", lambda: failing(OperationalError("database or disk is full")))
    with pytest.raises(CommandError, match=r"^stopped: database or disk is full;"):
        call_command("import_seeds", str(seeds.write(tmp_path)))


def test_full_disk_stops_the_import(tmp_path, transactional_db):
    if connection.vendor != "sqlite":
        return  # PostgreSQL's disk is not ours to fill
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        [pages] = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            seeds.write(tmp_path, secured="A" * 200_000)
            assert "full" in import_seeds([tmp_path]).stopped
        finally:
            cursor.execute("PRAGMA max_page_count = 4294967294")


def test_waiting_too_long_is_tried_again(tmp_path, monkeypatch, transactional_db):
    failures = [OperationalError("database is locked")]
    monkeypatch.setattr(turns, "_wait", lambda: failing(failures.pop()) if failures else None)
    assert import_seeds([seeds.write(tmp_path)]).counts == {"created": 1}


def test_waiting_for_ever_ends(tmp_path, monkeypatch, transactional_db):
    monkeypatch.setattr(turns, "_wait", lambda: failing(OperationalError("database is locked")))
    assert import_seeds([seeds.write(tmp_path)]).stopped == "database is locked"
