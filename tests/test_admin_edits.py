"""The editors' desk: what was edited is remembered, outlives imports, and lists follow."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry

from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    ProviderPicture,
    RelatedArticle,
    Status,
    TopicPicture,
)
from tests import desk, make, seeds

pytestmark = pytest.mark.django_db

FRACTION = make.NEWS_TIME + timedelta(microseconds=250_000)


def test_saving_without_change_marks_nothing(admin_client):
    excerpt = "Two lines,\nas an import left them."
    article = make.whole_article(excerpt=excerpt, featured_content="<iframe></iframe>\n", updated_at=FRACTION)
    before = dict(Article.objects.values().get())
    desk.saved(admin_client, article)
    after = Article.objects.values().get()
    assert {name for name, value in after.items() if value != before[name]} == {"modified_at"}
    assert after["edited_fields"] == []


def test_saving_an_unchanged_row_with_lists_marks_nothing(admin_client):
    topic = make.topic("Space", keywords=["rocket", "orbit"], services={"site": "https://space.example"})
    provider = make.provider("space.example", other_names=["S.", "Sp"])
    for row in (topic, provider):
        assert desk.saved(admin_client, row).edited_fields == []


def test_edited_title_is_remembered(admin_client):
    article = desk.saved(admin_client, make.whole_article(published_at=FRACTION), title="Better title")
    assert article.title == "Better title"
    assert article.edited_fields == ["title"]
    assert article.published_at == FRACTION


def test_what_an_import_wrote_since_the_form_was_shown_is_left_alone(admin_client):
    article = make.whole_article()
    data = desk.form_in(admin_client.get(desk.change_url(article)).content.decode())
    Article.objects.update(heat=99, excerpt="Newer")
    admin_client.post(desk.change_url(article), data | {"title": "Better title"})
    article.refresh_from_db()
    assert (article.title, article.heat, article.excerpt) == ("Better title", 99, "Newer")
    assert article.edited_fields == ["title"]


def test_edits_outlive_the_next_import(admin_client, tmp_path):
    seeds.run(seeds.write(tmp_path, related=[seeds.related()]))
    article, topic = Article.objects.get(), make.topic("Science")
    changes = {"title": "Better title", "status": "withdrawn", "related-0-DELETE": "on"}
    desk.saved(admin_client, article, **changes, **desk.one_more("topic_links", topic=topic.pk))
    assert article.edited_fields == ["related", "status", "title", "topics"]
    seeds.run(seeds.write(tmp_path, title="Webb sees farther", heat=99, related=[seeds.related("Another")]))
    article.refresh_from_db()
    assert (article.title, article.status, article.heat) == ("Better title", "withdrawn", 99)
    assert topic in article.topics.all()
    assert not article.related.exists()


def test_added_topic_is_remembered_and_lists_follow(admin_client):
    article, topic = make.whole_article(heat=77), make.topic("Science")
    desk.saved(admin_client, article, **desk.one_more("topic_links", topic=topic.pk))
    assert article.edited_fields == ["topics"]
    assert [link.article for link in topic.links.published()] == [article]
    assert topic.links.get().rank == 77


def test_removed_topic_is_remembered(admin_client):
    article = desk.saved(admin_client, make.whole_article(), **{"topic_links-0-DELETE": "on"})
    assert article.edited_fields == ["topics"]
    assert not article.topics.exists()


def test_added_picture_is_remembered_and_leads(admin_client):
    article, picture = make.whole_article(), make.picture(cached=False)
    ArticlePicture.objects.update(position=5)
    desk.saved(admin_client, article, **desk.one_more("placed_pictures", address=picture.url, order=1))
    assert article.edited_fields == ["pictures"]
    assert article.lead_picture == picture


def test_added_related_article_goes_to_the_end_and_decides_the_standing(admin_client):
    article, stronger = make.whole_article(), make.article(title="Stronger", quality=90)
    desk.saved(admin_client, article, **desk.one_more("related", ours=stronger.pk))
    assert article.edited_fields == ["related"]
    assert article.related.get(position=1).title == "Stronger"
    assert article.standing == "follower"


def test_related_article_edited_on_its_own_page_is_remembered_by_its_article(admin_client):
    article = make.whole_article()
    desk.saved(admin_client, article.related.get(), quality="90")
    article.refresh_from_db()
    assert article.edited_fields == ["related"]
    assert article.standing == "follower"


def test_edited_topic_remembers_fields_and_pictures(admin_client):
    picture = make.picture(cached=False)
    added = desk.one_more("placed_pictures", first=True, address=picture.url)
    topic = desk.saved(admin_client, make.topic("Science"), name="Sciences", keywords="atom\r\n\r\n cell ", **added)
    assert topic.edited_fields == ["keywords", "name", "pictures"]
    assert topic.keywords == ["atom", "cell"]
    assert TopicPicture.objects.get().topic == topic


def test_edited_outlet_remembers_fields_and_logos(admin_client):
    picture = make.picture(cached=False)
    added = desk.one_more("placed_logos", first=True, address=picture.url)
    provider = make.provider("outlet.example")
    assert desk.saved(admin_client, provider, name="The Outlet", **added).edited_fields == ["logos", "name"]
    assert ProviderPicture.objects.get().provider == provider


# Publishing


@pytest.mark.parametrize(
    ("action", "status"), [("publish", "published"), ("withdraw", "withdrawn"), ("back_to_draft", "draft")]
)
def test_action_gives_the_status_and_remembers_it(admin_client, action, status):
    same, other = make.whole_article(1, status=status), make.whole_article(2, status=Status.DRAFT)
    if status == Status.DRAFT:
        Article.objects.filter(pk=other.pk).update(status=Status.PUBLISHED)
    desk.act(admin_client, action, same, other)
    assert set(Article.objects.values_list("status", flat=True)) == {status}
    assert list(Article.objects.order_by("pk").values_list("edited_fields", flat=True)) == [[], ["status"]]
    assert ArticleTopic.objects.get(article=other).status == status
    assert LogEntry.objects.get().object_id == str(other.pk)


def test_withdrawn_article_leaves_its_topic(admin_client):
    topic = make.topic("Science")
    article = make.whole_article(topic="Science")
    assert topic.links.published().exists()
    assert desk.saved(admin_client, article, status="withdrawn").edited_fields == ["status"]
    assert not topic.links.published().exists()


def test_page_or_preview_of_an_article_is_one_link_away(admin_client):
    for status, has_link in (("published", True), ("draft", True), ("withdrawn", False)):
        article = make.whole_article(status, status=status)
        assert admin_client.get(desk.change_url(article)).context["has_absolute_url"] is has_link


@pytest.mark.parametrize(("elsewhere", "reason"), [(90, "another outlet leads"), (1, "below the bar")])
def test_editor_can_tell_a_follower_from_one_below_the_bar(admin_client, elsewhere, reason):
    article = make.whole_article(published=False)
    RelatedArticle.objects.update(quality=elsewhere)
    desk.saved(admin_client, article)
    html = admin_client.get(desk.change_url(article)).content.decode()
    assert f"not published: {reason}" in html


def test_what_another_editor_changed_meanwhile_is_not_overwritten(admin_client):
    article = make.article(status="draft", title="Before")
    data = desk.form_in(admin_client.get(desk.change_url(article)).content.decode())
    Article.objects.filter(pk=article.pk).update(status="withdrawn", title="Theirs")
    answer = admin_client.post(desk.change_url(article), data | {"status": "published", "title": "Mine"})
    assert answer.status_code == 200
    assert {*answer.context["adminform"].form.errors} == {"status", "title"}
    article.refresh_from_db()
    assert (article.status, article.title) == ("withdrawn", "Theirs")
