"""Every address of the site. An address, its view and its template share one name."""

from collections.abc import Callable

from django.contrib import admin
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import IntConverter, StringConverter
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request

from articles.admin.people import second_step
from articles.feeds import FORMATS
from articles.views import (
    about,
    api,
    archive,
    articles,
    errors,
    feeds,
    front,
    health,
    machines,
    media,
    metrics,
    offline,
    providers,
    saved,
    search,
    sitemaps,
    styleguide,
    topics,
)
from articles.views.kept import for_everybody


class YearConverter(IntConverter):
    """Four digits."""

    regex = "[0-9]{4}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):04}"


class TwoDigitConverter(IntConverter):
    """A month or day of the month."""

    regex = "[0-9]{2}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02}"


class NameConverter(StringConverter):
    """A slug or a domain in any script: no control characters, which databases refuse, and not longer than any is."""

    regex = r"[^/\x00-\x1f\x7f]{1,400}"


class FeedConverter(StringConverter):
    """A format of feeds."""

    regex = "|".join(FORMATS)


class SortConverter(StringConverter):
    """What a sitemap is of."""

    regex = "|".join(sitemaps.SORTS)


class PartConverter(IntConverter):
    """Number of a part of something; its rows' ids are numbers that databases know."""

    regex = "[1-9][0-9]{0,8}"


class PictureConverter(StringConverter):
    """A name as our storage gives them."""

    regex = r"[A-Za-z0-9_./-]{1,200}"


register_converter(NameConverter, "name")
register_converter(FeedConverter, "feed")
register_converter(SortConverter, "sort")
register_converter(PartConverter, "part")
register_converter(PictureConverter, "picture")
register_converter(YearConverter, "year")
register_converter(TwoDigitConverter, "two")


def page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for readers: it can be fetched and nothing else, whatever is sent to it; see `articles.views.kept`."""
    return file(for_everybody(view))


def file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same, for what is compressed already."""
    return csrf_exempt(require_safe(view))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", page(front.front), name="front"),
    path("feed.<feed:suffix>", page(feeds.feed), name="feed"),
    path("feeds/", page(feeds.feeds), name="feeds"),
    path("topics.opml", page(feeds.opml), name="opml"),
    path("topics/", page(topics.topics), name="topics"),
    path("topics/<name:slug>/", page(topics.topic), name="topic"),
    path("topics/<name:slug>/feed.<feed:suffix>", page(feeds.topic_feed), name="topic_feed"),
    path("news/<name:slug>/", page(articles.article), name="article"),
    path("preview/<name:token>/", page(articles.preview), name="preview"),
    path("providers/<name:domain>/", page(providers.provider), name="provider"),
    path("providers/<name:domain>/feed.<feed:suffix>", page(feeds.provider_feed), name="provider_feed"),
    path("archive/", page(archive.archive), name="archive"),
    path("archive/<year:year>/", page(archive.archive_year), name="archive_year"),
    path("archive/<year:year>/<two:month>/", page(archive.archive_month), name="archive_month"),
    path("archive/<year:year>/<two:month>/<two:day>/", page(archive.archive_day), name="archive_day"),
    path("search/", page(search.search), name="search"),
    path("search/feed.<feed:suffix>", page(feeds.search_feed), name="search_feed"),
    path("saved/", page(saved.saved), name="saved"),
    path("about/", page(about.about), name="about"),
    path("offline/", page(offline.offline), name="offline"),
    path("sw.js", page(offline.sw), name="sw"),
    path("sitemap.xml", page(sitemaps.sitemap), name="sitemap"),
    path("sitemap-<sort:sort>-<part:number>.xml", page(sitemaps.sitemap_part), name="sitemap_part"),
    path("sitemap-news.xml", page(sitemaps.sitemap_news), name="sitemap_news"),
    path("robots.txt", page(machines.robots), name="robots"),
    path(".well-known/security.txt", page(machines.security), name="security"),
    path("opensearch.xml", page(machines.opensearch), name="opensearch"),
    path("site.webmanifest", page(machines.manifest), name="manifest"),
    path("favicon.ico", file(machines.favicon), name="favicon"),
    path("readyz", file(health.readyz), name="readyz"),
    path("metrics", file(metrics.metrics), name="metrics"),
    path("media/<picture:path>", file(media.media), name="media"),
    path("styleguide/", page(styleguide.styleguide), name="styleguide"),
    path("api/", api.api, name="api"),
    path("api/", include(api.addresses)),
    path("admin/", include(second_step.addresses)),
    path("admin/", admin.site.urls),
]

handler400 = api.in_json(bad_request, {400: "This cannot be read."})
handler404 = errors.not_found
handler500 = api.in_json(
    errors.server_error, {500: "Something went wrong here.", 503: "This cannot be answered now; ask again in a while."}
)
