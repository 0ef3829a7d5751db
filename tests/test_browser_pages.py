"""Every page in a browser: narrow and wide, light and dark, with news as they should be, as they are, and without."""

import pytest

from articles.views import errors
from tests.browser import log_in
from tests.looking import WIDTHS, faults
from tests.page_kinds import PAGES, PARTS, SAMPLE, VIDEO

pytestmark = pytest.mark.browser

VISIBLE = """
() => [...document.querySelectorAll('main :is(h1, h2, h3, h4, p, li)')].filter(one => one.checkVisibility())
    .flatMap(one => [...one.childNodes]).filter(one => one.nodeType == 3).map(one => one.data.trim()).filter(Boolean)
"""


@pytest.mark.parametrize(("site", "path"), PAGES)
def test_page_is_without_fault(request, shared_page, site, path):
    address = request.getfixturevalue(site)
    if path == PARTS:
        log_in(shared_page, address)
    assert faults(shared_page, address + path, WIDTHS if site != "empty" else WIDTHS[:1]) == []


@pytest.mark.parametrize("view", [errors.server_error, errors.unavailable])
def test_page_of_a_broken_site_is_without_fault(demo, shared_page, rf, view):
    answer, url = view(rf.get("/")), f"{demo}/broken/"
    shared_page.route(url, lambda route: route.fulfill(status=answer.status_code, body=answer.content.decode()))
    assert faults(shared_page, url, WIDTHS) == []


@pytest.mark.parametrize("path", ["/", SAMPLE, VIDEO, "/topics/space/"])
def test_page_shows_the_same_text_without_javascript(demo, window, shared_page, path):
    shown = []
    for page in (shared_page, window(1440, java_script_enabled=False)):
        page.set_viewport_size({"width": 1440, "height": 844})
        page.goto(demo + path)
        shown.append(page.evaluate(VISIBLE))
    assert shown[0] == shown[1]
