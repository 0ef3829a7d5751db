"""The editors' desk: what is made by hand, and what is refused."""

import html5lib
import pytest
from django.urls import reverse

from articles.models import Article, Picture, Provider
from tests import desk, make

pytestmark = pytest.mark.django_db

ADDRESSES = ["web_url", "original_url", "amp_web_url", "cdn_amp_web_url"]


# Made by hand


def add_article(client, domain, **values):
    """The article that the form for new ones makes for this outlet."""
    provider = make.provider(domain)
    given = {"title": "A Café’s Tale", "web_url": f"https://{domain}/1", "provider": provider.pk}
    given |= {"published_at_0": "2023-06-03", "published_at_1": "12:00:00", "status": "published"}
    response = desk.save(client, reverse("admin:articles_article_add"), **given | values)
    assert response.status_code == 302, response.context["errors"]
    return Article.objects.get(provider=provider)


def test_article_made_by_hand_gets_key_and_address(admin_client):
    articles = [add_article(admin_client, domain) for domain in ("one.example", "two.example")]
    assert [article.key for article in articles] == ["2023-06-03-a-cafes-tale"] * 2
    assert [article.slug for article in articles] == ["2023-06-03-a-cafes-tale", "2023-06-03-a-cafes-tale-2"]


def test_article_made_by_hand_is_listed_under_its_topic(admin_client):
    topic = make.topic()
    placed = desk.one_more("topic_links", first=True, topic=topic.pk)
    article = add_article(admin_client, "one.example", heat=7, **placed)
    assert [(link.article, link.rank) for link in topic.links.published()] == [(article, 7)]


def test_article_made_by_hand_is_the_editors_word_altogether(admin_client):
    article = add_article(admin_client, "one.example", heat=7)
    assert {"title", "status", "heat", "web_url"} <= set(article.edited_fields)


def test_key_and_address_are_fixed_once_the_article_exists(admin_client):
    article = make.whole_article()
    names = desk.form_in(admin_client.get(desk.change_url(article)).content.decode())
    assert not {"key", "slug"} & set(names)


@pytest.mark.parametrize("written", ["WWW.Outlet.Example", " outlet.example. "])
def test_domain_is_brought_into_its_form(admin_client, written):
    desk.save(admin_client, reverse("admin:articles_provider_add"), name="Outlet", domain=written)
    assert Provider.objects.get().domain == "outlet.example"


def test_domain_that_is_none_is_refused(admin_client):
    page = desk.save(
        admin_client, reverse("admin:articles_provider_add"), name="Outlet", domain="https://outlet.example/"
    )
    assert "Expected a domain such as example.org." in page.content.decode()
    assert not Provider.objects.exists()


# What is refused


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//outlet.example/1", "https://"])
def test_address_that_is_not_of_the_web_is_refused_in_every_field(admin_client, address):
    article = make.whole_article()
    page = desk.save(admin_client, desk.change_url(article), **dict.fromkeys(ADDRESSES, address))
    refused = html5lib.parse(page.content, namespaceHTMLElements=False).findall(".//*[@aria-invalid='true']")
    assert sorted(field.get("name") for field in refused) == sorted(ADDRESSES)
    assert page.content.decode().count("Expected an address") == len(ADDRESSES)
    article.refresh_from_db()
    assert article.edited_fields == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "https://"])
def test_address_of_a_related_entry_that_is_not_of_the_web_is_refused(admin_client, address):
    entry = make.whole_article().related.get()
    page = desk.save(admin_client, desk.change_url(entry), **dict.fromkeys(ADDRESSES, address))
    assert page.content.decode().count("Expected an address") == len(ADDRESSES)


def test_article_that_leads_nowhere_is_refused(admin_client):
    page = desk.save(admin_client, desk.change_url(make.whole_article()), web_url="")
    assert page.context["adminform"].form.errors.keys() == {"web_url"}
    assert "an article has to lead somewhere" in page.content.decode()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "pictures/beside-the-seed.png", "local:1234"])
def test_picture_that_comes_from_nowhere_is_refused(admin_client, address):
    assert desk.save(admin_client, reverse("admin:articles_picture_add"), url=address).status_code == 200
    assert not Picture.objects.exists()


def test_topic_is_not_put_below_itself(admin_client):
    root = make.topic("Root")
    below = make.topic("Below", parent=make.topic("Child", parent=root))
    for parent in (root, below):
        page = desk.save(admin_client, desk.change_url(root), parent=str(parent.pk))
        assert "cannot stand under itself" in page.content.decode()
