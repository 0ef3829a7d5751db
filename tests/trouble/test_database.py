"""PostgreSQL is gone, or frozen: readers have what is kept, and are told at once what cannot be had."""

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.sites import serving
from tests.trouble.readers import all_at_once, asked, for_a_while
from tests.trouble.services import until, url_of

pytestmark = pytest.mark.trouble

KEPT = ["/", "/topics/", "/feed.atom", "/about/"]
NOT_KEPT = ["/news/nothing/", "/providers/nobody.example/", "/topics/nothing/", "/archive/1999/", "/nowhere/"]
DESK = {"Cookie": "sessionid=0123456789abcdefghijklmnopqrstuv"}
MINUTES = 90  # seconds, after which no kept page is fresh


@pytest.fixture(scope="module")
def site(cluster, clock, tmp_path_factory):
    """The address of a site whose news are in the cluster."""
    environment = {"DATABASE_URL": url_of(cluster), "HEALTH_TOKEN": "let me see", **clock.environment}
    folder = tmp_path_factory.mktemp("site")
    with serving(folder, "--import-seeds", "seeds", "--publish", "--drain", "2", **environment) as (url, _server):
        yield url


@pytest.fixture
def kept(site, clock):
    """Pages that have been asked for, by their paths."""
    clock.set(0)
    answers = {path: asked(site + path) for path in KEPT}
    assert {answer.status for answer in answers.values()} == {200}
    return {path: answer.body for path, answer in answers.items()}


@pytest.fixture(params=["frozen", "stopped"])
def mend(request, cluster, kept):
    """The database is in trouble until this function is called."""
    end = {"frozen": cluster.thaw, "stopped": cluster.start}[request.param]
    {"frozen": cluster.freeze, "stopped": cluster.stop}[request.param]()
    pending = [end]
    yield lambda: pending.pop()()
    if pending:
        end()


def test_kept_pages_go_on_and_the_rest_is_told_to_come_again(site, clock, kept, mend):
    first = all_at_once([site + path for path in NOT_KEPT * 2])
    assert {answer.status for answer in first} == {503}
    assert max(answer.seconds for answer in first) < 2
    told = {(answer.headers["retry-after"], answer.headers["cache-control"]) for answer in first}
    assert told == {("10", "no-store")}

    clock.set(MINUTES)
    then = for_a_while([site + path for path in KEPT], 3)
    assert {answer.status for answer in then} == {200}
    assert {path: asked(site + path).body for path in KEPT} == kept
    assert statistics.median(answer.seconds for answer in then) < 0.1
    assert max(answer.seconds for answer in then) < 2

    static = asked(site + "/static/css/tokens.css")
    assert (static.status, static.seconds < 0.5) == (200, True)

    mend()
    assert until(lambda: asked(site + "/nowhere/").status == 404, "pages are made again") < 5


def test_machines_are_told(site, mend):
    alive, ready = asked(site + "/healthz"), asked(site + "/readyz", Authorization="Bearer let me see")
    assert (alive.status, alive.body, ready.status) == (200, b"alive\n", 503)
    assert ready.seconds < 2
    checks = json.loads(ready.body)["checks"]
    assert checks["database"].startswith("OperationalError: ")
    assert (checks["migrations"][:9], checks["cache"], checks["media"]) == ("not asked", "ok", "ok")
    news = asked(site + "/api/news/?extend=related")
    assert (json.loads(news.body)["status"], news.headers["retry-after"]) == (503, "10")
    assert (news.headers["content-type"], news.headers["cache-control"]) == ("application/json", "no-store")
    mend()
    assert until(lambda: asked(site + "/readyz").status == 200, "the site is ready again") < 5


def test_who_is_logged_in_is_told_too(site, mend):
    """A middleware looks the session up: it raises before any view does."""
    for answer in all_at_once([site + "/admin/"] * 6, **DESK):
        assert (answer.status, answer.headers["retry-after"], answer.seconds < 2) == (503, "10", True)
        assert b"Traceback" not in answer.body


def test_requests_under_way_end_in_time(site, cluster, kept):
    """All threads of the server are at work when it freezes; as many readers again stand behind them."""
    for _ in range(3):
        with ThreadPoolExecutor(1) as beside:
            coming = beside.submit(all_at_once, [site + path for path in NOT_KEPT * 2])
            time.sleep(0.01)
            cluster.freeze()
            answers = coming.result()
            cluster.thaw()
        assert max(answer.seconds for answer in answers) < 2
        assert {answer.status for answer in answers} <= {404, 503}
        until(lambda: asked(site + "/nowhere/").status == 404, "pages are made again", 5)
