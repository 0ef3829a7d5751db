"""What every page of the site shows: its name, its address, its main topics."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.functional import SimpleLazyObject

from articles.fragments import edition_of, kept
from articles.models import Topic

MAIN_TOPICS = 10


def site(request: HttpRequest) -> dict[str, Any]:
    """For templates/base.html. The topics are asked for only if a template does."""
    edition = edition_of(request)
    return {
        "site_name": settings.SITE_NAME,
        "canonical": settings.SITE_URL + escape_uri_path(request.path),
        "edition": edition,
        "time_zone": timezone.get_current_timezone_name(),
        "main_topics": SimpleLazyObject(lambda: main_topics(edition)),
    }


def main_topics(edition: int | None) -> list[Topic]:
    """The topic bar. A view that needs it too puts it in its own context, so that it is asked for once."""
    return kept(edition, ("main topics",), lambda: list(Topic.objects.main()[:MAIN_TOPICS]))
