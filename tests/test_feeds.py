"""Feeds: what they tell in each format, that they are well made, and that nothing is written for whom it is old."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import feedparser
import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from articles.feeds import FORMATS, SIZE
from articles.models import Article, Picture, Topic
from tests import make

pytestmark = pytest.mark.django_db

SCHEMAS = Path(__file__).parent / "schemas"
HOSTILE = "<b>R&D</b> & “quotes” ]]> &amp; \u202e 🛰 </title>"


@pytest.fixture
def site(settings):
    settings.SITE_URL = "https://news.example.org"
    make.site()
    made = make.article(title=HOSTILE, excerpt=HOSTILE, outlet="b.example", pictures=[make.picture()])
    make.topic("Space").links.update(position=1)
    return made


def fed(client, url):
    """What feed readers make of the feed at this address."""
    return feedparser.parse(BytesIO(client.get(url).content))


def faults(suffix, content):
    """What the schema of a format has against a feed."""
    if suffix == "json":
        schema = json.loads((SCHEMAS / "json_feed.json").read_text())
        return [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(content))]
    schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{suffix}.rng"))
    schema.validate(etree.fromstring(content))
    return [str(error) for error in schema.error_log]


# Well made


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("path", ["/", "/topics/space/", "/topics/moon/", "/providers/b.example/"])
def test_feed_is_valid(client, site, path, suffix):
    answer = client.get(f"{path}feed.{suffix}")
    assert answer.headers["Content-Type"] == f"{FORMATS[suffix].type}; charset=utf-8"
    assert faults(suffix, answer.content) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_feed_of_nothing_is_valid(client, suffix):
    assert faults(suffix, client.get(f"/feed.{suffix}").content) == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_schema_finds_what_is_wrong(client, site, suffix):
    content = client.get(f"/feed.{suffix}").content
    assert faults(suffix, content.replace(b"urn:uuid:", b"urn:")) != []


@pytest.mark.parametrize("suffix", ["atom", "rss"])
def test_feed_reader_has_no_complaint(client, site, suffix):
    feed = fed(client, f"/feed.{suffix}")
    assert (feed.bozo, feed.feed.title, len(feed.entries)) == (False, "Newsroom", SIZE)


# What is told


@pytest.mark.parametrize("suffix", ["atom", "rss"])
def test_entry_tells_what_we_know(client, site, suffix):
    feed = fed(client, f"/topics/space/feed.{suffix}")
    entry = next(entry for entry in feed.entries if site.slug in entry.link)
    assert entry.link == f"https://news.example.org/news/{site.slug}/"
    assert (entry.author, [tag.term for tag in entry.tags]) == ("B.Example", ["Space"])
    assert entry.published_parsed[:6] == site.published_at.timetuple()[:6]
    [file] = entry.enclosures
    assert (file.type, file.length, file.href.startswith("https://news")) == ("image/png", str(len(make.PIXEL)), True)


def test_strangers_text_stays_text(client, site):
    plain = HOSTILE.replace("\u202e", "")
    told = json.loads(client.get("/feed.json").content)["items"]
    assert plain in [item["title"] for item in told]
    root = etree.fromstring(client.get("/feed.rss").content)
    assert plain in root.xpath("//item/title/text()")
    assert plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in root.xpath(
        "//item/description/text()"
    )


def test_video_and_follower_are_told_like_all(client):
    make.article(type="video", web_url="", original_url="https://v.example/1", heat=-1)
    [item] = json.loads(client.get("/feed.json").content)["items"]
    assert item["external_url"] == "https://v.example/1"


def test_newest_come_first(client, site):
    stamps = [item["date_published"] for item in json.loads(client.get("/feed.json").content)["items"]]
    assert stamps == sorted(stamps, reverse=True)


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "withdrawn"}, {"published_at": datetime(2190, 1, 1, tzinfo=UTC)}]
)
def test_what_readers_may_not_see_is_not_told(client, fields):
    make.topic("Space", edited_fields=["name"])
    make.article(**fields)
    for url in ("/feed.json", "/topics/space/feed.json", "/providers/example.org/feed.json"):
        assert json.loads(client.get(url).content)["items"] == []


def test_id_stays_when_everything_else_changes(client, settings):
    made = make.article()
    before = fed(client, "/feed.atom").entries[0].id
    settings.SITE_URL = "https://moved.example"
    Article.objects.update(
        title="Else", key="else", provider=make.provider("else.example"), web_url="https://else.example/"
    )
    assert fed(client, "/feed.atom").entries[0].id == before
    assert made.slug not in before


def test_updated_is_the_outlets_word(client):
    make.article(updated_at=make.NEWS_TIME + timedelta(hours=5))
    [entry] = fed(client, "/feed.atom").entries
    assert entry.updated == "2023-06-03T20:35:00+00:00"


def test_feed_of_nothing_is_not_new(client):
    assert fed(client, "/feed.atom").feed.updated == "1970-01-01T00:00:00+00:00"


@pytest.mark.parametrize("url", ["/topics/nothing/feed.atom", "/providers/nobody.example/feed.rss", "/feed.xml"])
def test_feed_that_is_not_there_is_404(client, url):
    assert client.get(url).status_code == 404


def test_search_has_a_feed_that_its_page_names(client, site):
    page = etree.HTML(client.get("/search/", {"q": "article -39"}).content)
    links = page.xpath("//link[@rel='alternate']/@href")
    assert links == [f"feed.{suffix}?q=article%20-39" for suffix in FORMATS]
    assert "feed.atom?q=article%20-39" in page.xpath("//main//a/@href")
    for suffix, link in zip(FORMATS, links, strict=True):
        answer = client.get(f"/search/{link}")
        assert faults(suffix, answer.content) == []
        assert b"/news/2023-06-03-article-" in answer.content


@pytest.mark.parametrize("asked", ["", "   ", "-moon", "?!", "x" * 9_000, "\0"])
def test_search_for_nothing_has_no_feed(client, asked):
    assert client.get("/search/feed.atom", {"q": asked}).status_code in {200, 404}


# Asked again


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_unchanged_feed_is_not_written_again(client, site, monkeypatch, suffix, header):
    first = client.get(f"/feed.{suffix}")
    monkeypatch.setitem(FORMATS, suffix, FORMATS[suffix]._replace(write=None))
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    again = client.get(f"/feed.{suffix}", headers={asked: first.headers[header]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])


@pytest.mark.parametrize(
    "change",
    [
        lambda: Article.objects.update(title="Else"),
        lambda: Topic.objects.update(name="Else"),
        lambda: Article.objects.update(status="withdrawn"),
        lambda: Picture.objects.update(state="failed"),
        lambda: make.article(),
    ],
    ids=["title", "topic", "withdrawn", "picture", "another"],
)
def test_changed_feed_is_sent(client, change):
    make.article(pictures=[make.picture()])
    etag = client.get("/feed.atom").headers["ETag"]
    change()
    assert client.get("/feed.atom", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "change", [lambda: Article.objects.update(status="withdrawn"), lambda: Topic.objects.update(name="B")]
)
def test_reader_without_etags_is_told_of_a_change(client, change):
    make.article()
    before = client.get("/feed.atom").headers["Last-Modified"]
    change()
    assert client.get("/feed.atom", headers={"If-Modified-Since": before}).status_code == 200


@pytest.mark.parametrize("count", [3, 60])
def test_feed_takes_the_same_number_of_queries_however_much_there_is(client, django_assert_num_queries, count):
    make.articles(count)
    client.get("/feed.atom")
    with django_assert_num_queries(3):
        client.get("/feed.atom")


# Found


@pytest.mark.parametrize(
    ("path", "feed"), [("/", "/feed."), ("/topics/moon/", "/topics/moon/feed."), ("/archive/", "/feed.")]
)
def test_page_names_its_feeds(client, site, path, feed):
    links = etree.HTML(client.get(path).content).xpath("//link[@rel='alternate']")
    assert [(link.get("type"), link.get("href")) for link in links] == [
        (kind.type, f"{feed}{suffix}") for suffix, kind in FORMATS.items()
    ]


def test_page_of_feeds_leads_to_every_topics_and_outlets(client, site):
    links = etree.HTML(client.get("/feeds/").content).xpath("//main//a/@href")
    for page in ("/", "/topics/moon/", "/providers/b.example/"):
        assert {f"{page}feed.{suffix}" for suffix in FORMATS} <= set(links)
    assert all(client.get(link).status_code == 200 for link in links)


def test_opml_names_the_topics_feeds(client, site):
    outlines = etree.fromstring(client.get("/topics.opml").content).xpath("//outline")
    assert {(one.get("text"), one.get("xmlUrl")) for one in outlines} == {
        ("Space", "https://news.example.org/topics/space/feed.atom"),
        ("Moon", "https://news.example.org/topics/moon/feed.atom"),
    }
