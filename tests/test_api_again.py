"""The JSON API for clients that ask again: what did not change is not sent, and what did is."""

import pytest
import time_machine
from django.core.cache import cache

from articles.models import Article, Picture, PictureState, Provider, Topic
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    make.site()


@pytest.fixture
def asked_again(client):
    """The status when the answer at an address is asked for again after something happened, by one header."""

    def status(happens=lambda: None, header="ETag", path="/api/news/", wait=0):
        with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
            answer = client.get(path)
            happens()
            clock.shift(wait)
            name = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
            return client.get(path, headers={name: answer.headers[header]}).status_code

    return status


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
@pytest.mark.parametrize("path", ["/api/news/", "/api/news/page/2/", "/api/news/space/", "/api/topics/"])
def test_answer_that_is_the_same_is_not_sent_again(asked_again, path, header):
    assert asked_again(path=path, header=header, wait=100) == 304


def test_unchanged_answer_says_who_may_read_it_and_has_nothing_in_it(client):
    answer = client.get("/api/news/")
    again = client.get("/api/news/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert again.headers[name] == answer.headers[name]


def test_etag_of_the_compressed_answer_is_as_good(client):
    answer = client.get("/api/news/", headers={"Accept-Encoding": "gzip"})
    headers = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get("/api/news/", headers=headers).status_code == 304


def test_unchanged_answer_is_not_made(client, monkeypatch):
    etag = client.get("/api/news/").headers["ETag"]
    monkeypatch.setattr("articles.views.api.page_of", lambda *_: 1 / 0)
    assert client.get("/api/news/", headers={"If-None-Match": etag}).status_code == 304


def withdraw_the_first():
    Article.objects.filter(pk=Article.objects.published().first().pk).update(status="withdrawn")


CHANGES = {
    "an article is withdrawn": withdraw_the_first,
    "an article comes": lambda: make.article(),
    "an article is edited": lambda: Article.objects.update(title="Else"),
    "an outlet is renamed": lambda: Provider.objects.update(name="Else"),
    "a topic is renamed": lambda: Topic.objects.filter(slug="space").update(name="Else"),
    "a picture is given up": lambda: Picture.objects.update(state=PictureState.REFUSED),
}


@pytest.mark.parametrize(("header", "wait"), [("ETag", 0), ("ETag", 100), ("Last-Modified", 0), ("Last-Modified", 100)])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_answer_is_sent(asked_again, change, header, wait):
    assert asked_again(change, header=header, wait=wait) == 200


def test_second_answer_within_a_second_has_no_time(client):
    with time_machine.travel("2026-01-01T12:00:00Z", tick=False) as clock:
        first = client.get("/api/news/").headers["Last-Modified"]
        make.article()
        assert "Last-Modified" not in client.get("/api/news/").headers
        clock.shift(1)
        assert client.get("/api/news/").headers["Last-Modified"] > first


def test_article_behind_a_withdrawn_one_moves_to_an_earlier_page(asked_again):
    assert asked_again(withdraw_the_first, path="/api/news/page/2/", header="Last-Modified", wait=1) == 200


def test_article_that_becomes_due_changes_the_answer(asked_again):
    make.article(published_at="2026-01-01T12:00:05Z")
    assert asked_again(header="Last-Modified", wait=4) == 304
    assert asked_again(header="Last-Modified", wait=5) == 200


def test_pages_of_one_list_change_each_at_its_own_time(client):
    for path in ("/api/news/", "/api/news/page/2/", "/api/news/?extend=quality", "/api/news/space/", "/api/news/"):
        with time_machine.travel("2026-01-01T12:00:00Z", tick=False):
            assert "Last-Modified" in client.get(path).headers


@pytest.mark.parametrize(
    "condition", [{"If-Match": '"other"'}, {"If-Unmodified-Since": "Thu, 01 Jan 2020 00:00:00 GMT"}]
)
def test_condition_that_does_not_hold_is_told_in_json(client, condition):
    answer = client.get("/api/news/", headers=condition)
    assert (answer.status_code, answer.json()["status"]) == (412, 412)


def test_answers_may_be_kept_but_are_asked_about(client):
    assert client.get("/api/news/").headers["Cache-Control"] == "public, no-cache"
    assert client.get("/api/nowhere/").headers["Cache-Control"] == "no-store"


def test_setting_that_changes_answers_changes_their_etag(client, settings):
    before = client.get("/api/news/").headers["ETag"]
    settings.API_PICTURES = "ours"
    assert client.get("/api/news/").headers["ETag"] != before


def test_cache_that_is_gone_takes_only_the_time(client, monkeypatch):
    monkeypatch.setattr(type(cache), "__getattr__", lambda *_: 1 / 0)
    answer = client.get("/api/news/")
    assert answer.status_code == 200
    assert "ETag" in answer.headers
    assert "Last-Modified" not in answer.headers
