"""Visits to the demo site, in which no mistake is heard of and no other host asked."""

import re
import time
from urllib.parse import urlsplit

import pytest

SAMPLE = "/news/2023-06-03-dangers-of-facial-recognition-software/"
VIDEO = "/news/2022-11-16-watch-artemis-i-leaves-for-the-moon/"

NO_WORKERS = "delete Navigator.prototype.serviceWorker;"  # as on a site without https
BLOCKED = """
Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('blocked', 'SecurityError'); }});
"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"

SHIFTS = """
() => new Promise(done => {
    const observer = new PerformanceObserver(list => done(list.getEntries().map(shift => shift.value)));
    observer.observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done([]), 100);
})
"""


@pytest.fixture(scope="session")
def visitors(demo, chromium):
    """What visits share, so that style sheets and scripts are fetched once. It keeps nothing from one to the next."""
    context = chromium.new_context(base_url=demo)
    context.add_init_script(NO_WORKERS)
    return context


@pytest.fixture
def visit(demo, visitors, window):
    """A function that opens a page of the demo, with options in a window of its own."""
    heard, asked = [], []

    def opened(path="/", *, width=390, before="", scheme="light", expected=(), **options):
        own = {"base_url": demo, "service_workers": "allow", "reduced_motion": "no-preference"}
        page = window(width, **own | options) if options else visitors.new_page()
        page.set_viewport_size({"width": width, "height": 844})
        page.set_default_timeout(15_000)
        page.emulate_media(color_scheme=scheme)
        page.on("console", lambda message: heard.append(message.text) if message.text not in expected else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(before)
        page.goto(path, wait_until="load" if options else "domcontentloaded")
        return page

    yield opened
    for page in visitors.pages:
        visitors.new_cdp_session(page).send(
            "Storage.clearDataForOrigin", {"origin": demo, "storageTypes": "local_storage"}
        )
        page.close()
    assert heard == []
    assert {urlsplit(url).netloc for url in asked if not url.startswith("blob:")} <= {urlsplit(demo).netloc}


def kept(page, name):
    """What the browser keeps under this name, as it stands there."""
    return page.evaluate(f"localStorage.getItem('newsroom.{name}')")


def keep(name, text):
    """A script that has the browser keep this text, unless it keeps something."""
    return f"localStorage.getItem('newsroom.{name}') ?? localStorage.setItem('newsroom.{name}', {text!r});"


def seen(page, selector):
    """How many of these elements a reader sees."""
    return page.locator(selector).filter(visible=True).count()


def says(page, text):
    """Wait until the page's line says this."""
    page.get_by_role("status").filter(has_text=re.compile(f"^{re.escape(text)}$")).wait_for()


def shifts(page):
    """How far things were moved that had been seen, if any were."""
    return page.evaluate(SHIFTS)


def slug_of(page, number=0):
    """The slug of a card's article."""
    return page.locator(".card__link").nth(number).get_attribute("href").split("/")[2]


def until(page, promise):
    """Wait until what is promised is true. Playwright's own way asks inside of the page, which its policy forbids."""
    give_up = time.monotonic() + 20
    while not page.evaluate(promise):
        assert time.monotonic() < give_up
        page.wait_for_timeout(50)
