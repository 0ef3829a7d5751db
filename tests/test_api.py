"""What the JSON API says of articles and topics."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import ArticlePicture, ProviderPicture, TopicPicture
from tests import api_client, make

pytestmark = pytest.mark.django_db

FRAME = '<iframe width="800" height="500" frameborder="0" src="https://www.youtube.com/embed/m8_wjf1PkAc" {}></iframe>'
PLAIN_FRAME = FRAME.format('allow="accelerometer; autoplay" allowfullscreen')
REBUILT = (
    '<iframe width="800" height="450" src="https://www.youtube-nocookie.com/embed/m8_wjf1PkAc?autoplay=1"'
    " allowfullscreen></iframe>"
)
FRAMES = {
    "as it came": (PLAIN_FRAME, PLAIN_FRAME),
    "of a script": (FRAME.format('onload="alert(1)"'), REBUILT),
    "with a style": (FRAME.format('style="position:fixed"'), REBUILT),
    "with a page of its own": (FRAME.format('srcdoc="x"'), REBUILT),
    "with more behind it": (f"{PLAIN_FRAME}<script>alert(1)</script>", REBUILT),
    "of an unknown host": ('<iframe src="https://evil.example/embed/m8_wjf1PkAc"></iframe>', None),
    "of no frame": ("<b>bold</b>", None),
    "none": ("", None),
}


PICTURE = {"url": "https://img.example.org/a.jpg", "width": 1200, "height": 675}
MOON = [
    ("path", "_news/2023-06-03-moon.md"),
    ("title", "Moon"),
    ("excerpt", "“Far” & near"),
    ("sourceUrl", None),
    ("webUrl", "https://example.org/w"),
    ("originalUrl", "https://example.org/o"),
    ("featuredContent", None),
    ("highlight", None),
    ("heat", -1),
    ("tags", None),
    ("images", [PICTURE | {"title": "The Moon", "attribution": None, "isCached": False}]),
    ("content", ""),
    ("type", "article"),
    ("ampWebUrl", None),
    ("cdnAmpWebUrl", None),
    ("publishedDateTime", "2023-06-03T15:35:01Z"),
    ("updatedDateTime", None),
    (
        "provider",
        {"name": "Example.Org", "domain": "example.org", "images": None, "publishers": None, "authors": None},
    ),
    ("locale", "en-us"),
    ("categories", ["news"]),
    ("topics", ["Space", "AI"]),
]


@pytest.fixture
def get(client):
    return lambda path: client.get(path).json()


@pytest.fixture
def item(get):
    """The newest item, with the parameters in `query`."""
    return lambda query="": get(f"/api/news/{query}")["value"][0]


def test_item_is_the_publishers_to_the_letter(item):
    made = make.article(
        key="2023-06-03-moon", title="Moon", excerpt="“Far” & near", topics=("Space", "AI"), heat=-1, quality=7,
        original_url="https://example.org/o", web_url="https://example.org/w",
        pictures=[make.picture(**PICTURE, cached=False)],
        published_at=datetime(2023, 6, 3, 15, 35, 1, 999_999, tzinfo=UTC),
    )  # fmt: skip
    ArticlePicture.objects.filter(article=made).update(title="The Moon", is_cached=True)
    assert list(item().items()) == MOON


def test_item_of_which_little_is_known_has_every_key(item):
    make.article(excerpt="", web_url="", original_url="https://example.org/o", quality=None, topics=())
    found = item()
    assert list(found) == api_client.ITEM
    assert (found["excerpt"], found["webUrl"], found["heat"], found["images"], found["topics"]) == (
        "",
        None,
        None,
        None,
        [],
    )


def test_item_with_old_amp_pages_and_a_change_tells_of_them(item):
    amp = {"amp_web_url": "https://example.org/amp", "cdn_amp_web_url": "https://cdn.example.org/amp"}
    make.article(updated_at=make.NEWS_TIME + timedelta(days=1), **amp)
    assert (item()["ampWebUrl"], item()["cdnAmpWebUrl"]) == tuple(amp.values())
    assert item()["updatedDateTime"] == "2023-06-04T15:35:00Z"


@pytest.mark.parametrize(("said", "locale"), [("de-de", "de-de"), ("", "en-us"), (7, "en-us"), ("x" * 99, "en-us")])
def test_locale_is_the_seeds_if_that_can_be_one(item, said, locale):
    make.article(extra={"locale": said})
    assert item()["locale"] == locale


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a@example.org/", "ftp://example.org/"])
def test_address_that_leads_elsewhere_is_not_told(item, url):
    make.article(web_url=url, original_url="https://example.org/o")
    assert item()["webUrl"] is None


@pytest.mark.parametrize(("code", "told"), FRAMES.values(), ids=FRAMES)
def test_embed_code_is_told_if_it_can_do_no_harm(item, code, told):
    make.article(type="video", featured_content=code)
    assert item()["featuredContent"] == told


@pytest.mark.parametrize(("wanted", "told"), [(False, None), (True, "https://example.org/o")])
def test_video_has_the_origins_page_if_the_operator_wants_it(item, settings, wanted, told):
    settings.API_VIDEO_WEB_URL = wanted
    make.article(type="video", web_url="", original_url="https://example.org/o")
    assert item()["webUrl"] == told


def test_outlet_has_its_logo(item):
    made = make.article()
    ProviderPicture.objects.create(provider=made.provider, picture=make.picture("https://example.org/logo.png"))
    assert [image["url"] for image in item()["provider"]["images"]] == ["https://example.org/logo.png"]


# Which articles, and in which order


def titles(page):
    return [item["title"] for item in page["value"]]


def test_newest_come_first_and_of_one_moment_the_last_that_came(get):
    for title, days in (("Old", 0), ("New", 2), ("Between", 1), ("Between too", 1)):
        make.article(title=title, published_at=make.NEWS_TIME + timedelta(days=days))
    assert titles(get("/api/news/")) == titles(get("/api/news/space/")) == ["New", "Between too", "Between", "Old"]


@pytest.mark.parametrize(
    "hidden", [{"status": "draft"}, {"status": "withdrawn"}, {"published_at": timezone.now() + timedelta(1)}]
)
def test_what_readers_do_not_see_is_not_told(get, hidden):
    make.article(title="Seen")
    make.article(title="Hidden", **hidden)
    assert titles(get("/api/news/")) == titles(get("/api/news/space/")) == ["Seen"]


def test_related_entries_of_withdrawn_articles_say_what_the_seed_says(item):
    gone = make.article(status="withdrawn")
    make.article(related=[{"title": "Elsewhere", "same_as": gone}])
    assert [entry["title"] for entry in item("?extend=related")["related"]] == ["Elsewhere"]


@pytest.mark.parametrize(("articles", "sizes"), [(0, [0]), (1, [1]), (25, [25]), (26, [25, 1]), (75, [25, 25, 25])])
@pytest.mark.parametrize("path", ["/api/news/", "/api/news/space/"])
def test_pages_have_25_items_and_the_last_what_is_left(get, path, articles, sizes):
    make.topic(parent=make.topic("Sky"))
    make.topic("Moon", parent=make.topic())
    make.articles(articles)
    assert [len(page["value"]) for page in api_client.pages(get, path)] == sizes


def test_first_page_has_its_number_or_none(get):
    make.articles(30)
    assert get("/api/news/") == get("/api/news/page/1/") == get("/api/news/page1/")
    assert get("/api/news/page/2/") == get("/api/news/page2/")
    assert get("/api/news/space/") == get("/api/news/space/page/1/")


def test_topics_that_are_called_like_pages_are_no_trap(get):
    for slug in ("page", "page2", "page-2"):
        make.articles(30, topics=[make.topic(slug, slug=slug).name])
    for id_ in api_client.topics(get):
        assert {item["topics"][0] for item in api_client.items(get, f"/api/news/{id_}/")} == {id_}
    assert get("/api/news/page/")["value"][0]["topics"] == ["page"]
    assert get("/api/news/page/2/")["value"][0]["topics"] == get("/api/news/page2/")["value"][0]["topics"] == ["page2"]
    endpoints = [topic["services"][0]["endpoint"] for topic in get("/api/topics/")["value"]]
    assert [end.rpartition("/api/news/")[2] for end in endpoints] == ["page/", "page-2/", "page2/page/1/"]


def test_topic_in_any_script_has_its_pages(get):
    make.article(topics=[make.topic("Кино", slug="кино").name])
    assert get("/api/news/кино/")["value"][0]["topics"] == ["Кино"]


# Topics


SERVICES = {"news": "https://publisher.example/", "people": "https://publisher.example/p/", "bad": "ftp://x/", "odd": 7}


def test_topics_are_told_with_what_is_known_of_them(get, settings):
    settings.SITE_URL = "https://news.example"
    sky = make.topic("Sky", order=1)
    space = make.topic("Space", short_name="Sp", parent=sky, services=SERVICES, edited_fields=["name"])
    TopicPicture.objects.create(topic=space, picture=make.picture("https://img.example.org/s.jpg", cached=False))
    news = {"name": "news", "endpoint": "https://news.example/api/news/space/"}
    above, told = get("/api/topics/")["value"]
    assert list(above) == ["name", "shortname", "id", "services"]
    assert list(told) == ["name", "shortname", "id", "parent", "images", "services"]
    assert [told[key] for key in ("name", "shortname", "id", "parent")] == ["Space", "Sp", "space", "Sky"]
    assert list(told["images"][0]) == api_client.IMAGE
    assert told["services"] == [news, {"name": "people", "endpoint": "https://publisher.example/p/"}]


def test_topic_without_a_page_is_not_told(get):
    make.topic("Left")
    assert get("/api/topics/") == {"value": []}


# What may be asked for besides


def test_extensions_come_last_in_one_order(item, settings):
    settings.SITE_URL = "https://news.example"
    made = make.article(slug="2023-06-03-moon", quality=61)
    found = item("?extend=permalink,quality&extend=related")
    assert list(found) == [*api_client.ITEM, "related", "quality", "permalink"]
    assert (found["related"], found["quality"]) == ([], made.quality)
    assert found["permalink"] == "https://news.example/news/2023-06-03-moon/"


def test_related_entry_has_the_keys_of_a_seed_in_their_order(item):
    entry = {"title": "Else", "excerpt": "There", "web_url": "https://other.example/1", "quality": 3}
    make.article(related=[entry])
    assert list(item("?extend=related")["related"][0].items()) == [
        ("title", "Else"),
        ("excerpt", "There"),
        ("publishedDateTime", "2023-06-03T15:35:00Z"),
        ("webUrl", "https://other.example/1"),
        ("ampWebUrl", None),
        ("cdnAmpWebUrl", None),
        ("type", "article"),
        ("provider", {"name": "Other.Example", "domain": "other.example"}),
        ("quality", 3),
        ("images", None),
    ]


def test_related_entry_without_an_address_for_readers_has_the_origins(item):
    make.article(related=[{"web_url": "", "original_url": "https://other.example/o"}])
    assert item("?extend=related")["related"][0]["webUrl"] == "https://other.example/o"


def test_related_entries_are_in_the_order_of_the_seed_with_their_pictures(item):
    made = make.article(related=[{"title": "First", "quality": 1}, {"title": "Second", "quality": 9}])
    made.related.first().placed_pictures.create(picture=make.picture("https://img.example.org/r.jpg"))
    first, second = item("?extend=related")["related"]
    assert (first["title"], second["title"]) == ("First", "Second")
    assert first["images"][0]["url"] == "https://img.example.org/r.jpg"
