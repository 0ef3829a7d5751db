"""Every address of the site. An address, its view and its template share one name."""

from collections.abc import Callable

from django.contrib import admin
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter, StringConverter
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from articles.views import about, archive, articles, errors, front, media, offline, providers, saved, styleguide, topics


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


class PictureConverter(StringConverter):
    """A name as our storage gives them."""

    regex = r"[A-Za-z0-9_./-]{1,200}"


register_converter(NameConverter, "name")
register_converter(PictureConverter, "picture")
register_converter(YearConverter, "year")
register_converter(TwoDigitConverter, "two")


def page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page for readers: it can be fetched and nothing else, whatever is sent to it, and is sent compressed."""
    return file(gzip_page(view))


def file(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The same, for what is compressed already."""
    return csrf_exempt(require_safe(view))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", page(front.front), name="front"),
    path("topics/", page(topics.topics), name="topics"),
    path("topics/<name:slug>/", page(topics.topic), name="topic"),
    path("news/<name:slug>/", page(articles.article), name="article"),
    path("providers/<name:domain>/", page(providers.provider), name="provider"),
    path("archive/", page(archive.archive), name="archive"),
    path("archive/<year:year>/", page(archive.archive_year), name="archive_year"),
    path("archive/<year:year>/<two:month>/", page(archive.archive_month), name="archive_month"),
    path("archive/<year:year>/<two:month>/<two:day>/", page(archive.archive_day), name="archive_day"),
    path("saved/", page(saved.saved), name="saved"),
    path("about/", page(about.about), name="about"),
    path("offline/", page(offline.offline), name="offline"),
    path("sw.js", page(offline.sw), name="sw"),
    path("media/<picture:path>", file(media.media), name="media"),
    path("styleguide/", page(styleguide.styleguide), name="styleguide"),
    path("admin/", admin.site.urls),
]

handler404 = errors.not_found
handler500 = errors.server_error
