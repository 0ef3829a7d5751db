"""What holds for every page of the site, each through its address."""

import io
import logging
import re
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern

from articles.views.errors import server_error, unavailable
from newsroom.urls import urlpatterns
from tests import make

pytestmark = pytest.mark.django_db

PAGES = {
    "front": "/",
    "topics": "/topics/",
    "topic": "/topics/space/",
    "topic, top": "/topics/space/?view=top",
    "article": "/news/2023-06-03-moon/",
    "provider": "/providers/example.org/",
    "archive": "/archive/",
    "archive_year": "/archive/2023/",
    "archive_month": "/archive/2023/06/",
    "archive_day": "/archive/2023/06/03/",
    "archive_day without articles": "/archive/2020/02/29/",
    "saved": "/saved/",
    "about": "/about/",
    "offline": "/offline/",
    "404": "/nowhere/",
    "410": "/news/withdrawn/",
}
every_page = pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)


@pytest.fixture(scope="module", autouse=True)
def site(shared_rows):
    make.site()


@pytest.fixture(scope="module")
def answers():
    return {}


@pytest.fixture
def answer(client, answers):
    """The answer at an address, asked for once by all the tests that only look at it."""
    return lambda url: answers.get(url) or answers.setdefault(url, client.get(url))


@pytest.fixture
def page(answer):
    return lambda url: answer(url).content.decode()


@every_page
def test_page_is_valid_html(page, url):
    html5lib.HTMLParser(strict=True).parse(page(url))


@every_page
def test_page_has_one_heading_of_the_first_rank(page, url):
    assert len(re.findall(r"<h1[ >]", page(url))) == 1


@every_page
def test_headings_skip_no_rank(page, url):
    ranks = [int(rank) for rank in re.findall(r"<h([1-6])[ >]", page(url))]
    assert all(after - before <= 1 for before, after in zip([0, *ranks], ranks, strict=False))


@every_page
def test_ids_on_a_page_are_unique(page, url):
    ids = re.findall(r' id="([^"]+)"', page(url))
    assert len(ids) == len(set(ids))


@every_page
def test_page_needs_no_inline_style_or_script(page, url):
    inline = r"<style|\sstyle=|<script(?![^>]*\ssrc=)(?! type=.application/ld.json.>)|\son[a-z]+=|javascript:"
    assert not re.findall(inline, page(url))


@every_page
def test_page_asks_no_other_host_for_anything(page, url):
    sources = re.findall(r'(?:src|srcset|<link rel="(?:stylesheet|icon)" href)="([^"]+)"', page(url))
    assert sources
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)


@every_page
def test_public_page_knows_no_reader(answer, url):
    response = answer(url)
    if url != PAGES["404"] and url != PAGES["410"]:
        assert response.status_code == 200
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


@every_page
def test_page_names_itself(page, url):
    title = re.search(r"<title>(.+)</title>", page(url)).group(1)
    assert "Newsroom" in title
    assert re.search(r'<meta name="description" content="[^"]+">', page(url))


def test_page_is_compressed_for_browsers_that_can_read_it(client):
    answer = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("url", [url for url in PAGES.values() if url not in (PAGES["404"], PAGES["410"])])
def test_canonical_address_has_no_query(text, settings, url):
    settings.SITE_URL = "https://news.example"
    assert f'<link rel="canonical" href="https://news.example{urlsplit(url).path}">' in text(url)


def test_every_link_on_the_site_leads_to_a_page(client):
    found: set[str] = set()
    waiting = ["/"]
    while waiting:
        url = waiting.pop()
        response = client.get(url)
        assert response.status_code == 200, url
        if response.headers["Content-Type"].startswith("text/html") and not url.startswith("/static/"):
            links = re.findall(r'(?:href|src)="([^"#]+)"', response.content.decode())
            near = {urljoin(url, link.replace("&amp;", "&")) for link in links}
            new = {link for link in near if link.startswith("/") and not link.startswith("/static/")} - found
            found |= new
            waiting += new
    assert {"/archive/2023/06/03/", "/topics/moon/", "/providers/b.example/"} <= found


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_unpublished_article_is_on_no_list(text, status):
    make.article(status=status, title="Hidden from lists", topics=("Space", "Moon"))
    lists = [url for name, url in PAGES.items() if name not in ("article", "404", "410")]
    assert not [url for url in lists if "Hidden from lists" in text(url)]


@pytest.mark.parametrize(
    "pattern", [one for one in urlpatterns if isinstance(one, URLPattern)], ids=lambda one: one.name
)
def test_address_view_and_template_share_a_name(pattern):
    assert pattern.callback.__name__ == pattern.name
    route = str(pattern.pattern)
    if (route.endswith("/") or not route) and pattern.name != "preview":  # the others are files, or show as another
        get_template(f"articles/{pattern.name}.html")


# What is not there


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_page_can_only_be_read(method):
    answer = Client(enforce_csrf_checks=True).generic(method, "/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(("url", "status"), [("/nowhere/", 404), ("/news/withdrawn/", 410)])
def test_missing_page_offers_news_and_topics(client, url, status):
    response = client.get(url)
    assert response.status_code == status
    assert "The newest stories" in response.content.decode()
    assert re.search(r'class="topic-chip [^"]+" href="/topics/space/"', response.content.decode())


@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [(server_error, 500, "Something went wrong"), (unavailable, 503, "Back in a moment")],
    ids=["500", "503"],
)
def test_page_of_a_broken_site_asks_nothing_of_the_database(rf, django_assert_num_queries, view, status, heading):
    with django_assert_num_queries(0):
        page = view(rf.get("/"))
    assert page.status_code == status
    assert f"<h1>{heading}</h1>" in page.content.decode()
    assert "js/theme.js" in page.content.decode()  # the colours that the reader chose
    html5lib.HTMLParser(strict=True).parse(page.content)


def test_unavailable_site_says_when_to_ask_again(rf):
    page = unavailable(rf.get("/"), retry_seconds=90)
    assert (page.headers["Retry-After"], page.headers["Cache-Control"]) == ("90", "no-store")


def test_error_in_a_view_gives_the_error_page(client, monkeypatch):
    monkeypatch.setattr("articles.views.about.render", lambda *arguments: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/about/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_error_in_a_view_is_written_down_with_its_traceback(client, monkeypatch):
    monkeypatch.setattr("articles.views.about.render", lambda *_: 1 / 0)
    [ours] = [handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler]
    monkeypatch.setattr(ours, "stream", io.StringIO())
    client.raise_request_exception = False
    assert client.get("/about/").status_code == 500
    assert "ZeroDivisionError" in ours.stream.getvalue()


@pytest.mark.parametrize(
    "url", ["/topics/%00/", "/news/%00/", "/providers/%00/", f"/news/{'a' * 5000}/", "/topics/%0a/"]
)
def test_name_that_none_can_be_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_draft_and_nothing_look_alike_to_readers(client):
    draft, nothing = client.get("/news/draft/"), client.get("/news/nothing/")
    assert (draft.status_code, draft.headers["Vary"]) == (404, nothing.headers["Vary"])
