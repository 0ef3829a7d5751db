"""Sitemaps over HTTP: type, compression, what has not changed, and what they take of the database and of memory."""

import re
import tracemalloc

import pytest
from django.utils import timezone
from django.utils.http import http_date

from articles.models import Article, Provider, Topic
from articles.views import sitemaps
from tests import make
from tests.make import NEWS_TIME

pytestmark = pytest.mark.django_db

COVERED: list[dict] = [{}]  # one related entry, so that search engines are asked to index the page
FILES = ["/sitemap.xml", "/sitemap-articles-1.xml", "/sitemap-news.xml"]


@pytest.fixture
def one():
    return make.article(id=1, slug="one", published_at=timezone.now(), related=COVERED)


@pytest.mark.parametrize("url", FILES)
def test_sitemap_is_xml_for_all(client, one, url):
    answer = client.get(url)
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert answer.getvalue().startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<')
    assert re.fullmatch(r"public, max-age=[0-9]+", answer["Cache-Control"])
    assert not answer.cookies


@pytest.mark.parametrize("url", FILES)
def test_sitemap_is_sent_compressed(client, one, url):
    Article.objects.filter(pk=1).update(slug="a" * 300)
    answer = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["Content-Encoding"] == "gzip"
    assert answer.getvalue().startswith(b"\x1f\x8b")


@pytest.mark.parametrize("url", FILES)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_sitemap_that_has_not_changed_is_not_sent_again(client, one, url, coding):
    headers = {"Accept-Encoding": coding}
    etag = client.get(url, headers=headers)["ETag"]
    answer = client.get(url, headers=headers | {"If-None-Match": etag})
    assert (answer.status_code, answer.getvalue()) == (304, b"")


@pytest.mark.parametrize(
    ("url", "change"),
    [
        ("/sitemap.xml", {"published_at": NEWS_TIME}),
        ("/sitemap.xml", {"status": "withdrawn"}),
        ("/sitemap-articles-1.xml", {"slug": "two"}),
        ("/sitemap-articles-1.xml", {"published_at": NEWS_TIME}),
        ("/sitemap-articles-1.xml", {"status": "withdrawn"}),
        ("/sitemap-news.xml", {"title": "Another"}),
        ("/sitemap-news.xml", {"status": "withdrawn"}),
    ],
)
def test_sitemap_that_changed_is_sent_again(client, one, url, change):
    make.article(id=2, published_at=NEWS_TIME, topics=(), outlet="b.example", related=COVERED)
    before = client.get(url)["ETag"]
    Article.objects.filter(pk=1).update(**change)
    assert client.get(url, headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("url", FILES)
def test_head_of_a_sitemap_has_its_headers_and_no_body(client, one, url):
    head, whole = client.head(url), client.get(url)
    assert head.getvalue() == b""
    assert [head[name] for name in ("Content-Type", "ETag")] == [whole[name] for name in ("Content-Type", "ETag")]


def test_head_of_a_part_writes_nothing(rf, one, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert list(sitemaps.sitemap_part(rf.head("/"), "articles", 1)) == []


@pytest.mark.parametrize("url", FILES)
def test_sitemap_does_not_say_when_it_changed_as_withdrawals_change_no_time(client, one, url):
    answer = client.get(url, headers={"If-Modified-Since": http_date(timezone.now().timestamp() + 60)})
    assert answer.status_code == 200


@pytest.mark.parametrize("url", FILES)
def test_sitemap_can_only_be_read(client, url):
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("many", [3, 30])
@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/sitemap.xml", 3),
        ("/sitemap-articles-1.xml", 2),
        ("/sitemap-topics-1.xml", 2),
        ("/sitemap-providers-1.xml", 2),
        ("/sitemap-news.xml", 1),
    ],
)
def test_sitemap_keeps_its_query_budget(client, django_assert_num_queries, many, url, queries):
    topic, outlet = Topic(id=1, name="T", slug="t"), Provider(id=1, domain="o.example", name="O")
    topic.save()
    outlet.save()
    for id_ in range(1, many + 1):
        make.article(id=id_, topics=["T"], outlet="o.example", related=COVERED, published_at=timezone.now())
    with django_assert_num_queries(queries):
        assert b"<loc>" in client.get(url).getvalue()


def test_memory_does_not_grow_with_a_part(monkeypatch):
    monkeypatch.setattr(sitemaps, "CHUNK", 100)
    make.articles(2_000, topics=())
    peaks = [peak_of(count) for count in (400, 400, 2_000)][1:]  # the first also loads modules
    assert peaks[1] < peaks[0] * 1.2


def peak_of(count):
    """Bytes that writing so many articles took at most."""
    ids = Article.objects.order_by("pk").values_list("pk")[:count]
    pairs = Article.objects.filter(pk__in=ids).with_changed_at().order_by("pk").values_list("slug", "changed_at")
    tracemalloc.start()
    written = sum(len(piece) for piece in sitemaps.written(pairs, "article"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written > count * 100
    return peak
