"""How topics are known, and what two rows of one topic become."""

import pytest

from articles.models import Topic
from articles.naming import absorb, free_slug, know, topic_named
from tests import make

pytestmark = pytest.mark.django_db


def test_name_is_of_the_topic_that_took_it_last():
    one, two = make.topic("One"), make.topic("Two")
    know(one, "Both")
    know(two, "BOTH")
    assert topic_named("both") == two


def test_topic_made_elsewhere_is_found_by_its_name():
    topic = make.topic("Space")
    assert topic_named("SPACE") == topic


def test_absorbed_topic_leaves_its_articles_and_its_names():
    topic, other = make.topic("Space"), make.topic("Cosmos")
    know(other, "Cosmos")
    moved, of_both = make.article(topics=["Cosmos"]), make.article(topics=["Cosmos", "Space"])
    absorb(topic, other)
    assert set(topic.articles.all()) == {moved, of_both}
    assert of_both.topics.count() == 1
    assert topic_named("cosmos") == topic


def test_absorbed_topic_leaves_those_below_it():
    topic, other = make.topic("Space"), make.topic("Cosmos")
    below = make.topic("Moon", parent=other)
    absorb(topic, other)
    below.refresh_from_db()
    assert below.parent == topic
    assert set(Topic.objects.all()) == {topic, below}


def test_topic_below_the_one_it_absorbs_does_not_end_below_itself():
    other = make.topic("Cosmos")
    topic = make.topic("Space", parent=other)
    absorb(topic, other)
    topic.refresh_from_db()
    assert topic.parent is None


def test_free_slug_is_the_first_that_no_row_has():
    make.topic("A", slug="space")
    make.topic("B", slug="space-2")
    assert free_slug(Topic.objects.all(), "space", "cosmos") == "cosmos"
    assert free_slug(Topic.objects.all(), "space") == "space-3"


def test_free_slug_fits_its_column():
    make.topic("A", slug="w" * 200)
    slug = free_slug(Topic.objects.all(), "w" * 999)
    assert slug == f"{'w' * 192}-2"
