"""An editor's edits outlive imports, and are told."""

import pytest

from articles.models import Article, Provider, Status, Topic
from tests import make, seeds

pytestmark = pytest.mark.django_db

PICTURES = {"images": [{"url": "https://x.example/a.png"}]}


def kept(folder, **options):
    """What the import of the one file reports as kept."""
    return list(seeds.run(folder, **options).files[0].kept_edits)


def test_editors_edit_outlives_an_import_and_is_told(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.edit(Article.objects.get(), title="Better")
    seeds.write(tmp_path, title="Worse", heat=7)
    file = seeds.run(tmp_path).files[0]
    article = Article.objects.get()
    assert (article.title, article.heat) == ("Better", 7)
    assert (file.changed, file.kept_edits) == (("heat",), ("title",))


def test_editors_topics_pictures_and_related_are_kept(tmp_path):
    seeds.write(tmp_path, related=[seeds.related()])
    seeds.run(tmp_path)
    article = Article.objects.get()
    article.related.all().delete()
    article.topic_links.all().delete()
    seeds.edit(article, "related", "topics", "pictures")
    seeds.write(tmp_path, related=[seeds.related("Other")], topics=["Else"], **PICTURES)
    assert kept(tmp_path) == ["topics", "pictures", "related"]
    assert not article.related.exists()
    assert not article.topic_links.exists()
    assert not article.placed_pictures.exists()


def test_editors_word_inside_a_related_entry_is_told(tmp_path):
    seeds.write(tmp_path, related=[seeds.related()])
    seeds.run(tmp_path)
    article = Article.objects.get()
    article.related.update(excerpt="Mine")
    seeds.edit(article, "related")
    assert kept(tmp_path) == ["related"]
    assert article.related.get().excerpt == "Mine"


def test_editors_caption_of_a_picture_is_told(tmp_path):
    seeds.write(tmp_path, **PICTURES)
    seeds.run(tmp_path)
    article = Article.objects.get()
    article.placed_pictures.update(title="Mine")
    seeds.edit(article, "pictures")
    assert kept(tmp_path) == ["pictures"]
    assert article.placed_pictures.get().title == "Mine"


def test_withdrawn_by_an_editor_stays_withdrawn_and_is_told(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.edit(Article.objects.get(), status=Status.WITHDRAWN)
    assert kept(tmp_path, publish=True) == ["status"]
    assert Article.objects.get().status == Status.WITHDRAWN


def test_article_made_by_hand_keeps_its_fields_when_a_seed_of_its_key_arrives(tmp_path):
    handmade = make.article(key="2024-05-01-webb-sees-far", outlet="space.example", title="By hand", heat=3)
    seeds.edit(handmade, "title")
    seeds.write(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["updated"]
    handmade.refresh_from_db()
    assert (handmade.title, handmade.heat) == ("By hand", 80)


@pytest.mark.parametrize("edited", ["parent", "pictures"])
def test_editors_word_on_a_topic_is_kept_and_told(tmp_path, edited):
    seeds.write_topic(tmp_path, "AI", parent="Root", **PICTURES)
    seeds.run(tmp_path)
    topic = Topic.objects.get(slug="ai")
    topic.placed_pictures.all().delete()
    seeds.edit(topic, edited, parent=None)
    assert edited in kept(tmp_path)
    topic.refresh_from_db()
    assert (topic.parent, topic.placed_pictures.count()) == (None, 0 if edited == "pictures" else 1)


def test_editors_logos_are_kept_and_told(tmp_path):
    seeds.write_outlet(tmp_path, **PICTURES)
    seeds.run(tmp_path)
    outlet = Provider.objects.get()
    outlet.placed_logos.all().delete()
    seeds.edit(outlet, "logos")
    assert kept(tmp_path) == ["logos"]
    assert not outlet.placed_logos.exists()


def test_editors_logos_get_none_of_an_articles(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.edit(Provider.objects.get(), "logos")
    seeds.write(tmp_path, provider={"name": "Space Desk", "domain": "space.example", **PICTURES})
    seeds.run(tmp_path)
    assert not Provider.objects.get().placed_logos.exists()


# Taken back


def test_overwrite_edits_takes_the_seeds(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.edit(Article.objects.get(), title="Better", status=Status.WITHDRAWN)
    seeds.run(tmp_path, overwrite_edits=True)
    article = Article.objects.get()
    assert (article.title, article.status, article.edited_fields) == ("Webb sees far", Status.PUBLISHED, [])


def test_overwrite_edits_does_not_unpublish_what_no_editor_published(tmp_path):
    seeds.write(tmp_path, published=False)
    seeds.run(tmp_path, publish=True)
    seeds.edit(Article.objects.get(), title="Better")
    seeds.run(tmp_path, overwrite_edits=True)
    assert Article.objects.get().status == Status.PUBLISHED


def test_overwrite_edits_restores_logos(tmp_path):
    seeds.write_outlet(tmp_path, **PICTURES)
    seeds.run(tmp_path)
    outlet = Provider.objects.get()
    outlet.placed_logos.all().delete()
    seeds.edit(outlet, "logos")
    seeds.run(tmp_path, overwrite_edits=True)
    assert outlet.placed_logos.count() == 1


def test_overwrite_edits_restores_a_topics_parent(tmp_path):
    seeds.write_topic(tmp_path, "AI", parent="Root")
    seeds.run(tmp_path)
    seeds.edit(Topic.objects.get(slug="ai"), parent=None)
    seeds.run(tmp_path, overwrite_edits=True)
    assert Topic.objects.get(slug="ai").parent.name == "Root"


def test_overwrite_edits_restores_related_entries_in_their_places(tmp_path):
    seeds.write(tmp_path, related=[seeds.related(title) for title in ("A", "B", "C")])
    seeds.run(tmp_path)
    article = Article.objects.get()
    article.related.filter(position=1).delete()
    seeds.edit(article, "related")
    seeds.run(tmp_path, overwrite_edits=True)
    assert list(article.related.values_list("position", "title")) == [(0, "A"), (1, "B"), (2, "C")]
