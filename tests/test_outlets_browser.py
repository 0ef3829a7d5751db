"""Outlets in Chromium: from logging in at the desk to what a reader then sees."""

import re

import pytest

from tests import pictures
from tests.newsdesk import faults

pytestmark = pytest.mark.browser


@pytest.fixture
def reader(newsdesk, window):
    """A function that opens a page as a reader does."""
    page = window(1280, base_url=newsdesk)

    def opened(path):
        page.goto(path)
        return page

    return opened


def form_of(page, name):
    """The form of the outlet, reached from the list."""
    page.goto("/admin/articles/provider/")
    page.locator("#result_list").get_by_role("link", name=name, exact=True).click()
    page.get_by_label("Name:").first.wait_for()
    return page


def save(page):
    """Save; what the desk says then."""
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist").wait_for()
    return page.locator(".messagelist").inner_text()


def test_uploaded_logo_stands_at_the_outlets_page(logged_in, reader):
    page = form_of(logged_in(), "NASA")
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": pictures.png(300, 300)}
    page.get_by_label("Upload a logo:").set_input_files(file)
    save(page)
    shown = reader("/providers/nasa.gov/").locator("img.outlet__logo")
    assert shown.evaluate("image => [image.complete, image.naturalWidth > 0]") == [True, True]
    picture = form_of(page, "NASA").locator(".placed__look img").first
    picture.scroll_into_view_if_needed()
    assert re.search(r"/media/pictures/[0-9a-f]{2}/", picture.get_attribute("src"))
    assert faults(page) == []


def test_reader_of_another_domain_is_led_on(logged_in, reader):
    page = form_of(logged_in(), "ESA")
    page.get_by_label("Other domains:").fill("www.nasa.gov")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("nasa.gov is a domain of NASA. If the two are one outlet, they can be merged.").wait_for()
    assert faults(page) == []
    page.get_by_label("Other domains:").fill("www.ESA-old.example")
    save(page)
    there = reader("/providers/esa-old.example/?page=1")
    assert there.url.endswith("/providers/esa.int/?page=1")
    assert there.get_by_role("heading", level=1).inner_text() == "ESA"


def test_muted_outlet_is_in_no_list_until_it_is_heard_again(logged_in, reader):
    title = reader("/providers/ipcc.ch/").locator(".card__title a").first.inner_text()
    page = form_of(logged_in(), "IPCC")
    page.get_by_label("Muted").check()
    assert "no longer listed" in save(page)
    there = reader("/providers/ipcc.ch/")
    there.get_by_text("not listed here at the moment").wait_for()
    assert there.locator(".card").count() == 0
    assert reader(f"/search/?q={title}").get_by_role("link", name=title).count() == 0
    page.goto("/admin/articles/provider/?muted__exact=1")
    assert page.locator("#result_list tbody tr").first.inner_text().split()[:3] == ["IPCC", "ipcc.ch", "muted"]
    assert faults(page) == []
    form_of(page, "IPCC").get_by_label("Muted").uncheck()
    assert "listed again" in save(page)
    assert title in reader("/providers/ipcc.ch/").locator("main").inner_text()


def test_outlet_becomes_part_of_another(logged_in, reader):
    title = reader("/providers/docs.djangoproject.com/").locator(".card__title a").first.inner_text()
    page = form_of(logged_in(), "Django Documentation")
    page.get_by_role("link", name="Merge into another outlet").click()
    page.locator(".select2-selection").click()  # not by its role, which the list that it replaces has, too
    page.get_by_role("searchbox", name="Becomes part of").fill("django")
    page.get_by_role("option", name="Django Project").click()
    page.get_by_role("button", name="Show what would happen").click()
    page.get_by_text(
        "Readers of /providers/docs.djangoproject.com/ are led on to /providers/djangoproject.com/."
    ).wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Merge them").click()
    page.get_by_text("“Django Documentation” is part of “Django Project” now.").wait_for()
    there = reader("/providers/docs.djangoproject.com/")
    assert there.url.endswith("/providers/djangoproject.com/")
    assert title in there.locator("main").inner_text()


def test_page_to_merge_works_without_scripts(logged_in):
    page = logged_in(java_script_enabled=False)
    page.goto("/admin/articles/provider/?q=php.net")
    page.get_by_role("link", name="PHP", exact=True).click()
    page.get_by_role("link", name="Merge into another outlet").click()
    page.get_by_label("Its domain").fill("www.python.org")
    page.get_by_role("button", name="Show what would happen").click()
    page.get_by_role("heading", name="What happens when it becomes part of Python (python.org)").wait_for()
    page.get_by_role("link", name="Leave them as they are").click()
    page.wait_for_url("**/change/")


def test_page_to_choose_another_outlet_has_no_faults(logged_in):
    page = form_of(logged_in(), "W3C")
    assert faults(page) == []
    page.get_by_role("link", name="Merge into another outlet").click()
    page.locator(".select2-selection").wait_for()
    assert faults(page) == []


def test_notes_stay_at_the_desk(logged_in, reader):
    page = form_of(logged_in(), "CISA")
    page.get_by_label("Notes:").fill("Call Ann before noon.")
    save(page)
    assert form_of(page, "CISA").get_by_label("Notes:").input_value() == "Call Ann before noon."
    for path in ("/providers/cisa.gov/", "/providers/cisa.gov/feed.atom", "/api/news/"):
        assert "Call Ann" not in reader(path).content()


@pytest.mark.parametrize("name", ["con", "vic"])
def test_others_only_read(logged_in, name):
    page = logged_in(name)
    page.goto("/admin/articles/provider/")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="History").wait_for()
    assert page.get_by_role("button", name="Save").count() == 0
    assert page.get_by_role("link", name="Merge into another outlet").count() == 0
    assert faults(page) == []
