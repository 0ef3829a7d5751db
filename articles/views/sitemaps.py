"""Addresses of all that search engines are asked to index, in files of the sitemap protocol: https://www.sitemaps.org/

Part n has ids from (n-1) * SIZE + 1 to n * SIZE: nothing has to be counted, and no address moves to another part.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import StringIO
from typing import Any, NamedTuple
from xml.sax.xmlreader import AttributesImpl  # it writes XML, and reads none  # nosec B406

from django.conf import settings
from django.db.models import F, Max, QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.xmlutils import SimplerXMLGenerator

from articles.models import Article, Provider, Topic
from articles.sources.characters import storable
from articles.views.machines import told

SIZE = 50_000  # ids of a part; the protocol allows no more addresses in a file
LONGEST = 2_047  # characters of an address
CHUNK = 1_000  # rows read, and written, at once
FRESH_SECONDS = 3_600
NEWS_DAYS, MOST_NEWS, NEWS_FRESH_SECONDS = 2, 1_000, 300
KIND = "application/xml; charset=utf-8"
PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_PROTOCOL = "http://www.google.com/schemas/sitemap-news/0.9"


class Sort(NamedTuple):
    """Rows with `changed_at`, when their page last changed; the field in its address, and the address's name."""

    rows: Callable[[datetime], QuerySet[Any]]
    field: str
    view: str


SORTS = {
    "articles": Sort(lambda now: Article.objects.published(now).indexed().with_changed_at(now), "slug", "article"),
    "topics": Sort(lambda now: Topic.objects.with_news().with_changed_at(now), "slug", "topic"),
    "providers": Sort(lambda now: Provider.objects.with_news().with_changed_at(now), "domain", "provider"),
}


def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The index: all parts that hold something. One query for each sort."""
    now = timezone.now()
    xml = Xml("sitemapindex")
    for sort, (rows, _field, _view) in SORTS.items():
        numbered = rows(now).order_by().annotate(number=(F("pk") - 1) / SIZE + 1).values_list("number")
        for number, changed in numbered.annotate(changed=Max("changed_at")).order_by("number"):
            path = reverse("sitemap_part", args=[sort, number])
            xml.add("sitemap", loc=settings.SITE_URL + path, lastmod=stamp(changed))
    return told(request, xml.end(), KIND, FRESH_SECONDS)


def sitemap_part(request: HttpRequest, sort: str, number: int) -> HttpResponseBase:
    """Two queries and little memory, whatever it holds: the first tells whether it changed, the second is streamed."""
    rows, field, view = SORTS[sort]
    found = rows(timezone.now()).filter(pk__gt=(number - 1) * SIZE, pk__lte=number * SIZE).order_by("pk")
    pairs = found.values_list(field, "changed_at")
    etag = etag_of(pairs)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = StreamingHttpResponse(() if request.method == "HEAD" else written(pairs, view), content_type=KIND)
    answer["ETag"], answer["Cache-Control"] = etag, f"public, max-age={FRESH_SECONDS}"
    return answer


def sitemap_news(request: HttpRequest) -> HttpResponseBase:
    """What is new, for Google News: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap"""
    now = timezone.now()
    recent = Article.objects.published(now).filter(published_at__gt=now - timedelta(NEWS_DAYS)).indexed().newest_first()
    xml = Xml("urlset", {"xmlns:news": NEWS_PROTOCOL})
    for slug, title, published_at in recent.values_list("slug", "title", "published_at")[:MOST_NEWS]:
        if address := address_of("article", slug):
            xml.start("url", loc=address)
            xml.start("news:news")
            xml.add("news:publication", **{"news:name": settings.SITE_NAME, "news:language": language()})
            xml.text(**{"news:publication_date": stamp(published_at), "news:title": title})
            xml.close("news:news", "url")
    return told(request, xml.end(), KIND, NEWS_FRESH_SECONDS)


def etag_of(pairs: QuerySet[Any]) -> str:
    """Of all that the part tells. Raises Http404 where that is nothing."""
    digest, empty = sha256(settings.SITE_URL.encode()), True
    for pair in pairs.iterator(CHUNK):
        digest.update(repr(pair).encode())
        empty = False
    if empty:
        raise Http404("No such part")
    return f'"{digest.hexdigest()[:32]}"'


def written(pairs: QuerySet[Any], view: str) -> Iterator[bytes]:
    """A part's file, a chunk at a time."""
    xml = Xml("urlset")
    for count, (name, changed) in enumerate(pairs.iterator(CHUNK), 1):
        if address := address_of(view, name):
            xml.add("url", loc=address, lastmod=stamp(changed))
        if count % CHUNK == 0:
            yield xml.drain()
    yield xml.end()


def address_of(view: str, name: str) -> str:
    """The page's address; "" for one that is too long for the protocol."""
    address = settings.SITE_URL + reverse(view, args=[name])
    return address if len(address) <= LONGEST else ""


def stamp(moment: datetime) -> str:
    """As the protocol wants times: https://www.w3.org/TR/NOTE-datetime"""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def language() -> str:
    """ISO 639, as Google wants it: two or three letters, and the script for Chinese alone."""
    code = settings.LANGUAGE_CODE.lower()
    chinese = {"zh-hans": "zh-cn", "zh-cn": "zh-cn", "zh-hant": "zh-tw", "zh-tw": "zh-tw"}
    return chinese.get(code, code.partition("-")[0])


class Xml:
    """A file of the protocol while it is written. What it holds can be taken out at any time."""

    def __init__(self, root: str, more: dict[str, str] | None = None) -> None:
        self.root = root
        self.out = StringIO()
        self.xml = SimplerXMLGenerator(self.out, "utf-8")
        self.xml.startDocument()
        self.xml.startElement(root, AttributesImpl({"xmlns": PROTOCOL, **(more or {})}))

    def start(self, name: str, **texts: str) -> None:
        """Open an element that begins with these."""
        self.xml.startElement(name, AttributesImpl({}))
        self.text(**texts)

    def text(self, **texts: str) -> None:
        for name, text in texts.items():
            self.xml.addQuickElement(name, storable(text))

    def close(self, *names: str) -> None:
        for name in names:
            self.xml.endElement(name)

    def add(self, name: str, **texts: str) -> None:
        """A whole element."""
        self.start(name, **texts)
        self.close(name)

    def drain(self) -> bytes:
        """What was written since the last time."""
        text = self.out.getvalue()
        self.out.seek(0)
        self.out.truncate()
        return text.encode()

    def end(self) -> bytes:
        self.close(self.root)
        return self.drain()
