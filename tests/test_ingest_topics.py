"""Topic files and the topics that articles name: one row for each, in one tree."""

import os

import pytest

from articles.models import ArticleTopic, Topic
from articles.naming import topic_slug
from tests import seeds

pytestmark = pytest.mark.django_db


def names():
    return sorted(Topic.objects.values_list("name", flat=True))


def parent_of(slug):
    return Topic.objects.get(slug=slug).parent


# The tree


def test_topics_are_placed_in_their_tree_whatever_the_order(tmp_path):
    seeds.write_topic(tmp_path, "Mars", "00-mars.yaml", parent="Planets")
    seeds.write_topic(tmp_path, "Planets", "01-planets.yaml", parent="Space")
    seeds.run(tmp_path)
    assert Topic.objects.get(name="Mars").parent.parent.name == "Space"


def test_topics_below_each_other_are_told_and_cut_at_the_first(tmp_path):
    seeds.write_topic(tmp_path, "Egg", parent="Hen")
    seeds.write_topic(tmp_path, "Hen", parent="Egg")
    seeds.write_topic(tmp_path, "Chick", parent="Hen")
    report = seeds.run(tmp_path)
    assert (parent_of("egg"), parent_of("hen").slug, parent_of("chick").slug) == (None, "egg", "hen")
    assert [warning.field for file in report.files for warning in file.warnings] == ["parent"]


@pytest.mark.parametrize(("above", "below"), [("A", "B"), ("B", "A")])
def test_tree_is_turned_round_in_one_run(tmp_path, above, below):
    for parent, child in ((below, above), (above, below)):
        seeds.write_topic(tmp_path, parent)
        seeds.write_topic(tmp_path, child, parent=parent)
        seeds.run(tmp_path)
    assert (parent_of(above.lower()), parent_of(below.lower()).name) == (None, above)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "unchanged"]


# One row


def test_topic_file_describes_the_topic_that_articles_named(tmp_path):
    seeds.run(seeds.write(tmp_path, topics=["SPACE"]))
    seeds.run(seeds.write_topic(tmp_path, "Space", "07-space.yaml", shortname="Sp"))
    topic = Topic.objects.get()
    assert (topic.name, topic.short_name, topic.order) == ("Space", "Sp", 7)


@pytest.mark.parametrize(
    "second", [{"name": "AI", "_id": "ai"}, {"name": "Artificial", "_id": "ai"}, {"name": "AI", "_id": "artificial"}]
)
def test_second_file_of_a_topic_is_told_and_not_taken(tmp_path, second):
    seeds.write_topic(tmp_path, "AI", "00-a.yaml")
    seeds.write_topic(tmp_path, file="01-b.yaml", description="Other", **second)
    seeds.of_one_age(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "duplicate"]
    rows = list(Topic.objects.values())
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "duplicate"]
    assert list(Topic.objects.values()) == rows


@pytest.mark.parametrize("order", ["ab", "ba"])
@pytest.mark.parametrize("article", [0, 1, 2])
def test_two_topics_with_one_id_are_two_whatever_the_order(tmp_path, order, article):
    write_languages(tmp_path)
    seeds.of_one_age(tmp_path)
    runs = [tmp_path / folder for folder in order]
    for path in [*runs[:article], seeds.write(tmp_path, topics=["C#", "C++"]), *runs[article:]]:
        seeds.run(path)
    rows = Topic.objects.in_use().order_by("name").values_list("name", "slug", "seed__path", "description", "order")
    assert list(rows) == [
        ("C#", "c-sharp", None, "", 999),
        ("C++", "c", str(tmp_path / "a/01-c.yaml"), "Plus", 1),
    ]
    assert ArticleTopic.objects.count() == 2


def write_languages(folder):
    """Two topics with one `_id`."""
    seeds.write_topic(folder / "a", "C++", "01-c.yaml", _id="c", description="Plus")
    seeds.write_topic(folder / "b", "C#", "02-c.yaml", _id="c", description="Sharp", parent="Top")


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("ab", "{}/a/01-c.yaml has it for C++, too, {} and is taken"),
        ("ba", "{}/b/02-c.yaml has it for C#, too; this file {} and is taken"),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_second_topic_with_an_id_is_told_with_the_other_file(tmp_path, order, told, later):
    write_languages(tmp_path)
    seeds.of_one_age(tmp_path)
    if later:
        os.utime(tmp_path / "a/01-c.yaml", (1_800_000_000, 1_800_000_000))
    why = "was changed later" if later else "was changed at the same moment, has the first path"
    reports = [seeds.run(tmp_path / folder).files[0] for folder in order]
    [warning] = reports[1].warnings
    assert (warning.line, warning.field) == (2, "_id")
    assert warning.message == f"{told.format(tmp_path, why)}; give one of them another _id"


def test_topic_whose_id_is_mended_gets_an_address_of_its_own(tmp_path):
    write_languages(tmp_path)
    os.utime(tmp_path / "b/02-c.yaml", (1_900_000_000, 1_900_000_000))
    seeds.run(tmp_path)
    seeds.write_topic(tmp_path / "b", "C#", "02-c.yaml", _id="csharp")
    for _ in range(2):
        seeds.run(tmp_path)
    assert sorted(Topic.objects.filter(seed__isnull=False).values_list("name", "slug")) == [
        ("C#", "csharp"),
        ("C++", "c"),
    ]


@pytest.mark.parametrize(
    ("id_", "slug"), [("a_b", "a-b"), ("a/b", "a-b"), ("C++", "c-plus-plus"), ("AI", ""), ("中", "")]
)
def test_id_that_cannot_be_an_address_is_told(tmp_path, id_, slug):
    report = seeds.run(seeds.write_topic(tmp_path, "Name", "00-a.yaml", _id=id_)).files[0]
    word = f"expected letters, digits and hyphens; the address of the topic is {slug}"
    assert [(one.field, one.message) for one in report.warnings] == ([("_id", word)] if slug else [])


@pytest.mark.parametrize("turned", [False, True])
def test_parent_that_only_files_name_has_its_best_spelling(tmp_path, turned):
    paths = [
        seeds.write_topic(tmp_path, "Mars", parent="PLANETS"),
        seeds.write_topic(tmp_path, "Venus", parent="Planets"),
    ]
    for path in paths[::-1] if turned else paths:
        seeds.run(path)
    assert parent_of("mars").name == parent_of("venus").name == "Planets"


def test_renamed_topic_file_changes_the_order(tmp_path):
    path = seeds.write_topic(tmp_path, "AI", "00-ai.yaml")
    seeds.run(tmp_path)
    path.rename(tmp_path / "07-ai.yaml")
    assert [file.changed for file in seeds.run(tmp_path).files] == [("order",)]
    assert Topic.objects.get().order == 7


def test_topics_with_one_slug_get_addresses_of_their_own(tmp_path):
    seeds.write(tmp_path, topics=["C", "C++", "C#", "🤖", "人工智能", "space", "Space "])
    seeds.run(tmp_path)
    slugs = list(ArticleTopic.objects.order_by("position").values_list("topic__slug", flat=True))
    assert slugs == ["c", "c-plus-plus", "c-sharp", topic_slug("🤖"), "人工智能", "space"]


@pytest.mark.parametrize(("one", "other"), [("Ökonomie", "ÖKONOMIE"), ("Straße", "STRASSE"), ("app", "Ａｐｐ")])
@pytest.mark.parametrize("turned", [False, True])
def test_case_of_a_topics_name_does_not_count_in_any_script(tmp_path, one, other, turned):
    spellings = [other, one] if turned else [one, other]
    for write, spelling in zip((seeds.write, seeds.write_two), spellings, strict=True):
        seeds.run(write(tmp_path, topics=[spelling]))
    assert names() == [one]


# Names that change


def test_topic_renamed_by_an_editor_is_found_by_its_old_name(tmp_path):
    seeds.write_topic(tmp_path, "AI", parent="Root")
    seeds.write(tmp_path, topics=["AI"])
    seeds.run(tmp_path)
    seeds.edit(Topic.objects.get(slug="ai"), name="Artificial Intelligence")
    seeds.write_two(tmp_path, topics=["ai"])
    seeds.run(tmp_path)
    assert names() == ["Artificial Intelligence", "Root"]
    assert parent_of("ai").name == "Root"
    assert Topic.objects.get(slug="ai").articles.count() == 2


def test_topic_that_articles_made_is_found_by_its_old_name(tmp_path):
    seeds.write(tmp_path, topics=["AI"])
    seeds.run(tmp_path)
    seeds.edit(Topic.objects.get(), name="Artificial Intelligence")
    seeds.write(tmp_path, topics=["AI"], heat=3)
    seeds.run(tmp_path)
    assert names() == ["Artificial Intelligence"]


def test_parent_named_by_its_old_name_is_found(tmp_path):
    seeds.run(seeds.write_topic(tmp_path, "AI"))
    seeds.edit(Topic.objects.get(), name="Artificial Intelligence")
    seeds.run(seeds.write_topic(tmp_path, "Robots", parent="AI"))
    assert parent_of("robots").slug == "ai"
    assert names() == ["Artificial Intelligence", "Robots"]


def test_topic_renamed_in_its_file_is_found_by_its_old_name(tmp_path):
    seeds.write(tmp_path, topics=["AI"])
    for name in ("AI", "Artificial"):
        seeds.write_topic(tmp_path, name, "00-ai.yaml", _id="ai")
        seeds.run(tmp_path)
    seeds.run(seeds.write(tmp_path, topics=["AI"], heat=9))
    assert names() == ["Artificial"]


def test_topic_file_takes_over_the_topic_that_articles_made_of_its_new_name(tmp_path):
    seeds.run(seeds.write_topic(tmp_path, "AI", "00-ai.yaml"))
    seeds.run(seeds.write(tmp_path, topics=["Artificial Intelligence"]))
    seeds.run(seeds.write_topic(tmp_path, "Artificial Intelligence", "00-ai.yaml", _id="ai"))
    topic = Topic.objects.get()
    assert (topic.slug, topic.name) == ("ai", "Artificial Intelligence")
    assert [article.title for article in topic.articles.all()] == ["Webb sees far"]


def test_two_described_topics_of_one_name_are_refused(tmp_path):
    seeds.write_topic(tmp_path, "A", "00-a.yaml")
    seeds.write_topic(tmp_path, "B", "01-b.yaml")
    seeds.run(tmp_path)
    seeds.write_topic(tmp_path, "A", "01-b.yaml", _id="b")
    report = seeds.run(tmp_path)
    assert seeds.outcomes(report) == ["unchanged", "rejected"]
    assert [str(problem) for problem in report.files[1].problems] == ["name: the topic a is called A already"]
