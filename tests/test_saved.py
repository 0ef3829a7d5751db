"""What the site gives to readers' browsers: a page for their list, buttons, the script that works without a network."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from newsroom.storage import StaticFilesStorage
from tests import make

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = sorted(path.name for path in (ROOT / "static/js").glob("*.js"))
YOUTUBE = '<iframe src="https://www.youtube.com/embed/m8_wjf1PkAc" onload="alert(1)"></iframe><script>alert(2)</script>'


@pytest.fixture
def worker(client):
    return client.get("/sw.js")


def test_list_is_in_the_navigation_of_every_page(text):
    assert text("/about/").count('<a href="/saved/">Saved <span class="count"></span></a>') == 2


def test_list_is_kept_from_search_engines(text):
    assert '<meta name="robots" content="noindex">' in text("/saved/")


@pytest.mark.parametrize("hosts", [[], ["https://bucket.example"]])
def test_list_knows_where_pictures_may_come_from(text, settings, hosts):
    policy = {"DIRECTIVES": {"img-src": ["'self'", *hosts]}}
    settings.CONTENT_SECURITY_POLICY = policy
    assert f'data-hosts="{" ".join(hosts)}"' in text("/saved/")


def test_card_and_article_have_a_button_that_knows_the_full_story(text):
    article = make.article(web_url="https://example.org/full?a=1&b=2")
    button = '<button class="save needs-js" type="button" aria-pressed="false" data-url="https://example.org/full?a=1&amp;b=2">'
    assert text("/").count(button) == text(article.get_absolute_url()).count(button) == 1


def test_button_knows_no_address_that_may_not_be_followed(text):
    make.article(web_url="javascript:alert(1)")
    assert 'data-url=""' in text("/")


# Videos


def test_video_is_a_link_to_its_page_that_knows_its_player(text):
    page = text(make.article(type="video", featured_content=YOUTUBE, title='"Quoted"').get_absolute_url())
    assert 'href="https://www.youtube.com/watch?v=m8_wjf1PkAc"' in page
    assert 'data-player="https://www.youtube-nocookie.com/embed/m8_wjf1PkAc?autoplay=1"' in page
    assert 'data-title="&quot;Quoted&quot;"' in page
    assert "alert(" not in page
    assert "<iframe" not in page


@pytest.mark.parametrize(
    ("kind", "code"),
    [("article", YOUTUBE), ("video", ""), ("video", '<iframe src="https://video.example/1"></iframe>')],
)
def test_what_is_no_video_of_a_known_host_has_no_player(text, kind, code):
    page = text(make.article(type=kind, featured_content=code).get_absolute_url())
    assert "video__play" not in page
    assert "js/video.js" not in page


def test_only_players_of_known_hosts_may_be_framed(client):
    policy = client.get("/about/").headers["Content-Security-Policy"]
    hosts = "https://www.youtube-nocookie.com https://player.vimeo.com https://geo.dailymotion.com"
    assert f"frame-src {hosts}" in [directive.strip() for directive in policy.split(";")]


# Related coverage


@pytest.mark.parametrize(("many", "folded"), [(3, []), (4, ["1 more"]), (6, ["3 more"])])
def test_related_coverage_after_the_third_can_be_unfolded(text, many, folded):
    page = text(make.article(related=[{}] * many).get_absolute_url())
    assert re.findall(r"<summary>(.+)</summary>", page) == folded
    assert page.count('<article class="related-card">') == many


# Without a network


def test_worker_is_asked_for_anew_every_time(worker):
    assert worker.headers["Cache-Control"] == "no-cache"
    assert worker.headers["Content-Type"] == "text/javascript"


def files_of(worker):
    [files] = re.findall(r'^const VERSION = "[0-9a-f]{12}", FILES = (\[.+\]);\n', worker.content.decode())
    return json.loads(files)


def test_worker_keeps_what_pages_are_made_of(worker, text):
    files = files_of(worker)
    linked = set(re.findall(r'(?:src|rel="stylesheet" href|rel="icon" href)="(/static/[^"]+)"', text("/saved/")))
    assert linked <= set(files)
    assert {"/offline/", "/saved/"} <= set(files)
    assert not {"/static/css/admin.css", "/static/js/sw.js", "/static/desk/form.js"} & set(files)


def test_worker_keeps_only_what_is_there(worker, client):
    for url in files_of(worker):
        is_there = finders.find(url.removeprefix("/static/")) if url.startswith("/static/") else client.get(url)
        assert is_there


def test_version_of_the_worker_is_that_of_its_files(client, monkeypatch, worker):
    monkeypatch.setattr("articles.views.offline.static", lambda name: f"/static/new/{name}")
    assert client.get("/sw.js").content[:40] != worker.content[:40]


# Scripts


def test_every_script_is_named_by_a_page():
    pages = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    named = {f"{name}.js" for name in re.findall(r'"js/(\w+)\.js"', pages)}
    imported = {"store.js", "sw.js"}  # by other scripts; by its address
    assert sorted(named | imported) == SCRIPTS


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_makes_nothing_of_text_but_text(name):
    script = (ROOT / "static/js" / name).read_text()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|https?:/|cookie\b", script
    )


def test_imports_are_collected_under_names_that_say_what_files_hold(tmp_path):
    storage = StaticFilesStorage(location=tmp_path, base_url="/static/")
    for name in SCRIPTS:
        (tmp_path / name).write_bytes((ROOT / "static/js" / name).read_bytes())
    files = {name: (storage, name) for name in SCRIPTS}
    list(storage.post_process(files))
    collected = (tmp_path / storage.stored_name("saved.js")).read_text()
    assert re.search(r'from "\./store\.[0-9a-f]{12}\.js"', collected)
