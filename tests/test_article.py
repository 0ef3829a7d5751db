"""The page of an article."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User

from tests import make

pytestmark = pytest.mark.django_db


HOSTILE = '<script>alert("x")</script>\'"&'


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(user)
    return client


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
    assert "Read the full story at <bdi>Example.Org</bdi>" in page


def test_video_without_web_address_is_watched_at_the_origin(text):
    page = text(make.article(type="video", web_url="", original_url="https://video.example/1").get_absolute_url())
    assert 'class="follow" href="https://video.example/1"' in page
    assert "Watch at <bdi>" in page


def test_remote_picture_is_not_linked(text):
    article = make.article(pictures=[make.picture("https://img.example/1.jpg", cached=False)])
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


def test_scheduled_article_waits_for_its_time(client, text):
    soon = make.article(title="Tomorrow", published_at=datetime.now(UTC) + timedelta(days=1))
    assert client.get(soon.get_absolute_url()).status_code == 404
    assert "Tomorrow" not in text("/") + text("/topics/space/")
