"""The JSON API for everybody's programs, and the page that explains it. Whatever is asked below /api/, JSON answers."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache as once
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, re_path, resolve, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt

from articles.api import openapi, rows
from articles.api.items import Manner, page_of, topics_of
from articles.api.shapes import EXTENSIONS, SHAPES, Failure, Shape
from articles.models import Article, Topic
from articles.querysets import ListedQuerySet
from articles.views.changes import changed_at
from articles.views.kept import for_everybody

METHODS = "GET, HEAD, OPTIONS"
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
LOOKS_LIKE_A_PAGE = re.compile(r"page[0-9]+")
EXAMPLES = 1  # articles in an answer that the page shows

View = Callable[..., HttpResponseBase]


class Refusal(Exception):  # noqa: N818
    """There is no answer: the status, and the reason for people."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class NoTopic(Refusal):
    """There is no topic at the address."""

    def __init__(self) -> None:
        super().__init__(404, f"There is no such topic; {reverse('api_topics')} lists them.")


def answering(view: View) -> View:
    """A door for programs of every site: read only, refusals are JSON, what is long is sent compressed."""

    @csrf_exempt
    @for_everybody
    @wraps(view)
    def answered(request: HttpRequest, **given: str) -> HttpResponseBase:
        try:
            response = view(request, **given) if request.method in ("GET", "HEAD") else unread(request)
        except Refusal as refusal:
            response = failure(refusal.status, str(refusal))
        return open_to_all(response)

    return answered


def unread(request: HttpRequest) -> HttpResponse:
    """What a browser asks before it asks, and what would write."""
    if request.method != "OPTIONS":
        response = failure(405, "This can be read and nothing else: GET, HEAD.")
    else:
        response = HttpResponse()
        del response["Content-Type"]
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = "Accept, If-Modified-Since, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    response["Allow"] = METHODS
    return response


def open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Any site's script may read it; it is the same for every reader."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    response.setdefault("Cache-Control", "public, no-cache")  # kept, but asked about: what is withdrawn is gone at once
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def failure(status: int, reason: str) -> HttpResponse:
    body = Failure(status=status, error=reason).json_bytes()
    return HttpResponse(body, "application/json", status, headers={"Cache-Control": "no-store"})


@answering
def api_news(request: HttpRequest, topic: str = "", number: str = "1") -> HttpResponseBase:
    wanted, page = manner(extension(request)), page_number(number)
    try:
        news = listing(topic)
    except NoTopic:
        return sent_on(request, topic, page)
    found = rows.page_rows(news, page, related="related" in wanted.extend)
    if page > 1 and not found.articles:
        raise Refusal(404, "There are not so many pages.")
    address = topic, page, sorted(wanted.extend)
    return told(request, address, (found, *version(wanted)), lambda: page_of(found, page, wanted))


@answering
def api_topics(request: HttpRequest) -> HttpResponseBase:
    wanted, found = manner(), rows.topic_rows()
    return told(request, "topics", (found, *version(wanted)), lambda: topics_of(found, wanted, news_of))


@answering
def api_openapi(request: HttpRequest) -> HttpResponseBase:
    body = json.dumps(openapi.document(settings.SITE_NAME, settings.SITE_URL), ensure_ascii=False).encode()
    return conditional(request, rows.digest(body), None, lambda: body)


@answering
def api_nowhere(request: HttpRequest) -> HttpResponseBase:
    """Nothing is here; an address that only lacks its last slash is sent on, as scripts of any site may follow it."""
    with_slash = f"{request.path_info}/"
    try:
        if not request.path_info.endswith("/") and resolve(with_slash).func is not api_nowhere:
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    except Resolver404:
        pass
    raise Refusal(404, f"There is nothing here; {reverse('api')} tells what there is.")


addresses = [
    re_path(r"^openapi\.json$", api_openapi, name="api_openapi"),
    re_path(r"^topics/$", api_topics, name="api_topics"),
    re_path(r"^news/$", api_news, name="api_news"),
    re_path(r"^news/page/(?P<number>[^/]+)/$", api_news),
    re_path(r"^news/page(?P<number>[0-9]+)/$", api_news),
    re_path(r"^news/(?P<topic>[^/]+)/$", api_news, name="api_topic_news"),
    re_path(r"^news/(?P<topic>[^/]+)/page/(?P<number>[^/]+)/$", api_news, name="api_topic_news_page"),
    re_path(r"", api_nowhere),
]
"""All below /api/ but the page for people. The third word of an address is a topic's id, unless it begins a number of a
page: so the topic `page` has its own addresses like any other, and a topic `page2` is reached by its page 1.
"""


def sent_on(request: HttpRequest, old: str, page: int) -> HttpResponsePermanentRedirect:
    """To the same page of the topic that had this address, as scripts of any site may follow it. Raises NoTopic."""
    slugs = Topic.objects.public().filter(old_addresses__slug=old).values_list("slug", flat=True)
    slug = None if "\0" in old else slugs.first()
    if slug is None:
        raise NoTopic
    address = news_of(slug) if page == 1 else reverse("api_topic_news_page", args=[slug, page])
    asked = request.META["QUERY_STRING"]
    return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)


def news_of(slug: str) -> str:
    """The path at which the news of a topic begin."""
    if LOOKS_LIKE_A_PAGE.fullmatch(slug):
        return reverse("api_topic_news_page", args=[slug, 1])
    return reverse("api_topic_news", args=[slug])


def extension(request: HttpRequest) -> frozenset[str]:
    """The keys that `?extend=` asks for. Raises Refusal for words that are none."""
    asked = {word for given in request.GET.getlist("extend") for word in given.split(",") if word}
    if not asked <= set(EXTENSIONS):
        raise Refusal(400, f"extend takes these words, with commas between: {', '.join(EXTENSIONS)}.")
    return frozenset(asked)


def manner(extend: frozenset[str] = frozenset()) -> Manner:
    """How the settings, and the client, want answers."""
    return Manner(
        site_url=settings.SITE_URL,
        own_pictures=settings.API_PICTURES == "ours",
        video_web_url=settings.API_VIDEO_WEB_URL,
        url_of=default_storage.url,
        extend=extend,
    )


def version(wanted: Manner) -> tuple[Any, ...]:
    """What an answer depends on besides rows: shapes, settings, and what was asked for."""
    return shapes_version(), wanted.site_url, wanted.own_pictures, wanted.video_web_url, sorted(wanted.extend)


@once
def shapes_version() -> str:
    return rows.digest(openapi.schemas())


def page_number(text: str) -> int:
    """A page's number in the one way that it is written. Raises Refusal."""
    if not NUMBER.fullmatch(text):
        raise Refusal(404, "Pages have whole numbers from 1.")
    return int(text)


def listing(slug: str) -> ListedQuerySet:
    """What readers may see, of a topic or of all, the newest first. Raises NoTopic."""
    if not slug:
        return Article.objects.published().newest_first()
    topic = None if "\0" in slug else Topic.objects.public().filter(slug=slug).only("pk").first()
    if topic is None:
        raise NoTopic
    links: ListedQuerySet = topic.links.published().newest_first()
    return links


def told(request: HttpRequest, address: object, made_of: object, answer: Callable[[], Shape]) -> HttpResponseBase:
    """The answer; only the news that it has not changed, if the client has it already. Then it is not even made."""
    etag = rows.digest(made_of)
    return conditional(
        request, etag, changed_at(f"api:{rows.digest(address)}", etag, timezone.now()), lambda: answer().json_bytes()
    )


def conditional(
    request: HttpRequest, etag: str, changed: datetime | None, body: Callable[[], bytes]
) -> HttpResponseBase:
    quoted, moment = quote_etag(etag), int(changed.timestamp()) if changed else None
    response = get_conditional_response(request, quoted, moment)
    if response is not None and response.status_code == 412:
        raise Refusal(412, "This is not what If-Match or If-Unmodified-Since say.")
    if response is None:
        response = HttpResponse(body(), "application/json")
    response["ETag"] = quoted
    if changed:
        response["Last-Modified"] = f"{changed:%a, %d %b %Y %H:%M:%S} GMT"
    return response


def in_json(page: View, reasons: dict[int, str]) -> View:
    """A handler of errors that answers with the site's page, and below /api/ in JSON: its status, and the reason."""

    @wraps(page)
    def answered(request: HttpRequest, *told: Any, **named: Any) -> HttpResponseBase:
        response = page(request, *told, **named)
        if not request.path_info.startswith(reverse("api")):
            return response
        said = open_to_all(failure(response.status_code, reasons[response.status_code]))
        if retry := response.get("Retry-After"):
            said["Retry-After"] = retry
        return said

    return answered


@answering
def api(request: HttpRequest) -> HttpResponse:
    """The page for people: what there is, and an answer as this site gives it now."""
    wanted, found = manner(extension(request)), rows.page_rows(listing(""), 1, related=True)
    example = page_of(replace(found, articles=found.articles[:EXAMPLES]), 1, wanted)
    topic = Topic.objects.with_news().first()
    context = {
        "example": example.json_bytes(indent=2).decode(),
        "example_topic": {"topic": topic, "url": news_of(topic.slug)} if topic else None,
        "extensions": EXTENSIONS,
        "shapes": [({"name": shape.__name__, "meaning": shape.__doc__}, openapi.keys(shape)) for shape in SHAPES],
    }
    return render(request, "articles/api.html", context)
