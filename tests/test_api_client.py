"""A client that knows only the publisher's description reads the whole site, of real news and of the demo's."""

from collections import Counter
from pathlib import Path

import pytest

from articles.models import Article, ArticleTopic
from tests import api_client, make, seeds

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", params=["demo", "corpus"])
def site(request, shared_rows):
    """Everything published, and an article that is not."""
    folder = Path("seeds") if request.param == "demo" else request.getfixturevalue("corpus")
    seeds.run(folder, publish=True)
    make.article(topics=["AI"], status="withdrawn")


@pytest.fixture
def get(client):
    return lambda path: client.get(path).json()


def paths(found):
    return Counter(item["path"] for item in found)


def test_client_meets_every_published_article_once(site, get):
    published = Article.objects.filter(status="published").values_list("key", flat=True)
    assert len(published) > 50
    assert paths(api_client.items(get, "/api/news/")) == Counter(f"_news/{key}.md" for key in published)


def test_client_meets_every_article_of_every_topic_once(site, get):
    known = api_client.topics(get)
    assert len(known) > 10
    for id_, name in known.items():
        keys = ArticleTopic.objects.filter(status="published", topic__slug=id_).values_list("article__key", flat=True)
        found = api_client.items(get, f"/api/news/{id_}/")
        assert paths(found) == Counter(f"_news/{key}.md" for key in keys)
        assert all(name in item["topics"] for item in found)


def test_client_knows_every_topic_that_an_article_names(site, get):
    named = {name for item in api_client.items(get, "/api/news/") for name in item["topics"]}
    assert named <= set(api_client.topics(get).values())
