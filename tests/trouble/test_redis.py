"""Redis is gone, frozen or full: nobody sees it."""

import statistics

import pytest

from tests.sites import serving
from tests.trouble.readers import asked, for_a_while
from tests.trouble.services import redis, until

pytestmark = pytest.mark.trouble

PAGES = ["/", "/topics/", "/archive/", "/feed.atom", "/api/news/", "/about/", "/nowhere/"]
MORE_SECONDS = 0.01
SECONDS = 2
THREADS = 4


@pytest.fixture(scope="module")
def server():
    """One that throws nothing out, with some room."""
    with redis("--maxmemory-policy", "noeviction") as server:
        yield server


@pytest.fixture(scope="module")
def site(server, module_folder):
    """The address of a site that keeps its pages there."""
    with serving(module_folder, CACHE_URL=f"redis://127.0.0.1:{server.port}/0") as (url, _server):
        yield url


def client(server):
    import redis as library

    return library.Redis(port=server.port)


TROUBLES = {
    "stopped": (lambda server: server.stop(), lambda server: server.start()),
    "frozen": (lambda server: server.freeze(), lambda server: server.thaw()),
    "full": (
        lambda server: client(server).config_set("maxmemory", 1),
        lambda server: client(server).config_set("maxmemory", 0),
    ),
}


@pytest.mark.parametrize(("begin", "end"), TROUBLES.values(), ids=TROUBLES)
def test_nobody_sees_it(site, server, module_folder, begin, end):
    urls = [site + path for path in PAGES]
    for_a_while(urls, 0.5)
    before = for_a_while(urls, SECONDS)
    begin(server)
    try:
        during = for_a_while(urls, SECONDS)
    finally:
        end(server)
    assert {answer.status for answer in during} == {answer.status for answer in before} == {200, 404}
    assert median(during) - median(before) < MORE_SECONDS
    assert sum(answer.seconds > 0.2 for answer in during) <= THREADS  # who meets it first waits, and says so to others

    until(lambda: asked(f"{site}/about/").status and client(server).dbsize(), "pages are kept there again", 5)
    assert (module_folder / "server.log").read_text().count("the cache") <= 3 * len(TROUBLES)


def median(answers):
    return statistics.median(answer.seconds for answer in answers)
