"""The page of a topic, and the tree of topics."""

import re
from datetime import timedelta

import pytest

from articles.models import Seed
from tests import make

pytestmark = pytest.mark.django_db


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


def test_topic_that_nothing_names_any_more_is_not_found(client):
    make.topic("Left")
    assert client.get("/topics/left/").status_code == 404


@pytest.mark.parametrize("use", ["file", "editor", "article", "below"])
def test_topic_that_something_names_has_a_page(client, use):
    topic = make.topic("Space", edited_fields=["name"] if use == "editor" else [])
    if use == "file":
        Seed.objects.create(topic=topic, path="/a.yaml")
    if use == "article":
        make.article(topics=["Space"])
    if use == "below":
        make.topic("Moon", parent=topic)
    assert client.get("/topics/space/").status_code == 200


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


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_name_that_only_hidden_articles_give_is_not_told(client, status):
    make.provider("secret.example", named_at=make.NEWS_TIME)
    make.article(status=status, topics=("Secret plans",), outlet="secret.example")
    pages = (
        "/topics/secret-plans/",
        "/topics/secret-plans/feed.atom",
        "/providers/secret.example/",
        "/api/news/secret-plans/",
    )
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert b"Secret plans" not in client.get("/api/topics/").content


def test_articles_are_counted_along_an_index():
    """Without, PostgreSQL read a million rows for each small topic: a second for the page of all topics."""
    assert "ORDER BY" in str(make.topic("Space").links.published().first_to_count().query)
