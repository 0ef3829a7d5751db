"""The page of an outlet."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("domain", ["www.example.org", "Example.ORG", "WWW.example.org"])
def test_other_spelling_of_a_domain_is_redirected(client, domain):
    make.provider("example.org")
    response = client.get(f"/providers/{domain}/")
    assert (response.status_code, response.headers["Location"]) == (301, "/providers/example.org/")


def test_unknown_outlet_is_not_found(client):
    assert client.get("/providers/none.example/").status_code == 404
    assert client.get("/providers/www.none.example/").status_code == 404


@pytest.mark.parametrize("domain", ["left.example", "www.left.example"])
def test_outlet_that_nothing_names_any_more_is_not_found(client, domain):
    make.provider("left.example", named_at=make.NEWS_TIME)
    assert client.get(f"/providers/{domain}/").status_code == 404


def test_outlet_counts_its_articles_and_topics(text):
    make.article(topics=("Space", "Moon"))
    make.article(topics=("Space",))
    make.article(topics=("Space",), outlet="b.example")
    page = text("/providers/example.org/")
    assert "2 articles" in page
    assert page.index("Space <span") < page.index("Moon <span")


def test_many_articles_are_not_counted_one_by_one(text, monkeypatch):
    monkeypatch.setattr("articles.querysets.MOST_COUNTED", 2)
    monkeypatch.setattr("articles.templatetags.news.MOST_COUNTED", 2)
    make.articles(3, topics=("Space",))
    for url in ("/providers/example.org/", "/topics/", "/about/"):
        assert "more than 2" in text(url)
