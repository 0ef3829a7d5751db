"""Pages for what is not there. They are in the site's design, and the last two ask nothing of the database."""

import logging
import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape

from articles.fragments import Cards, edition_of
from articles.models import Article
from newsroom.outage import is_the_databases

NEWEST = 6
RETRY_SECONDS = 10  # most of what may happen to a database is over by then
BARE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{0}</title>
<h1>{0}</h1>
<p>This page cannot be shown for now. Please try again later.</p>
</html>
"""

log = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", newest(request), status=404)


def gone(request: HttpRequest, note: str) -> HttpResponse:
    """410: an article that was withdrawn. Nothing of it is shown but what an editor had to say to its readers."""
    return render(request, "410.html", {"note": note, **newest(request)}, status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is what failed, in whatever middleware or view. Without the request, so that
    nothing is looked up that may be what failed.
    """
    if is_the_databases(sys.exception()):
        return unavailable(request)
    return HttpResponse(standing_alone("500.html"), status=500)


def unavailable(request: HttpRequest, retry_seconds: int = RETRY_SECONDS) -> HttpResponse:
    """503: the site cannot answer for now, and may be asked again in so many seconds. As little is looked up."""
    headers = {"Retry-After": str(retry_seconds), "Cache-Control": "no-store"}
    return HttpResponse(standing_alone("503.html"), status=503, headers=headers)


def standing_alone(template: str) -> str:
    """The page; without any design where that is what fails, as when static files were not collected."""
    try:
        return render_to_string(template, {"site_name": settings.SITE_NAME})
    except Exception:
        log.exception("%s cannot be made", template)
        return BARE.format(escape(settings.SITE_NAME))


def newest(request: HttpRequest) -> dict[str, Cards]:
    ids = Article.objects.published().newest_first().values_list("id", flat=True)[:NEWEST]
    return {"newest": Cards(ids, edition_of(request))}
