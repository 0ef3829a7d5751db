"""What scripts add for a reader: colours, keys, times, videos, sharing. Each also where it cannot work."""

import re

import pytest

from tests.visits import BLOCKED, SAMPLE, VIDEO, keep, says, seen, shifts, until

pytestmark = pytest.mark.browser

FOCUSED = "document.activeElement.getAttribute('href')"
PAPER = "getComputedStyle(document.documentElement).backgroundColor"


def links_of(page):
    return page.locator(".card__link").evaluate_all("links => links.map(link => link.getAttribute('href'))")


# Colours


def test_colours_are_those_of_the_system_until_the_reader_chooses(visit):
    papers = [visit("/about/", scheme=scheme).evaluate(PAPER) for scheme in ("light", "dark")]
    assert papers[0] != papers[1]


def test_chosen_colours_are_kept(visit):
    dark = visit("/about/", scheme="dark").evaluate(PAPER)
    page = visit("/about/", scheme="light")
    page.get_by_label("Dark").check()
    page.goto("/topics/")
    assert page.evaluate(PAPER) == dark
    assert page.get_by_label("Dark").is_checked()
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "dark"


def test_auto_gives_the_choice_back_to_the_system(visit):
    page = visit("/about/", scheme="light", before=keep("theme", "dark"))
    page.get_by_label("Auto").check()
    page.reload()
    assert page.locator("meta[name=color-scheme]").get_attribute("content") == "light dark"
    assert page.evaluate(PAPER) == visit("/about/", scheme="light").evaluate(PAPER)


def test_colours_are_chosen_before_anything_can_be_painted(visit):
    head = visit("/about/").locator("head").inner_html()
    assert re.search(r'<script src="[^"]+theme[^"]*"></script>', head).start() < head.index('rel="stylesheet"')


def test_other_windows_take_the_colours_over(visit):
    page = visit("/about/")
    other = page.context.new_page()
    other.goto("/topics/")
    page.get_by_label("Dark").check()
    until(other, "document.documentElement.dataset.theme == 'dark'")


def test_page_that_comes_back_takes_the_colours_over(visit):
    page = visit("/about/")
    page.evaluate("localStorage.setItem('newsroom.theme', 'dark'); dispatchEvent(new Event('pageshow'))")
    assert page.get_by_label("Dark").is_checked()


def test_colours_last_as_long_as_the_page_where_nothing_can_be_kept(visit):
    page = visit("/about/", before=BLOCKED)
    page.get_by_label("Dark").check()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.get_by_label("Auto").is_checked()


def test_colours_that_there_are_not_are_passed_over(visit):
    page = visit("/about/", before=keep("theme", "dark"))
    for nonsense in ("", "blue", "constructor", '{"a":1}'):
        page.evaluate("text => localStorage.setItem('newsroom.theme', text)", nonsense)
        page.evaluate("dispatchEvent(new Event('storage'))")
        assert page.get_by_label("Auto").is_checked()


# Without scripts


@pytest.mark.parametrize("path", ["/", SAMPLE, "/topics/space/"])
def test_page_without_scripts_shows_no_button(visit, path):
    page = visit(path, java_script_enabled=False)
    assert seen(page, ":is(button, input, dialog):not(.search-box *)") == 0


# Keys


def test_j_and_k_go_from_card_to_card(visit):
    page, places = visit("/topics/space/"), []
    for key in "jjk":
        page.keyboard.press(key)
        places.append(page.evaluate(FOCUSED))
    first, second = links_of(page)[:2]
    assert places == [first, second, first]
    assert page.evaluate("document.activeElement.matches(':focus-visible')")


def test_j_begins_where_the_reader_is(visit):
    page = visit("/topics/space/")
    page.locator(".card").nth(4).evaluate("card => scrollTo(0, card.offsetTop - 9)")
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) in links_of(page)[3:5]


def test_o_opens_the_story(visit):
    page = visit("/topics/space/")
    page.keyboard.press("j")
    address = page.evaluate(FOCUSED)
    page.keyboard.press("o")
    page.wait_for_url(f"**{address}")


def test_s_saves_the_story_of_the_card_or_the_page(visit):
    page = visit("/topics/space/")
    page.keyboard.press("j")
    page.keyboard.press("s")
    assert page.locator(".save").first.get_attribute("aria-pressed") == "true"
    page.goto(SAMPLE)
    page.keyboard.press("s")
    assert page.locator(".story-bar .save").get_attribute("aria-pressed") == "true"


def test_question_mark_opens_the_help_and_escape_closes_it(visit):
    page = visit("/about/")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keyboard shortcuts").is_visible()
    page.keyboard.press("Escape")
    assert seen(page, "dialog") == 0


def test_keys_can_be_switched_off_for_good(visit):
    page = visit("/topics/space/")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("switch").uncheck()
    page.get_by_role("button", name="Close").click()
    page.reload()
    for key in "j?":
        page.keyboard.press(key)
    assert (page.evaluate("document.activeElement.tagName"), seen(page, "dialog")) == ("BODY", 0)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert not page.get_by_role("switch").is_checked()


def test_keys_can_be_switched_off_where_nothing_can_be_kept(visit):
    page = visit("/topics/space/", before=BLOCKED)
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("switch").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert seen(page, "dialog") == 0


def test_other_keys_are_left_alone(visit):
    page = visit("/topics/space/")
    for key in ("Control+j", "Alt+j", "Meta+j", "Shift+J", "x", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_slash_goes_to_the_search_box(visit):
    page = visit("/about/", width=1440)
    page.keyboard.press("/")
    page.keyboard.type("jos?/")
    assert page.get_by_role("searchbox").input_value() == "jos?/"
    assert seen(page, "dialog") == 0


def test_slash_goes_to_the_search_page_where_there_is_no_room_for_a_box(visit):
    page = visit("/about/")
    page.keyboard.press("/")
    page.wait_for_url("**/search/?q=")
    until(page, "document.activeElement.matches('[type=search]')")
    page.keyboard.type("moon")
    assert page.get_by_role("searchbox").input_value() == "moon"


# Times


def at(now):
    """A script that stops the clock then."""
    return f"Date.now = () => Date.parse('{now}');"


def test_card_of_today_says_how_long_ago(visit):
    page = visit("/topics/ai/", before=at("2025-11-20T20:45:00Z"))
    time = page.locator(".card time").first
    assert time.text_content() == "2 hours ago"
    assert time.get_attribute("title").endswith(" 20, 2025, 18:30 UTC")


WORDS = {
    "2025-11-20T18:30:20Z": "this minute",
    "2025-11-20T18:50:00Z": "20 minutes ago",
    "2025-11-21T18:29:00Z": "23 hours ago",
    "2025-11-21T18:30:00Z": "18:30",
    "2025-11-20T18:00:00Z": "18:30",
}


def test_time_in_words_is_for_a_day(visit):
    page, said = visit("/topics/ai/"), {}
    for now in WORDS:
        page.evaluate(f"{at(now)} dispatchEvent(new Event('pageshow'))")
        said[now] = page.locator(".card time").first.text_content()
    assert said == WORDS


def test_words_of_time_move_nothing(visit):
    page = visit("/topics/ai/", before=at("2025-11-20T20:45:00Z"))
    assert shifts(page) == []


# Videos


@pytest.mark.parametrize("key", ["", "Space"])
def test_video_is_asked_for_once_the_reader_wants_it(window, demo, key):
    page, asked = window(390, base_url=demo), []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("https:") else None)
    page.route(re.compile("^https:"), lambda route: route.fulfill(body="A player", content_type="text/html"))
    page.goto(VIDEO)
    button = page.get_by_role("button", name="Play the video")
    assert asked == []
    button.press(key) if key else button.click()
    page.frame_locator(".video__frame").get_by_text("A player").wait_for()
    assert asked == ["https://www.youtube-nocookie.com/embed/CMLD0Lp0JBg?autoplay=1"]


def test_video_without_scripts_is_a_link(visit):
    page = visit(VIDEO, java_script_enabled=False)
    link = page.get_by_role("link", name="Play the video from YouTube")
    assert link.get_attribute("href") == "https://www.youtube.com/watch?v=CMLD0Lp0JBg"


# Sharing

SHARES = "navigator.share = async what => { if (what.url) window.shared = what; };"
REFUSES = "navigator.share = async () => { throw new DOMException('no', '%s'); };"


def test_link_is_copied(visit, demo):
    page = visit(f"{SAMPLE}?from=elsewhere#top", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share the link").click()
    says(page, "The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{demo}{SAMPLE}"


def test_link_is_shared_where_the_system_can(visit, demo):
    page = visit(SAMPLE, before=SHARES)
    page.get_by_role("button", name="Share the link").click()
    until(page, "window.shared")
    assert page.evaluate("window.shared") == {"title": "Dangers of facial recognition software", "url": demo + SAMPLE}


def test_sharing_that_the_reader_ends_is_no_failure(visit):
    page = visit(SAMPLE, before=REFUSES % "AbortError")
    page.get_by_role("button", name="Share the link").click()
    assert page.get_by_role("status").text_content() == ""


def test_link_is_shown_where_it_cannot_be_shared(visit, demo):
    page = visit(SAMPLE, before=REFUSES % "NotAllowedError")
    page.get_by_role("button", name="Share the link").click()
    says(page, f"The address is {demo}{SAMPLE}")


# Related coverage


@pytest.mark.parametrize("scripts", [True, False])
def test_related_coverage_is_folded_after_three_on_a_phone(visit, scripts):
    page = visit(SAMPLE, java_script_enabled=scripts)
    assert seen(page, ".related-card") == 3
    page.get_by_text("2 more").click()
    assert seen(page, ".related-card") == 5


def test_related_coverage_is_whole_where_there_is_room(visit):
    page = visit(SAMPLE, width=1440)
    assert (seen(page, ".related-card"), seen(page, "summary")) == (5, 0)
