"""What the operator is told at 3 a.m.: what is wrong, and how to mend it; and the one loop for all that is due."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import doctor
from articles.models import Article, ImportRun, Picture, RunState
from articles.search.tokens import EVERY
from tests import make, runs, seeds

pytestmark = pytest.mark.django_db


def found(name, *, deep=False):
    return dict(doctor.findings(deep=deep))[name]


def test_site_that_is_well_has_no_findings(storage, capsys, settings):
    settings.HTTPS = False
    make.whole_rows(2)
    call_command("doctor", files=True)
    assert "wrong" not in capsys.readouterr().out


def test_finding_says_how_to_mend_it_and_makes_the_status_one(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "CHECKS", {"media": lambda: iter([doctor.Finding("too full", "empty it")])})
    with pytest.raises(CommandError, match="1 found"):
        call_command("doctor")
    assert capsys.readouterr().out == "media       wrong\n  too full\n    to mend it: empty it\n"


def test_check_that_fails_is_a_finding_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr(doctor, "CHECKS", {"cache": lambda: 1 / 0, "media": lambda: iter(())})
    assert [(name, len(wrong)) for name, wrong in doctor.findings()] == [("cache", 1), ("media", 0)]


def test_index_that_is_not_what_it_should_be_is_found(monkeypatch):
    monkeypatch.setattr("articles.doctor.is_installed", lambda _connection: False)
    assert "rebuild_search" in found("search")[0].mend or "migrate" in found("search")[0].mend


if connection.vendor == "sqlite":  # PostgreSQL keeps the index in the row itself

    def test_articles_that_search_alone_knows_are_found_and_rebuilding_mends_it():
        make.article()
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO articles_search (rowid, title, tokens) VALUES (1, 'gone', '{EVERY}')")
        assert found("search")[0].what == "search knows +1 articles against those published"
        call_command("rebuild_search", verbosity=0)
        assert not found("search")


def test_cache_that_keeps_nothing_is_found(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert "not there afterwards" in found("cache")[0].what


def test_static_files_that_were_not_collected_are_found(settings):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.storage.StaticFilesStorage"}}
    assert "not collected" in found("static")[0].what


def test_full_disk_is_found(storage, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    assert "are free at" in found("media")[0].what


def test_import_whose_process_is_gone_is_found():
    runs.abandoned()
    assert "its process is gone" in found("imports")[0].what


def test_last_import_that_failed_or_rejected_files_is_found():
    ImportRun.objects.create(
        started_at=timezone.now(), who="x", state=RunState.FAILED, reason="the disk is full", rejected=3
    )
    assert [one.what for one in found("imports")] == [
        "the last import failed: the disk is full",
        "the last import rejected 3 files",
    ]


def test_picture_that_waits_for_days_is_found():
    Picture.objects.filter(pk=make.picture(cached=False).pk).update(created_at=timezone.now() - timedelta(days=9))
    assert "wait for days" in found("pictures")[0].what


def test_lost_and_orphaned_files_are_found_when_asked_for(storage):
    article = make.article(pictures=[make.picture()])
    picture = article.placed_pictures.get().picture
    default_storage.delete(picture.name_of(picture.files[0]))
    assert "is not there" in found("files", deep=True)[0].what
    assert "files" not in dict(doctor.findings())


# The loop


def test_once_imports_publishes_and_ends(tmp_path, storage):
    at = timezone.now() - timedelta(minutes=1)
    late = make.article(status="scheduled", publish_at=at)
    seeds.write(tmp_path)
    call_command("work", folders=[str(tmp_path)], once=True, verbosity=0)
    assert Article.objects.count() == 2
    assert Article.objects.get(pk=late.pk).status == "published"


def test_what_fails_stops_nothing_else_and_is_told(tmp_path, storage, caplog):
    (tmp_path / "2024-05-01-bad.md").write_text("---\ntitle: 1\n---\n")
    late = make.article(status="scheduled", publish_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(CommandError, match="1 of what was due failed"):
        call_command("work", folders=[str(tmp_path)], once=True, verbosity=0)
    assert "1 of 1 files rejected" in caplog.text
    assert Article.objects.get(pk=late.pk).status == "published"


def test_folder_that_is_not_there_is_refused_at_once():
    with pytest.raises(CommandError, match="nowhere: expected a folder"):
        call_command("work", folders=["nowhere"], once=True)


if connection.vendor == "postgresql":

    @pytest.mark.django_db(transaction=True)
    def test_loop_gets_a_lost_connection_back(monkeypatch, caplog):
        rounds = []

        def duties(self, folders, publish, stop):
            rounds.append(stop)
            if len(rounds) == 1:
                connection.connection.close()  # as when the server ends it
            else:
                stop.set()
            return [("articles", Article.objects.count)]

        monkeypatch.setattr("articles.management.commands.work.Command.duties", duties)
        monkeypatch.setattr("articles.management.commands.work.Command.daily", lambda self: [])
        call_command("work", every=1, verbosity=0)
        assert (len(rounds), caplog.text.count("the connection is closed")) == (2, 1)
