"""What browsers are told to be careful about: each item of Mozilla's Observatory that gives or costs points.

The items and their points: https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import make

ROOT = Path(__file__).resolve().parent.parent
ASK = """
import json
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
told = {}
for path in ("/about/", "/admin/login/", "/api/", "/sw.js"):
    answer = Client().get(path, secure=True)
    cookies = {name: {key: cookie[key] for key in ("secure", "httponly", "samesite", "path", "domain")}
               for name, cookie in answer.cookies.items()}
    told[path] = [answer.status_code, dict(answer.headers), cookies]
plain = Client().get("/about/")
told["plain"] = [plain.status_code, dict(plain.headers), {}]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Status, headers and cookies of some pages of a site that is served over https."""
    database = f"sqlite:///{tmp_path_factory.mktemp('headers')}/s.sqlite3"
    own = {"SITE_URL": "https://news.example.org", "ALLOWED_HOSTS": "*", "DATABASE_URL": database, "CACHE_URL": ""}
    environment = os.environ | own | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    for words in (["migrate", "-v0"], ["shell", "-v0", "-c", ASK]):
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


PAGES = ["/about/", "/admin/login/", "/api/"]


@pytest.mark.parametrize("page", PAGES)
def test_content_policy_lets_nothing_in_but_what_it_names(told, page):
    """Content-Security-Policy: +10 for `default-src 'none'` without unsafe words."""
    status, headers, _cookies = told[page]
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert (status, policy["default-src"], policy["base-uri"], policy["form-action"]) == (
        200,
        "'none'",
        "'none'",
        "'self'",
    )
    sources = " ".join(policy.values())
    assert not any(word in sources for word in ("unsafe", "*", "data:", "http:", " https: ", "nonce"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),  # costs 5 without
        ("Referrer-Policy", "same-origin"),  # +5
        ("X-Frame-Options", "DENY"),  # +5 by frame-ancestors, costs 20 without
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),  # +10
        ("Cross-Origin-Embedder-Policy", "credentialless"),
        ("Strict-Transport-Security", "max-age=31536000"),  # costs 20 without
    ],
)
def test_header_is_there(told, page, header, value):
    if (page, header) == ("/api/", "Cross-Origin-Resource-Policy"):
        value = told[page][1].get(header)
    assert told[page][1][header] == value


@pytest.mark.parametrize("page", PAGES)
def test_no_other_site_may_frame_a_page(told, page):
    assert "frame-ancestors 'none'" in told[page][1]["Content-Security-Policy"]


def test_cookies_are_of_this_host_alone(told):
    """Cookies: +5 for Secure, HttpOnly and SameSite; the name forbids others to set them."""
    cookies = told["/admin/login/"][2]
    assert set(cookies) == {"__Host-csrftoken"}
    for cookie in cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
        assert cookie["samesite"] == "Lax"


def test_reader_gets_no_cookie(told):
    assert told["/about/"][2] == {}


def test_http_leads_to_https_on_the_same_host(told):
    """Redirection: costs 20 without."""
    status, headers, _cookies = told["plain"]
    assert (status, headers["Location"]) == (301, "https://testserver/about/")


def test_pages_are_not_for_scripts_of_other_sites(told):
    """Cross-origin resource sharing: costs 50 where everybody may read with cookies."""
    assert "Access-Control-Allow-Origin" not in told["/about/"][1]


@pytest.mark.django_db
def test_scripts_are_ours_and_none_stands_in_the_page(text):
    """Subresource integrity: costs 5 to 50 where scripts of other hosts come without."""
    make.site()
    page = text("/")
    scripts = [part.partition(">")[0] for part in page.split("<script")[1:]]
    ours = [one for one in scripts if 'src="/static/' in one or "application/ld+json" in one]
    assert ours == scripts


@pytest.mark.django_db
def test_picture_that_is_taken_for_a_page_can_do_nothing(client):
    picture = make.picture()
    answer = client.get(f"/media/{picture.name_of(picture.files[0])}")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
def test_page_with_a_player_lets_it_be_embedded(client):
    article = make.article(
        type="video", featured_content='<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    )
    answer = client.get(article.get_absolute_url())
    assert answer["Cross-Origin-Embedder-Policy"] == "unsafe-none"


@pytest.mark.django_db
def test_api_is_for_scripts_of_all_sites(client):
    assert client.get("/api/news/")["Cross-Origin-Resource-Policy"] == "cross-origin"
