"""The operators' commands for pictures: what they say, and how they end."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from articles.models import Picture
from articles.pictures.cache import cache_pictures
from tests import make, pictures
from tests.caching import again, states, waiting
from tests.remote import HOST, Remote, body, fetcher_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture
def server(monkeypatch):
    """A server that the command's fetcher may ask. Nothing is rendered in other processes."""
    with Remote() as server:
        monkeypatch.setattr("articles.management.caching.picture_fetcher", lambda: fetcher_of(server))
        monkeypatch.setattr("articles.pictures.cache.cores", lambda: 0)
        server.serve("/a", body(pictures.jpeg()))
        yield server


def said(capsys, command, **given):
    """The lines that a command prints, each cut into words."""
    call_command(command, **given)
    return [line.split() for line in capsys.readouterr().out.splitlines() if line.strip()]


# cache_pictures


def test_summary_is_by_host_and_by_reason(server, capsys):
    for path in ("/a", "/b", "/c"):
        waiting(server.url(path))
    waiting("http://10.0.0.1/")
    lines = said(capsys, "cache_pictures")
    assert [HOST, "1", "–", "2", "–", "–"] in lines
    assert ["10.0.0.1", "–", "–", "–", "1", "–"] in lines
    assert ["all", "1", "–", "2", "1", "–"] in lines
    assert (["status", "404", "2"] in lines, ["a", "private", "address", "1"] in lines) == (True, True)


def test_dry_run_says_what_is_due_and_asks_nobody(server, capsys):
    waiting(server.url("/a"))
    waiting(server.url("/b"), state="failed", next_attempt_at=timezone.now() + timedelta(days=1))
    lines = said(capsys, "cache_pictures", dry_run=True)
    assert (lines[0], [HOST, "1"] in lines) == (["1", "pictures", "are", "due;", "nothing", "was", "changed"], True)
    assert [HOST, "2"] in said(capsys, "cache_pictures", dry_run=True, retry_failed=True)
    assert (server.connections, Picture.objects.filter(tried_at=None).count()) == (0, 2)


def test_options_reach_the_run(server, capsys):
    made = [waiting(server.url(path)) for path in ("/a", "/b")]
    waiting("http://10.0.0.1/")
    call_command("cache_pictures", host=HOST, limit=1)
    assert [again(one).state for one in made] == ["waiting", "failed"]
    call_command("cache_pictures", host=HOST, retry_failed=True)
    assert (len(server.asked), states()) == (3, {"waiting": 1, "cached": 1, "failed": 1})


def test_old_copies_are_asked_about_again(server):
    picture = waiting(server.url("/a"))
    call_command("cache_pictures")
    Picture.objects.update(fetched_at=timezone.now() - timedelta(days=8))
    for days in (9, 7, 7):
        call_command("cache_pictures", recheck=days)
    assert (len(server.asked), again(picture).state) == (2, "cached")


def test_pictures_that_cannot_be_had_are_no_failure_of_the_command(server, capsys):
    waiting(server.url("/b"))
    call_command("cache_pictures", verbosity=0)
    assert capsys.readouterr().out == ""


def test_run_that_is_interrupted_says_so(server, monkeypatch, capsys):
    def interrupted(options, fetcher, progress, stop):
        return cache_pictures(options, fetcher, progress, lambda: True)

    monkeypatch.setattr("articles.management.caching.cache_pictures", interrupted)
    for path in ("/a", "/b", "/c"):
        waiting(server.url(path))
    assert "stopped before the end" in " ".join(said(capsys, "cache_pictures")[0])
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("option", "value"),
    [("limit", "0"), ("limit", "x"), ("limit", "-1"), ("recheck", "0"), ("recheck", "1.5")],
)
def test_number_that_is_none_is_refused(option, value):
    with pytest.raises(CommandError, match="expected a whole number from 1 up"):
        call_command("cache_pictures", f"--{option}={value}")


# prune_pictures


def test_prune_says_in_one_line_what_it_removed(capsys):
    make.picture(created_at=timezone.now() - timedelta(days=2))
    [line] = said(capsys, "prune_pictures", dry_run=True)
    assert line[:3] == ["Would", "remove", "1"]
    [line] = said(capsys, "prune_pictures", max_gb=1)
    assert " ".join(line).startswith(
        "Removed 1 pictures that nothing shows and 0 files that no picture names; gave up 0"
    )
    assert not Picture.objects.exists()


@pytest.mark.parametrize("size", ["-1", "nan", "inf", "x", ""])
def test_size_that_is_none_is_refused(size):
    with pytest.raises(CommandError, match="expected a number of gigabytes"):
        call_command("prune_pictures", "--max-gb", size)


# check_pictures


def test_check_that_finds_nothing_says_so(capsys):
    assert said(capsys, "check_pictures", deep=True) == [["Every", "copy", "is", "sound."]]


def test_check_that_finds_something_ends_with_status_one_and_a_line_for_each(capsys):
    picture = make.picture()
    default_storage.delete(f"{picture.copy}/1.png")
    with pytest.raises(CommandError, match=r"^1 pictures have no sound copy$") as dry:
        call_command("check_pictures", dry_run=True)
    with pytest.raises(CommandError, match=r"cache_pictures$") as caught:
        call_command("check_pictures")
    assert dry.value.returncode == caught.value.returncode == 1
    line = f"{picture.url}: {picture.copy}/1.png is not there"
    assert (capsys.readouterr().out.splitlines(), states()) == ([line] * 2, {"waiting": 1})


# All of them


@pytest.mark.parametrize("command", ["cache_pictures", "prune_pictures", "check_pictures"])
def test_database_that_is_not_up_to_date_is_one_clear_line(command):
    MigrationRecorder(connection).record_unapplied("articles", "0006_picture_cache")
    with pytest.raises(CommandError, match=r"^The database is not up to date. Run this first: ./run manage migrate$"):
        call_command(command)
