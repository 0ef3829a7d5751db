"""The form of an article in Chromium: from logging in to what a reader sees then."""

import pytest

from tests import pictures
from tests.looking import SIDEWAYS
from tests.newsdesk import faults

pytestmark = pytest.mark.browser

LIST = "/admin/articles/article/"
NASA = "NASA confirms the record"
SHOWN = "main img"


@pytest.fixture
def form(logged_in):
    """A function that opens the form of the article whose title begins so."""

    def opened(title, name="ed", width=1280, **options):
        page = logged_in(name, width, **options)
        return open_form(page, title)

    return opened


def open_form(page, title):
    page.goto(f"{LIST}?q={title.replace(' ', '+')}")
    page.locator("#result_list").get_by_role("link", name=title).first.click()
    page.locator("#article_form").wait_for()
    page.wait_for_load_state()
    return page


def save(page):
    page.get_by_role("button", name="Save and continue editing").click()


def saved(page):
    save(page)
    page.locator(".messagelist .success").first.wait_for()
    page.wait_for_load_state()
    return page


def reader(page, newsdesk):
    """The article as a reader has it who has never been at the desk."""
    slug = page.locator(".field-slug .readonly").inner_text()
    window = page.context.browser.new_context(base_url=newsdesk).new_page()
    window.goto(f"/news/{slug}/")
    return window


def choose(page, part, field, words, option):
    """Choose an option in a field with completion, the last in this part of the form."""
    page.locator(
        f"#part-{part} .field-{field} .select2-selection, #part-{part} .{field} .select2-selection"
    ).last.click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=option).first.click()


def test_title_is_changed_and_previewed_and_read(form, newsdesk):
    page = form("Euclid starts")
    page.get_by_label("Title:", exact=True).first.fill("Euclid looks into the dark")
    saved(page)
    assert reader(page, newsdesk).locator("h1").inner_text() == "Euclid looks into the dark"
    page.get_by_role("link", name="Preview", exact=True).click()
    page.get_by_role("heading", level=1, name="Euclid looks into the dark").wait_for()


def test_article_is_scheduled_and_gone_until_then(form, newsdesk):
    page = form("WCAG 2.2 asks")
    page.get_by_label("Status:", exact=True).select_option("scheduled")
    save(page)
    page.locator("#part-publishing .errorlist", has_text="Give a time that is still to come.").wait_for()
    page.locator("#id_publish_at_0").fill("2999-01-01")
    page.locator("#id_publish_at_1").fill("09:00:00")
    saved(page)
    assert reader(page, newsdesk).get_by_role("heading", level=1).inner_text() != "WCAG 2.2 asks"
    page.get_by_role("link", name="Preview", exact=True).click()
    page.get_by_role("heading", level=1, name="WCAG 2.2 asks").wait_for()


def test_topic_is_found_by_typing_and_leads(form, newsdesk):
    page = form("What a transformer does")
    choose(page, "topic_links", "topic", "spa", "Space")
    page.locator("#part-topic_links .field-order input").nth(-2).fill("1")
    saved(page)
    assert page.locator("#part-topic_links .field-topic select").first.locator("option").last.inner_text() == "Space"
    assert reader(page, newsdesk).locator("main").get_by_role("link", name="Space", exact=True).count()


def test_picture_is_uploaded_and_replaced(form, newsdesk):
    page = form("NIST publishes a framework")
    image = {"name": "a.png", "mimeType": "image/png", "buffer": pictures.png(400, 300)}
    page.locator("#placed_pictures-0 [type=file]").set_input_files(image)
    saved(page)
    first = page.locator(".placed__look img").get_attribute("src")
    assert reader(page, newsdesk).locator(SHOWN).first.evaluate("one => one.naturalWidth")
    page.locator("#placed_pictures-0 [type=file]").set_input_files(image | {"buffer": pictures.png(500, 300)})
    saved(page)
    second = page.locator(".placed__look img").get_attribute("src")
    assert first != second
    assert second.split("/")[-2] in reader(page, newsdesk).locator("main").inner_html()


def headlines(page):
    return [text.strip() for text in page.locator(".related-rows__text > a").all_inner_texts()]


def add_two(page):
    """Choose one of our articles, and give the address of a page that nobody knows."""
    choose(page, "related", "related-rows__fields", "slow sign", "A slow sign-in")
    page.get_by_role("button", name="Add another Related article").click()
    page.locator("#related-4").get_by_label("or an address").fill("https://new.example/1")


def test_related_coverage_is_reordered_added_and_removed(form, newsdesk):
    page = form(NASA)
    before = headlines(page)
    page.locator("#related-2 input.order").fill("1")
    page.locator("#related-1 .remove input").check()
    add_two(page)
    save(page)
    page.locator("#related-4 .errorlist", has_text="give its headline").wait_for()
    page.locator("#related-4").get_by_label("Headline:").fill("Told elsewhere")
    saved(page)
    after = [before[2], before[0], "A slow sign-in leads to a backdoor in xz", "Told elsewhere"]
    assert headlines(page) == after
    assert page.locator("#related-2 .related-rows__ours").count()
    text = reader(page, newsdesk).locator("main").inner_text()
    assert text.index(before[2]) < text.index("A slow sign-in") < text.index("Told elsewhere")


def test_what_the_seed_says_is_used_again(form, newsdesk):
    page = form("Webb opens its eyes")
    page.get_by_label("Title:", exact=True).first.fill("Webb looks")
    saved(page)
    assert reader(page, newsdesk).locator("h1").inner_text() == "Webb looks"
    page.get_by_label("Use the seed's again: Title").check()
    saved(page)
    assert page.locator(".messagelist").get_by_text("As its seed says again: Title.").count()
    assert reader(page, newsdesk).locator("h1").inner_text().startswith("Webb opens its eyes")


def test_characters_are_counted_and_nothing_moves(form):
    page = form("IPCC closes")
    title, count = page.locator("#id_title"), page.locator("#id_title_helptext .count")
    height = page.locator(".field-title").evaluate("one => one.offsetHeight")
    title.fill("x" * 110)
    assert count.inner_text() == "Now: 110."
    title.fill("x" * 111)
    assert count.inner_text() == "Now: 111. A card cuts it."
    page.locator("#id_title_helptext [role=status]", has_text="Now: 111.").wait_for(state="attached")
    assert page.locator(".field-title").evaluate("one => one.offsetHeight") == height
    assert title.get_attribute("aria-describedby") == "id_title_helptext"


def test_form_needs_no_script(form, newsdesk):
    page = form("A slow sign-in", java_script_enabled=False)
    before = headlines(page)
    page.locator("#related-1").get_by_label("or an address").fill("https://new.example/2")
    page.locator("#related-1").get_by_label("Headline:").fill("Told without a script")
    page.locator("#related-1 input.order").fill("1")
    page.locator("#topic_links-group").get_by_label("or its name").first.fill("space")
    page.get_by_label("Title:", exact=True).first.fill("A slow door")
    saved(page)
    assert headlines(page) == ["Told without a script", *before]
    assert page.locator("#part-topic_links .field-topic option[selected]", has_text="Space").count() == 1
    for part in ("Title", "Related coverage"):
        page.get_by_label(f"Use the seed's again: {part}").check()
    saved(page)
    assert (headlines(page), page.locator("#id_title").input_value()[:14]) == (before, "A slow sign-in")


def test_contributor_writes_a_draft_and_reads_the_rest(form):
    editor = form("regreSSHion")
    editor.get_by_label("Status:", exact=True).select_option("draft")
    saved(editor)
    page = form("regreSSHion", "con")
    assert page.locator("#id_status, #id_boost, #id_publish_at_0, #pins-group").count() == 0
    page.get_by_label("Title:", exact=True).first.fill("regreSSHion is back")
    saved(page)
    assert faults(page) == []
    open_form(page, NASA)
    assert page.locator("#article_form :is(input:not([type=hidden]), textarea, select)").count() == 0


def test_viewer_only_reads(form):
    page = form("Six data sets", "vic")
    assert page.locator("#article_form :is(input:not([type=hidden]), textarea, select, [type=submit])").count() == 0
    assert page.locator(".related-rows__text").count() == 3
    assert faults(page) == []


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_form_is_for_everyone_and_fits(form, width):
    page = form("2024 is the first", width=width)
    assert (faults(page), page.evaluate(SIDEWAYS)) == ([], [])
    page.get_by_label("Title:", exact=True).first.fill("")
    page.get_by_label("Status:", exact=True).select_option("scheduled")
    page.locator(".related-rows__new").first.get_by_label("Headline:").fill("X")
    page.locator("#placed_pictures-1").get_by_label("Title:").fill("X")
    save(page)
    page.locator(".errornote").wait_for()
    page.wait_for_load_state()
    assert (faults(page), page.evaluate(SIDEWAYS)) == ([], [])
