"""Pages by keyboard alone, and with letters four times as large."""

import pytest

from tests.browser import log_in
from tests.looking import SIDEWAYS
from tests.page_kinds import OUTLET, PARTS, SAMPLE

pytestmark = pytest.mark.browser

STOPS = """
() => window.stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter(one => one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}) && !one.disabled)
    .filter(one => one.type !== 'radio' || one.checked)
"""
STOP = """
() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const rings = [getComputedStyle(one), getComputedStyle(one, '::after')];
    const ringed = rings.some(style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return [stops.indexOf(one), ringed && seen ? '' : `${ringed ? 'out of sight' : 'no ring'}: ${one.outerHTML}`];
}
"""
CUT_OFF = """
() => [...document.querySelectorAll('a, p, h1, h2, h3, h4, dt, dd, time')].filter(one => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return box.width > 1 && style.overflowX != 'visible' && one.scrollWidth > one.clientWidth + 1;
}).map(one => one.outerHTML)
"""


def open_page(page, site, path, width=1440):
    page.set_viewport_size({"width": width, "height": 844})
    if path == PARTS:
        log_in(page, site)
    page.goto(site + path)


@pytest.mark.parametrize(
    ("path", "width"), [("/", 1440), (SAMPLE, 360), (OUTLET, 360), ("/archive/2025/11/", 1440), (PARTS, 360)]
)
def test_tab_leads_through_the_page_in_its_order_and_is_seen(demo, shared_page, path, width):
    open_page(shared_page, demo, path, width)
    visits = []
    for _ in range(shared_page.evaluate(f"({STOPS})().length")):
        shared_page.keyboard.press("Tab")
        visits.append(shared_page.evaluate(STOP))
    assert [stop for stop, _ in visits] == list(range(len(visits)))
    assert [fault for _, fault in visits if fault] == []


def test_first_stop_skips_to_the_content(demo, shared_page):
    open_page(shared_page, demo, "/")
    shared_page.keyboard.press("Tab")
    shared_page.keyboard.press("Enter")
    shared_page.keyboard.press("Tab")
    assert shared_page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_enter_opens_the_story_of_a_card(demo, shared_page):
    open_page(shared_page, demo, "/")
    shared_page.locator(".card__link").first.focus()
    shared_page.keyboard.press("Enter")
    shared_page.wait_for_url("**/news/**")
    assert shared_page.locator("h1").count() == 1


@pytest.mark.parametrize("path", ["/", SAMPLE, OUTLET, "/archive/2025/11/", PARTS])
def test_letters_four_times_as_large_fit_the_window(demo, window, path):
    page = window(1280)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 64, "fixed": 52}})
    open_page(page, demo, path, 1280)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "64px"
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(CUT_OFF) == []
