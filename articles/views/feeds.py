"""Feeds of the whole site, a topic, an outlet or a search, and the page that lists them for people."""

from hashlib import sha256
from urllib.parse import urlencode, urljoin
from uuid import uuid5

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from articles.feeds import FORMATS, SIZE, Feed, entries_of
from articles.feeds.entries import OURS
from articles.keyset import page
from articles.models import Article, Provider, Topic
from articles.querysets import ListedQuerySet
from articles.search.finding import search
from articles.search.query import parsed
from articles.views.changes import changed_at
from articles.views.providers import known_by, moved
from articles.views.search import LONGEST, one_line
from articles.views.topics import to_new_address

FRESH_SECONDS = 300
OUTLETS = 60  # on the page for people


def feed(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Of the whole site."""
    listing = Article.objects.published().newest_first()
    text = _("The news of many outlets, by topic.")
    return _answer(request, suffix, articles_of(listing), settings.SITE_NAME, text, reverse("front"))


def topic_feed(request: HttpRequest, slug: str, suffix: str) -> HttpResponseBase:
    topic = Topic.objects.public().filter(slug=slug).first()
    if topic is None:
        return to_new_address(request, slug)
    listing = topic.links.published().newest_first()
    text = topic.description or _("News about %(name)s, from many outlets.") % {"name": topic.name}
    return _answer(request, suffix, articles_of(listing), _title(topic.name), text, topic.get_absolute_url())


def provider_feed(request: HttpRequest, domain: str, suffix: str) -> HttpResponseBase:
    provider = known_by(domain, Provider.objects.public())
    if provider.domain != domain:
        return moved(request, "provider_feed", provider, suffix)
    listing = provider.articles.published().newest_first()
    text = provider.description or _("News from %(provider)s.") % {"provider": provider}
    return _answer(request, suffix, articles_of(listing), _title(str(provider)), text, provider.get_absolute_url())


def search_feed(request: HttpRequest, suffix: str) -> HttpResponseBase:
    """Of what is found, newest first."""
    asked = one_line(request.GET.get("q", ""))
    query = parsed(asked if len(asked) <= LONGEST else "")
    if not query.asks:
        raise Http404("Nothing to look for")
    articles = Article.objects.published().cards(search(query, newest=True).articles[:SIZE])
    text = _("Articles found by: %(asked)s") % {"asked": asked}
    return _answer(request, suffix, articles, _title(asked), text, f"{reverse('search')}?{urlencode({'q': asked})}")


def articles_of(listing: ListedQuerySet) -> list[Article]:
    """The first of a listing, as many as a feed tells."""
    return Article.objects.cards(page(listing, size=SIZE).ids)


def _title(name: str) -> str:
    return f"{name} · {settings.SITE_NAME}"


def _answer(request: HttpRequest, suffix: str, articles: list[Article], *told: str) -> HttpResponseBase:
    """The feed of articles in the format of this suffix; nothing is written for whom it has not changed.

    `told` are its title, its description and the address of the page that lists the same.
    """
    feed = _feed(request, articles, *told)
    etag = f'"{sha256(f"{suffix} {feed}".encode()).hexdigest()[:32]}"'
    changed = changed_at(f"feed:{sha256(f'{suffix} {feed.self_url}'.encode()).hexdigest()}", etag, timezone.now())
    stamp = int(changed.timestamp()) if changed else None
    answer = get_conditional_response(request, etag=etag, last_modified=stamp)
    if answer is None:
        kind = FORMATS[suffix]
        answer = HttpResponse(kind.write(feed), f"{kind.type}; charset=utf-8")
    answer.headers["ETag"], answer.headers["Cache-Control"] = etag, f"public, max-age={FRESH_SECONDS}"
    if stamp is not None:
        answer.headers["Last-Modified"] = http_date(stamp)
    return answer


def _feed(request: HttpRequest, articles: list[Article], title: str, description: str, path: str) -> Feed:
    return Feed(
        id=uuid5(OURS, f"feed of {path}").urn,
        title=title,
        description=description,
        url=urljoin(settings.SITE_URL, path),
        self_url=urljoin(settings.SITE_URL, request.get_full_path()),
        icon=urljoin(settings.SITE_URL, static("icons/icon-192.png")),
        language=settings.LANGUAGE_CODE,
        entries=entries_of(articles, settings.SITE_URL),
    )


def feeds(request: HttpRequest) -> HttpResponse:
    """The feeds there are, for people."""
    counts = Article.objects.published().order_by().values_list("provider").annotate(n=Count("pk"))
    most = [provider for provider, _n in counts.order_by("-n", "provider")[:OUTLETS]]
    providers = Provider.objects.in_bulk(most)
    context = {
        "topics": Topic.objects.with_news(),
        "providers": sorted(providers.values(), key=lambda provider: provider.name.casefold()),
        "formats": FORMATS,
    }
    return render(request, "articles/feeds.html", context)


def opml(request: HttpRequest) -> HttpResponse:
    """All topics' feeds in one file, for feed readers to import: http://opml.org/spec2.opml"""
    outlines = []
    for topic in Topic.objects.with_news():
        url = urljoin(settings.SITE_URL, topic.get_absolute_url())
        outlines.append({"text": topic.name, "htmlUrl": url, "xmlUrl": f"{url}feed.atom"})
    answer = render(request, "articles/topics.opml", {"outlines": outlines}, "text/x-opml; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="topics.opml"'
    return answer
