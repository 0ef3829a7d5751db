"""Small files that programs ask for at addresses they know: robots.txt, security.txt, OpenSearch, the web manifest."""

import json
import textwrap
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from xml.sax.xmlreader import AttributesImpl  # it writes XML, and reads none  # nosec B406

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from articles.sources.characters import storable

HOUR, DAY = 3_600, 86_400  # seconds
SECURITY_DAYS = 180  # RFC 9116 wants less than a year
SHORT_NAME, SHORTER_NAME = 16, 12  # letters that OpenSearch allows, and that fit below an icon
PAPER = "#fcfbf8"  # as static/css/tokens.css has it for light, in the way that manifests want
FAVICON = Path(settings.BASE_DIR, "static/icons/favicon.ico")


def robots(request: HttpRequest) -> HttpResponseBase:
    """RFC 9309. Everything may be read but the admin, and what has no end: each search is a page of its own, and the
    API tells once more what pages tell. The page that explains the API may be read.
    """
    api = reverse("api")
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('search')}",
        f"Disallow: {api}",
        f"Allow: {api}$",
        "",
        *(f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in ("sitemap", "sitemap_news")),
    ]
    return told(request, plain(lines), "text/plain; charset=utf-8", HOUR)


def security(request: HttpRequest) -> HttpResponseBase:
    """RFC 9116, where whoever runs the site can be reached. It expires at midnight, so that it is the same all day."""
    if not settings.SECURITY_CONTACT:
        raise Http404("No contact is set")
    today = datetime.combine(timezone.now().astimezone(UTC), time(), UTC)
    lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {today + timedelta(SECURITY_DAYS):%Y-%m-%dT%H:%M:%SZ}"]
    if settings.HTTPS:  # the only addresses that the RFC lets in
        lines.append(f"Canonical: {settings.SITE_URL}{reverse('security')}")
    return told(request, plain(lines), "text/plain; charset=utf-8", HOUR)


def opensearch(request: HttpRequest) -> HttpResponseBase:
    """How browsers search here: OpenSearch 1.1, https://github.com/dewitt/opensearch"""
    name, kind = storable(settings.SITE_NAME), "application/opensearchdescription+xml"
    search = f"{settings.SITE_URL}{reverse('search')}?q={{searchTerms}}"
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("OpenSearchDescription", AttributesImpl({"xmlns": "http://a9.com/-/spec/opensearch/1.1/"}))
    xml.addQuickElement("ShortName", short(name, SHORT_NAME))
    xml.addQuickElement("Description", _("Search the news of %(name)s.") % {"name": name})
    xml.addQuickElement("InputEncoding", "UTF-8")
    icon = {"width": "32", "height": "32", "type": "image/x-icon"}
    xml.addQuickElement("Image", settings.SITE_URL + reverse("favicon"), icon)
    xml.addQuickElement("Url", "", {"type": "text/html", "method": "get", "template": search})
    own = settings.SITE_URL + reverse("opensearch")
    xml.addQuickElement("Url", "", {"type": kind, "rel": "self", "template": own})
    xml.endElement("OpenSearchDescription")
    return told(request, out.getvalue().encode(), f"{kind}; charset=utf-8", DAY)


def manifest(request: HttpRequest) -> HttpResponseBase:
    """What a telephone needs to put the site among its apps: https://www.w3.org/TR/appmanifest/"""
    front = reverse("front")
    shown = {
        "id": front,
        "name": settings.SITE_NAME,
        "short_name": short(settings.SITE_NAME, SHORTER_NAME),
        "description": _("The news of many outlets, by topic."),
        "lang": settings.LANGUAGE_CODE,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": front,
        "scope": front,
        "display": "minimal-ui",  # pages have no way back of their own
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["news"],
        "icons": [icon("icon-192.png", 192), icon("icon-512.png", 512), icon("maskable-512.png", 512, "maskable")],
    }
    body = json.dumps(shown, ensure_ascii=False).encode()
    return told(request, body, "application/manifest+json", HOUR)  # names of icons change with what they hold


def favicon(request: HttpRequest) -> HttpResponseBase:
    """For programs that do not read `<link rel="icon">`."""
    return told(request, FAVICON.read_bytes(), "image/x-icon", 7 * DAY)


def icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    """One of static/icons/, as a manifest names it."""
    return {"src": static(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


def short(name: str, most: int) -> str:
    """The words of a name that fit into so many letters; where not even the first does, its beginning."""
    return textwrap.shorten(name, most, placeholder="")


def plain(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def told(request: HttpRequest, body: bytes, kind: str, fresh_seconds: int) -> HttpResponseBase:
    """The file, or the news that it has not changed, to be kept for so long."""
    etag = etag_of(body)
    answer = get_conditional_response(request, etag=etag) or HttpResponse(body, kind)
    answer["ETag"], answer["Cache-Control"] = etag, f"public, max-age={fresh_seconds}"
    return answer


def etag_of(data: bytes) -> str:
    return f'"{sha256(data).hexdigest()[:32]}"'
