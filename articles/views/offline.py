"""What readers have without a network: a page that says so, and the script that keeps others."""

import json
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse

from newsroom.storage import SITE_STYLES

STATIC = Path(settings.BASE_DIR, "static")
PAGES = ["offline", "saved"]
FILES = {path.relative_to(STATIC).as_posix() for path in [*STATIC.glob("js/*.js"), *STATIC.glob("*.svg")]}
FILES = FILES - {"js/sw.js"} | {SITE_STYLES}  # those that are there when the server starts, as in the manifest


def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/offline.html")


def sw(request: HttpRequest) -> HttpResponse:
    """The service worker, static/js/sw.js. It stands beside the front page, since it may work only on what is below."""
    files = [static(name) for name in sorted(FILES)]
    version = sha256("".join(files).encode()).hexdigest()[:12]
    given = f"const VERSION = {json.dumps(version)}, FILES = {json.dumps([*files, *map(reverse, PAGES)])};"
    script = (STATIC / "js/sw.js").read_text(encoding="utf-8")
    return HttpResponse(f"{given}\n{script}", "text/javascript", headers={"Cache-Control": "no-cache"})
