"""Every address of the site. An address, its view and its template share one name."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter

from articles.views import about, archive, articles, errors, front, media, providers, topics


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


register_converter(YearConverter, "year")
register_converter(TwoDigitConverter, "two")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front.front, name="front"),
    path("topics/", topics.topics, name="topics"),
    path("topics/<str:slug>/", topics.topic, name="topic"),
    path("news/<str:slug>/", articles.article, name="article"),
    path("providers/<str:domain>/", providers.provider, name="provider"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<year:year>/", archive.archive_year, name="archive_year"),
    path("archive/<year:year>/<two:month>/", archive.archive_month, name="archive_month"),
    path("archive/<year:year>/<two:month>/<two:day>/", archive.archive_day, name="archive_day"),
    path("about/", about.about, name="about"),
    path("media/<path:path>", media.media, name="media"),
    path("admin/", admin.site.urls),
]

handler404 = errors.not_found
handler500 = errors.server_error
