"""The list of articles and today's desk in Chromium: from login to what a reader then sees."""

import re

import pytest

from tests.newsdesk import faults

pytestmark = pytest.mark.browser

LIST = "/admin/articles/article/"


def row(page, title):
    return page.locator("#result_list tr", has_text=title)


def choose(page, action, *titles):
    """Tick the articles in the list, choose the action, go to the page that asks."""
    page.goto(LIST)
    for title in titles:
        row(page, title).locator("input.action-select").check()
    page.locator("select[name=action]").select_option(label=action)
    page.get_by_role("button", name="Go", exact=True).click()
    page.locator("#confirm_form").wait_for()


def confirmed(page, button):
    """The message that tells what was done."""
    page.get_by_role("button", name=button, exact=True).click()
    page.locator(".messagelist").wait_for()
    return page.locator(".messagelist").inner_text()


def titles_of(page, number):
    page.goto(LIST)
    return page.locator("#result_list .headline").all_text_contents()[:number]


def address_of(page, title):
    """Where readers find the article."""
    page.goto(LIST)
    row(page, title).locator(".field-headline a").click()
    page.goto(page.locator("a.viewsitelink").get_attribute("href"))
    return page.url


def seen_by_readers(newsdesk, window, path):
    """What a reader, who is not logged in, gets there."""
    reader = window(1280, base_url=newsdesk)
    answer = reader.goto(path)
    return answer.status, reader.locator("main").inner_text()


def test_status_that_is_changed_in_the_list_is_what_readers_see(newsdesk, logged_in, window):
    page = logged_in("ed")
    title = titles_of(page, 1)[0]
    page.get_by_label(f"Status of “{title}”").select_option("draft")
    page.get_by_role("button", name="Save").click()
    assert "1 article was changed successfully." in page.locator(".messagelist").inner_text()
    assert "Edited by hand: status" in row(page, title).locator(".field-locks").inner_text()
    assert title not in seen_by_readers(newsdesk, window, "/archive/")[1]
    assert title not in seen_by_readers(newsdesk, window, "/")[1]
    choose(page, "Publish", title)
    assert page.locator("h1", has_text="Publish 1 article?").count() == 1
    assert not faults(page)
    assert confirmed(page, "Publish") == "1 article is now published."
    assert title in seen_by_readers(newsdesk, window, "/")[1]


def test_withdrawn_articles_tell_readers_why(newsdesk, logged_in, window):
    page = logged_in("ed")
    chosen = titles_of(page, 6)[4:]
    paths = [address_of(page, title) for title in chosen]
    choose(page, "Withdraw", *chosen)
    page.get_by_label("Note for readers").fill("The numbers were wrong.")
    assert confirmed(page, "Withdraw") == "2 articles are now withdrawn."
    for title, path in zip(chosen, paths, strict=True):
        status, text = seen_by_readers(newsdesk, window, path)
        assert (status, title in text) == (410, False)
        assert "The numbers were wrong." in text


def test_topics_are_set_for_many_and_readers_find_them_there(newsdesk, logged_in, window):
    page = logged_in("ed")
    chosen = titles_of(page, 10)[8:]
    choose(page, "Set topics", *chosen)
    page.locator(".select2-selection").click()
    page.locator(".select2-results__option", has_text=re.compile("^Physics$")).click()
    assert not faults(page)
    page.get_by_label("Add these to the topics that they have").check()
    confirmed(page, "Set topics")
    text = seen_by_readers(newsdesk, window, "/topics/physics/")[1]
    assert all(title in text for title in chosen)


def test_boosted_article_leads_the_front_page_and_is_on_the_desk(newsdesk, logged_in, window):
    page = logged_in("ed")
    page.goto(LIST)
    title = page.locator("#result_list tr:has(img) .headline").nth(4).text_content()
    choose(page, "Boost", title)
    page.get_by_label("Points").fill("500")
    assert not faults(page)
    confirmed(page, "Boost")
    assert "boost 500, now 500" in row(page, title).locator(".field-warmth").inner_text()
    page.goto("/admin/")
    assert title in page.get_by_role("region", name="Planned").inner_text()
    reader = window(1280, base_url=newsdesk)
    reader.goto("/")
    assert title in reader.locator("main h2").first.inner_text()


def test_all_of_a_list_longer_than_a_page_can_be_chosen(logged_in):
    page = logged_in("ed")
    page.goto(f"{LIST}?type__exact=article")
    page.locator("#action-toggle").check()
    page.get_by_role("button", name=re.compile(r"^Select all \d+ articles$")).click()
    [number] = re.findall(r"\d+", page.locator(".actions .all").inner_text())
    page.locator("select[name=action]").select_option(label="Boost")
    page.get_by_role("button", name="Go", exact=True).click()
    page.locator("h1", has_text=f"Boost {number} articles?").wait_for()


def test_topics_are_set_for_many_without_script(logged_in):
    page = logged_in("ed", java_script_enabled=False)
    title = titles_of(page, 12)[11]
    choose(page, "Set topics", title)
    page.get_by_label("Names of topics").fill("Physics")
    confirmed(page, "Set topics")
    assert "Physics" in row(page, title).locator(".field-filed").inner_text()


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_list_is_whole_at_every_width(logged_in, width):
    page = logged_in("ed", width)
    page.goto(LIST)
    results = page.locator(".results")
    assert results.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not faults(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_desk_is_without_fault_and_its_numbers_lead_to_what_they_count(logged_in, width):
    page = logged_in("ed", width)
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    line = page.get_by_role("region", name="Topics of the week").locator("tbody tr").first
    number = int(line.locator(".number").inner_text())
    line.get_by_role("link").click()
    page.locator("#result_list tbody tr").first.wait_for()
    assert page.locator("#result_list tbody tr").count() == number


def test_numbers_behind_the_chart_are_a_table(logged_in):
    page = logged_in("vic")
    page.get_by_text("The numbers", exact=True).click()
    assert page.get_by_role("region", name="Articles of 14 days").locator("tbody tr").count() == 14
    assert not faults(page)


@pytest.mark.parametrize(("name", "offered"), [("con", ["---------", "Set topics"]), ("vic", [])])
def test_who_may_not_publish_finds_no_button_for_it(logged_in, name, offered):
    page = logged_in(name)
    page.goto(LIST)
    assert page.locator("select[name=action] option").all_inner_texts() == offered
    assert page.get_by_label("Status of").count() == 0
    assert page.get_by_role("button", name="Save").count() == 0
    assert not faults(page)
