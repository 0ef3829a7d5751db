"""What is done to many articles at once at the desk: asked once more, done whole or not at all, by whom it may be."""

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import listing
from articles.admin.article import actions, changing
from articles.models import Article, ArticleTopic, Picture, PictureState
from articles.pictures.cache import Summary
from articles.publishing import boost_left
from tests import desk, make

pytestmark = pytest.mark.django_db

URL = "/admin/articles/article/"
ACTIONS = ["publish", "withdraw", "back_to_draft", "set_topics", "boost", "fetch_pictures"]


def asked(client, action, *articles, url=URL, across=0):
    """The answer to choosing the articles and the action, in the list at `url`."""
    chosen = {"_selected_action": [article.pk for article in articles], "select_across": across}
    return client.post(url, {"action": action, "index": 0, **chosen})


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.content.decode()))


def said(client):
    """The messages on the list."""
    return [str(message) for message in client.get(URL).context["messages"]]


def statuses():
    return list(Article.objects.order_by("pk").values_list("status", flat=True))


# Asking


def test_nothing_is_done_before_it_is_confirmed_and_the_question_says_how_many(admin_client):
    articles = make.articles(12)
    Article.objects.update(status="draft")
    page = asked(admin_client, "publish", *articles)
    assert set(statuses()) == {"draft"}
    assert "Publish 12 articles?" in text(page)
    assert "Article" in text(page)
    assert "and 2 others" in text(page)


def test_all_of_a_filtered_list_are_meant_though_one_page_is_shown(admin_client):
    articles = make.articles(60)
    Article.objects.update(status="draft")
    make.article(status="withdrawn")
    url = f"{URL}?status__exact=draft"
    page = asked(admin_client, "publish", *articles[:50], url=url, across=1)
    assert "Publish 60 articles?" in text(page)
    desk.confirm(admin_client, page, url)
    assert statuses() == ["published"] * 60 + ["withdrawn"]
    assert said(admin_client) == ["60 articles are now published."]


def test_list_that_changed_since_the_question_is_asked_about_again(admin_client):
    articles = make.articles(60)
    page = asked(admin_client, "withdraw", *articles[:50], across=1)
    make.article()
    again = desk.confirm(admin_client, page)
    assert set(statuses()) == {"published"}
    assert "The list changed in the meantime" in text(again)
    assert "Withdraw 61 articles?" in text(again)


def test_more_than_a_list_counts_is_refused(admin_client, monkeypatch):
    monkeypatch.setattr(actions, "MOST_COUNTED", 4)
    articles = make.articles(5)
    assert asked(admin_client, "publish", *articles).status_code == 302
    assert said(admin_client) == ["Choose at most 4 articles at once: narrow the list."]


def test_article_in_two_topics_is_one(admin_client):
    article = make.article(topics=("Moon", "Space"))
    url = f"{URL}?topics__id__in={make.topic('Moon').pk},{make.topic().pk}"
    assert "Withdraw 1 article?" in text(asked(admin_client, "withdraw", article, url=url, across=1))


# Statuses


def test_status_is_given_in_batches_with_all_that_follows(admin_client, monkeypatch):
    monkeypatch.setattr(changing, "BATCH", 2)
    make.whole_rows(5)
    desk.act(admin_client, "withdraw", *Article.objects.all(), note="  Wrong\nnumbers. ")
    assert set(Article.objects.values_list("status", "withdrawal_note")) == {("withdrawn", "Wrong numbers.")}
    assert {*ArticleTopic.objects.values_list("status", flat=True)} == {"withdrawn"}
    assert [*Article.objects.values_list("edited_fields", flat=True)] == [["status"]] * 5
    assert LogEntry.objects.count() == 5
    last = desk.versions_of(Article).latest("history_id")
    assert (last.status, last.history_change_reason) == ("withdrawn", "One of 5 at once.")


def test_readers_of_a_withdrawn_article_are_told_why(admin_client, client):
    article = make.article(slug="2023-06-03-moon")
    desk.act(admin_client, "withdraw", article, note="It <b>was</b> wrong.")
    answer = client.get(article.get_absolute_url())
    assert answer.status_code == 410
    assert "It &lt;b&gt;was&lt;/b&gt; wrong." in answer.content.decode()


def test_note_is_changed_where_an_article_is_withdrawn_already_and_not_blanked(admin_client):
    article = make.article(status="withdrawn", withdrawal_note="Old.")
    desk.act(admin_client, "withdraw", article)
    assert Article.objects.get().withdrawal_note == "Old."
    desk.act(admin_client, "withdraw", article, note="New.")
    assert Article.objects.get().withdrawal_note == "New."


def test_muted_article_is_as_good_as_published(admin_client):
    make.provider("example.org", muted=True)
    muted, draft = make.article(), make.article(status="draft")
    desk.act(admin_client, "publish", muted, draft)
    assert statuses() == ["muted", "muted"]
    assert said(admin_client) == ["1 article is now published."]


def test_scheduled_article_loses_its_time_with_its_status(admin_client):
    article = make.article(status="scheduled", publish_at=timezone.now() + timedelta(days=1))
    desk.act(admin_client, "back_to_draft", article)
    assert list(Article.objects.values_list("status", "publish_at")) == [("draft", None)]


def test_failure_in_the_middle_leaves_everything_as_it_was(admin_client, monkeypatch):
    monkeypatch.setattr(changing, "BATCH", 2)
    make.whole_rows(5)
    calls = iter([None, None, RuntimeError("disk full")])

    def failing(ids):
        if error := next(calls):
            raise error
        listing.relist(ids)

    monkeypatch.setattr(changing, "relist", failing)
    with pytest.raises(RuntimeError):
        desk.act(admin_client, "withdraw", *Article.objects.all())
    assert set(statuses()) == {"published"}
    assert not desk.versions_of(Article).exists()


def test_database_that_takes_no_more_is_told_of(admin_client, monkeypatch):
    def full(ids):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(changing, "relist", full)
    desk.act(admin_client, "withdraw", make.article())
    assert said(admin_client) == ["Nothing was changed: database or disk is full."]
    assert statuses() == ["published"]


def test_queries_do_not_grow_within_a_batch(admin_client):
    make.whole_rows(30)
    ids, editor, costs = list(Article.objects.values_list("pk", flat=True)), User.objects.get(), []
    for some in (ids[:1], ids[1:3], ids[3:]):
        with CaptureQueriesContext(connection) as queries:
            changing.set_status(some, "withdrawn", editor)
        costs.append(len(queries))
    assert costs[1] == costs[2] < 30


# Topics


def file_under(client, *articles, **said):
    page = desk.act(client, "set_topics", *articles, **said)
    return page if page.status_code == 200 else None


def filed(article):
    return list(article.topic_links.order_by("position").values_list("topic__name", "position", "status"))


def test_topics_are_added_after_those_that_an_article_has(admin_client):
    one, two = make.article(topics=("Moon", "Space")), make.article(topics=("Mars",), status="draft")
    file_under(admin_client, one, two, topics=[make.topic("Mars").pk], how="add")
    assert filed(one) == [("Moon", 0, "published"), ("Space", 1, "published"), ("Mars", 2, "published")]
    assert filed(two) == [("Mars", 0, "draft")]
    assert list(Article.objects.order_by("pk").values_list("edited_fields", flat=True)) == [["topics"], []]
    assert said(admin_client) == ["1 article has other topics now."]


def test_topics_are_replaced(admin_client):
    article = make.article(topics=("Moon", "Space"), quality=9, heat=9)
    file_under(admin_client, article, topics=[make.topic("Mars").pk, make.topic("Moon").pk], how="replace")
    assert {name for name, _position, _status in filed(article)} == {"Mars", "Moon"}
    assert article.topic_links.first().rank == 9
    assert article.history.latest("history_id").topic_ids == [link.topic_id for link in article.topic_links.all()]


def test_topics_can_be_named_where_no_script_runs(admin_client):
    article = make.article()
    assert "There is no topic “Venus”." in text(file_under(admin_client, article, names="Venus"))
    assert "Choose at least one topic." in text(file_under(admin_client, article))
    make.topic("Mars")
    file_under(admin_client, article, names="space\nMARS", how="replace")
    assert [name for name, _position, _status in filed(article)] == ["Space", "Mars"]


# Boost


def test_boost_is_given_with_its_time_and_ended_by_nought(admin_client):
    article = make.article()
    desk.act(admin_client, "boost", article, points=40)
    article.refresh_from_db()
    assert boost_left(article.boost, article.boosted_at, timezone.now()) == 40
    assert article.history.latest("history_id").boost == 40
    desk.act(admin_client, "boost", article, points=0)
    assert list(Article.objects.values_list("boost", "boosted_at", "edited_fields")) == [(0, None, [])]


@pytest.mark.parametrize("points", ["", "501", "-501", "ten"])
def test_boost_that_makes_no_sense_is_asked_for_again(admin_client, points):
    assert desk.act(admin_client, "boost", make.article(), points=points).status_code == 200
    assert Article.objects.get().boost == 0


# Pictures


def test_pictures_we_lack_are_ordered_and_the_rest_is_left_to_the_next_run(admin_client, monkeypatch):
    monkeypatch.setattr("articles.pictures.orders.AT_ONCE", 1)
    asked_for = []

    def fetch(ids, fetcher):
        asked_for.extend(ids)
        return Summary()

    monkeypatch.setattr("articles.pictures.orders.fetch_now", fetch)
    failed = {"state": PictureState.FAILED, "cached": False, "attempts": 3}
    first, last, ours = make.picture(**failed), make.picture(**failed), make.picture()
    desk.act(admin_client, "fetch_pictures", make.article(pictures=[first, ours]), make.article(pictures=[last]))
    assert asked_for == [last.pk]
    assert Picture.objects.get(pk=first.pk).state == PictureState.WAITING
    assert "1 picture is left to the next run." in said(admin_client)


def test_where_no_picture_is_missing_none_is_asked_for(admin_client):
    desk.act(admin_client, "fetch_pictures", make.article(pictures=[make.picture()]))
    assert said(admin_client) == ["We have a copy of every picture of theirs."]


# Whose they are


def offered(client):
    form = client.get(URL).context["action_form"]
    return [name for name, _label in form.fields["action"].choices if name] if form else []


def test_each_group_is_offered_what_it_may_do(member):
    make.article()
    assert offered(member("Editor")) == ["delete_selected", *ACTIONS]
    assert offered(member("Contributor")) == ["set_topics"]
    assert offered(member("Viewer")) == []


@pytest.mark.parametrize(
    ("name", "refused"),
    [("Viewer", ACTIONS), ("Contributor", [name for name in ACTIONS if name != "set_topics"])],
)
def test_what_is_not_offered_is_refused(member, name, refused):
    article = make.article(status="draft")
    client = member(name)
    for action in [*refused, "delete_selected"]:
        assert asked(client, action, article).status_code == 403
        chosen = {"action": action, "_selected_action": [article.pk], "expected": "1", "post": "yes"}
        assert client.post(URL, chosen).status_code == 403
    assert statuses() == ["draft"]


def test_contributor_files_drafts_and_nothing_else(member):
    draft, published = make.article(status="draft"), make.article()
    client = member("Contributor")
    make.topic("Mars")
    page = asked(client, "set_topics", draft, published)
    assert "Set the topics of 1 article?" in text(page)
    desk.confirm(client, page, names="Mars")
    assert Article.objects.get(topics__name="Mars") == draft
    assert asked(client, "set_topics", published).status_code == 302
    assert said(client)[-1] == "None of these articles is yours to change."


# Deleting


def test_deleting_asks_as_django_does_and_not_for_more_than_it_can_show(admin_client, monkeypatch):
    article, other = make.whole_article(1), make.whole_article(2)
    assert "Are you sure" in text(asked(admin_client, "delete_selected", article))
    monkeypatch.setattr(actions, "MOST_DELETED", 1)
    asked(admin_client, "delete_selected", article, across=1)
    assert said(admin_client) == ["Delete at most 1 articles at once."]
    chosen = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
    admin_client.post(URL, chosen)
    assert Article.objects.get() == other
