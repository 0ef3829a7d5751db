"""The reader's pages, each through its address."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from django.contrib.auth.models import Permission, User
from django.template.loader import get_template
from django.urls import URLPattern

from articles.models import ProviderPicture
from articles.views.errors import server_error
from newsroom.urls import urlpatterns
from tests import make

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert("x")</script>\'"&'
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
    "about": "/about/",
    "404": "/nowhere/",
    "410": "/news/withdrawn/",
}
every_page = pytest.mark.parametrize("url", PAGES.values(), ids=PAGES)


@pytest.fixture
def site():
    """A little of everything that pages show."""
    make.topic("Space", description="Above us.")
    make.topic("Moon", parent=make.topic("Space"))
    ours = make.article(topics=("Moon", "Space"), title="ירח", outlet="b.example")
    entries = [
        {"same_as": ours},
        {"web_url": "https://c.example/1"},
        {"web_url": "https://c.example/1", "title": "Else"},
    ]
    moon = make.article(
        slug="2023-06-03-moon",
        topics=("Moon", "Space"),
        pictures=[make.picture()],
        related=entries,
        type="video",
        updated_at=make.NEWS_TIME + timedelta(hours=3, microseconds=7),
    )
    ProviderPicture.objects.create(provider=moon.provider, picture=make.picture())
    make.article(slug="withdrawn", status="withdrawn", title="Taken back")
    make.articles(40, topics=("Space",), step=timedelta(days=1))


@pytest.fixture
def text(client):
    return lambda url: client.get(url).content.decode()


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(user)
    return client


# Every page


@every_page
def test_page_is_valid_html(site, text, url):
    html5lib.HTMLParser(strict=True).parse(text(url))


@every_page
def test_page_has_one_heading_of_the_first_rank(site, text, url):
    assert len(re.findall(r"<h1[ >]", text(url))) == 1


@every_page
def test_headings_skip_no_rank(site, text, url):
    ranks = [int(rank) for rank in re.findall(r"<h([1-6])[ >]", text(url))]
    assert all(after - before <= 1 for before, after in zip([0, *ranks], ranks, strict=False))


@every_page
def test_ids_on_a_page_are_unique(site, text, url):
    ids = re.findall(r' id="([^"]+)"', text(url))
    assert len(ids) == len(set(ids))


@every_page
def test_page_needs_no_inline_style_or_script(site, text, url):
    assert not re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", text(url))


@every_page
def test_page_asks_no_other_host_for_anything(site, text, url):
    sources = re.findall(r'(?:src|srcset|<link rel="(?:stylesheet|icon)" href)="([^"]+)"', text(url))
    assert sources
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)


@every_page
def test_public_page_knows_no_reader(site, client, url):
    response = client.get(url)
    if url != PAGES["404"] and url != PAGES["410"]:
        assert response.status_code == 200
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


@every_page
def test_page_names_itself(site, text, url):
    title = re.search(r"<title>(.+)</title>", text(url)).group(1)
    assert "Newsroom" in title
    assert re.search(r'<meta name="description" content="[^"]+">', text(url))


@pytest.mark.parametrize("url", [url for url in PAGES.values() if url not in (PAGES["404"], PAGES["410"])])
def test_canonical_address_has_no_query(site, text, settings, url):
    settings.SITE_URL = "https://news.example"
    assert f'<link rel="canonical" href="https://news.example{urlsplit(url).path}">' in text(url)


def test_every_link_on_the_site_leads_to_a_page(site, client):
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


# Articles


@pytest.mark.parametrize("field", ["title", "excerpt"])
def test_hostile_text_is_escaped(text, field):
    article = make.article(**{field: HOSTILE})
    for url in ("/", article.get_absolute_url(), "/topics/space/", "/providers/example.org/"):
        assert "<script>alert" not in text(url)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/"])
def test_hostile_address_is_no_link(text, url):
    article = make.article(web_url=url, related=[{"web_url": url}])
    assert f'href="{url}' not in text(article.get_absolute_url())


def test_embed_code_is_never_shown(text):
    article = make.article(type="video", featured_content='<iframe src="https://video.example/1"></iframe>')
    page = text(article.get_absolute_url())
    assert "iframe" not in page
    assert "video.example" not in page


def test_secured_is_never_shown(text):
    assert "c2VjcmV0" not in text(make.article(secured="c2VjcmV0;aXY=").get_absolute_url())


def test_article_leads_to_the_full_story(text):
    page = text(make.article(web_url="https://example.org/full").get_absolute_url())
    assert '<a class="follow" href="https://example.org/full" rel="noopener external">' in page
    assert "Read the full story at <em>Example.Org</em>" in page


def test_video_without_web_address_is_watched_at_the_origin(text):
    page = text(make.article(type="video", web_url="", original_url="https://video.example/1").get_absolute_url())
    assert 'class="follow" href="https://video.example/1"' in page
    assert "Watch at <em>" in page


def test_remote_picture_is_not_linked(text):
    article = make.article(pictures=[make.picture("https://img.example/1.jpg", local=False)])
    assert "img.example" not in text(article.get_absolute_url()) + text("/")


def test_local_picture_has_its_size(text):
    article = make.article(pictures=[make.picture()])
    assert re.search(r'<img class="picture__image" src="/media/pictures/[^"]+" alt="" width="1" height="1"', text("/"))
    assert 'width="1" height="1"' in text(article.get_absolute_url())


def test_picture_title_is_its_alternative_text_and_credit_is_shown(text):
    article = make.article(pictures=[make.picture()])
    article.placed_pictures.update(title="A crater", attribution="Photo: NASA")
    page = text(article.get_absolute_url())
    assert 'alt="A crater"' in page
    assert '<figcaption dir="auto">Photo: NASA</figcaption>' in page


def test_times_are_in_the_zone_of_the_site(text, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    page = text(make.article().get_absolute_url())
    assert '<time datetime="2023-06-03T15:35:00+00:00" title="June 4, 2023, 00:35 JST">' in page


def test_address_may_hold_any_letters(text):
    make.topic("宇宙", slug="宇宙")
    article = make.article(slug="2023-06-03-宇宙", topics=("宇宙",), title="宇宙のニュース")
    assert "宇宙のニュース" in text(article.get_absolute_url())
    assert "宇宙のニュース" in text("/topics/宇宙/")


def test_very_long_title_has_a_page(text):
    assert "W" * 500 in text(make.article(title="W" * 500).get_absolute_url())


def test_unknown_article_is_not_found(client):
    assert client.get("/news/none/").status_code == 404


def test_draft_is_not_found(client):
    assert client.get(make.article(status="draft").get_absolute_url()).status_code == 404


def test_draft_is_shown_to_an_editor(editor):
    response = editor.get(make.article(status="draft", title="Soon").get_absolute_url())
    assert response.status_code == 200
    assert "Draft: only editors see this page" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_draft_is_not_shown_to_staff_without_permission(client):
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert client.get(make.article(status="draft").get_absolute_url()).status_code == 404


def test_draft_is_not_shown_to_a_user_who_is_no_staff(editor):
    User.objects.update(is_staff=False)
    assert editor.get(make.article(status="draft").get_absolute_url()).status_code == 404


def test_withdrawn_article_is_gone(client):
    response = client.get(make.article(status="withdrawn", title="Taken back").get_absolute_url())
    assert response.status_code == 410
    assert "Taken back" not in response.content.decode()


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_unpublished_article_is_on_no_list(site, text, status):
    make.article(status=status, title="Hidden from lists", topics=("Space", "Moon"))
    lists = [url for name, url in PAGES.items() if name not in ("article", "404", "410")]
    assert not [url for url in lists if "Hidden from lists" in text(url)]


def test_scheduled_article_waits_for_its_time(client, text):
    soon = make.article(title="Tomorrow", published_at=datetime.now(UTC) + timedelta(days=1))
    assert client.get(soon.get_absolute_url()).status_code == 404
    assert "Tomorrow" not in text("/") + text("/topics/space/")


# Topics


def test_topic_shows_days_of_the_zone_of_the_site(text, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    make.article()
    assert '<time datetime="2023-06-04"><span class="day-heading__weekday">Sunday</span>' in text("/topics/space/")


def test_top_is_in_order_of_rank(text):
    make.article(title="Cool", heat=1, published_at=make.NEWS_TIME + timedelta(days=1))
    make.article(title="Hot", heat=90)
    page = text("/topics/space/?view=top")
    assert page.index("Hot") < page.index("Cool")
    assert '<a href="?view=top" aria-current="page">' in page


def test_latest_is_in_order_of_time(text):
    make.article(title="Cool", heat=1, published_at=make.NEWS_TIME + timedelta(days=1))
    make.article(title="Hot", heat=90)
    page = text("/topics/space/")
    assert page.index("Cool") < page.index("Hot")


@pytest.mark.parametrize("view", ["", "?view=top"])
def test_older_pages_are_reached_by_links(text, view):
    make.articles(70)
    page, seen = text(f"/topics/space/{view}"), []
    while True:
        seen += re.findall(r'card__link" href="([^"]+)"', page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        if not older:
            break
        page = text("/topics/space/" + older.group(1).replace("&amp;", "&"))
    assert len(seen) == len(set(seen)) == 70
    assert 'rel="prev"' in page


@pytest.mark.parametrize("cursor", ["before=x", "after=x", "before=1", "before=1.2.3", "view=top&before=1.2"])
def test_bad_cursor_is_not_found(client, cursor):
    make.articles(3)
    assert client.get(f"/topics/space/?{cursor}").status_code == 404


def test_unknown_topic_is_not_found(client):
    assert client.get("/topics/none/").status_code == 404


def test_topics_form_a_tree_with_counts(text):
    make.topic("Moon", parent=make.topic("Space"))
    make.article(topics=("Moon", "Space"), title="First")
    make.article(topics=("Moon",), title="Newest", published_at=make.NEWS_TIME + timedelta(days=1))
    page = text("/topics/")
    assert page.index('<h2 class="branch__name"><a href="/topics/space/">') < page.index('<h3 class="branch__name">')
    assert "2 articles" in page
    assert "Newest" in page


def test_topic_without_news_is_not_listed(text):
    make.article(topics=("Empty",), status="draft")
    assert "Empty" not in text("/topics/")


def test_topics_that_are_each_others_parents_are_no_trap(client):
    one, two = make.topic("One"), make.topic("Two", parent=make.topic("One"))
    type(one).objects.filter(pk=one.pk).update(parent=two)
    make.article(topics=("One", "Two"))
    assert client.get("/topics/").status_code == 200


# Outlets


@pytest.mark.parametrize("domain", ["www.example.org", "Example.ORG", "WWW.example.org"])
def test_other_spelling_of_a_domain_is_redirected(client, domain):
    make.provider("example.org")
    response = client.get(f"/providers/{domain}/")
    assert (response.status_code, response.headers["Location"]) == (301, "/providers/example.org/")


def test_unknown_outlet_is_not_found(client):
    assert client.get("/providers/none.example/").status_code == 404
    assert client.get("/providers/www.none.example/").status_code == 404


def test_outlet_counts_its_articles_and_topics(text):
    make.article(topics=("Space", "Moon"))
    make.article(topics=("Space",))
    make.article(topics=("Space",), outlet="b.example")
    page = text("/providers/example.org/")
    assert "2 articles" in page
    assert page.index("Space <span") < page.index("Moon <span")


# Archive


BAD_DATES = ["2023/13/", "2023/00/", "2023/02/29/", "2023/06/00/", "2023/06/31/", "0000/", "9999/", "0000/01/01/"]
BAD_DATES += ["9999/12/", "9999/12/31/", "23/", "20233/", "2023/6/", "2023/06/3/", "٢٠٢٣/"]


@pytest.mark.parametrize("date", BAD_DATES)
def test_date_that_is_none_is_not_found(client, date):
    assert client.get(f"/archive/{date}").status_code == 404


@pytest.mark.parametrize("date", ["0001/", "0001/01/01/"])
def test_first_year_of_the_calendar_is_no_error(client, settings, date):
    settings.TIME_ZONE = "Asia/Tokyo"
    assert client.get(f"/archive/{date}").status_code == 404


def test_archive_counts_days_in_the_zone_of_the_site(text, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    make.article(published_at=datetime(2022, 12, 31, 15, 0, tzinfo=UTC))
    make.article(published_at=datetime(2022, 12, 31, 14, 59, tzinfo=UTC))
    assert re.findall(r'class="span" href="(/archive/\d+/)"', text("/archive/")) == ["/archive/2023/", "/archive/2022/"]
    assert 'href="/archive/2023/01/01/"' in text("/archive/2023/01/")
    assert "Article" in text("/archive/2022/12/31/")


def test_year_counts_its_months(text):
    make.articles(3)
    page = text("/archive/2023/")
    assert re.search(r'href="/archive/2023/06/">.*June.*3 articles', page)
    assert "no articles" in page


def test_month_is_a_calendar_from_monday_on(text):
    make.articles(3)
    page = text("/archive/2023/06/")
    assert re.search(r'<th scope="col"><abbr title="Monday">Mon</abbr></th>', page)
    assert page.count("<td>") == 35
    assert re.findall(r'calendar__day" href="([^"]+)"', page) == ["/archive/2023/06/03/"]


def test_day_leads_to_the_days_with_articles_beside_it(text):
    for day in (1, 3, 7):
        make.article(published_at=make.NEWS_TIME.replace(day=day))
    page = text("/archive/2023/06/03/")
    assert 'href="/archive/2023/06/01/"' in page
    assert 'href="/archive/2023/06/07/"' in page


def test_day_without_articles_is_not_for_search_engines(client, text):
    assert '<meta name="robots" content="noindex">' in text("/archive/2023/06/03/")


# What is not there


def test_unknown_page_offers_news_and_topics(site, client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "The newest stories" in response.content.decode()
    assert 'href="/topics/space/"' in response.content.decode()


def test_error_page_asks_nothing_of_the_database(rf, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = server_error(rf.get("/"))
    assert page.status_code == 500
    assert "Something went wrong" in page.content.decode()
    html5lib.HTMLParser(strict=True).parse(page.content)


def test_error_in_a_view_gives_the_error_page(client, monkeypatch):
    monkeypatch.setattr("articles.views.about.render", lambda *arguments: 1 / 0)
    client.raise_request_exception = False
    response = client.get("/about/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


# Pictures


def test_picture_is_served_for_good(client):
    response = client.get(make.picture().file.url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/gif")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == make.PIXEL


@pytest.mark.parametrize("path", ["", "pictures/", "none.gif", "../settings.py", "%2e%2e/conftest.gif", "a%00.gif"])
def test_nothing_but_pictures_is_served(client, path):
    make.picture()
    assert client.get(f"/media/{path}").status_code == 404


def test_file_that_is_no_picture_is_not_served(client, settings):
    (settings.MEDIA_ROOT / "page.html").write_text("<script>")
    assert client.get("/media/page.html").status_code == 404


# Queries: fixed, whatever the size of the site

BUDGETS = {
    "topics": ("/topics/", 3),
    "topic": ("/topics/space/", 6),
    "topic, top": ("/topics/space/?view=top", 6),
    "article": ("/news/2023-06-03-moon/", 13),
    "provider": ("/providers/example.org/", 9),
    "archive": ("/archive/", 3),
    "archive_year": ("/archive/2023/", 4),
    "archive_month": ("/archive/2023/06/", 4),
    "archive_day": ("/archive/2023/06/03/", 6),
    "about": ("/about/", 4),
    "404": ("/nowhere/", 4),
}


@pytest.mark.parametrize("many", [20, 2000])
@pytest.mark.parametrize(("url", "queries"), BUDGETS.values(), ids=BUDGETS)
def test_page_keeps_its_query_budget(site, client, django_assert_num_queries, url, queries, many):
    make.articles(many, topics=("Space", "Moon"), step=timedelta(hours=7))
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.parametrize("way", ['rel="next"', 'rel="prev"'])
def test_pages_further_on_keep_the_budget(site, text, django_assert_num_queries, way):
    make.articles(200)
    url = "/topics/space/" + re.search(r'href="([^"]+)" rel="next"', text("/topics/space/")).group(1)
    further = "/topics/space/" + re.search(rf'href="([^"]+)" {way}', text(url)).group(1)
    with django_assert_num_queries(6):
        text(further)


@pytest.mark.parametrize(
    "pattern", [one for one in urlpatterns if isinstance(one, URLPattern)], ids=lambda one: one.name
)
def test_address_view_and_template_share_a_name(pattern):
    assert pattern.callback.__name__ == pattern.name
    if pattern.name != "media":
        get_template(f"articles/{pattern.name}.html")
