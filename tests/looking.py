"""What is wrong with a page, as far as a browser can tell: in three widths, in both schemes."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from tests.browser import HEIGHT, read_through

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = [360, 768, 1440]
NARROWEST = 320  # where 1280 pixels are enlarged to 400 %: https://www.w3.org/TR/WCAG22/#reflow
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "dark": ["color-contrast"],  # all that the scheme can change
}

SHIFTS = """
() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().map(
        shift => `${shift.value} ${shift.sources.map(source => source.node?.className)}`)))
    .observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done([]), 20))
"""
BROKEN = """
() => [...document.images].filter(image => image.checkVisibility() && !(image.complete && image.naturalWidth))
    .map(image => image.src)
"""
SIDEWAYS = """
() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.topic-bar, svg *'))
    .map(one => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`).slice(0, 5)
"""
AXE = """
rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false, iframes: false}).then(
    ({violations}) => violations.flatMap(({id, nodes}) =>
        nodes.slice(0, 3).map(({target, failureSummary}) => `${id}: ${target} (${failureSummary.split('\\n')[1]})`)))
"""
TEXT = """
async () => {
    const text = page => [...page.querySelectorAll('main :is(h1, h2, h3, h4, p, li, dt, dd, td)')].map(one => {
        const copy = one.cloneNode(true);
        copy.querySelectorAll('button, time, .needs-js').forEach(part => part.remove());
        return copy.textContent.replace(/\\s+/g, ' ').trim();
    });
    const sent = new DOMParser().parseFromString(await (await fetch(location)).text(), 'text/html');
    const [here, plain] = [text(document), text(sent)];
    return [...here.filter(one => !plain.includes(one)), ...plain.filter(one => !here.includes(one))];
}
"""


def faults(page: "Page", url: str, widths: Iterable[int] = WIDTHS) -> list[str]:
    """All that is wrong with the page at this address, each in a line."""
    said: list[str] = []
    hear = {
        "request": lambda request: said.extend(strangers(request.url, url)),
        "console": lambda message: said.extend(spoken(message, url)),
        "pageerror": lambda error: said.append(f"error: {error}"),
    }
    for event, heard in hear.items():
        page.on(event, heard)  # type: ignore[call-overload]
    for width in widths:
        said += [f"{width}: {fault}" for fault in faults_at(page, url, width)]
    said += [f"JavaScript: {text!r}" for text in page.evaluate(TEXT)]
    said += sideways(page, NARROWEST)
    for event, heard in hear.items():
        page.remove_listener(event, heard)
    return said


def strangers(asked: str, url: str) -> list[str]:
    """The address that a page asked for, if it is of another host."""
    return [f"asks {asked}"] if urlsplit(asked).netloc != urlsplit(url).netloc else []


def spoken(message: Any, url: str) -> list[str]:
    """The console's message, unless it says what status the page itself has, or is of our own harness."""
    expected = message.location["url"] == url and "responded with a status of" in message.text
    return [] if expected or "blocked by Playwright" in message.text else [f"console: {message.text}"]


def faults_at(page: "Page", url: str, width: int) -> Iterator[str]:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme="light")
    page.goto(url)
    read_through(page)
    yield from (f"shift: {shift}" for shift in page.evaluate(SHIFTS))
    yield from (f"broken: {address}" for address in page.evaluate(BROKEN))
    yield from sideways(page, width)
    yield from violations(page)


def sideways(page: "Page", width: int) -> list[str]:
    """What makes a window of this width scroll sideways."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    return [f"wider than {width}: {one}" for one in page.evaluate(SIDEWAYS)]


def violations(page: "Page") -> Iterator[str]:
    """What axe has to say of the page as it stands, in both schemes. It is run from outside of the page's policy."""
    from axe_playwright_python.base import AXE_SCRIPT

    page.evaluate(AXE_SCRIPT)
    schemes: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        yield from (f"{scheme}: {violation}" for violation in page.evaluate(AXE, RULES[scheme]))
