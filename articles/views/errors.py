"""Pages for what is not there. They are in the site's design, and the last one asks nothing of the database."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.models import Article

NEWEST = 6


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", newest(), status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """410: an article that was withdrawn. Nothing of it is shown."""
    return render(request, "410.html", newest(), status=410)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Without the request, so that nothing is looked up that may be what failed."""
    return HttpResponse(render_to_string("500.html", {"site_name": settings.SITE_NAME}), status=500)


def newest() -> dict[str, list[Article]]:
    ids = Article.objects.published().newest_first().values_list("id", flat=True)[:NEWEST]
    return {"newest": Article.objects.cards(ids)}
