"""What comes of pictures that cannot be had at once: when they are tried again, and what is shown meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.http import FetchError
from articles.models import ArticlePicture, Picture
from articles.pictures import outcomes
from articles.pictures.cache import HOPELESS
from articles.pictures.making import Unobtainable
from articles.pictures.outcomes import FIRST_WAIT, FIRST_WAIT_DENIED, LONGEST_WAIT, MOST_ATTEMPTS
from articles.pictures.raster import RasterError
from tests import make, pictures
from tests.caching import again, claimed, flaws, run, states, waiting
from tests.remote import body, head, status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

NOW = datetime(2024, 5, 1, tzinfo=UTC)
PASSING = FetchError("http://x.example/", "connection refused")
DENIED = FetchError("http://x.example/", "status 404", permanent=True, status=404)
FOR_GOOD = FetchError("http://x.example/", "a private address", permanent=True)


def missed(error, *, jitter=1.0, **fields):
    """The row of a picture after it was missed once more."""
    picture = Picture.objects.create(url="http://x.example/a", **fields)
    outcomes.missed(picture, error, NOW, lambda low, high: jitter)
    return again(picture)


def wait_after(error, attempts, **given):
    """How long the next attempt is put off, after as many failed ones."""
    return missed(error, attempts=attempts - 1, **given).next_attempt_at - NOW


# When it is tried again


@pytest.mark.parametrize(("attempts", "times"), [(1, 1), (2, 4), (3, 16), (6, 1024)])
def test_each_wait_is_four_times_as_long(attempts, times):
    assert wait_after(PASSING, attempts) == FIRST_WAIT * times


@pytest.mark.parametrize(("error", "attempts"), [(PASSING, 7), (DENIED, 3), (DENIED, 7)])
def test_no_wait_is_longer_than_the_longest(error, attempts):
    assert wait_after(error, attempts) == LONGEST_WAIT


def test_where_the_server_says_the_fault_is_ours_it_is_asked_a_day_later():
    assert wait_after(DENIED, 1) == FIRST_WAIT_DENIED


def test_waits_are_not_all_alike():
    picture, waits = Picture.objects.create(url="http://x.example/a"), set()
    for _ in range(20):
        picture.attempts = 0
        outcomes.missed(picture, PASSING, NOW)
        waits.add((again(picture).next_attempt_at - NOW) / FIRST_WAIT)
    assert len(waits) > 15
    assert 0.8 <= min(waits) < 0.95 < 1.05 < max(waits) <= 1.2


@pytest.mark.parametrize("seconds", [400, 86_400, 604_800])
def test_server_is_not_asked_before_it_said(seconds):
    error = FetchError("http://x.example/", "status 429", status=429, retry_after=seconds)
    assert wait_after(error, 1, jitter=0.8) == timedelta(seconds=seconds)


def test_server_that_says_soon_is_asked_no_sooner_than_others():
    error = FetchError("http://x.example/", "status 503", status=503, retry_after=1)
    assert wait_after(error, 2) == FIRST_WAIT * 4


@pytest.mark.parametrize("error", [PASSING, DENIED])
def test_last_attempt_is_the_last(error):
    found = missed(error, attempts=MOST_ATTEMPTS - 1, state="failed", next_attempt_at=NOW)
    assert (found.state, found.attempts, found.next_attempt_at) == ("failed", MOST_ATTEMPTS, None)


@pytest.mark.parametrize("error", [FOR_GOOD, RasterError("a damaged picture"), Unobtainable("no", final=True)])
def test_what_makes_no_sense_to_try_again_is_refused(error):
    found = missed(error, state="failed", next_attempt_at=NOW)
    assert (found.state, found.attempts, found.next_attempt_at) == ("refused", 0, None)


def test_reasons_of_pictures_that_differ_in_size_are_one():
    assert missed(RasterError("too small for a picture: 99 × 40")).error == "too small for a picture"


def test_reason_without_end_is_cut():
    assert len(missed(Unobtainable("x" * 999, final=False)).error) == 300


# Which are tried


def test_picture_is_not_tried_before_its_time(server):
    later = waiting(server.url("/a"), state="failed", next_attempt_at=timezone.now() + timedelta(minutes=1))
    assert run(server).done == 0
    Picture.objects.filter(pk=later.pk).update(next_attempt_at=timezone.now())
    assert (run(server).done, server.paths) == (1, ["/a"])


@pytest.mark.parametrize("attempts", [1, MOST_ATTEMPTS, MOST_ATTEMPTS + 5])
def test_failed_ones_are_tried_when_asked_to_however_often_they_failed(server, attempts):
    picture = waiting(server.url("/a"), state="failed", attempts=attempts, next_attempt_at=None)
    assert run(server).done == 0
    assert run(server, retry_failed=True).outcomes == {"failed": 1}
    assert again(picture).attempts == attempts + 1


def test_failed_ones_are_tried_once_in_a_run(server):
    for number in range(40):
        waiting(server.url(f"/{number}"), state="failed")
    assert run(server, retry_failed=True).outcomes == {"failed": 40}
    assert len(server.paths) == len(set(server.paths)) == 40


def test_refused_ones_are_never_tried(server):
    waiting(server.url("/a"), state="refused")
    assert (run(server, retry_failed=True, recheck=timedelta()).done, server.connections) == (0, 0)


def test_run_takes_no_more_than_its_limit(server):
    for number in range(5):
        waiting(server.url(f"/{number}"))
    summary = run(server, limit=3)
    assert (summary.total, summary.done, len(server.paths), claimed()) == (3, 3, 3, 0)
    assert sorted(server.paths) == ["/2", "/3", "/4"]  # the newest


def test_run_takes_only_the_host_or_the_pictures_named(server):
    here, there = waiting(server.url("/a")), waiting("http://there.example/a")
    assert run(server, host=here.host).hosts.keys() == {here.host}
    assert run(server, ids=[there.pk]).hosts.keys() == {there.host}


# Asked again whether it changed


def old(server, *steps):
    """A picture that we have a copy of, and what its server answers from now on."""
    server.serve("/a", body(pictures.jpeg(), etag='"1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT"))
    picture = waiting(server.url("/a"))
    run(server)
    Picture.objects.update(fetched_at=NOW)
    server.serve("/a", *steps)
    return again(picture)


def test_copy_that_is_still_what_is_there_is_kept(server):
    before = old(server, head(304))
    assert run(server, recheck=timedelta(days=3)).outcomes == {"unchanged": 1}
    after = again(before)
    assert server.asked[-1].headers["if-none-match"] == '"1"'
    assert (after.copy, after.state, after.etag, flaws(after)) == (before.copy, "cached", '"1"', [])
    assert after.fetched_at > NOW
    assert run(server, recheck=timedelta(days=3)).done == 0


def test_other_bytes_replace_the_copy(server):
    before = old(server, body(pictures.png(), etag='"2"'))
    assert run(server, recheck=timedelta(days=3)).outcomes == {"cached": 1}
    after = again(before)
    assert (after.source_type, after.etag, after.last_modified, flaws(after)) == ("PNG", '"2"', "", [])
    assert after.copy != before.copy


@pytest.mark.parametrize(
    "answer", [status(500), status(404), body(pictures.HTML), body(pictures.jpeg()[:3000]), head(302, location="/a")]
)
def test_copy_is_shown_on_whatever_is_there_now(server, answer):
    before = old(server, answer)
    summary = run(server, recheck=timedelta(days=3))
    after = again(before)
    assert (summary.outcomes, after.state, after.copy, flaws(after)) == ({"failed": 1}, "cached", before.copy, [])
    assert after.error
    assert run(server, recheck=timedelta(days=3)).done == 0


def test_copy_is_not_asked_about_before_its_time(server):
    old(server, head(304))
    Picture.objects.update(fetched_at=timezone.now() - timedelta(days=2))
    assert (run(server).done, run(server, recheck=timedelta(days=3)).done) == (0, 0)


# A host that cannot be reached


def test_host_that_cannot_be_reached_is_left_alone_and_others_go_on(server):
    good = [waiting(server.url(f"/{number}")) for number in range(4)]
    bad = [waiting(f"http://nowhere.example/{number}") for number in range(20)]
    summary = run(server, limits={"connections_per_host": 1})
    assert summary.hosts["nowhere.example"] == {"failed": HOPELESS, "left": len(bad) - HOPELESS}
    assert summary.hosts[good[0].host] == {"failed": len(good)}
    assert (summary.done, states(), claimed()) == (24, {"waiting": 17, "failed": 7}, 0)


def test_limit_is_not_used_up_by_pictures_that_are_left(server):
    server.serve("/a", body(pictures.jpeg()))
    good = waiting(server.url("/a"))
    for number in range(8):
        waiting(f"http://nowhere.example/{number}")
    run(server, limit=6)
    assert again(good).state == "cached"


def test_host_that_answers_badly_is_asked_for_all(server):
    for number in range(8):
        server.serve(f"/{number}", status(500))
        waiting(server.url(f"/{number}"))
    assert run(server).outcomes == {"failed": 8}


def test_host_that_answers_now_and_then_is_not_left_alone(server):
    for number in range(12):
        if number % 3:
            server.serve(f"/{number}", b"")
        waiting(server.url(f"/{number}"))
    assert run(server, limits={"connections_per_host": 1}).outcomes == {"failed": 12}


def test_originals_of_ours_are_no_host(server):
    for number in range(4):
        Picture.objects.create(url=f"http://nowhere.example/{number}")  # of a host that nobody noted
    ArticlePicture.objects.bulk_create(
        ArticlePicture(article=make.article(topics=()), picture=one) for one in Picture.objects.all()
    )
    assert run(server).outcomes == {"failed": 4}


def test_pages_are_told_of_a_copy_once_it_is_in_its_row(transactional_db):
    picture = Picture.objects.create(url="http://x.example/a")
    with CaptureQueriesContext(connection) as asked:
        outcomes._write(picture, state="cached", copy="aa/bb-1", copy_bytes=1)
    written = [query["sql"].split('"')[1] for query in asked if query["sql"].startswith(("UPDATE", "INSERT"))]
    assert written.index("articles_picture") < written.index("articles_edition")
