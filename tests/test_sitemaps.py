"""Sitemaps: what is in them, and that they keep to the protocol (https://www.sitemaps.org/protocol.html)."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles.models import Article
from articles.views import sitemaps
from tests import make
from tests.make import NEWS_TIME

pytestmark = pytest.mark.django_db

SITE = "https://news.example"
PROTOCOL, NEWS = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.google.com/schemas/sitemap-news/0.9}"
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00")
COVERED: list[dict] = [{}]  # one related entry, so that search engines are asked to index the page
AWKWARD = {
    "signs of XML": "a&b<c>'d\"",
    "right to left": "חדשות-היום",
    "a picture": "rocket-🚀",
    "an entity": "&amp;",
    "blanks and per cent": "a b%c",
}


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(sitemaps, "SIZE", 3)


@pytest.fixture
def entries(client):
    """What a sitemap tells, by address; everything that the protocol asks of it is checked on the way."""

    def read(url, root="urlset", child="url"):
        found = ElementTree.fromstring(client.get(url).getvalue())
        assert found.tag == PROTOCOL + root
        assert {entry.tag for entry in found} <= {PROTOCOL + child}
        return {entry.findtext(f"{PROTOCOL}loc"): checked(entry) for entry in found}

    return read


def checked(entry):
    location, *others = entry
    assert location.tag == f"{PROTOCOL}loc"
    assert location.text.startswith(f"{SITE}/")
    assert location.text.isascii()
    assert not re.search(r"[\s<>\"]", location.text)
    assert len(location.text) < 2048
    times = [other.text for other in others if other.tag == f"{PROTOCOL}lastmod"]
    assert all(TIME.fullmatch(time) for time in times)
    return times[0] if times else {item.tag.removeprefix(NEWS): item.text for item in entry.iter()}


@pytest.fixture
def index(entries):
    return lambda: entries("/sitemap.xml", "sitemapindex", "sitemap")


@pytest.fixture
def listed(index, entries):
    """All addresses of all parts, without the site's."""
    return lambda: {
        address.removeprefix(SITE): time
        for part in index()
        for address, time in entries(part.removeprefix(SITE)).items()
    }


# What is in them


def test_every_public_page_of_an_article_topic_and_outlet_is_listed(listed):
    article = make.article(topics=["Space"], outlet="example.org", related=COVERED)
    assert set(listed()) == {article.get_absolute_url(), "/topics/space/", "/providers/example.org/"}


def test_every_listed_page_is_there_and_says_the_same_address(listed, client):
    make.article(topics=["Space"], slug="2023-חדשות", related=COVERED)
    for address in listed():
        page = client.get(address)
        assert page.status_code == 200
        assert f'<link rel="canonical" href="{SITE}{address}">' in page.content.decode()


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "withdrawn"}, {"published_at": timezone.now() + timedelta(hours=1)}]
)
def test_what_readers_may_not_see_is_not_listed(listed, entries, fields):
    make.article(published_at=timezone.now(), related=COVERED, slug="seen")
    make.article(**{"published_at": timezone.now()} | fields, related=COVERED, topics=["Secret"], outlet="b.example")
    assert set(listed()) == {"/news/seen/", "/topics/space/", "/providers/example.org/"}
    assert set(entries("/sitemap-news.xml")) == {f"{SITE}/news/seen/"}


def test_topics_and_outlets_without_news_are_not_listed(index):
    make.topic("Empty")
    make.provider("empty.example")
    assert index() == {}


def test_outlet_that_is_only_related_is_not_listed(listed):
    make.article(outlet="a.example", related=[{"outlet": "b.example"}])
    assert [address for address in listed() if "providers" in address] == ["/providers/a.example/"]


def test_page_that_only_repeats_an_excerpt_is_not_listed(listed):
    make.article(slug="alone")
    make.article(slug="covered", related=COVERED)
    assert [address for address in listed() if "news" in address] == ["/news/covered/"]


def test_page_that_only_repeats_an_excerpt_is_listed_where_the_site_wants_it(listed, settings):
    settings.NOINDEX_EXCERPTS = False
    make.article(slug="alone", published_at=timezone.now())
    assert "/news/alone/" in listed()


def test_page_that_is_not_listed_asks_not_to_be_indexed(listed, text):
    articles = make.article(), make.article(related=COVERED)
    asks = {
        article.get_absolute_url(): '"robots" content="noindex' in text(article.get_absolute_url())
        for article in articles
    }
    assert asks == {url: url not in listed() for url in asks}


@pytest.mark.parametrize("leaves_out", [True, False])
def test_rows_and_lists_agree_on_what_is_indexed(settings, leaves_out):
    settings.NOINDEX_EXCERPTS = leaves_out
    articles = [make.article(), make.article(related=COVERED), make.article(related=[{"quality": 99}])]
    assert set(Article.objects.indexed()) == {article for article in articles if article.is_indexed}
    assert len(Article.objects.indexed()) == (2 if leaves_out else 3)


# When it changed


@pytest.mark.parametrize(
    ("updated_at", "told"),
    [
        (None, "2023-06-03T15:35:00+00:00"),
        (NEWS_TIME + timedelta(hours=3, microseconds=7), "2023-06-03T18:35:00+00:00"),
        (NEWS_TIME - timedelta(days=1), "2023-06-03T15:35:00+00:00"),
        (datetime(2199, 1, 1, tzinfo=UTC), "2023-06-03T15:35:00+00:00"),
    ],
    ids=["never", "later", "before it was published", "in the future"],
)
def test_article_tells_when_its_outlet_changed_it(listed, updated_at, told):
    make.article(slug="one", updated_at=updated_at, related=COVERED)
    assert listed()["/news/one/"] == told


def test_topic_and_outlet_tell_when_their_newest_article_was_published(listed):
    make.article()
    make.article(published_at=NEWS_TIME + timedelta(days=1))
    make.article(published_at=NEWS_TIME + timedelta(days=2), status="draft")
    found = listed()
    assert found["/topics/space/"] == found["/providers/example.org/"] == "2023-06-04T15:35:00+00:00"


def test_index_tells_when_something_in_a_part_changed(index):
    make.article(published_at=NEWS_TIME + timedelta(days=1), related=COVERED)
    make.article(updated_at=NEWS_TIME + timedelta(days=2), related=COVERED)
    assert set(index().values()) == {"2023-06-04T15:35:00+00:00", "2023-06-05T15:35:00+00:00"}


# Parts


def test_parts_have_the_ids_that_their_numbers_say(small_parts, index, entries):
    for id_ in (3, 4, 6, 13):
        make.article(id=id_, slug=f"of-{id_}", related=COVERED)
    parts = [part for part in index() if "articles" in part]
    assert parts == [f"{SITE}/sitemap-articles-{number}.xml" for number in (1, 2, 5)]
    assert list(entries("/sitemap-articles-1.xml")) == [f"{SITE}/news/of-3/"]
    assert list(entries("/sitemap-articles-2.xml")) == [f"{SITE}/news/of-4/", f"{SITE}/news/of-6/"]


def test_parts_of_topics_and_outlets_are_cut_as_well(small_parts, index, listed):
    for number in range(7):
        make.article(topics=[f"Topic {number}"], outlet=f"outlet{number}.example")
    assert len(index()) >= 6
    assert len(listed()) == 14


@pytest.mark.parametrize("name", ["articles-2", "articles-999999999", "topics-7", "providers-7"])
def test_part_that_holds_nothing_is_not_found(client, name):
    make.article(id=1, related=COVERED)
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


@pytest.mark.parametrize("name", ["articles-0", "articles-01", "articles--1", f"articles-{'9' * 30}", "pages-1", "1"])
def test_part_that_can_not_be_is_not_found(client, name):
    make.article(id=1, related=COVERED)
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_part_is_sent_in_pieces(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "CHUNK", 2)
    made = [make.article(id=number, related=COVERED) for number in range(1, 6)]
    pieces = list(client.get("/sitemap-articles-1.xml").streaming_content)
    assert len(pieces) == 3
    assert all(article.slug in b"".join(pieces).decode() for article in made)


# Whatever rows hold


@pytest.mark.parametrize("name", AWKWARD.values(), ids=AWKWARD)
def test_awkward_names_come_out_well_formed(listed, name):
    article = make.article(slug=name, topics=(), outlet=f"{name}.example", related=COVERED)
    assert set(listed()) == {article.get_absolute_url(), article.provider.get_absolute_url()}


def test_address_that_is_too_long_for_the_protocol_is_left_out(listed):
    make.article(slug="字" * 300, topics=(), related=COVERED)
    assert set(listed()) == {"/providers/example.org/"}


# The news


@pytest.fixture
def now(time_machine):
    time_machine.move_to(NEWS_TIME, tick=False)


def test_news_tell_what_google_asks_for(now, entries, settings):
    settings.SITE_NAME = "Daily & Sons"
    make.article(slug="one", title='A <b>"bold"</b> & new title 🚀', related=COVERED)
    [(address, told)] = entries("/sitemap-news.xml").items()
    assert address == f"{SITE}/news/one/"
    assert (told["name"], told["language"]) == ("Daily & Sons", "en")
    assert (told["publication_date"], told["title"]) == ("2023-06-03T15:35:00+00:00", 'A <b>"bold"</b> & new title 🚀')


def test_news_are_in_the_order_of_googles_schema(now, client):
    make.article(related=COVERED)
    [url] = ElementTree.fromstring(client.get("/sitemap-news.xml").getvalue())
    assert [child.tag for child in url] == [f"{PROTOCOL}loc", f"{NEWS}news"]
    assert [child.tag for child in url[1]] == [f"{NEWS}publication", f"{NEWS}publication_date", f"{NEWS}title"]
    assert [child.tag for child in url[1][0]] == [f"{NEWS}name", f"{NEWS}language"]


def test_news_go_back_two_days(now, entries):
    for hours in (0, 47, 49):
        make.article(slug=f"of-{hours}", published_at=NEWS_TIME - timedelta(hours=hours), related=COVERED)
    assert list(entries("/sitemap-news.xml")) == [f"{SITE}/news/of-0/", f"{SITE}/news/of-47/"]


def test_news_are_the_newest_where_there_are_many(now, entries, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    for hours in (3, 2, 1):
        make.article(slug=f"of-{hours}", published_at=NEWS_TIME - timedelta(hours=hours), related=COVERED)
    assert list(entries("/sitemap-news.xml")) == [f"{SITE}/news/of-1/", f"{SITE}/news/of-2/"]


def test_news_leave_out_what_only_repeats_an_excerpt(now, entries):
    make.article()
    assert entries("/sitemap-news.xml") == {}


def test_title_with_what_xml_cannot_hold_breaks_nothing(now, entries):
    make.article(title="A\x01b\ufffe\u202ec", related=COVERED)
    [told] = entries("/sitemap-news.xml").values()
    assert told["title"] == "Abc"


@pytest.mark.parametrize(
    ("code", "told"), [("en-gb", "en"), ("de", "de"), ("zh-hant", "zh-tw"), ("zh-cn", "zh-cn"), ("pt-br", "pt")]
)
def test_language_is_told_in_googles_way(settings, code, told):
    settings.LANGUAGE_CODE = code
    assert sitemaps.language() == told


def test_site_without_news_has_empty_sitemaps(index, entries):
    assert index() == entries("/sitemap-news.xml") == {}
