"""Who is at work on which picture: never two at once, and what a process that is gone held is free."""

import signal
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Picture
from articles.pictures import cache
from articles.pictures.cache import Options, due
from articles.pictures.claims import LEASE, claim, release, renew
from articles.processes import Process, process_of
from tests.caching import again, run, served, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def taken(most=9, after=timedelta()):
    now = timezone.now() + after
    return [picture.pk for picture in claim(due(Options(), now), most, now)]


def held_by(process, *, until=LEASE):
    """A picture that this process has claimed."""
    picture = waiting("http://x.example/a", claimed_by=str(process), claimed_until=timezone.now() + until)
    return picture.pk


def ended_process():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    claimant = process_of(process.pid)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return claimant


# Claims


def test_claims_go_to_the_newest_and_to_one_alone():
    pks = [waiting(f"http://x.example/{number}").pk for number in range(5)]
    assert (taken(2), taken(2), taken(2), taken(2)) == ([pks[4], pks[3]], [pks[2], pks[1]], [pks[0]], [])


def test_claim_of_a_process_that_is_gone_is_free_at_once():
    assert [held_by(ended_process())] == taken()


def test_claim_of_a_process_whose_number_is_used_again_is_free_at_once():
    assert [held_by(process_of()._replace(since=1))] == taken()


def test_claim_of_a_living_process_is_not_free():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        held_by(process_of(process.pid))
        assert taken() == []


def test_claim_of_another_machine_is_free_after_its_lease():
    pk = held_by(Process("elsewhere", 1, 1))
    assert (taken(), taken(after=LEASE - timedelta(seconds=9)), taken(after=LEASE)) == ([], [], [pk])


@pytest.mark.parametrize("text", ["nobody", "a b c", "é 1 ²"])
def test_claim_that_cannot_be_read_is_free_after_its_lease(text):
    pk = held_by(text)
    assert (taken(), taken(after=LEASE)) == ([], [pk])


def test_claims_are_released():
    pk = held_by(process_of())
    assert taken() == []
    release([pk])
    assert taken() == [pk]


def test_claims_of_others_are_neither_released_nor_renewed():
    pk = held_by(Process("elsewhere", 1, 1), until=timedelta(minutes=1))
    before = Picture.objects.get(pk=pk).claimed_until
    release([pk])
    renew([pk], timezone.now())
    assert Picture.objects.get(pk=pk).claimed_until == before


def test_long_run_renews_its_claims(server, monkeypatch):
    monkeypatch.setattr(cache, "LEASE", timedelta())
    served(server, 9)
    ends: set[datetime | None] = set()
    run(server, progress=lambda *_: ends.update(Picture.objects.values_list("claimed_until", flat=True)))
    assert len(ends - {None}) > 1  # claimed at once, all of them


def test_result_of_a_claim_that_was_lost_is_not_written(server):
    [picture] = served(server, 1)

    def lose():
        Picture.objects.filter(pk=picture.pk).update(claimed_by="elsewhere 1 1")

    run(server, stop=lambda: bool(lose()))
    assert (again(picture).state, again(picture).claimed_by) == ("waiting", "elsewhere 1 1")
