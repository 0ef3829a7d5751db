"""The page that explains the JSON API, in a browser."""

import pytest

from tests.looking import faults
from tests.visits import until

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("site", ["demo", "awkward", "empty"])
def test_page_for_people_is_without_fault(request, shared_page, site):
    assert faults(shared_page, request.getfixturevalue(site) + "/api/?extend=related,quality,permalink") == []


def test_example_can_be_reached_and_scrolled_by_keyboard(demo, shared_page):
    shared_page.goto(f"{demo}/api/")
    example = shared_page.get_by_role("region", name="An answer")
    example.focus()
    shared_page.keyboard.press("End")
    until(shared_page, "document.activeElement.scrollTop > 0")
