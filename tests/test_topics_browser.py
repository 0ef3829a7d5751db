"""The tools for topics in Chromium, from logging in to what a reader then sees."""

import re

import pytest

from tests.newsdesk import faults

pytestmark = pytest.mark.browser


def topic_page(page, name):
    """The form of a topic, reached by the list."""
    page.goto("/admin/articles/topic/")
    page.get_by_role("row", name=name).get_by_role("link", name=name, exact=True).first.click()
    page.locator("#topic_form").wait_for()


def add_topic(page, name):
    page.goto("/admin/articles/topic/add/")
    page.locator("#id_name").fill(name)
    page.get_by_role("button", name="Save and continue editing").click()
    page.locator("#id_initial-id_slug, #initial-id_slug").first.wait_for(state="attached")


def names(page):
    """The topics as readers find them, in their order."""
    page.goto("/topics/")
    return page.locator(".branch__name").all_inner_texts()


def test_editor_changes_the_order_in_the_list_and_readers_see_it(logged_in):
    page = logged_in("ed")
    first = names(page)[0]
    page.goto("/admin/articles/topic/")
    assert faults(page) == []
    page.get_by_label(f"Order of {first}", exact=True).fill("900")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".success").wait_for()
    assert names(page)[0] != first == page.locator("h2.branch__name").last.inner_text()


def test_renamed_topic_is_found_where_readers_knew_it(logged_in):
    page = logged_in("ed")
    first = names(page)[0]
    page.get_by_role("link", name=first, exact=True).first.click()
    page.wait_for_url(re.compile("/topics/[^/]+/$"))
    old = page.url
    topic_page(page, first)
    page.locator("#id_slug").fill("another-address")
    assert faults(page) == []
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".success").wait_for()
    answer = page.goto(f"{old}?view=top")
    assert page.url.endswith("/topics/another-address/?view=top")
    assert answer.status == 200


def test_merged_topic_leads_readers_to_the_other(logged_in):
    page = logged_in("ed")
    one, other = names(page)[:2]
    page.get_by_role("link", name=other, exact=True).first.click()
    page.wait_for_url(re.compile("/topics/[^/]+/$"))
    old = page.url
    titles = page.locator(".card__link").all_inner_texts()[:1]
    topic_page(page, other)
    page.get_by_role("link", name="Merge into another topic").click()
    page.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill(one)
    page.get_by_role("option", name=one, exact=True).click()
    page.get_by_role("button", name="Show what would happen").click()
    page.get_by_role("button", name="Merge them").wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Merge them").click()
    page.locator(".success").wait_for()
    page.goto(old)
    assert page.get_by_role("heading", level=1).inner_text() == one
    assert set(titles) <= set(page.locator(".card__link").all_inner_texts())


def test_keyword_rule_is_tried_and_applied_and_readers_find_the_articles(logged_in):
    page = logged_in("ed")
    page.goto("/")
    word = max(re.findall(r"[A-Za-z]+", page.locator(".card__link").first.inner_text()), key=len)
    add_topic(page, "By a word")
    page.get_by_role("button", name="Add another Keyword rule").click()
    page.locator("#id_rules-0-words").fill(word)
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("link", name="Try its keyword rules").click()
    page.locator("mark").first.wait_for()
    assert page.locator("mark").first.inner_text().lower()[:3] == word.lower()[:3]
    assert faults(page) == []
    page.get_by_role("button", name="Give the topic to").click()
    page.locator(".success").wait_for()
    assert faults(page) == []
    page.goto("/topics/by-a-word/")
    assert word.lower() in page.locator("main").inner_text().lower()


def test_contributor_finds_none_of_these_tools(logged_in):
    page = logged_in("con")
    page.goto("/admin/articles/topic/")
    assert page.locator("input[name$=-order]").count() == 0
    page.locator("#result_list tbody a").first.click()
    page.get_by_role("link", name="History", exact=True).wait_for()
    assert page.get_by_role("link", name="Merge into another topic").count() == 0
