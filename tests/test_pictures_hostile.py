"""Pictures that are none, and servers that wish us ill: each ends in the right state for a reason that can be counted,
what is forbidden is not even asked for, and memory stays small.
"""

import gzip
import json
import subprocess
import sys
from itertools import repeat
from pathlib import Path

import pytest
from PIL import Image

from articles.http import Fetcher
from articles.models import Picture
from articles.pictures.stored import everything
from tests import pictures
from tests.caching import again, run, waiting
from tests.remote import Remote, Step, body, chunk, head, policy_of, redirect, resolver, slowly, status

CHILD = Path(__file__).with_name("hostile_run.py")
MOST_BYTES = 1_000_000
MOST_MEMORY_BYTES = 300_000_000
DEADLINE = 0.4
SLOW, LARGE = f"timed out after {DEADLINE} s", f"more than {MOST_BYTES:,} bytes"
NO_PICTURE = "expected a JPEG, PNG, WebP, GIF or AVIF picture"
CUT = "a picture cut short"
PIXEL, SPACER = (pictures.encoded(Image.new("RGB", size), "GIF") for size in ((1, 1), (600, 3)))
CASES: dict[str, tuple[list[Step], str, str]] = {  # what the server does, then the state and the reason
    "silence": ([60], "failed", SLOW),
    "a byte now and then": ([head(content_length=99), slowly(pictures.jpeg())], "failed", SLOW),
    "headers now and then": ([b"HTTP/1.1 200 OK\r\n", repeat((b"A: b\r\n", 0.02))], "failed", SLOW),
    "endless continue": ([repeat((head(100), 0.02))], "failed", SLOW),
    "endless body": ([head(), repeat(pictures.jpeg())], "refused", LARGE),
    "endless chunks": ([head(transfer_encoding="chunked"), repeat(chunk(bytes(9_999)))], "refused", LARGE),
    "endless trailers": ([head(transfer_encoding="chunked"), b"0\r\n", repeat(b"A: b\r\n" * 999)], "refused", LARGE),
    "gzip bomb": ([body(gzip.compress(bytes(30_000_000)), content_encoding="gzip")], "refused", LARGE),
    "length that lies": ([body(pictures.jpeg(), content_length=999_999)], "failed", "a body cut short"),
    "HTML as JPEG": ([body(pictures.HTML)], "refused", NO_PICTURE),
    "SVG with a script": ([body(pictures.SVG, "image/svg+xml")], "refused", NO_PICTURE),
    "nothing": ([body(b"")], "refused", NO_PICTURE),
    "text that begins like one": ([body(b"\xff\xd8\xff" + b"x" * 999)], "refused", CUT),
    "12,000 × 12,000": ([body(pictures.bomb())], "refused", "more than 50,000,000 pixels"),
    "cut short": ([body(pictures.jpeg()[:3_000])], "refused", "a damaged picture"),
    "PNG cut short": ([body(pictures.png()[:-30])], "refused", CUT),
    "tracking pixel": ([body(PIXEL)], "refused", "a tracking pixel, not a picture"),
    "spacer": ([body(SPACER)], "refused", "too small for a picture"),
    "404": ([status(404)], "failed", "status 404"),
    "410": ([status(410)], "failed", "status 410"),
    "429": ([status(429, retry_after="7200")], "failed", "status 429"),
    "500": ([status(500)], "failed", "status 500"),
    "hung up": ([], "failed", "closed without an answer"),
    "no HTTP": ([b"SSH-2.0-OpenSSH_9.6\r\n\r\n"], "failed", "no answer in HTTP"),
    "redirect to a file": ([redirect("file:///etc/passwd")], "refused", "expected an address that begins with http:// "
                           "or https://"),
    "redirect to a password": ([redirect("http://u:p@x.example/")], "refused", "expected an address without a user "
                               "name or password"),
    "redirect to another service": ([redirect("http://x.example:6379/")], "refused", "a port that is not allowed"),
    "10 redirects": ([redirect("/1")], "refused", "too many redirects"),
    "redirects in a circle": ([redirect("/circle")], "refused", "redirects in a circle"),
}  # fmt: skip
INWARD = {
    "inward.example": "a loopback address",
    "mixed.example": "a loopback address",
    "localhost": "a loopback address",
    "127.0.0.1": "a loopback address",
    "127.1": "a loopback address",
    "2130706433": "a loopback address",
    "0177.0.0.1": "a loopback address",
    "0x7f.0.0.1": "a loopback address",
    "[::1]": "a loopback address",
    "[::ffff:127.0.0.1]": "a loopback address",
    "[64:ff9b::7f00:1]": "a loopback address inside IPv6",
    "0.0.0.0": "an unspecified address",
    "10.0.0.1": "a private address",
    "[fd00::1]": "a private address",
    "169.254.169.254": "a link-local address",
}
NAMES = {"inward.example": ["127.0.0.1"], "localhost": ["::1", "127.0.0.1"], "mixed.example": ["8.8.8.8", "127.0.0.1"]}
HOSTS = [f"h{number}.example" for number in range(len(CASES) + len(INWARD) + 5)]  # one for each


def serve(server: Remote) -> dict[str, str]:
    """Let the server be as bad as it can be. The address of each case; of what leads inward, two each."""
    hosts = iter(HOSTS)
    urls = {name: server.url(f"/{place}", next(hosts)) for place, name in enumerate(CASES, 100)}
    for place, (steps, _, _) in enumerate(CASES.values(), 100):
        server.serve(f"/{place}", *steps)
    for number in range(10):
        server.serve(f"/{number}", redirect(f"/{number + 1}"))
    server.serve("/circle", redirect("/circle?"))
    server.serve("/circle?", redirect("/circle"))
    for path in ("/secret", "/10"):
        server.serve(path, body(pictures.jpeg()))
    for place, host in enumerate(INWARD, 200):
        server.serve(f"/{place}", redirect(server.url("/secret", host)))
        urls[f"to {host}"] = server.url(f"/{place}", next(hosts))
        urls[host] = server.url("/secret", host)
    return urls


def known(server: Remote) -> dict[str, list[str]]:
    """What the name service says."""
    return NAMES | {host: [server.address] for host in HOSTS}


pytestmark = pytest.mark.django_db  # before the tests in a browser, whose loop is no place for the database


@pytest.fixture(scope="module")
def server():
    with Remote() as server:
        yield server


@pytest.fixture(scope="module")
def ended(server, shared_rows):
    """The row of each case, after a run over all of them: what is slow has little time, the rest enough."""
    rows = {name: waiting(url) for name, url in serve(server).items()}
    slow = {row.pk for name, row in rows.items() if name in CASES and CASES[name][2] == SLOW}
    for pks, seconds in (({row.pk for row in rows.values()} - slow, 20), (slow, DEADLINE)):
        limits = policy_of(server, allowed=tuple(HOSTS), deadline_seconds=seconds, max_bytes=MOST_BYTES)
        assert run(fetcher=Fetcher(limits, resolver(known(server))), ids=pks).done == len(pks)
    return {name: again(row) for name, row in rows.items()}


@pytest.mark.parametrize("name", CASES)
def test_each_ends_in_its_state_for_a_reason_that_can_be_counted(ended, name):
    assert [ended[name].state, ended[name].error] == list(CASES[name][1:])


@pytest.mark.parametrize("host", INWARD)
def test_what_leads_into_our_network_is_refused(ended, host):
    for found in (ended[host], ended[f"to {host}"]):
        assert (found.state, found.error) == ("refused", INWARD[host])


def test_nothing_forbidden_is_even_asked_for(ended, server):
    assert not [path for path in server.paths if path.startswith("/secret")]
    assert len(server.asked) == server.connections


def test_no_more_redirects_are_followed_than_five(ended, server):
    assert [path for path in server.paths if len(path) == 2] == ["/1", "/2", "/3", "/4", "/5"]


def test_what_is_refused_is_not_asked_for_again_and_the_rest_later(ended):
    for picture in ended.values():
        assert (picture.next_attempt_at is None) == (picture.state == "refused")
        assert (picture.attempts, picture.copy, picture.renditions, picture.claimed_by) == (
            int(picture.state == "failed"),
            "",
            [],
            "",
        )


def test_server_that_asks_us_to_wait_is_heard(ended):
    assert (ended["429"].next_attempt_at - ended["429"].tried_at).total_seconds() == pytest.approx(7200, abs=30)


def test_name_that_turns_inward_after_it_was_checked_is_not_believed():
    answers = [["127.0.0.2"], ["127.0.0.1"], ["127.0.0.1"]]
    with Remote("127.0.0.2") as far, Remote() as near:
        far.serve("/a", redirect(near.url("/secret", "turning.example")))
        near.serve("/secret", body(pictures.jpeg()))
        limits = policy_of(far, near, allowed=("127.0.0.2/32",))
        picture = waiting(far.url("/a", "turning.example"))
        run(fetcher=Fetcher(limits, lambda host: answers.pop(0)))
        assert (again(picture).state, again(picture).error) == ("refused", "a loopback address")
        assert (far.paths, near.connections, len(answers)) == (["/a"], 0, 1)


def test_nothing_is_kept_of_what_is_refused(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with Remote() as server:
        server.serve("/a", body(pictures.jpeg()[:3_000]))
        waiting(server.url("/a"))
        run(server)
    assert list(everything()) == []
    assert not Picture.objects.exclude(copy="").exists()


def test_memory_stays_small_whatever_comes():
    """All of them at once, with the limits of production, and five bodies more that never end."""
    with Remote() as server:
        urls = serve(server)
        server.serve("/endless", head(), repeat(bytes(65_536)))
        endless = [server.url("/endless", host) for host in HOSTS[-5:]]
        policy = {"ports": [server.port], "allowed": HOSTS, "deadline_seconds": 4, "pause_seconds": 0}
        given = {"urls": [*urls.values(), *endless], "hosts": known(server), "policy": policy, "processes": 2}
        command = [sys.executable, str(CHILD)]
        for _ in range(3):  # a busy machine can make more pictures meet at once than a run usually does
            done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
            said = json.loads(done.stdout)
            if said["bytes"] < MOST_MEMORY_BYTES:
                break
    assert {state for state, _ in said["outcomes"].values()} == {"failed", "refused"}
    assert [said["outcomes"][url][1] for url in endless] == ["more than 15,000,000 bytes"] * 5
    assert 50_000_000 < said["bytes"] < MOST_MEMORY_BYTES
