"""The reader's own list, and what was read: kept in the browser, whatever that holds or refuses."""

import json
import re
from pathlib import Path

import pytest

from tests.visits import BLOCKED, FULL, VIDEO, keep, kept, says, seen, shifts, slug_of

pytestmark = pytest.mark.browser

PRESSED = ".save[aria-pressed=true]"
ONE = {
    "slug": "one",
    "title": "Number one",
    "outlet": "Example",
    "url": "https://example.org/1",
    "published_at": "2023-06-03T15:35:00.000Z",
    "picture": "",
    "saved_at": "2023-06-04T00:00:00.000Z",
}
HOSTILE = {
    **ONE,
    "slug": "hostile",
    "title": "<img src=x onerror=alert(1)><b>bold</b>",
    "outlet": "<script>alert(1)</script>",
    "url": "javascript:alert(1)",
    "picture": "https://tracker.example/pixel.gif",
}
NONSENSE = ["", "{", "null", "3", '"text"', '{"slug": "x"}', "[null, 1, [], {}]", '[{"slug": "../a", "title": "x"}]']


def saved(*articles):
    return keep("saved", json.dumps(articles))


def a_file(content, name="saved.json"):
    return {"name": name, "mimeType": "application/json", "buffer": content.encode()}


def choose(page, content):
    """Import a file of this content."""
    page.evaluate("document.getElementById('status').textContent = ''")
    page.locator("[type=file]").set_input_files(a_file(content if isinstance(content, str) else json.dumps(content)))


def titles(page):
    return page.locator("#saved .card__title").all_text_contents()


# Buttons


def test_button_saves_without_leaving_the_page_and_is_there_again_after_a_reload(visit):
    page = visit("/topics/ai/")
    page.locator(".save").nth(1).click()
    page.reload()
    assert page.url.endswith("/topics/ai/")
    assert page.locator(".save").nth(1).get_attribute("aria-pressed") == "true"
    assert (page.locator(PRESSED).count(), page.locator(".count").first.text_content()) == (1, "1")


def test_button_takes_the_article_off_again(visit):
    page = visit("/topics/ai/")
    page.locator(".save").first.click()
    page.locator(".save").first.click()
    assert (page.locator(PRESSED).count(), kept(page, "saved")) == (0, "[]")


def test_button_is_large_enough_and_says_what_it_saves(visit):
    button = visit("/topics/ai/").locator(".save").first
    box = button.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    assert button.get_attribute("aria-label").startswith("Save: SAM 3")


def test_rest_of_the_card_is_the_link(visit):
    page = visit("/topics/ai/")
    page.locator(".card__meta time").first.click(force=True)
    page.wait_for_url("**/news/**")


def test_what_is_kept_is_enough_to_read_the_list(visit):
    page = visit(VIDEO)
    page.locator(".story-bar .save").click()
    [one] = json.loads(kept(page, "saved"))
    assert one["slug"] == VIDEO.split("/")[2]
    assert one["title"] == "Watch: Artemis I leaves for the Moon"
    assert (one["outlet"], one["published_at"]) == ("NASA", "2022-11-16T06:50:00.000Z")
    assert one["url"].startswith("https://")
    assert re.fullmatch(r"/media/pictures/\S+/320\.webp", one["picture"])


def test_other_windows_see_what_is_saved(visit):
    page = visit("/topics/ai/")
    other = page.context.new_page()
    other.goto("/saved/")
    page.locator(".save").first.click()
    other.locator("#saved .card").wait_for()


@pytest.mark.parametrize("trouble", [BLOCKED, FULL], ids=["blocked", "full"])
def test_button_says_when_the_browser_keeps_nothing(visit, trouble):
    page = visit("/topics/ai/", before=trouble)
    page.locator(".save").first.click()
    says(page, "Not saved: this browser keeps nothing for this site, or no more.")
    assert page.locator(PRESSED).count() == 0


def test_nonsense_that_the_browser_keeps_is_passed_over(visit):
    page = visit("/saved/")
    for nonsense in NONSENSE:
        for name in ("saved", "read", "hide", "keys"):
            page.evaluate("([name, text]) => localStorage.setItem(`newsroom.${name}`, text)", [name, nonsense])
        page.evaluate("dispatchEvent(new Event('storage'))")
        assert titles(page) == []
    choose(page, {"saved": [ONE]})
    says(page, "Articles added: 1")
    assert titles(page) == ["Number one"]


def test_list_has_an_end(visit):
    many = [{**ONE, "slug": f"s{number}"} for number in range(500)]
    page = visit("/topics/ai/", before=saved(*many))
    page.locator(".save").first.click()
    slugs = [one["slug"] for one in json.loads(kept(page, "saved"))]
    assert (len(slugs), slugs[0]) == (500, slug_of(page))


# The list


def test_last_saved_is_the_first_of_the_list(visit):
    page = visit("/topics/ai/")
    page.locator(".save").nth(2).click()
    page.locator(".save").nth(0).click()
    wanted = [page.locator(".card__title").nth(number).text_content() for number in (0, 2)]
    page.goto("/saved/")
    assert titles(page) == wanted


def test_removed_article_can_be_put_back_where_it_was(visit):
    page = visit("/saved/", before=saved(*({**ONE, "slug": name, "title": name} for name in "abc")))
    page.get_by_role("button", name="Remove: b").click()
    assert titles(page) == ["a", "c"]
    page.keyboard.press("Enter")  # the button that puts it back has the focus
    assert sorted(titles(page)) == ["a", "b", "c"]
    assert page.evaluate("document.activeElement.textContent") == "b"
    assert seen(page, ".saved__undo") == 0


def test_s_removes_the_article_that_has_the_focus(visit):
    page = visit("/saved/", before=saved(ONE))
    page.keyboard.press("j")
    page.keyboard.press("s")
    assert titles(page) == []
    assert page.get_by_role("button", name="Put back “Number one”").is_visible()


def test_list_is_exported_and_imported_elsewhere(visit, tmp_path):
    page = visit("/saved/", before=saved(ONE))
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as a file").click()
    path = Path(tmp_path, download.value.suggested_filename)
    download.value.save_as(path)
    assert json.loads(path.read_text()) == {"saved": [ONE]}
    page.get_by_role("button", name="Remove: Number one").click()
    page.locator("[type=file]").set_input_files(path)
    says(page, "Articles added: 1")
    assert titles(page) == ["Number one"]


def test_import_adds_to_what_is_there(visit):
    page = visit("/saved/", before=saved(ONE))
    choose(
        page, {"saved": [{**ONE, "title": "Other"}, {**ONE, "slug": "two", "title": "Two", "saved_at": "2024-01-01"}]}
    )
    says(page, "Articles added: 1")
    assert titles(page) == ["Two", "Number one"]


BAD_FILES = ["", "no JSON", "[]", "{}", '{"saved": 3}', '{"saved": {"length": 1}}', "null"]


def test_file_that_is_no_list_is_refused_in_one_line(visit):
    page = visit("/saved/", before=saved(ONE))
    for content in BAD_FILES:
        choose(page, content)
        says(page, "This file is no list of saved articles.")
    assert titles(page) == ["Number one"]


def test_huge_file_is_not_read(visit):
    page = visit("/saved/", before="Object.defineProperty(File.prototype, 'size', {get: () => 5e6});")
    choose(page, {"saved": [ONE]})
    says(page, "This file is no list of saved articles.")


def test_hostile_file_is_shown_as_text_and_leads_nowhere(visit):
    page = visit("/saved/")
    choose(page, {"saved": [HOSTILE]})
    says(page, "Articles added: 1")
    assert titles(page) == [HOSTILE["title"]]
    assert page.locator("#saved .card__outlet").text_content() == HOSTILE["outlet"]
    assert (page.locator("#saved .saved__out").count(), page.locator("#saved img[src]").count()) == (0, 0)


def test_article_without_a_usable_address_is_left_out(visit):
    page = visit("/saved/")
    choose(
        page,
        {"saved": [*({**ONE, "slug": slug} for slug in ("..", ".", "a/b", "", 3, None)), {**ONE, "title": "Good"}]},
    )
    says(page, "Articles added: 1")
    assert titles(page) == ["Good"]


def test_empty_list_says_how_to_fill_it(visit):
    page = visit("/saved/")
    assert page.get_by_text("There is nothing on it yet.").is_visible()
    assert seen(page, ".saved__export") == 0


def test_page_without_scripts_says_what_is_missing(visit):
    page = visit("/saved/", java_script_enabled=False)
    assert page.get_by_text("scripts do not run here").is_visible()
    assert seen(page, "#saved") == 0


def test_list_moves_nothing_when_it_is_filled(visit):
    page = visit("/saved/", before=saved(ONE, {**ONE, "slug": "two"}))
    assert (len(titles(page)), shifts(page)) == (2, [])


# Read


def test_story_that_was_read_is_marked_in_all_its_topics(visit):
    page = visit("/topics/computer-vision/")
    address = page.locator(".card__link").first.get_attribute("href")
    page.goto(address)
    for path in ("/topics/computer-vision/", "/topics/ai/"):
        page.goto(path)
        assert page.locator(".card--read .card__link").evaluate("link => link.getAttribute('href')") == address


def test_what_was_read_can_be_hidden_for_good(visit):
    page = visit("/topics/ai/")
    many, slug = seen(page, ".card"), slug_of(page)
    page.goto(f"/news/{slug}/")
    page.goto("/topics/ai/")
    page.get_by_label("Hide what I have read (1)").check()
    page.goto("/topics/ai/?view=top")
    assert page.get_by_label("Hide what I have read (1)").is_checked()
    assert seen(page, ".card") == many - 1


def test_hiding_moves_nothing_that_was_seen(visit):
    page = visit("/about/", before=keep("hide", "[1]"))
    for number in range(2):
        page.goto("/topics/ai/")
        page.goto(f"/news/{slug_of(page, number)}/")
    page.goto("/topics/ai/")
    assert (seen(page, ".card--read"), shifts(page)) == (0, [])


def test_following_the_link_to_the_outlet_is_reading(visit):
    page = visit("/saved/", before=saved(ONE))
    page.evaluate("addEventListener('click', event => event.preventDefault())")
    page.get_by_role("link", name="Full story").click()
    assert kept(page, "read") == '["one"]'


@pytest.mark.parametrize("trouble", ["", BLOCKED, FULL], ids=["nothing", "blocked", "full"])
def test_switch_is_not_shown_when_nothing_was_read(visit, trouble):
    page = visit("/news/" + slug_of(visit("/topics/ai/")) + "/", before=trouble) if trouble else visit("/topics/ai/")
    page.goto("/topics/ai/")
    assert seen(page, ".hide-read") == 0
