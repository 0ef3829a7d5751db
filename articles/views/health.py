"""What machines ask to know how the site is: whether it lives, and whether it can do its work."""

import hmac
import logging
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from time import perf_counter

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from newsroom.storage import SITE_STYLES

ALIVE = "/healthz"
READY = "/readyz"
MEDIA_SECONDS = 1.0
NOT_ASKED = "not asked, as the database does not answer"

log = logging.getLogger(__name__)


class AliveMiddleware:
    """Answers /healthz before anything is asked of database, cache or settings: the process lives, and has a thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != ALIVE:
            return self.get_response(request)
        return HttpResponse("alive\n", "text/plain", headers={"Cache-Control": "no-store"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponseBase:
    """200 where readers can be served, else 503. What is wrong is told to staff, and to who has HEALTH_TOKEN."""
    found: dict[str, str] = {}
    for name, check in CHECKS.items():
        found[name] = NOT_ASKED if name == "migrations" and found["database"] else trouble(check)
    ready = not any(found.values())
    told: dict[str, object] = {"ready": ready}
    if may_know(request):
        told["checks"] = {name: wrong or "ok" for name, wrong in found.items()}
    return JsonResponse(told, status=200 if ready else 503)


def may_know(request: HttpRequest) -> bool:
    """Whether details are for this one to see."""
    if has_token(request):
        return True
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return bool(request.user.is_staff)
    except Exception:  # sessions lie in the database, which may be what is wrong
        return False


def has_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    is_token = hmac.compare_digest(given.strip().encode(), settings.HEALTH_TOKEN.encode())
    return bool(settings.HEALTH_TOKEN) and scheme.lower() == "bearer" and is_token


def trouble(check: Callable[[], str]) -> str:
    """What is wrong, in a line; blank for nothing."""
    started = perf_counter()
    try:
        return check()
    except Exception as error:  # whatever it is, it is what was asked for
        log.warning("not ready: %s: %s (after %.1f s)", check.__name__, error, perf_counter() - started)
        return f"{type(error).__name__}: {error}".splitlines()[0]


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return f"{missing} have not run: ./run manage migrate" if missing else ""


def kept_in_cache() -> str:
    cache.set("readyz", "here", 10)
    return "" if cache.get("readyz") == "here" else "what is put into the cache is not there afterwards"


def static() -> str:
    """Pages name their files by what was collected; without that, none can be made."""
    staticfiles_storage.url(SITE_STYLES)
    return ""


def media() -> str:
    """A bucket, or a disk elsewhere, may take minutes to fail: another thread waits for that, one at a time."""
    global _media
    if _media.done():
        _media = Future()
        Thread(target=look_at_media, args=[_media], daemon=True).start()
    try:
        _media.result(MEDIA_SECONDS)
    except TimeoutError:
        return f"no answer in {MEDIA_SECONDS} s"
    return ""


def look_at_media(told: "Future[bool]") -> None:
    try:
        told.set_result(default_storage.exists("readyz"))
    except Exception as error:  # goes to whoever asks
        told.set_exception(error)


_media: "Future[bool]" = Future()
_media.set_result(False)


CHECKS = {
    "database": database,
    "migrations": migrations,
    "cache": kept_in_cache,
    "static": static,
    "media": media,
}
