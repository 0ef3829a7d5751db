"""History: every edit is a version, imports are none, and a version is brought back by an edit."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db.models import signals
from django.urls import reverse

from articles.admin.versions import difference
from articles.listing import relist
from articles.models import Article, ArticleTopic, Provider, Topic
from articles.naming import topic_named
from articles.search.tokens import of_topic
from tests import caching, desk, make, seeds

pytestmark = pytest.mark.django_db

TRACKED = [Article, Topic, Provider]


def versions(row):
    """Of the row, oldest first."""
    return list(row.history.order_by("history_id"))


def version_url(row, number):
    name = row._meta.model_name
    return reverse(f"admin:articles_{name}_version", args=[row.pk, versions(row)[number].pk])


def history_of(client, row):
    return client.get(reverse(f"admin:articles_{row._meta.model_name}_history", args=[row.pk]))


def restored(client, row, number):
    answer = client.post(version_url(row, number))
    assert answer.status_code == 302, answer.context["errors"]
    row.refresh_from_db()
    return row


# Kept


@pytest.mark.parametrize(
    ("maker", "field"), [(make.topic, "name"), (make.provider, "name"), (make.whole_article, "title")]
)
def test_edit_is_kept_with_who_did_it_and_what_was_there_before(admin_client, admin_user, maker, field):
    row = maker()
    before = getattr(row, field)
    desk.saved(admin_client, row, **{field: "Better"})
    first, second = versions(row)
    assert (getattr(first, field), first.history_user) == (before, None)
    assert (getattr(second, field), second.history_user) == ("Better", admin_user)


def test_saving_without_a_change_is_no_version(admin_client):
    for row in (make.topic(), make.provider(), make.whole_article()):
        desk.saved(admin_client, row)
        assert versions(row) == []


def test_row_made_by_hand_begins_with_its_making(admin_client):
    form = {"name": "Made", "slug": "made", "order": 1}
    desk.save(admin_client, reverse("admin:articles_topic_add"), **form)
    [version] = versions(Topic.objects.get(slug="made"))
    assert version.history_type == "+"


def test_topics_of_an_article_are_part_of_its_versions(admin_client):
    article, more = make.whole_article(), make.topic("Science")
    old = list(article.topics.values_list("pk", flat=True))
    desk.saved(admin_client, article, **desk.one_more("topic_links", topic=more.pk, position=1))
    assert [version.topic_ids for version in versions(article)] == [old, [*old, more.pk]]


def test_deleted_row_leaves_its_last_version(admin_client, admin_user):
    for number, delete in enumerate((delete_on_its_page, delete_from_the_list)):
        topic = make.topic(f"Topic {number}")
        delete(admin_client, topic)
        last = desk.versions_of(Topic).filter(id=topic.pk).order_by("history_id").last()
        assert (last.history_type, last.name, last.history_user) == ("-", f"Topic {number}", admin_user)
    assert not Topic.objects.exists()


def delete_on_its_page(client, topic):
    client.post(reverse("admin:articles_topic_delete", args=[topic.pk]), {"post": "yes"})


def delete_from_the_list(client, topic):
    client.post(desk.list_url("topic"), {"action": "delete_selected", "_selected_action": [topic.pk], "post": "yes"})


def test_large_texts_and_what_is_derived_are_left_out():
    kept = {field.name for field in desk.versions_of(Article).model._meta.get_fields()}
    assert not kept & {"secured", "extra", "search_tokens", "rank", "lead_picture", "edited_fields"}
    assert kept >= {"title", "excerpt", "status", "provider", "topic_ids"}


# Imports are no editors


def test_imports_pictures_and_lists_leave_no_version(tmp_path, storage, server):
    seeds.run(seeds.write(tmp_path, topics=["space", "SPACE TIME"], related=[seeds.related()]))
    files = seeds.write_topic(tmp_path, "Space", order=7), seeds.write_outlet(tmp_path, description="Above us.")
    seeds.run(*files, seeds.write(tmp_path, title="Changed", topics=["Space", "Space Time"]))
    caching.served(server, 1)
    assert caching.run(server).outcomes == {"cached": 1}
    relist(list(Article.objects.values_list("pk", flat=True)))
    assert [str(row) for row in Article.objects.all()] == ["Changed"]
    assert {str(row) for row in Topic.objects.all()} == {"Space", "Space Time"}
    assert not any(desk.versions_of(model).exists() for model in TRACKED)


@pytest.mark.parametrize("signal", ["post_save", "pre_delete", "post_delete"])
def test_nothing_listens_where_rows_are_written(signal):
    assert not [model for model in TRACKED if getattr(signals, signal).has_listeners(model)]


def test_what_an_import_wrote_between_two_edits_is_not_the_second_editors(admin_client, admin_user):
    article = make.whole_article()
    desk.saved(admin_client, article, title="Better")
    Article.objects.update(excerpt="Newer, by an import")
    desk.saved(admin_client, article, heat=7)
    by = [(version.history_user, version.title, version.excerpt, version.heat) for version in versions(article)]
    old = article.history.earliest("history_id").excerpt
    assert by[1:] == [
        (admin_user, "Better", old, None),
        (None, "Better", "Newer, by an import", None),
        (admin_user, "Better", "Newer, by an import", 7),
    ]


# Read


def test_history_tells_who_changed_what_from_what_to_what(admin_client):
    article = make.whole_article(title="Webb sees <far>")
    desk.saved(admin_client, article, title="Webb sees <farther>", status="withdrawn")
    html = history_of(admin_client, article).content.decode()
    assert "Webb sees <del>&lt;far&gt;</del><ins>&lt;farther&gt;</ins>" in html
    assert "<del>published</del> <ins>withdrawn</ins>" in html
    assert ">admin</td>" in html


@pytest.mark.parametrize("maker", [make.topic, make.provider, make.whole_article])
def test_history_of_what_nobody_edited_answers(admin_client, maker):
    assert "No editor has changed it yet" in history_of(admin_client, maker()).content.decode()


def test_long_history_is_on_several_pages(admin_client):
    topic = make.topic()
    for number in range(21):
        desk.saved(admin_client, topic, name=f"Name {number}")
    page = history_of(admin_client, topic)
    assert len(page.context["shown"]) == 20
    assert all(changes for _version, changes in page.context["shown"])
    rest = admin_client.get(page.request["PATH_INFO"], {"versions": 2}).context["shown"]
    assert [changes is None for _version, changes in rest] == [False, True]
    assert admin_client.get(page.request["PATH_INFO"], {"versions": "many"}).status_code == 200


def test_values_of_every_kind_are_shown(admin_client):
    parent, gone = make.topic("Parent"), make.topic("Gone")
    topic = make.topic("Child", parent=gone)
    services = '{"site": "https://space.example"}'
    desk.saved(admin_client, topic, parent=parent.pk, keywords="atom\ncell", services=services, order=3)
    gone.delete()
    html = history_of(admin_client, topic).content.decode()
    for told in (f"deleted, number {versions(topic)[0].parent_id}", "Parent", "atom, cell", "space.example", "999"):
        assert told in html


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("one two three", "one 2 three", [("same", "one "), ("del", "two "), ("ins", "2 "), ("same", "three")]),
        ("a a", "a a a", [("same", "a "), ("ins", "a "), ("same", "a")]),
        ("same", "same", [("same", "same")]),
        ("x " * 400 + "end", "y " * 400 + "end", [("del", "x " * 400), ("ins", "y " * 400), ("same", "end")]),
    ],
)
def test_difference_is_by_words(old, new, pieces):
    assert difference(old, new) == pieces


# Brought back


def test_restored_topic_is_an_edit_like_any_other(admin_client, admin_user):
    topic = desk.saved(admin_client, make.topic("Old name", order=5), name="Science", order=2)
    Topic.objects.update(edited_fields=[])
    restored(admin_client, topic, 0)
    assert (topic.name, topic.order, topic.edited_fields) == ("Old name", 5, ["name", "order"])
    assert topic_named("Science") == topic_named("Old name") == topic
    last = versions(topic)[-1]
    assert (last.name, last.history_user) == ("Old name", admin_user)
    assert last.history_change_reason.startswith("Restored the version of")


def test_restored_outlet_has_its_names_back(admin_client):
    provider = make.provider("outlet.example", other_names=["O.", "Out"])
    desk.saved(admin_client, provider, name="Outlet", other_names="")
    assert restored(admin_client, provider, 0).other_names == ["O.", "Out"]
    assert provider.edited_fields == ["name", "other_names"]


def test_restored_article_is_listed_and_found_where_it_was(admin_client):
    article, topic = make.whole_article(title="Volcano", topic="Science"), make.topic("Science")
    desk.saved(admin_client, article, title="Else", status="draft", **{"topic_links-0-DELETE": "on"})
    Article.objects.update(edited_fields=[])
    restored(admin_client, article, 0)
    assert (article.title, article.edited_fields) == ("Volcano", ["status", "title", "topics"])
    assert [link.article for link in topic.links.published()] == [article]
    assert of_topic(topic.pk) in article.search_tokens.split()


def test_restored_time_is_exact_and_the_rest_is_left_alone(admin_client):
    exact = make.NEWS_TIME + timedelta(microseconds=250_000)
    article = make.whole_article(published_at=exact, updated_at=exact)
    desk.saved(admin_client, article, published_at_0="2023-06-04", published_at_1="10:00:00")
    Article.objects.update(edited_fields=[], secured="kept")
    restored(admin_client, article, 0)
    assert (article.published_at, article.updated_at, article.secured) == (exact, exact, "kept")
    assert article.edited_fields == ["published_at"]


def test_restored_edit_outlives_the_next_import(admin_client, tmp_path):
    seeds.run(seeds.write(tmp_path))
    article = Article.objects.get()
    title = article.title
    desk.saved(admin_client, article, title="Worse")
    restored(admin_client, article, 0)
    seeds.run(seeds.write(tmp_path, title="The publisher's newest"))
    article.refresh_from_db()
    assert article.title == title


def test_topic_that_is_gone_is_not_brought_back(admin_client):
    article = make.whole_article(topic="Science")
    desk.saved(admin_client, article, **{"topic_links-0-DELETE": "on"}, title="Else")
    Topic.objects.all().delete()
    restored(admin_client, article, 0)
    assert not ArticleTopic.objects.exists()


def test_version_that_the_form_refuses_is_not_restored(admin_client):
    topic, other = make.topic("Upper"), make.topic("Lower")
    Topic.objects.filter(pk=topic.pk).update(parent=other)
    desk.saved(admin_client, topic, parent="")
    Topic.objects.filter(pk=other.pk).update(parent=topic)
    answer = admin_client.post(version_url(topic, 0))
    assert "cannot stand under itself" in answer.content.decode()
    assert len(versions(topic)) == 2


def test_viewer_reads_versions_and_restores_none(client, admin_client):
    topic = desk.saved(admin_client, make.topic(), name="Better")
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.groups.add(Group.objects.get(name="Viewer"))
    client.force_login(viewer, "django.contrib.auth.backends.ModelBackend")
    page = client.get(version_url(topic, 0))
    assert page.status_code == 200
    assert "Restore this version" not in page.content.decode()
    assert client.post(version_url(topic, 0)).status_code == 403


def test_version_that_is_not_there_or_of_another_row_is_not_found(admin_client):
    topic, other = make.topic("One"), make.topic("Two")
    desk.saved(admin_client, topic, name="Better")
    version = versions(topic)[0].pk
    for pk, number in ((other.pk, version), (topic.pk, 10**30), (topic.pk, 0), ("x", version), (10**30, version)):
        url = f"{desk.list_url('topic')}{pk}/history/{number}/"
        assert admin_client.get(url).status_code == admin_client.post(url).status_code == 404
