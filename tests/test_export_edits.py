"""Rows → seed files: an editor's word goes out, and the rest stays as it came."""

import pytest

from articles.export import export_seeds
from articles.models import Article, Provider, Status, Topic
from tests import make, seeds

pytestmark = pytest.mark.django_db


def edited(folder, *lists, body="", seed=(), **values):
    """Import an article, edit it, export it: the file that comes out."""
    path = seeds.write(folder / "in", **dict(seed))
    path.write_text(path.read_text() + body)
    seeds.run(path)
    seeds.edit(Article.objects.get(), *lists, **values)
    return seeds.exported(folder / "out")


def test_edited_field_is_exported_and_the_rest_is_as_it_came(tmp_path):
    written = edited(tmp_path, seed={"excerpt": "it&#8217;s"}, title="Better", web_url="")
    expected = seeds.data(title="Better", excerpt="it&#8217;s", webUrl=None)
    assert seeds.front_matter(written) == expected


def test_body_stays_when_a_field_is_edited(tmp_path):
    written = edited(tmp_path, body="\nBody text.\n", title="Better")
    assert written.read_text().endswith("---\nBody text.\n")


@pytest.mark.parametrize(
    ("removed", "values", "before"),
    [("excerpt", {"excerpt": "New"}, "publishedDateTime"), ("heat", {"heat": 5}, "published")],
)
def test_key_that_an_edit_adds_stands_at_its_place_in_the_format(tmp_path, removed, values, before):
    keys = list(seeds.front_matter(edited(tmp_path, seed={removed: None}, **values)))
    assert keys.index(removed) == keys.index(before) - 1


@pytest.mark.parametrize("title", ["Why &amp; is written so", "Q&A", "R&D &lt; 5", "AT&T"])
def test_title_with_ampersands_comes_back(tmp_path, title):
    written = edited(tmp_path, title=title)
    Article.objects.all().delete()
    seeds.run(written)
    assert Article.objects.get().title == title


@pytest.mark.parametrize("key", ["record", "cls", "self", "extra", "model_extra", "copy", "published_at", "is_listed"])
def test_unknown_key_of_whatever_name_outlives_an_edit(tmp_path, key):
    data = seeds.front_matter(edited(tmp_path, seed={key: "kept"}, title="Better"))
    assert (data[key], data["title"]) == ("kept", "Better")


@pytest.mark.parametrize("value", [2**70, float("inf"), {"1": "a", "on": [1.5, None]}, "2024-05-01", "=", "0x1f"])
def test_unknown_value_outlives_an_edit(tmp_path, value):
    assert seeds.front_matter(edited(tmp_path, seed={"mood": value}, title="Better"))["mood"] == value


# Lists


def test_editors_logos_are_exported(tmp_path):
    seeds.run(seeds.write_outlet(tmp_path / "in", images=[{"url": "https://x.example/a.png"}]))
    outlet = Provider.objects.get()
    outlet.placed_logos.all().delete()
    seeds.edit(outlet, "logos")
    assert "images" not in seeds.front_matter(seeds.exported(tmp_path / "out", "_data/organizations"))


def test_editors_order_of_a_topic_is_exported_in_the_files_name(tmp_path):
    seeds.run(seeds.write_topic(tmp_path / "in", "AI", "05-ai.yaml"))
    seeds.edit(Topic.objects.get(), order=1)
    assert seeds.exported(tmp_path / "out", "_data/topics").name == "01-ai.yaml"


def test_article_made_by_hand_is_exported_with_its_pictures(tmp_path):
    make.article(pictures=[make.picture("https://x.example/a.jpg", cached=False)], topics=())
    data = seeds.front_matter(seeds.exported(tmp_path))
    assert (data["published"], [picture["url"] for picture in data["images"]]) == (True, ["https://x.example/a.jpg"])


def test_topic_renamed_by_an_editor_is_exported_by_its_new_name(tmp_path):
    seeds.write_topic(tmp_path / "in", "AI")
    seeds.run(tmp_path / "in")
    seeds.edit(Topic.objects.get(), name="Artificial")
    assert seeds.front_matter(seeds.exported(tmp_path / "out", "_data/topics"))["name"] == "Artificial"


# Whether readers see it


def test_editors_status_is_exported_as_published(tmp_path):
    assert seeds.front_matter(edited(tmp_path, status=Status.WITHDRAWN))["published"] is False


def test_seeds_word_on_publishing_is_exported_unless_an_editor_changed_it(tmp_path):
    seeds.run(seeds.write(tmp_path / "in", published=False), publish=True)
    assert seeds.front_matter(seeds.exported(tmp_path / "out"))["published"] is False


def test_article_withdrawn_with_its_file_is_exported_as_not_published(tmp_path):
    path = seeds.write(tmp_path / "in")
    seeds.run(path)
    path.unlink()
    seeds.run(tmp_path / "in", prune=True)
    export_seeds(tmp_path / "out")
    Article.objects.all().delete()
    seeds.run(tmp_path / "out")
    assert Article.objects.get().status == Status.DRAFT
