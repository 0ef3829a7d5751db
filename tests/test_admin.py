"""The editors' desk: every page answers, edits are remembered, lists follow, nothing unsafe gets in."""

import re
from datetime import UTC, datetime

import html5lib
import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    Picture,
    Provider,
    ProviderPicture,
    RelatedArticle,
    Seed,
    Status,
    Topic,
    TopicPicture,
)
from tests import seeds

pytestmark = pytest.mark.django_db

MODELS = ["article", "picture", "provider", "relatedarticle", "seed", "topic"]
ADDED_BY_HAND = ["article", "picture", "provider", "topic"]
ADDRESSES = ["web_url", "original_url", "amp_web_url", "cdn_amp_web_url", "related-0-web_url"]
INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)(?![^>]*json)|javascript:")
NOON = datetime(2023, 6, 3, 12, 0, 30, 250_000, UTC)


# Builders


def make_topic(name="Science", **values):
    return Topic.objects.create(**{"name": name, "slug": name.lower().replace(" ", "-"), **values})


def make_article(number=1, topic=None, **values):
    """A published article with all that can hang on one: outlet, seed, topic, picture, related entry."""
    site, key = f"https://outlet{number}.example", f"2023-06-03-article-{number}"
    given = {"title": f"Article {number}", "key": key, "slug": key, "web_url": f"{site}/{key}", "heat": 70}
    given |= {"status": Status.PUBLISHED, "published_at": NOON, "quality": 60} | values
    provider = Provider.objects.create(domain=f"outlet{number}.example", name=f"Outlet {number}")
    article = Article.objects.create(provider=provider, **given)
    Seed.objects.create(article=article, path=f"/seeds/{key}.md", text=f"title: {article.title}")
    topic = topic or make_topic(f"Topic {number}")
    ArticleTopic.objects.create(article=article, topic=topic, status=article.status, published_at=NOON)
    picture = Picture.objects.create(url=f"{site}/{key}.jpg", width=1200, height=675)
    ArticlePicture.objects.create(article=article, picture=picture)
    entry = {"title": "Elsewhere", "web_url": "https://elsewhere.example/", "provider": provider}
    RelatedArticle.objects.create(article=article, position=0, **entry)
    return article


def make_rows(count):
    """As many rows of every kind."""
    for number in range(count):
        article = make_article(number)
        if number % 2:
            RelatedArticle.objects.filter(article=article).update(same_as=Article.objects.earliest("pk"))
        topic = article.topics.get()
        topic.parent = Topic.objects.exclude(pk=topic.pk).first()
        topic.save()


# A browser's part


def change_url(row):
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def list_url(model):
    return reverse(f"admin:articles_{model}_changelist")


def form_in(html):
    """What a browser would send of the page's form if its user only pressed Save."""
    page = html5lib.parse(html, namespaceHTMLElements=False)
    [form] = [form for form in page.iter("form") if form.get("id", "").endswith("_form")]
    data = {}
    for field in (element for element in form.iter() if element.tag in {"input", "select", "textarea"}):
        name, kind = field.get("name"), field.get("type")
        if not name or kind in {"submit", "file"} or (kind == "checkbox" and field.get("checked") is None):
            continue
        if field.tag == "select":
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            data[name] = chosen[0].get("value") if chosen else ""
        else:
            data[name] = field.get("value", "") if field.tag == "input" else "".join(field.itertext())
    return {name: re.sub(r"\r?\n", "\r\n", value) for name, value in data.items()}


def save(client, url, /, **changes):
    """Open the form at `url`, change these fields, save."""
    data = form_in(client.get(url).content.decode())
    return client.post(url, data | changes)


def saved(client, row, /, **changes):
    """The row after its form was saved with these changes."""
    response = save(client, change_url(row), **changes)
    assert response.status_code == 302, response.context["errors"]
    row.refresh_from_db()
    return row


def act(client, action, *articles):
    chosen = [article.pk for article in articles]
    return client.post(list_url("article"), {"action": action, "_selected_action": chosen})


def one_more(prefix, first=False, **values):
    """An inline's fields for a row that is added to one row, or to none if `first`."""
    place = 0 if first else 1
    return {f"{prefix}-TOTAL_FORMS": place + 1} | {f"{prefix}-{place}-{name}": values[name] for name in values}


# Every page


@pytest.mark.parametrize("model", MODELS)
def test_list_and_its_rows_answer(admin_client, model):
    make_rows(3)
    page = admin_client.get(list_url(model))
    assert page.status_code == 200
    rows = page.context["cl"].result_list
    assert len(rows) == 3
    assert all(admin_client.get(change_url(row)).status_code == 200 for row in rows)


@pytest.mark.parametrize("model", ADDED_BY_HAND)
def test_add_page_answers(admin_client, model):
    assert admin_client.get(reverse(f"admin:articles_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", ["relatedarticle", "seed"])
def test_what_is_not_made_by_hand_has_no_add_page(admin_client, model):
    assert admin_client.get(reverse(f"admin:articles_{model}_add")).status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_list_costs_the_same_with_more_rows(admin_client, model):
    costs = []
    for count in (5, 45):
        offset = Article.objects.count()
        for number in range(offset, offset + count):
            make_article(number)
        admin_client.get(list_url(model))  # content types are looked up once
        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(list_url(model))
        costs.append(len(queries))
    assert len(page.context["cl"].result_list) == 50
    assert costs[0] == costs[1]


@pytest.mark.parametrize("model", MODELS)
def test_list_can_be_searched(admin_client, model):
    make_rows(2)
    page = admin_client.get(list_url(model), {"q": "nothing has this"})
    assert page.status_code == 200
    assert not page.context["cl"].result_list


@pytest.mark.parametrize("model", MODELS)
def test_pages_hold_nothing_that_the_content_security_policy_forbids(admin_client, model):
    make_rows(1)
    row = admin_client.get(list_url(model)).context["cl"].result_list[0]
    for url in (list_url(model), change_url(row)):
        page = admin_client.get(url)
        assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
        assert not INLINE.search(page.content.decode())


def test_site_is_named(admin_client, settings):
    assert settings.SITE_NAME in admin_client.get(reverse("admin:index")).content.decode()


def test_related_articles_have_no_entry_in_the_menu(admin_client):
    html = admin_client.get(reverse("admin:index")).content.decode()
    assert list_url("article") in html
    assert list_url("relatedarticle") not in html


# An editor's edits


def test_saving_without_change_marks_nothing(admin_client):
    excerpt = "Two lines,\nas an import left them."
    article = make_article(excerpt=excerpt, featured_content="<iframe></iframe>\n", updated_at=NOON)
    before = Article.objects.values().get()
    saved(admin_client, article)
    after = Article.objects.values().get()
    derived = {"modified_at", "standing", "other_outlets", "rank", "lead_picture_id"}
    assert {name for name, value in after.items() if (name, value) not in before.items()} <= derived
    assert after["edited_fields"] == []


def test_saving_an_unchanged_row_with_lists_marks_nothing(admin_client):
    topic = make_topic("Space", keywords=["rocket", "orbit"], services={"site": "https://space.example"})
    provider = Provider.objects.create(domain="space.example", name="Space", other_names=["S.", "Sp"])
    for row in (topic, provider):
        assert saved(admin_client, row).edited_fields == []


def test_edited_title_is_remembered(admin_client):
    article = saved(admin_client, make_article(), title="Better title")
    assert article.title == "Better title"
    assert article.edited_fields == ["title"]
    assert article.published_at == NOON


def test_what_an_import_wrote_since_the_form_was_shown_is_left_alone(admin_client):
    article = make_article()
    data = form_in(admin_client.get(change_url(article)).content.decode())
    Article.objects.update(heat=99, excerpt="Newer")
    admin_client.post(change_url(article), data | {"title": "Better title"})
    article.refresh_from_db()
    assert (article.title, article.heat, article.excerpt) == ("Better title", 99, "Newer")
    assert article.edited_fields == ["title"]


def test_edits_outlive_the_next_import(admin_client, tmp_path):
    seeds.run(seeds.write(tmp_path, related=[seeds.related()]))
    article, topic = Article.objects.get(), make_topic()
    changes = {"title": "Better title", "status": "withdrawn", "related-0-DELETE": "on"}
    saved(admin_client, article, **changes, **one_more("topic_links", topic=topic.pk, position=1))
    assert article.edited_fields == ["related", "status", "title", "topics"]
    seeds.run(seeds.write(tmp_path, title="Webb sees farther", heat=99, related=[seeds.related("Another")]))
    article.refresh_from_db()
    assert (article.title, article.status, article.heat) == ("Better title", "withdrawn", 99)
    assert topic in article.topics.all()
    assert not article.related.exists()


def test_added_topic_is_remembered_and_lists_follow(admin_client):
    article, topic = make_article(heat=77), make_topic()
    saved(admin_client, article, **one_more("topic_links", topic=topic.pk, position=1))
    assert article.edited_fields == ["topics"]
    assert [link.article for link in topic.links.published()] == [article]
    assert topic.links.get().rank == 77


def test_removed_topic_is_remembered(admin_client):
    article = saved(admin_client, make_article(), **{"topic_links-0-DELETE": "on"})
    assert article.edited_fields == ["topics"]
    assert not article.topics.exists()


def test_added_picture_is_remembered_and_leads(admin_client):
    article, picture = make_article(), Picture.objects.create(url="https://pictures.example/1.png")
    ArticlePicture.objects.update(position=5)
    saved(admin_client, article, **one_more("placed_pictures", picture=picture.pk, position=0))
    assert article.edited_fields == ["pictures"]
    assert article.lead_picture == picture


def test_added_related_article_goes_to_the_end_and_decides_the_standing(admin_client):
    article = make_article()
    entry = {"title": "Stronger", "type": "article", "provider": article.provider_id, "quality": 90}
    saved(admin_client, article, **one_more("related", web_url="https://stronger.example/", **entry))
    assert article.edited_fields == ["related"]
    assert article.related.get(position=1).title == "Stronger"
    assert article.standing == "follower"


def test_related_article_edited_on_its_own_page_is_remembered_by_its_article(admin_client):
    article = make_article()
    saved(admin_client, article.related.get(), quality="90")
    article.refresh_from_db()
    assert article.edited_fields == ["related"]
    assert article.standing == "follower"


def test_edited_topic_remembers_fields_and_pictures(admin_client):
    picture = Picture.objects.create(url="https://pictures.example/1.png")
    added = one_more("placed_pictures", first=True, picture=picture.pk, position=0)
    topic = saved(admin_client, make_topic(), name="Sciences", keywords="atom\r\n\r\n cell ", **added)
    assert topic.edited_fields == ["keywords", "name", "pictures"]
    assert topic.keywords == ["atom", "cell"]
    assert TopicPicture.objects.get().topic == topic


def test_edited_outlet_remembers_fields_and_logos(admin_client):
    picture = Picture.objects.create(url="https://pictures.example/1.png")
    added = one_more("placed_logos", first=True, picture=picture.pk, position=0)
    provider = Provider.objects.create(domain="outlet.example", name="Outlet")
    assert saved(admin_client, provider, name="The Outlet", **added).edited_fields == ["logos", "name"]
    assert ProviderPicture.objects.get().provider == provider


# Publishing


@pytest.mark.parametrize(
    ("action", "status"), [("publish", "published"), ("withdraw", "withdrawn"), ("back_to_draft", "draft")]
)
def test_action_gives_the_status_and_remembers_it(admin_client, action, status):
    same, other = make_article(1, status=status), make_article(2, status=Status.DRAFT)
    if status == Status.DRAFT:
        Article.objects.filter(pk=other.pk).update(status=Status.PUBLISHED)
    act(admin_client, action, same, other)
    assert set(Article.objects.values_list("status", flat=True)) == {status}
    assert list(Article.objects.order_by("pk").values_list("edited_fields", flat=True)) == [[], ["status"]]
    assert ArticleTopic.objects.get(article=other).status == status
    assert LogEntry.objects.get().object_id == str(other.pk)


def test_withdrawn_article_leaves_its_topic(admin_client):
    topic = make_topic()
    article = make_article(topic=topic)
    assert topic.links.published().exists()
    assert saved(admin_client, article, status="withdrawn").edited_fields == ["status"]
    assert not topic.links.published().exists()


def test_only_what_readers_see_has_a_link_to_the_site(admin_client):
    for status, has_link in (("published", True), ("draft", False)):
        article = make_article(status, status=status)
        assert admin_client.get(change_url(article)).context["has_absolute_url"] is has_link


@pytest.mark.parametrize(("elsewhere", "reason"), [(90, "another outlet leads"), (1, "below the bar")])
def test_editor_can_tell_a_follower_from_one_below_the_bar(admin_client, elsewhere, reason):
    article = make_article(published=False)
    RelatedArticle.objects.update(quality=elsewhere)
    saved(admin_client, article)
    html = admin_client.get(change_url(article)).content.decode()
    assert f"not published: {reason}" in html


@pytest.mark.parametrize(("answer", "titles"), [("yes", ["Edited"]), ("no", ["Untouched"])])
def test_list_can_be_cut_to_what_was_edited_by_hand(admin_client, answer, titles):
    make_article(1, title="Edited", edited_fields=["title"])
    make_article(2, title="Untouched")
    page = admin_client.get(list_url("article"), {"edited": answer})
    assert [row.title for row in page.context["cl"].result_list] == titles


# Made by hand


def add_article(client, domain, **values):
    """The article that the form for new ones makes for this outlet."""
    provider = Provider.objects.create(domain=domain, name=domain)
    given = {"title": "A Café’s Tale", "web_url": f"https://{domain}/1", "provider": provider.pk}
    given |= {"published_at_0": "2023-06-03", "published_at_1": "12:00:00", "status": "published"}
    response = save(client, reverse("admin:articles_article_add"), **given | values)
    assert response.status_code == 302, response.context["errors"]
    return Article.objects.get(provider=provider)


def test_article_made_by_hand_gets_key_and_address(admin_client):
    articles = [add_article(admin_client, domain) for domain in ("one.example", "two.example")]
    assert [article.key for article in articles] == ["2023-06-03-a-cafes-tale"] * 2
    assert [article.slug for article in articles] == ["2023-06-03-a-cafes-tale", "2023-06-03-a-cafes-tale-2"]


def test_article_made_by_hand_is_listed_under_its_topic(admin_client):
    topic = make_topic()
    placed = one_more("topic_links", first=True, topic=topic.pk, position=0)
    article = add_article(admin_client, "one.example", heat=7, **placed)
    assert [(link.article, link.rank) for link in topic.links.published()] == [(article, 7)]


def test_article_made_by_hand_is_the_editors_word_altogether(admin_client):
    article = add_article(admin_client, "one.example", heat=7)
    assert {"title", "status", "heat", "web_url"} <= set(article.edited_fields)


def test_key_and_address_are_fixed_once_the_article_exists(admin_client):
    article = make_article()
    names = form_in(admin_client.get(change_url(article)).content.decode())
    assert not {"key", "slug"} & set(names)


@pytest.mark.parametrize("written", ["WWW.Outlet.Example", " outlet.example. "])
def test_domain_is_brought_into_its_form(admin_client, written):
    save(admin_client, reverse("admin:articles_provider_add"), name="Outlet", domain=written)
    assert Provider.objects.get().domain == "outlet.example"


def test_domain_that_is_none_is_refused(admin_client):
    page = save(admin_client, reverse("admin:articles_provider_add"), name="Outlet", domain="https://outlet.example/")
    assert "Expected a domain such as example.org." in page.content.decode()
    assert not Provider.objects.exists()


# What is refused


@pytest.mark.parametrize("field", ADDRESSES)
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//outlet.example/1", "https://"])
def test_address_that_is_not_of_the_web_is_refused(admin_client, field, address):
    article = make_article()
    page = save(admin_client, change_url(article), **{field: address})
    assert page.status_code == 200
    assert "Expected an address" in page.content.decode()
    article.refresh_from_db()
    assert article.edited_fields == []


def test_article_that_leads_nowhere_is_refused(admin_client):
    page = save(admin_client, change_url(make_article()), web_url="")
    assert page.context["adminform"].form.errors.keys() == {"web_url"}
    assert "an article has to lead somewhere" in page.content.decode()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "pictures/beside-the-seed.png", "local:1234"])
def test_picture_that_comes_from_nowhere_is_refused(admin_client, address):
    assert save(admin_client, reverse("admin:articles_picture_add"), url=address).status_code == 200
    assert not Picture.objects.exists()


def test_topic_is_not_put_below_itself(admin_client):
    root = make_topic("Root")
    below = make_topic("Below", parent=make_topic("Child", parent=root))
    for parent in (root, below):
        page = save(admin_client, change_url(root), parent=str(parent.pk))
        assert "cannot stand under itself" in page.content.decode()


def test_topics_are_listed_as_a_tree(admin_client):
    second, first = make_topic("Second", order=2), make_topic("First", order=1)
    make_topic("Below second", parent=second, order=0)
    make_topic("Below first", parent=first, order=9)
    rows = admin_client.get(list_url("topic")).context["cl"].result_list
    assert [row.name for row in rows] == ["First", "Below first", "Second", "Below second"]
    assert [row.depth for row in rows] == [0, 1, 0, 1]


def test_only_our_own_copy_of_a_picture_is_shown(admin_client):
    Picture.objects.create(url="https://remote.example/1.png")
    Picture.objects.create(url="https://remote.example/2.png", file="pictures/2.png")
    html = admin_client.get(list_url("picture")).content.decode()
    assert re.findall(r'<img src="([^"]*/pictures/[^"]*|http[^"]*)"', html) == ["/media/pictures/2.png"]


def test_seed_is_only_read(admin_client):
    make_article()
    seed = Seed.objects.get()
    assert "title: Article 1" in admin_client.get(change_url(seed)).content.decode()
    assert admin_client.post(change_url(seed), {"path": "/elsewhere"}).status_code == 403
    assert admin_client.post(reverse("admin:articles_seed_delete", args=[seed.pk])).status_code == 403


def test_article_can_be_deleted_with_its_seed(admin_client):
    article = make_article()
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
