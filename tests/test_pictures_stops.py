"""Runs that end before their end, and pictures that kill: what is done is kept, and what is not is left to others."""

import errno
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from articles.pictures import rendering
from articles.pictures.cache import CacheStopped
from articles.pictures.raster import RasterError
from articles.pictures.rendering import DIED, ODD, Renderer
from articles.processes import process_of
from newsroom.storage import WholeFileStorage
from tests import deadly_pictures, pictures
from tests.caching import again, claimed, flaws, outcome, run, served, states, waiting
from tests.deadly import start_that_fails
from tests.deadly_pictures import DEADLY, ENDLESS
from tests.remote import body, fetcher_of

ROOT = Path(__file__).resolve().parent.parent
PARENT = """
import os, time
from articles.pictures.rendering import Renderer
renderer = Renderer(1)
print(renderer._running(None).submit(os.getpid).result(), flush=True)
time.sleep(60)
"""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture
def full_after(monkeypatch):
    """A function after which our storage takes so many files more, of one picture after the other."""
    monkeypatch.setattr("articles.pictures.cache.THREADS", 1)

    def fill(files):
        save, left = WholeFileStorage._save, iter(range(files))

        def save_or_fail(storage, name, content):
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, "No space left on device")
            return save(storage, name, content)

        monkeypatch.setattr(WholeFileStorage, "_save", save_or_fail)

    return fill


# Our storage is full


def test_full_storage_stops_the_run_and_costs_nothing_before(server, full_after):
    made = served(server, 20)
    full_after(15)
    with pytest.raises(CacheStopped, match=r"^a picture cannot be kept: .*No space left on device$"):
        run(server)
    found = states()
    assert set(found) == {"cached", "waiting"}
    assert (sum(found.values()), claimed()) == (20, 0)
    assert [flaws(again(one)) for one in made] == [[]] * 20


def test_run_after_the_storage_has_room_completes(server, full_after, monkeypatch):
    served(server, 12)
    full_after(9)
    with pytest.raises(CacheStopped):
        run(server)
    monkeypatch.undo()
    run(server)
    assert states() == {"cached": 12}


def test_command_says_in_one_line_that_the_storage_is_full(server, full_after, monkeypatch):
    served(server, 3)
    full_after(0)
    monkeypatch.setattr("articles.management.caching.picture_fetcher", lambda: fetcher_of(server))
    monkeypatch.setattr("articles.pictures.cache.cores", lambda: 0)
    with pytest.raises(CommandError, match=r"^stopped: a picture cannot be kept: .* left on device; what") as caught:
        call_command("cache_pictures")
    assert (caught.value.returncode, "\n" in str(caught.value), claimed()) == (1, False, 0)


def test_folder_that_cannot_be_made_stops_the_run(server, settings, tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "file" / "media"
    served(server, 1)
    with pytest.raises(CacheStopped, match="Not a directory"):
        run(server)
    assert (states(), claimed()) == ({"waiting": 1}, 0)


def test_claims_are_released_when_the_database_fails(server, monkeypatch):
    def fail(*_):
        raise DatabaseError("disk full")

    served(server, 12)
    monkeypatch.setattr("articles.pictures.outcomes.cached", fail)
    with pytest.raises(DatabaseError, match="disk full"):
        run(server)
    assert (states(), claimed()) == ({"waiting": 12}, 0)


# Ctrl-C


@pytest.mark.parametrize("asked_after", [0, 1, 5])
def test_run_asked_to_stop_ends_after_what_is_at_work(server, asked_after):
    served(server, 40)
    times = iter(range(99))
    summary = run(server, stop=lambda: next(times) >= asked_after, limits={"connections_per_host": 4})
    assert summary.is_interrupted
    assert summary.outcomes == {"cached": len(server.asked)}
    assert 1 <= len(server.asked) <= asked_after + 4
    assert (states()["waiting"], claimed()) == (40 - len(server.asked), 0)


def test_second_request_to_stop_leaves_no_claim(server):
    served(server, 9)

    def interrupt():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(server, stop=interrupt)
    assert (states(), claimed()) == ({"waiting": 9}, 0)


def test_processes_that_just_start_do_not_hear_of_it(monkeypatch):
    monkeypatch.setattr(rendering, "rendered_in_time", deadly_pictures.hears_of_interrupts)
    with Renderer(1) as renderer:
        heard: Any = renderer.render(b"", [160], 1)
    assert heard is False


# Pictures that kill the process that decodes them


def test_picture_that_kills_its_process_is_refused_and_costs_no_other(server, monkeypatch):
    monkeypatch.setattr(rendering, "rendered_in_time", deadly_pictures.rendered_or_killed)
    good = served(server, 5)
    server.serve("/deadly", body(pictures.jpeg() + DEADLY))
    deadly = waiting(server.url("/deadly"))
    run(server, processes=2)
    assert outcome(deadly) == ("refused", DIED)
    assert [(again(one).state, flaws(again(one))) for one in good] == [("cached", [])] * 5


def test_pictures_after_one_that_kills_are_rendered_side_by_side_again(monkeypatch):
    monkeypatch.setattr(rendering, "rendered_in_time", deadly_pictures.rendered_or_killed)
    with Renderer(1) as renderer:
        with pytest.raises(RasterError, match=DIED):
            renderer.render(pictures.jpeg() + DEADLY, [160], 1)
        assert renderer._pool.submit(abs, -1).result() == 1


def test_picture_that_never_ends_is_refused_in_time(monkeypatch):
    monkeypatch.setattr(rendering, "rendered_in_time", deadly_pictures.rendered_in_a_moment)
    with Renderer(1) as renderer, pytest.raises(RasterError, match=DIED):
        renderer.render(pictures.jpeg() + ENDLESS, [160], 1)


def test_picture_that_no_code_expected_is_refused(server, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("division by zero")

    [picture] = served(server, 1)
    monkeypatch.setattr("articles.pictures.raster.render", fail)
    run(server)
    assert outcome(picture) == ("refused", ODD)


def test_where_no_process_can_be_started_no_picture_is_to_blame(server, monkeypatch):
    monkeypatch.setattr(rendering, "start_process", start_that_fails)
    served(server, 1)
    with pytest.raises(CacheStopped, match="processes to render it in cannot be started"):
        run(server, processes=1)
    assert (states(), claimed()) == ({"waiting": 1}, 0)


def test_processes_end_when_the_one_that_started_them_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        child = process_of(int(parent.stdout.readline()))
        assert not child.is_gone()
        parent.kill()
    until = time.monotonic() + 5
    while not child.is_gone() and time.monotonic() < until:
        time.sleep(0.01)
    assert child.is_gone()
