"""The style guide: for staff, whole on an empty database, and without a row of its own."""

import pytest
from django.contrib.auth.models import User

from articles.models import Article, Provider, Topic
from articles.views import specimens
from tests import make

pytestmark = pytest.mark.django_db

URL = "/styleguide/"
COMPONENTS = ["card--lead", "card--standard", "card--compact", "picture--drawn", "related-card", "outlet", "topic-chip"]
COMPONENTS += ["day-heading", "pagination", "notice", "nothing", "calendar", "span", "block", "latest", "follow"]


@pytest.fixture
def guide(client):
    """A function that gives the page's text to a member of staff."""
    client.force_login(User.objects.create_user("designer", is_staff=True))
    return lambda: client.get(URL).content.decode()


def test_reader_is_asked_to_log_in(client):
    assert client.get(URL).headers["Location"] == f"/admin/login/?next={URL}"


def test_user_who_is_no_staff_is_asked_to_log_in(client):
    client.force_login(User.objects.create_user("reader"))
    assert client.get(URL).status_code == 302


@pytest.mark.parametrize("component", COMPONENTS)
def test_component_is_shown(guide, component):
    assert f'class="{component}"' in guide() or f'class="{component} ' in guide() or f" {component} " in guide()


@pytest.mark.parametrize("text", [specimens.LONG_WORD, specimens.LONG_TITLE, specimens.HEBREW, "10 articles"])
def test_awkward_content_is_shown(guide, text):
    assert text in guide()


def test_long_texts_are_as_long_as_they_say():
    assert (len(specimens.LONG_WORD), len(specimens.LONG_TITLE)) == (61, 180)


def test_nothing_is_written(guide):
    guide()
    assert not Article.objects.exists()
    assert not Provider.objects.exists()
    assert not Topic.objects.exists()


def test_specimens_ask_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        articles = specimens.articles(None, None)
        assert [article.main_topic for article in articles]
        assert specimens.related(None, articles[0])


def test_pictures_are_ours_where_there_are_any(guide):
    assert "<picture>" not in guide()
    make.article(pictures=[make.picture()])
    assert "<picture>" in guide()


def test_guide_is_kept_nowhere(guide, client):
    guide()
    assert "no-store" in client.get(URL).headers["Cache-Control"]
