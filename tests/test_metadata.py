"""What pages tell search engines, and networks where a link is shared."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from lxml import etree

from tests import make

pytestmark = pytest.mark.django_db

SCHEMA = Draft202012Validator(json.loads((Path(__file__).parent / "schemas/json_ld.json").read_text()))
PAGES = ["/", "/topics/moon/", "/topics/space/", "/providers/b.example/", "/providers/example.org/"]


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://news.example.org"


@pytest.fixture
def head(client):
    """The head of the page at an address."""
    return lambda url: etree.HTML(client.get(url).content).find("head")


def meta(head):
    """The contents of its <meta> elements, by name or property."""
    return {one.get("name") or one.get("property"): one.get("content") for one in head.iter("meta")}


def data(head):
    return json.loads(head.find("script[@type='application/ld+json']").text)


def told(head):
    """The nodes of its JSON-LD, by type."""
    return {node["@type"]: node for node in data(head)["@graph"]}


@pytest.fixture
def moon():
    make.site()
    return make.article(
        topics=("Moon", "Space"),
        pictures=[make.picture()],
        title="A moon of water",
        excerpt="Water " * 60,
        updated_at=make.NEWS_TIME,
        related=[{}],
    )


def test_article_is_told_as_news_of_its_outlet(head, moon):
    article = told(head(moon.get_absolute_url()))["NewsArticle"]
    assert (article["headline"], article["isBasedOn"]) == ("A moon of water", moon.web_url)
    assert article["url"] == f"https://news.example.org/news/{moon.slug}/"
    assert article["publisher"]["name"] == "Example.Org"
    assert article["datePublished"] == "2023-06-03T15:35:00+00:00"
    assert (article["image"]["@type"], article["image"]["width"]) == ("ImageObject", 1)


def test_article_stands_below_its_topics(head, moon):
    trail = told(head(moon.get_absolute_url()))["BreadcrumbList"]["itemListElement"]
    assert [(place["position"], place["name"]) for place in trail] == [
        (1, "Topics"),
        (2, "Space"),
        (3, "Moon"),
        (4, "A moon of water"),
    ]


@pytest.mark.parametrize("path", [*PAGES, "/news/2023-06-03-moon/"])
def test_data_of_a_page_fits_its_schema(head, moon, path):
    assert [error.message for error in SCHEMA.iter_errors(data(head(path)))] == []


def test_data_of_an_empty_site_fits_its_schema(head):
    assert [error.message for error in SCHEMA.iter_errors(data(head("/")))] == []


def test_schema_finds_what_is_wrong(head, moon):
    found = data(head(moon.get_absolute_url()))
    found["@graph"][0]["isBasedOn"] = "/here"
    assert not SCHEMA.is_valid(found)


@pytest.mark.parametrize(("path", "kinds"), [
    ("/", {"WebSite", "CollectionPage"}),
    ("/topics/moon/", {"CollectionPage", "BreadcrumbList"}),
    ("/providers/b.example/", {"CollectionPage", "NewsMediaOrganization"}),
])  # fmt: skip
def test_list_is_told_as_a_collection(head, moon, path, kinds):
    nodes = told(head(path))
    assert set(nodes) == kinds
    assert nodes["CollectionPage"]["url"] == f"https://news.example.org{path}"


@pytest.mark.parametrize("path", ["/", "/topics/moon/", "/providers/example.org/", "/news/2023-06-03-moon/"])
def test_shared_link_has_title_text_and_picture(head, moon, path):
    page = head(path)
    shown = meta(page)
    assert page.find("title").text.startswith(shown["og:title"])
    assert shown["og:description"] == shown["description"] != ""
    assert shown["og:url"] == page.find("link[@rel='canonical']").get("href") == f"https://news.example.org{path}"
    assert shown["og:image"].startswith("https://news.example.org/media/pictures/")
    assert shown["twitter:card"] == "summary_large_image"


def test_description_is_no_longer_than_is_shown(head, moon):
    assert len(meta(head(moon.get_absolute_url()))["description"]) == 200


def test_article_without_a_copy_of_its_picture_is_shared_without(head):
    shown = meta(head(make.article(pictures=[make.picture(cached=False)]).get_absolute_url()))
    assert ("og:image" in shown, shown["twitter:card"]) == (False, "summary")


def test_strangers_text_cannot_end_the_script(client, head):
    hostile = "</script><script>alert(1)</script><!-- & \u2028"
    made = make.article(title=hostile, excerpt=hostile)
    assert told(head(made.get_absolute_url()))["NewsArticle"]["headline"] == hostile
    assert b"<script>alert" not in client.get(made.get_absolute_url()).content


def test_deeper_pages_of_a_list_are_followed_and_not_indexed(client, head, moon):
    assert "robots" not in meta(head("/topics/space/"))
    older = etree.HTML(client.get("/topics/space/").content).xpath("//a[@rel='next']/@href")[0]
    assert meta(head(f"/topics/space/{older}"))["robots"] == "noindex, follow"


def test_excerpt_of_one_outlet_alone_is_followed_and_not_indexed(head, settings, moon):
    alone = make.article()
    assert meta(head(alone.get_absolute_url()))["robots"] == "noindex, follow"
    assert "robots" not in meta(head(moon.get_absolute_url()))
    settings.NOINDEX_EXCERPTS = False
    assert "robots" not in meta(head(alone.get_absolute_url()))


def test_preview_tells_nothing(admin_client):
    page = etree.HTML(admin_client.get(make.article(status="draft").get_absolute_url()).content)
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert page.xpath("//script[@type='application/ld+json'] | //meta[@property]") == []
