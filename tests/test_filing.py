"""Keyword rules at work: what applying them does, and that the import goes by them."""

import pytest

from articles import filing
from articles.ingest.ruling import rules
from articles.models import Article, ArticleTopic, TopicRule
from articles.search.finding import search
from articles.search.query import parsed
from tests import make, seeds

pytestmark = pytest.mark.django_db


def rule(name, *words, without=()):
    """The topic of this name, with a rule."""
    topic = make.topic(name)
    TopicRule.objects.create(topic=topic, words=list(words), without=list(without))
    return topic


def filed(article):
    return list(article.topic_links.order_by("position").values_list("topic__name", "position"))


def test_all_articles_are_looked_at_drafts_too(django_assert_num_queries):
    topic = rule("Moon", "moon")
    fit = [make.article(title="The Moon", status=status).pk for status in ("published", "draft", "withdrawn")]
    make.article(title="The Sun")
    there = make.article(title="Moon", topics=["Moon"])
    kept = make.article(title="Moon", edited_fields=["topics"])
    with django_assert_num_queries(4):
        assert filing.fitting(topic) == filing.Fitting(fit, [there.pk], [kept.pk])


def test_applied_rules_put_articles_behind_their_other_topics(admin_user):
    topic = rule("Moon", "moon")
    article = make.article(title="The Moon", topics=["Space", "Night"], rank=3, heat=3)
    assert filing.file_under(topic, admin_user) == 1
    assert filed(article) == [("Space", 0), ("Night", 1), ("Moon", 2)]
    link = ArticleTopic.objects.get(topic=topic)
    assert (link.status, link.published_at, link.rank) == ("published", article.published_at, 3)
    assert search(parsed("topic:Moon")).articles == [article.pk]
    article.refresh_from_db()
    assert article.edited_fields == []


def test_rules_applied_again_do_nothing(admin_user):
    topic = rule("Moon", "moon")
    make.article(title="The Moon")
    assert [filing.file_under(topic, admin_user) for _ in range(2)] == [1, 0]
    told = topic.history.values_list("history_change_reason", "history_user__username").order_by("history_id")
    assert list(told) == [(None, None), ("Keyword rules applied to 1 article.", admin_user.username)]


def test_what_an_editor_changed_meanwhile_is_left_alone(admin_user, monkeypatch):
    topic, article = rule("Moon", "moon"), make.article(title="The Moon")
    found = filing.fitting(topic)
    seeds.edit(article, "topics")
    monkeypatch.setattr(filing, "fitting", lambda topic: found)
    assert filing.file_under(topic, admin_user) == 0
    assert filed(article) == [("Space", 0)]


def test_batches_cost_the_same_number_of_queries(admin_user, monkeypatch, django_assert_max_num_queries):
    topic = rule("Moon", "article")
    make.articles(60)
    monkeypatch.setattr(filing, "BATCH", 30)
    with django_assert_max_num_queries(2 * 20 + 12):
        assert filing.file_under(topic, admin_user) == 60


# Imports


def test_import_files_new_articles_by_the_rules_of_all_topics(tmp_path):
    rule("Optics", "mirrors")
    rule("Far away", "far", without=["sun"])
    seeds.run(seeds.write(tmp_path))
    article = Article.objects.get()
    assert filed(article) == [("Space", 0), ("Optics", 1), ("Far away", 2)]
    assert set(search(parsed("topic:Optics")).articles) == {article.pk}
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged"]


def test_import_of_a_changed_file_goes_by_the_rules_and_of_an_unchanged_one_does_not(tmp_path):
    seeds.run(seeds.write(tmp_path))
    rule("Optics", "mirror")
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged"]
    assert filed(Article.objects.get()) == [("Space", 0)]
    seeds.run(seeds.write(tmp_path, heat=3))
    assert filed(Article.objects.get()) == [("Space", 0), ("Optics", 1)]


def test_what_was_applied_outlives_the_import_of_a_changed_file(tmp_path, admin_user):
    seeds.run(seeds.write(tmp_path))
    filing.file_under(rule("Optics", "mirror"), admin_user)
    report = seeds.run(seeds.write(tmp_path, heat=3))
    assert [file.changed for file in report.files] == [("heat",)]
    assert filed(Article.objects.get()) == [("Space", 0), ("Optics", 1)]


def test_import_leaves_topics_that_an_editor_changed(tmp_path):
    seeds.run(seeds.write(tmp_path))
    rule("Optics", "mirror")
    seeds.edit(Article.objects.get(), "topics")
    report = seeds.run(seeds.write(tmp_path, heat=3))
    assert filed(Article.objects.get()) == [("Space", 0)]
    assert report.files[0].kept_edits == ()
    seeds.run(tmp_path, overwrite_edits=True)
    assert filed(Article.objects.get()) == [("Space", 0), ("Optics", 1)]


def test_import_goes_by_the_title_that_an_editor_gave(tmp_path):
    seeds.run(seeds.write(tmp_path))
    rule("Optics", "lens")
    seeds.edit(Article.objects.get(), title="A lens")
    seeds.run(seeds.write(tmp_path, heat=3))
    assert filed(Article.objects.get()) == [("Space", 0), ("Optics", 1)]


def test_rules_of_all_topics_are_one_question_to_the_database(django_assert_num_queries):
    topics = [rule(f"Topic {number}", "moon") for number in range(3)]
    with django_assert_num_queries(1):
        held = rules()
    assert held.topics("The Moon", "") == [topic.pk for topic in topics]
