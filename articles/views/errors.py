"""Pages for what is not there. They are in the site's design, and the last two ask nothing of the database."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.models import Article

NEWEST = 6
RETRY_SECONDS = 60


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", newest(), status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """410: an article that was withdrawn. Nothing of it is shown."""
    return render(request, "410.html", newest(), status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Without the request, so that nothing is looked up that may be what failed."""
    return HttpResponse(standing_alone("500.html"), status=500)


def unavailable(request: HttpRequest, retry_seconds: int = RETRY_SECONDS) -> HttpResponse:
    """503: the site cannot answer for now, and may be asked again in so many seconds. As little is looked up."""
    headers = {"Retry-After": str(retry_seconds), "Cache-Control": "no-store"}
    return HttpResponse(standing_alone("503.html"), status=503, headers=headers)


def standing_alone(template: str) -> str:
    return render_to_string(template, {"site_name": settings.SITE_NAME})


def newest() -> dict[str, list[Article]]:
    ids = Article.objects.published().newest_first().values_list("id", flat=True)[:NEWEST]
    return {"newest": Article.objects.cards(ids)}
