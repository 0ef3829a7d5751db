"""The editors' desk: every page answers, lists cost the same however long, nothing unsafe gets in."""

import re

import pytest
from django.urls import reverse

from articles.models import Article, Picture, Seed
from tests import desk, make

pytestmark = pytest.mark.django_db

MODELS = ["article", "picture", "provider", "relatedarticle", "seed", "topic"]
ADDED_BY_HAND = ["article", "picture", "provider", "topic"]
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)(?![^>]*json)|javascript:")


# Every page


@pytest.mark.parametrize("model", MODELS)
def test_list_and_its_rows_answer(admin_client, model):
    make.whole_rows(3)
    page = admin_client.get(desk.list_url(model))
    assert page.status_code == 200
    rows = page.context["cl"].result_list
    assert len(rows) == 3
    assert all(admin_client.get(desk.change_url(row)).status_code == 200 for row in rows)


@pytest.mark.parametrize("model", ADDED_BY_HAND)
def test_add_page_answers(admin_client, model):
    assert admin_client.get(reverse(f"admin:articles_{model}_add")).status_code == 200


@pytest.mark.parametrize("rows", ["abc", "-1", "", "1\x00", "٣", "9" * 19, "9" * 5000])
def test_rows_that_are_no_numbers_are_refused(admin_client, rows):
    make.article()
    asked = {"action": "delete_selected", "_selected_action": [rows]}
    assert admin_client.post(desk.list_url("article"), asked).status_code == 400


@pytest.mark.parametrize("model", MODELS)
def test_null_character_in_an_address_is_refused(admin_client, model):
    assert admin_client.get(desk.list_url(model) + "?e=a%00").status_code == 400


@pytest.mark.parametrize("model", ["relatedarticle", "seed"])
def test_what_is_not_made_by_hand_has_no_add_page(admin_client, model):
    assert admin_client.get(reverse(f"admin:articles_{model}_add")).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_list_can_be_searched(admin_client, model):
    make.whole_rows(2)
    page = admin_client.get(desk.list_url(model), {"q": "nothing has this"})
    assert page.status_code == 200
    assert not page.context["cl"].result_list


@pytest.mark.parametrize("model", MODELS)
def test_pages_hold_nothing_that_the_content_security_policy_forbids(admin_client, model):
    make.whole_rows(1)
    row = admin_client.get(desk.list_url(model)).context["cl"].result_list[0]
    for url in (desk.list_url(model), desk.change_url(row)):
        page = admin_client.get(url)
        assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
        assert not INLINE.search(page.content.decode())


def test_site_is_named(admin_client, settings):
    assert settings.SITE_NAME in admin_client.get(reverse("admin:index")).content.decode()


def test_related_articles_have_no_entry_in_the_menu(admin_client):
    html = admin_client.get(reverse("admin:index")).content.decode()
    assert desk.list_url("article") in html
    assert desk.list_url("relatedarticle") not in html


# Lists


def test_topics_are_listed_as_a_tree(admin_client):
    second, first = make.topic("Second", order=2), make.topic("First", order=1)
    make.topic("Below second", parent=second, order=0)
    make.topic("Below first", parent=first, order=9)
    rows = admin_client.get(desk.list_url("topic")).context["cl"].result_list
    assert [row.name for row in rows] == ["First", "Below first", "Second", "Below second"]
    assert [row.depth for row in rows] == [0, 1, 0, 1]


def test_only_our_own_copy_of_a_picture_is_shown(admin_client):
    Picture.objects.create(url="https://remote.example/1.png")
    cached = make.picture("https://remote.example/2.png")
    html = admin_client.get(desk.list_url("picture")).content.decode()
    assert re.findall(r'<img src="([^"]*/pictures/[^"]*|http[^"]*)"', html) == [f"/media/{cached.copy}/1.webp"]


@pytest.mark.parametrize(("answer", "titles"), [("yes", ["Edited"]), ("no", ["Untouched"])])
def test_list_can_be_cut_to_what_was_edited_by_hand(admin_client, answer, titles):
    make.whole_article(1, title="Edited", edited_fields=["title"])
    make.whole_article(2, title="Untouched")
    page = admin_client.get(desk.list_url("article"), {"edited": answer})
    assert [row.title for row in page.context["cl"].result_list] == titles


# What is not edited


def test_seed_is_only_read(admin_client):
    make.whole_article()
    seed = Seed.objects.get()
    assert "title: Article 1" in admin_client.get(desk.change_url(seed)).content.decode()
    assert admin_client.post(desk.change_url(seed), {"path": "/elsewhere"}).status_code == 403
    assert admin_client.post(reverse("admin:articles_seed_delete", args=[seed.pk])).status_code == 403


def test_article_can_be_deleted_with_its_seed(admin_client):
    article = make.whole_article()
    admin_client.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"})
    assert not Article.objects.exists()
    assert not Seed.objects.exists()


# The lock on the door


def sign_in(client, password):
    return client.post(reverse("admin:login"), {"username": "editor", "password": password})


def test_door_opens_and_locks_after_ten_failures(client, django_user_model):
    django_user_model.objects.create_superuser("editor", password="right")
    assert sign_in(client, "right").status_code == 302
    client.logout()
    answers = [sign_in(client, "wrong").status_code for _ in range(10)]
    assert answers == [200] * 9 + [429]
    assert sign_in(client, "right").status_code == 429
