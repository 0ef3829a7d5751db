"""The small files that programs ask for at addresses they know."""

import json
import re
import urllib.robotparser
from datetime import UTC, datetime, timedelta
from math import cos, radians, sin
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import resolve
from PIL import Image

from articles.models import Article
from articles.views.machines import PAPER, short
from newsroom.settings import contact, env_bool
from tests import make

ROOT = Path(__file__).resolve().parent.parent
SITE = "https://news.example"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
TYPES = {
    "/robots.txt": "text/plain; charset=utf-8",
    "/.well-known/security.txt": "text/plain; charset=utf-8",
    "/opensearch.xml": "application/opensearchdescription+xml; charset=utf-8",
    "/site.webmanifest": "application/manifest+json",
    "/favicon.ico": "image/x-icon",
}
every_file = pytest.mark.parametrize("url", TYPES)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE
    settings.HTTPS = True
    settings.SECURITY_CONTACT = "mailto:security@news.example"


# Over HTTP


@every_file
def test_file_has_its_type_and_may_be_kept(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, TYPES[url])
    assert re.fullmatch(r"public, max-age=[1-9][0-9]+", answer["Cache-Control"])
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


@every_file
def test_file_asks_nothing_of_the_database(client, url):
    assert client.get(url).status_code == 200  # pytest-django refuses a query: no mark


@every_file
def test_file_that_has_not_changed_is_not_sent_again(client, url):
    etag = client.get(url)["ETag"]
    answer = client.get(url, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert client.get(url, headers={"If-None-Match": '"another"'}).status_code == 200


@every_file
def test_head_of_a_file_has_its_headers_and_no_body(client, url):
    head, whole = client.head(url), client.get(url)
    assert head.content == b""
    assert {**head.headers, "X-Request-ID": ""} == {**whole.headers, "X-Request-ID": ""}


@every_file
def test_file_can_only_be_read(client, url):
    assert client.post(url).status_code == 405


@pytest.mark.parametrize(("url", "coding"), [("/opensearch.xml", "gzip"), ("/favicon.ico", None)])
def test_text_is_sent_compressed_and_pictures_are_not(client, url, coding):
    answer = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert answer.get("Content-Encoding") == coding


# robots.txt


@pytest.fixture
def robots(text):
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(text("/robots.txt").splitlines())
    return rules


@pytest.mark.parametrize(
    "url", ["/", "/news/one/", "/topics/space/", "/static/css/site.css", "/media/a.webp", "/feed.rss"]
)
def test_robots_may_read_pages_and_what_they_need(robots, url):
    assert robots.can_fetch("Googlebot", SITE + url)


@pytest.mark.parametrize("url", ["/admin/", "/admin/login/", "/search/?q=a", "/api/news/", "/api/topics/"])
def test_robots_are_kept_from_the_admin_and_what_has_no_end(robots, url):
    assert not robots.can_fetch("Googlebot", SITE + url)


def test_robots_may_read_how_the_api_is_used(text):
    assert "Allow: /api/$\n" in text("/robots.txt")


@pytest.mark.django_db
def test_robots_are_told_of_sitemaps_that_are_there(robots, client):
    assert robots.site_maps() == [f"{SITE}/sitemap.xml", f"{SITE}/sitemap-news.xml"]
    assert all(client.get(url.removeprefix(SITE)).status_code == 200 for url in robots.site_maps())


# security.txt


def fields(text):
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_security_file_has_the_fields_of_rfc_9116(text):
    found = fields(text("/.well-known/security.txt"))
    assert set(found) == {"Contact", "Expires", "Canonical"}
    assert found["Contact"] == "mailto:security@news.example"
    assert found["Canonical"] == f"{SITE}/.well-known/security.txt"


def test_security_file_expires_within_a_year(text):
    expires = datetime.strptime(fields(text("/.well-known/security.txt"))["Expires"], "%Y-%m-%dT%H:%M:%S%z")
    assert timedelta(150) < expires - datetime.now(UTC) < timedelta(365)


def test_security_file_is_the_same_all_day(text, time_machine, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    files = []
    for hour in (0, 23):
        time_machine.move_to(datetime(2026, 3, 1, hour, 30, tzinfo=UTC))
        files.append(text("/.well-known/security.txt"))
    assert files[0] == files[1]


def test_security_file_of_a_site_without_tls_has_no_address_that_the_rfc_forbids(text, settings):
    settings.HTTPS = False
    assert set(fields(text("/.well-known/security.txt"))) == {"Contact", "Expires"}


@pytest.mark.django_db
def test_site_that_names_no_contact_has_no_security_file(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", ""),
        ("security@example.org", "mailto:security@example.org"),
        ("a+b%c@example.org", "mailto:a+b%25c@example.org"),
        ("https://example.org/report?a=b", "https://example.org/report?a=b"),
    ],
)
def test_contact_becomes_an_address_as_the_rfc_wants_it(given, told):
    assert contact(given) == told


@pytest.mark.parametrize(
    "given",
    [
        "me",
        "http://a.example/",
        "https://",
        "a@b\nExpires: never",
        "https://a/\nb",
        "https://[",
        "https://é/",
        "https://a/b c",
        "https://a/é",
    ],
)
def test_contact_that_makes_no_sense_is_refused_by_name(given):
    with pytest.raises(ImproperlyConfigured, match=r"^SECURITY_CONTACT=.*: write "):
        contact(given)


# OpenSearch


@pytest.fixture
def opensearch(client):
    return lambda: ElementTree.fromstring(client.get("/opensearch.xml").content)


def test_opensearch_says_how_to_search_here(opensearch):
    found = opensearch()
    assert found.tag == f"{OPENSEARCH}OpenSearchDescription"
    urls = {url.get("type"): url.get("template") for url in found.findall(f"{OPENSEARCH}Url")}
    assert urls["text/html"] == f"{SITE}/search/?q={{searchTerms}}"
    assert urls["application/opensearchdescription+xml"] == f"{SITE}/opensearch.xml"
    assert resolve("/search/").url_name == "search"


@pytest.mark.parametrize("name", ['The <b> & "Daily" Example\'s news', "חדשות " * 9, "🚀" * 40, "A\x01b", "N"])
def test_opensearch_of_a_site_with_any_name_is_well_formed(opensearch, settings, name):
    settings.SITE_NAME = name
    found = opensearch()
    assert 1 <= len(found.findtext(f"{OPENSEARCH}ShortName")) <= 16
    assert 1 <= len(found.findtext(f"{OPENSEARCH}Description")) <= 1024


@pytest.mark.parametrize(
    ("name", "most", "told"),
    [("The Daily Example", 12, "The Daily"), ("Newsroom", 12, "Newsroom"), ("Tagesblattzeitung", 12, "Tagesblattze")],
)
def test_name_is_made_shorter_between_words(name, most, told):
    assert short(name, most) == told


# The manifest


@pytest.fixture
def manifest(client):
    return lambda: json.loads(client.get("/site.webmanifest").content)


def test_manifest_has_what_makes_a_site_an_app(manifest, settings):
    settings.SITE_NAME = 'The "Daily" Example'
    found = manifest()
    assert (found["name"], found["short_name"]) == ('The "Daily" Example', 'The "Daily"')
    assert (found["start_url"], found["scope"], found["display"]) == ("/", "/", "minimal-ui")


def test_manifest_names_icons_as_they_are(manifest):
    icons = manifest()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        image = Image.open(ROOT / icon["src"].removeprefix("/"))
        assert (f"{image.width}x{image.height}", image.get_format_mimetype()) == (icon["sizes"], icon["type"])


def test_paper_of_the_manifest_is_that_of_the_style_sheet(manifest):
    tokens = (ROOT / "static/css/tokens.css").read_text()
    light, chroma, hue = re.search(r"--paper: light-dark\(oklch\(([0-9.]+)% ([0-9.]+) ([0-9.]+)\)", tokens).groups()
    assert srgb(float(light) / 100, float(chroma), float(hue)) == PAPER
    assert manifest()["background_color"] == manifest()["theme_color"] == PAPER


def srgb(light, chroma, hue):
    """A colour of Oklch as #rrggbb: https://www.w3.org/TR/css-color-4/#color-conversion-code"""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    rows = [(0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480)]
    lms = [(light + one * a + other * b) ** 3 for one, other in rows]
    mixes = [(4.0767416621, -3.3077115913, 0.2309699292), (-1.2684380046, 2.6097574011, -0.3413193965)]
    mixes.append((-0.0041960863, -0.7034186147, 1.7076147010))
    linear = [sum(part * share for part, share in zip(lms, mix, strict=True)) for mix in mixes]
    return "#" + "".join(f"{round(255 * (1.055 * value ** (1 / 2.4) - 0.055)):02x}" for value in linear)


# Pages of articles


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("related", "wanted", "is_indexed"), [([], True, False), ([], False, True), ([{}], True, True)]
)
def test_article_knows_whether_search_engines_are_to_have_it(settings, related, wanted, is_indexed):
    settings.NOINDEX_EXCERPTS = wanted
    article = make.article(related=related)
    assert Article.objects.get(pk=article.pk).is_indexed is is_indexed


@pytest.mark.parametrize(("given", "told"), [(None, True), ("", True), ("1", True), ("0", False), ("off", False)])
def test_switch_that_is_on_by_default_is_off_only_where_that_is_said(monkeypatch, given, told):
    monkeypatch.delenv("NOINDEX_EXCERPTS", raising=False)
    if given is not None:
        monkeypatch.setenv("NOINDEX_EXCERPTS", given)
    assert env_bool("NOINDEX_EXCERPTS", "1") is told
