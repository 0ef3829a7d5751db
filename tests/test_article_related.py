"""The form of an article: its related coverage, and choosing an article of ours for it."""

import pytest
from django.contrib.auth.models import User

from articles.models import RelatedArticle
from tests import desk, make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

CHOOSE = "/admin/articles/article/choose/"


# Related coverage


def titles_of(article):
    return [entry.title for entry in article.related.all()]


def with_entries(*titles, **fields):
    return make.article(related=[{"title": title} for title in titles], **fields)


def test_related_coverage_is_reordered_and_closed_up(admin_client):
    article = with_entries("A", "B", "C", "D")
    RelatedArticle.objects.filter(title="D").update(position=40)
    numbers = {"related-0-order": "4", "related-1-DELETE": "on", "related-3-order": "1"}
    desk.saved(admin_client, article, **numbers)
    assert titles_of(article) == ["D", "C", "A"]
    assert list(article.related.values_list("position", flat=True)) == [0, 1, 2]
    assert article.edited_fields == ["related"]


def test_swapping_all_entries_breaks_no_rule_of_the_database(admin_client):
    article = with_entries(*"ABCDEF")
    desk.saved(admin_client, article, **{f"related-{row}-order": 6 - row for row in range(6)})
    assert titles_of(article) == list("FEDCBA")


def added(client, article, **values):
    """The article's last entry, after one was added by its form."""
    place = article.related.count()
    rows = {f"related-{place}-{name}": value for name, value in values.items()}
    desk.saved(client, article, **{"related-TOTAL_FORMS": place + 1} | rows)
    return article.related.last()


def test_entry_that_came_while_the_form_was_open_stays_at_the_end(admin_client):
    article = with_entries("A", "B")
    data = desk.form_in(desk.html_of(admin_client, article))
    make.related(article, title="New")
    admin_client.post(desk.change_url(article), data | {"related-1-order": "1"})
    assert titles_of(article) == ["B", "A", "New"]
    assert list(article.related.values_list("position", flat=True)) == [0, 1, 2]


def test_form_of_what_an_import_replaced_meanwhile_says_so(admin_client):
    article = with_entries("A", "B", pictures=[make.picture()])
    data = desk.form_in(desk.html_of(admin_client, article))
    article.related.all().delete()
    make.related(article, title="New")
    page = admin_client.post(desk.change_url(article), data | {"related-0-order": "2"})
    assert "Some of this was replaced while the form was open" in page.content.decode()
    assert titles_of(article) == ["New"]


OURS = {
    "title": "Ours",
    "excerpt": "Told by us.",
    "outlet": "b.example",
    "quality": 70,
    "web_url": "https://b.example/1",
}


@pytest.mark.parametrize("by", ["ours", "page", "here", "web", "original"])
def test_article_of_ours_becomes_an_entry_with_all_that_is_known(admin_client, settings, by):
    settings.SITE_URL = "https://news.example"
    ours = make.article(**OURS, original_url="https://b.example/original", pictures=[make.picture()])
    page = f"/news/{ours.slug}/"
    addresses = {"page": f"https://news.example{page}", "here": f"http://testserver{page}", "web": ours.web_url}
    addresses["original"] = ours.original_url
    entry = added(admin_client, with_entries(), **({"ours": ours.pk} if by == "ours" else {"address": addresses[by]}))
    assert (entry.title, entry.excerpt, entry.quality, entry.same_as) == ("Ours", "Told by us.", 70, ours)
    assert (entry.provider, entry.published_at, entry.story_url) == (ours.provider, ours.published_at, ours.web_url)
    assert list(entry.pictures.all()) == [ours.lead_picture]


def test_added_entry_decides_standing_and_outlets(admin_client):
    article = with_entries(quality=50)
    added(admin_client, article, ours=make.article(**OURS).pk)
    article.refresh_from_db()
    assert (article.standing, article.other_outlets) == ("follower", 1)


def test_entry_of_other_coverage_is_known_by_its_address(admin_client):
    known = make.related(make.article(), title="Elsewhere", web_url="https://c.example/1", outlet="c.example")
    entry = added(admin_client, with_entries(), address="https://c.example/1")
    assert (entry.title, entry.provider, entry.same_as) == ("Elsewhere", known.provider, None)


def test_page_that_nobody_knows_asks_for_its_headline(admin_client):
    article = with_entries()
    row = {"related-TOTAL_FORMS": 1, "related-0-address": "https://new.example/1"}
    assert desk.refused(admin_client, article, **row) == {
        "related-0-headline": "We know nothing of that page: give its headline."
    }
    entry = added(admin_client, article, address="https://new.example/1", headline=" New &amp; far ")
    assert (entry.title, entry.web_url, entry.provider.domain) == ("New & far", "https://new.example/1", "new.example")


def test_outlet_is_found_by_its_other_domain(admin_client):
    outlet = make.provider("main.example")
    outlet.other_domains.create(domain="other.example")
    entry = added(admin_client, with_entries(), address="https://www.other.example/1", headline="X")
    assert entry.provider == outlet


BAD_ENTRIES = [
    ({"address": "javascript:alert(1)"}, "address", "Expected an address"),
    ({"address": "https://[2001:db8::1]/1", "headline": "X"}, "address", "Expected an address with a domain"),
    ({"headline": "X"}, "__all__", "Choose one of our articles, or give an address."),
]


@pytest.mark.parametrize(("row", "field", "told"), BAD_ENTRIES)
def test_entry_that_leads_nowhere_is_refused_in_its_row(admin_client, row, field, told):
    errors = desk.refused(admin_client, with_entries(), **desk.one_more("related", first=True, **row))
    assert list(errors) == [f"related-0-{field}"]
    assert told in errors[f"related-0-{field}"]


def test_article_is_not_its_own_coverage_and_no_entry_comes_twice(admin_client):
    article, ours = with_entries(), make.article(**OURS)
    itself = desk.one_more("related", first=True, ours=article.pk)
    assert desk.refused(admin_client, article, **itself) == {"related-0-__all__": "That is this article itself."}
    added(admin_client, article, ours=ours.pk)
    again = desk.one_more("related", ours=ours.pk)
    assert desk.refused(admin_client, article, **again) == {"related-1-__all__": "It is there already."}


# Choosing one of ours


def found(client, **asked):
    return [one["text"].partition(" · ")[0] for one in client.get(CHOOSE, asked).json()["results"]]


def test_article_is_found_by_parts_of_words_of_its_title(admin_client):
    make.article(title="Webb sees far", excerpt="Mars")
    make.article(title="Mars lander", status="draft")
    make.article(title="Mars lost", status="withdrawn")
    assert found(admin_client, term="far web") == ["Webb sees far"]
    assert found(admin_client, term="mars") == ["Mars lander"]


def test_choice_tells_outlet_day_and_what_readers_do_not_see(admin_client):
    make.article(title="Mars", status="draft", outlet="b.example")
    [one] = admin_client.get(CHOOSE, {"term": "mars"}).json()["results"]
    assert one["text"] == "Mars · B.Example · June 3, 2023 · draft"


def test_choices_come_in_pages_and_cost_the_same(admin_client, django_assert_max_num_queries):
    make.articles(45)
    with django_assert_max_num_queries(4):
        first = admin_client.get(CHOOSE, {"term": "article"}).json()
    last = admin_client.get(CHOOSE, {"term": "article", "page": "3"}).json()
    assert [len(first["results"]), first["pagination"]["more"]] == [20, True]
    assert [len(last["results"]), last["pagination"]["more"]] == [5, False]


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9999999999"])
def test_page_that_is_none_is_the_first(admin_client, page):
    make.article(title="Mars")
    assert found(admin_client, term="mars", page=page) == ["Mars"]


def test_choices_are_for_those_who_may_see_articles(client):
    assert client.get(CHOOSE).status_code == 302
    client.force_login(User.objects.create_user("nobody", is_staff=True), "django.contrib.auth.backends.ModelBackend")
    assert client.get(CHOOSE).status_code == 403
