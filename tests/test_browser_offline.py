"""What can be read without a network, and how pages change into each other."""

import time

import pytest

from tests.visits import SAMPLE, until

pytestmark = pytest.mark.browser

READY = "navigator.serviceWorker.getRegistration().then(found => Boolean(found?.active))"
BROKEN = "() => [...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
NOT_HAD = "Failed to load resource: net::ERR_FAILED"  # said of pictures that were not shown before
NO_ICON = "Failed to load resource: the server responded with a status of 404 (Not Found)"  # of the editors' desk
PATHS = """
async name => {
    const kept = await (await caches.open(name)).keys();
    return kept.map(request => new URL(request.url).pathname).filter(path => !path.startsWith('/media/'));
}
"""


@pytest.fixture
def offline(visit, demo):
    """A function that reads some pages, goes offline and reads another."""

    def read(path, *before, act=lambda page: None):
        still = {"reduced_motion": "reduce"}  # a change between pages that is cut short is told as an error
        page = visit("/about/", service_workers="allow", expected=[NOT_HAD], **still)
        until(page, READY)
        for other in before:
            page.goto(other)
            page.wait_for_load_state("networkidle")
        act(page)
        page.context.set_offline(True)
        page.goto(path)
        return page

    return read


def test_last_front_page_is_there_with_its_pictures(offline):
    page = offline("/", "/")
    page.wait_for_load_state()
    assert page.locator(".card--lead h2").is_visible()
    assert page.locator(".card--lead img").evaluate("image => image.complete && image.naturalWidth") > 100
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).position") == "relative"


def save_first(page):
    page.locator(".save").first.click()
    until(page, "caches.open('saved').then(cache => cache.keys()).then(kept => kept.length == 2)")  # with its picture


def test_saved_article_is_there_with_its_picture(offline):
    page = offline("/saved/", "/topics/ai/", act=save_first)
    assert page.locator("#saved img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    page.locator("#saved .card__link").click()
    page.wait_for_url("**/news/**")
    assert page.locator("h1").text_content().startswith("SAM 3")
    page.locator(".story__figure img").evaluate("image => image.decode()")


def test_page_that_is_not_kept_says_so_and_leads_to_those_that_are(offline):
    page = offline("/topics/space/", "/topics/space/")
    assert page.locator("h1").text_content() == "There is no network"
    page.get_by_role("link", name="The last front page").click()
    assert page.locator(".card--lead").is_visible()


def test_article_that_is_given_up_is_not_kept(offline):
    def give_up(page):
        save_first(page)
        page.locator(".save").first.click()
        until(page, "caches.open('saved').then(cache => cache.keys()).then(kept => !kept.length)")

    page = offline("/about/", "/topics/ai/", act=give_up)
    assert page.locator("h1").text_content() == "There is no network"


def test_only_the_front_page_and_what_is_saved_is_kept(visit):
    page = visit("/about/", service_workers="allow", expected=[NO_ICON])
    until(page, READY)
    for path in ("/", SAMPLE, "/topics/space/", "/admin/login/"):
        page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(PATHS, "front") == ["/"]
    assert page.evaluate(PATHS, "saved") == []


def test_page_is_fresh_while_there_is_a_network(visit, demo):
    page = visit("/about/", service_workers="allow")
    until(page, READY)
    page.evaluate("caches.open('front').then(cache => cache.put('/', new Response('stale')))")
    page.goto("/")
    assert page.locator(".card--lead").is_visible()


def test_files_of_an_older_version_go(visit):
    page = visit("/about/", service_workers="allow", before="caches.open('shell-old')")  # before the worker begins
    until(page, READY)
    until(page, "caches.keys().then(names => !names.includes('shell-old'))")
    assert (
        page.evaluate("caches.keys().then(names => names.filter(name => /^shell-[0-9a-f]{12}$/.test(name)).length)")
        == 1
    )


def test_article_kept_with_an_older_version_has_todays_style(offline):
    def age(page):
        save_first(page)
        page.evaluate(AGE)

    page = offline("/saved/", "/topics/ai/", act=age)
    page.locator("#saved .card__link").click()
    page.wait_for_url("**/news/**")
    assert page.evaluate("getComputedStyle(document.querySelector('.story__byline')).display") == "flex"


AGE = """
async () => {
    const cache = await caches.open('saved');
    const [page] = (await cache.keys()).filter(request => request.url.includes('/news/'));
    const html = await (await cache.match(page)).text();
    const older = html.replaceAll(/[.][0-9a-f]{12}[.]/g, '.000000000000.');
    await cache.put(page, new Response(older, {headers: {'Content-Type': 'text/html'}}));
}
"""

# From page to page

WATCH = """
window.named = [];
addEventListener('pagereveal', event => window.moves = Boolean(event.viewTransition));
addEventListener('pagereveal', event => event.viewTransition?.ready.then(() => window.named.push(
    ...[...document.querySelectorAll('.picture')].filter(one => getComputedStyle(one).viewTransitionName == 'story')
        .map(one => one.parentElement.className))));
"""


def there_and_back(page):
    """What had the transition's name on the article's page, then on the list: nothing if the browser left one out."""
    page.goto("/topics/ai/")
    page.locator(".card__link").first.click()
    page.wait_for_url("**/news/**")
    there = named(page)
    page.go_back()
    return there, named(page)


def named(page):
    give_up = time.monotonic() + 4  # seconds, after which the browser itself gives up
    while not (found := page.evaluate("window.named")) and time.monotonic() < give_up:
        page.wait_for_timeout(50)
    return " ".join(found)


def test_picture_of_a_card_becomes_that_of_its_article_and_back(visit):
    page = visit("/topics/ai/", before=WATCH)
    tries = (there_and_back(page) for _ in range(4))  # a busy machine's browser leaves transitions out
    assert any(there == "story__figure" and back.startswith("card ") for there, back in tries)


def test_nothing_moves_for_readers_who_want_no_motion(visit):
    page = visit("/topics/ai/", before=WATCH, reduced_motion="reduce")
    page.locator(".card__link").first.click()
    page.wait_for_url("**/news/**")
    assert page.evaluate("window.moves") is False
