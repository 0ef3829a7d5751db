"""Pages that are kept: made once for everybody who knows as much as a reader, and handed out until the edition changes.

What is kept is compressed already. Whoever is logged in gets a page of their own, which nobody keeps.
"""

import gzip
import re
import time
from collections.abc import Callable, Iterable
from functools import wraps
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

import brotli
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from articles import edition
from articles.views.metrics import PAGES
from articles.views.store import store
from newsroom import __version__

KNOWN = {"after", "before", "extend", "page", "q", "sort", "view"}
"""Keys of a query that any page listens to. Others are taken out before a page sees them."""
FORM = 2  # of what is kept: servers of two versions may share a cache for a while
FRESH_SECONDS = 60  # what is told in a page by the clock is no older
STALE_SECONDS = 60  # no older is a page of the last edition, which is handed out while this process makes another
DESK = "/admin/"
NEVER_KEPT = (DESK, "/media/", "/metrics", "/preview/", "/readyz", "/styleguide/")
KEPT_SECONDS = 86_400  # for when no page can be made
TURN_SECONDS, WAIT_SECONDS, PAUSE_SECONDS = 10, 2.0, 0.02
TROUBLE_SECONDS = 5  # after a page could not be made, kept ones are handed out without trying
LEAST_COMPRESSED = 200  # bytes
FOR_EVERYBODY = "public, max-age=0, s-maxage=30, stale-if-error=86400"
FOR_SHARED_CACHES = "public, max-age=30, stale-while-revalidate=30, stale-if-error=86400"  # RFC 9213
FOR_ONE = "private, no-cache"
LEFT_OUT = {"etag", "last-modified", "content-length", "content-encoding", "vary"}

NOT_MODIFIED = ("cache-control", "last-modified", "vary")  # of RFC 9110, 15.4.5

NONE = re.compile(r"q=0(\.0*)?")  # a weight that means: not at all

View = Callable[..., HttpResponseBase]
_as_it_comes = GZipMiddleware(lambda request: HttpResponse())


class Kept(NamedTuple):
    """A page as it is kept: bodies by their encoding, `br` and `gzip`, or the plain one that is too short for that;
    headers by their names in lower case, each with the name as it is written and the value, as Django keeps them.
    """

    edition: int
    made_at: float
    changed_at: int
    etag: str
    headers: dict[str, tuple[str, str]]
    bodies: dict[str, bytes]


def for_everybody(view: View) -> View:
    """A view whose pages are the same for everybody who is not logged in, and are sent compressed."""

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        response = view(request, *args, **given)
        response.is_for_everybody = True  # type: ignore[attr-defined]
        return response

    return marked


class KeptPagesMiddleware:
    """Answers from what is kept, and keeps what `for_everybody` marked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.trouble_until = 0.0
        self.at_work = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            response = self.get_response(request)
            if may_have_written(request):
                edition.advance(for_all_pages=True)
            return response
        key = key_of(request) if settings.KEEP_PAGES and is_a_readers(request) else ""
        now, number = time.time(), edition.current() if key or settings.KEEP_PIECES else None
        request.edition = number if settings.KEEP_PIECES else None  # type: ignore[attr-defined]
        if number is None or not key:
            return sent(request, self.get_response(request))
        kept = look_up(key)
        if kept and kept.edition == number and (is_fresh(kept, now) or time.monotonic() < self.trouble_until):
            return answer(request, kept, "hit")
        if not kept or not is_good_enough(kept, number, now):
            return self.made(request, key, kept, number)
        if not self.at_work.acquire(blocking=False):
            return answer(request, kept, "stale")
        try:
            return self.made(request, key, kept, number)
        finally:
            self.at_work.release()

    def made(self, request: HttpRequest, key: str, kept: Kept | None, number: int) -> HttpResponseBase:
        """The page, made anew by one request; others take what there was, or wait for it."""
        turn = f"{key}:turn"
        is_ours = store.add(turn, TURN_SECONDS)
        if not is_ours:
            if kept and is_good_enough(kept, number, time.time()):
                return answer(request, kept, "stale")
            if found := awaited(key, turn, number):
                return answer(request, found, "waited")
        try:
            response = self.get_response(request)
            if response.status_code >= 500 and kept and kept.edition == number:
                self.trouble_until = time.monotonic() + TROUBLE_SECONDS
                return answer(request, kept, "stale")
            if new := keepable(response, number, kept):
                store.set(key, tuple(new), KEPT_SECONDS)
                return answer(request, new, "miss")
            if response.status_code < 500 and kept:  # such as an article that was withdrawn
                store.delete(key)
            return sent(request, response)
        finally:
            if is_ours:
                store.delete(turn)


# Which page


def is_a_readers(request: HttpRequest) -> bool:
    """Whether it comes from somebody who is not logged in, and is for a page that may be kept."""
    return settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.path_info.startswith(NEVER_KEPT)


def may_have_written(request: HttpRequest) -> bool:
    """Whether it is an editor's, sent to the desk. Nobody else can write."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.path_info.startswith(DESK):
        return False
    return bool(getattr(request, "user", None) and request.user.is_staff)


def key_of(request: HttpRequest) -> str:
    """What the page is kept under. Takes out of the request what no page listens to."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        query = urlencode(sorted(pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in KNOWN))
        request.META["QUERY_STRING"] = query
    try:
        origin = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return ""
    return f"page:{__version__}:{FORM}:{sha256(f'{origin}{request.path}?{query}'.encode()).hexdigest()}"


# What is kept


def is_fresh(kept: Kept, now: float) -> bool:
    return 0 <= now - kept.made_at < FRESH_SECONDS


def is_good_enough(kept: Kept, number: int, now: float) -> bool:
    """Whether it may be handed out for once. So, when an import makes every page of a busy site old at once, one after
    the other is made anew, and nobody waits for a thread. What an editor changed is not waited for.
    """
    if kept.edition < edition.nothing_before():
        return False
    longest = FRESH_SECONDS + STALE_SECONDS if kept.edition == number else STALE_SECONDS
    return 0 <= now - kept.made_at < longest


def keepable(response: HttpResponseBase, number: int, before: Kept | None) -> Kept | None:
    """The page as it is to be kept, if it may be. One that says what it said before has not changed since then."""
    if not isinstance(response, HttpResponse) or not getattr(response, "is_for_everybody", False):
        return None
    control = response.get("Cache-Control", "")
    if response.status_code != 200 or response.cookies or "private" in control or "no-store" in control:
        return None
    if "cookie" in response.get("Vary", "").lower():
        return None
    body, now = response.content, time.time()
    etag = response.get("ETag", "").strip('"') or sha256(body).hexdigest()[:32]
    changed_at = before.changed_at if before and before.etag == etag else int(now)
    if "Cache-Control" not in response:  # browsers would show old pages, too, did the first say it of revalidation
        response.headers["Cache-Control"], response.headers["CDN-Cache-Control"] = FOR_EVERYBODY, FOR_SHARED_CACHES
    told = {name: value for name, value in response.items() if name.lower() not in LEFT_OUT}
    told |= {"Last-Modified": http_date(changed_at), "Vary": "Accept-Encoding"}
    headers = {name.lower(): (name, value) for name, value in told.items()}
    return Kept(number, now, changed_at, etag, headers, compressed(body))


def compressed(body: bytes) -> dict[str, bytes]:
    if len(body) < LEAST_COMPRESSED:
        return {"": body}
    return {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}


def look_up(key: str) -> Kept | None:
    found = store.get(key)
    return Kept(*found) if found else None


def awaited(key: str, turn: str, number: int) -> Kept | None:
    """What another request makes, if that does not take too long and comes to a page that is kept."""
    give_up = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < give_up:
        time.sleep(PAUSE_SECONDS)
        is_over = store.get(turn) is None
        found = look_up(key)
        if found and found.edition == number and is_fresh(found, time.time()):
            return found
        if is_over:
            return None
    return None


# What is sent


def answer(request: HttpRequest, kept: Kept, how: str) -> HttpResponseBase:
    """The page as this reader's program takes it, or the news that it has it already. `how` it was had is counted."""
    PAGES[how].inc()
    encoding = encoding_for(request.META.get("HTTP_ACCEPT_ENCODING", ""), kept.bodies)
    etag = f'"{kept.etag}-{encoding}"' if encoding else f'"{kept.etag}"'
    if is_known(request, etag, kept.changed_at):
        return with_headers(HttpResponseNotModified(), kept.headers, NOT_MODIFIED, ETag=etag)
    body = kept.bodies.get(encoding)
    body = gzip.decompress(kept.bodies["gzip"]) if body is None else body
    told = {"ETag": etag, "Content-Length": str(len(body))} | ({"Content-Encoding": encoding} if encoding else {})
    return with_headers(HttpResponse(b"" if request.method == "HEAD" else body), kept.headers, kept.headers, **told)


def is_known(request: HttpRequest, etag: str, changed_at: int) -> bool:
    """Whether this is what the reader's program has."""
    asked = request.META
    if asked.get("HTTP_IF_NONE_MATCH") == etag:
        return True
    if "HTTP_IF_NONE_MATCH" not in asked and "HTTP_IF_MODIFIED_SINCE" not in asked:
        return False
    answer = get_conditional_response(request, etag=etag, last_modified=changed_at)
    return answer is not None and answer.status_code == 304


def with_headers(
    response: HttpResponse, headers: dict[str, tuple[str, str]], names: Iterable[str], **more: str
) -> HttpResponse:
    """The response with those of the headers, and more. They were checked when the page was made: it costs a third of
    the time of handing out a page to check them again.
    """
    store: dict[str, tuple[str, str]] = response.headers._store
    store.update({name: headers[name] for name in names if name in headers})
    store.update({name.lower(): (name, value) for name, value in more.items()})
    return response


def encoding_for(accepted: str, bodies: dict[str, bytes]) -> str:
    """The best that the reader's program says it takes; blank for none."""
    taken = {
        name
        for name, _, weight in (part.partition(";") for part in accepted.replace(" ", "").split(","))
        if not NONE.fullmatch(weight)
    }
    return next((encoding for encoding in ("br", "gzip") if encoding in bodies and encoding in taken), "")


def sent(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A page that is not kept."""
    if getattr(response, "is_for_everybody", False):
        if not is_a_readers(request):
            response.headers.setdefault("Cache-Control", FOR_ONE)
        patch_vary_headers(response, ["Accept-Encoding"])
        return _as_it_comes.process_response(request, response)
    return response
