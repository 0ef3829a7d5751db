"""A Chromium to look at sites with, and what its pages are asked."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.sites import STAFF_SESSION

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--hide-scrollbars"]
HEIGHT = 844
CALM: dict[str, Any] = {"reduced_motion": "reduce", "service_workers": "block"}  # what is seen is there at once
READ_THROUGH = """
async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
        scrollTo(0, y); await frame(); await frame();
    }
    const due = [...document.images].filter(image => image.checkVisibility() && !image.complete);
    const loaded = due.map(image => new Promise(done => image.onload = image.onerror = done));
    const late = new Promise(done => setTimeout(done, 5000));
    await Promise.race([Promise.all(loaded), late]);
}
"""


def launched(playwright: "Playwright") -> "Browser":
    """A browser that asks nobody but us."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *root])


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    if not shutil.which(CHROMIUM):
        pytest.skip(f"{CHROMIUM} is not there: install Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: "Browser") -> "Iterator[Callable[..., Page]]":
    """A function that opens a page in a window of its own."""
    contexts: list[BrowserContext] = []

    def opened(width: int, height: int = HEIGHT, **options: Any) -> "Page":
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, **CALM | options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def only_page(chromium: "Browser") -> "Page":
    return chromium.new_context(**CALM).new_page()


@pytest.fixture
def shared_page(only_page: "Page") -> "Iterator[Page]":
    """A page whose size and scheme are the test's to set, and which others have after it. Cheaper than a window."""
    yield only_page
    only_page.goto("about:blank")
    only_page.unroute_all()
    only_page.context.clear_cookies()


def read_through(page: "Page") -> None:
    """Scroll down to the end, as a reader does, so that all pictures are asked for."""
    page.evaluate(READ_THROUGH)


def log_in(page: "Page", site: str) -> None:
    """Make it the page of a member of staff."""
    page.context.add_cookies([{"name": "sessionid", "value": STAFF_SESSION, "url": site}])
