"""Two topics made one: what goes where, and what becomes of the files of the one that is gone."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse

from articles import topics
from articles.admin.people import groups
from articles.models import Article, ArticleTopic, Pin, Topic, TopicAddress, TopicRule
from articles.naming import absorb, readdress, topic_named
from articles.search.finding import search
from articles.search.query import parsed
from tests import desk, make, seeds

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed(client):
    """The browser of an Editor."""
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name=groups.EDITOR))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def versions(model):
    """What is kept of all topics, also of those that are gone."""
    return model.history.order_by("history_id")


def reasons(topic_id):
    """Kinds and reasons of the versions of a topic, in their order."""
    return list(versions(Topic).filter(id=topic_id).values_list("history_type", "history_change_reason"))


def merge_url(topic):
    return reverse("admin:articles_topic_merge", args=[topic.pk])


def two():
    """The topic that stays, and the one that goes with all that can hang on it."""
    space, cosmos = make.topic("Space"), make.topic("Cosmos")
    make.topic("Moon", parent=cosmos)
    readdress(cosmos, "universe")
    moved = make.article(topics=["Night", "Cosmos"], title="Moved")
    make.article(topics=["Cosmos", "Night", "Space"], title="Of both")
    Pin.objects.create(article=moved, topic=cosmos, until=make.NEWS_TIME)
    TopicRule.objects.create(topic=cosmos, words=["galaxy"])
    return space, cosmos


def test_what_a_merge_would_do_is_told_first(ed):
    space, cosmos = two()
    assert merge_url(cosmos) in ed.get(desk.change_url(cosmos)).content.decode()
    page = ed.get(merge_url(cosmos), {"into": space.pk}).content.decode()
    for told in (
        "2 articles move.",
        "1 of them has both.",
        "1 topic below it moves: Moon.",
        "Files that name “Cosmos” mean “Space” from then on.",
        "Readers of /topics/cosmos/, /topics/universe/ are led on to /topics/space/.",
        "1 pin moves.",
        "1 keyword rule moves.",
    ):
        assert told in page
    assert Topic.objects.filter(pk=cosmos.pk).exists()


def test_merged_topic_leaves_all_to_the_other(ed):
    space, cosmos = two()
    assert ed.post(merge_url(cosmos), {"into": space.pk}).headers["Location"] == desk.change_url(space)
    names = {
        article.title: [link.topic.name for link in article.topic_links.select_related("topic")]
        for article in Article.objects.all()
    }
    assert names == {"Moved": ["Night", "Space"], "Of both": ["Space", "Night"]}
    assert Topic.objects.get(name="Moon").parent == space
    assert space.pins.get().article.title == "Moved"
    assert space.rules.get().words == ["galaxy"]
    assert topic_named("COSMOS") == space
    assert not Topic.objects.filter(pk=cosmos.pk).exists()


def test_merged_topic_leads_to_the_other_on_the_site_and_in_searches(ed):
    space, cosmos = two()
    ed.post(merge_url(cosmos), {"into": space.pk})
    for old in ("cosmos", "universe"):
        assert ed.get(f"/topics/{old}/?view=top").headers["Location"] == "/topics/space/?view=top"
        assert ed.get(f"/api/news/{old}/").headers["Location"] == "/api/news/space/"
    for asked in ("topic:space", "topic:cosmos", "space"):
        assert len(search(parsed(asked)).articles) == 2
    assert "Moved" in ed.get("/topics/space/").content.decode()


def test_history_of_both_tells_of_the_merge(ed):
    space, cosmos = two()
    ed.post(merge_url(cosmos), {"into": space.pk})
    assert reasons(cosmos.pk) == [("~", None), ("-", "Merged into “Space”.")]
    assert reasons(space.pk) == [("~", None), ("~", "Merged “Cosmos” into it, 2 articles.")]
    assert [version.parent_id for version in versions(Topic).filter(name="Moon")] == [
        cosmos.pk,
        space.pk,
    ]
    assert list(LogEntry.objects.order_by("pk").values_list("object_repr", "action_flag")) == [
        ("Cosmos", 3),
        ("Space", 2),
    ]
    page = ed.get(reverse("admin:articles_topic_history", args=[space.pk])).content.decode()
    assert "Merged “Cosmos” into it, 2 articles." in page
    assert "Pictures or related coverage" not in page


def everything():
    rows = [list(model.objects.order_by("pk").values()) for model in (Topic, ArticleTopic, TopicAddress, Pin, Article)]
    return [*rows, TopicRule.objects.get().topic_id, versions(Topic).count(), LogEntry.objects.count()]


def failing(*_given, **_named):
    raise RuntimeError("in the middle")


@pytest.mark.parametrize("step", ["readdress", "merged_words"])
def test_merge_that_fails_in_the_middle_leaves_all_as_it_was(ed, monkeypatch, step):
    space, cosmos = two()
    before = everything()
    monkeypatch.setattr(topics, step, failing)
    with pytest.raises(RuntimeError):
        ed.post(merge_url(cosmos), {"into": space.pk})
    assert everything() == before


def test_merge_that_fails_at_its_last_step_leaves_all_as_it_was(ed, monkeypatch):
    space, cosmos = two()
    before, log = everything(), LogEntry.objects.log_actions

    def log_one(editor, rows, action, told):
        return failing() if action == CHANGE else log(editor, rows, action, told)

    monkeypatch.setattr(LogEntry.objects, "log_actions", log_one)
    with pytest.raises(RuntimeError):
        ed.post(merge_url(cosmos), {"into": space.pk})
    assert everything() == before


def test_topic_becomes_part_of_one_that_it_stands_below(ed):
    space = make.topic("Space")
    moon = make.topic("Moon", parent=space)
    make.topic("Crater", parent=moon)
    ed.post(merge_url(moon), {"into": space.pk})
    assert dict(Topic.objects.values_list("name", "parent__name")) == {"Space": None, "Crater": "Space"}


@pytest.mark.parametrize(
    ("into", "why"), [("Space", "part of itself"), ("Crater", "stands below “Space”"), ("", "Choose a topic")]
)
def test_merge_that_makes_no_sense_is_refused(ed, into, why):
    space = make.topic("Space")
    make.topic("Crater", parent=make.topic("Moon", parent=space))
    chosen = {"into": Topic.objects.get(name=into).pk if into else ""}
    for send in (ed.get, ed.post):
        assert why in send(merge_url(space), chosen).content.decode()
    assert Topic.objects.count() == 3


def test_other_topic_can_be_named_where_scripts_do_not_run(ed):
    space, cosmos = two()
    page = ed.get(merge_url(cosmos), {"into": "", "name": "SPACE"}).content.decode()
    assert f'name="into" value="{space.pk}"' in page


def test_absorbing_a_topic_above_makes_no_circle():
    above = make.topic("Above")
    space = make.topic("Space", parent=above)
    moon = make.topic("Moon", parent=space)
    crater = make.topic("Crater", parent=moon)
    absorb(crater, space)
    assert dict(Topic.objects.values_list("name", "parent__name")) == {
        "Above": None,
        "Crater": "Above",
        "Moon": "Crater",
    }


def test_pin_that_both_have_ends_with_the_later():
    space, cosmos = make.topic("Space"), make.topic("Cosmos")
    article = make.article(topics=["Space", "Cosmos"])
    for topic, day in ((space, 1), (cosmos, 9)):
        Pin.objects.create(article=article, topic=topic, until=make.NEWS_TIME.replace(day=day))
    absorb(space, cosmos)
    assert Pin.objects.get().until.day == 9


# The files of a topic that was merged


@pytest.fixture
def merged(tmp_path, admin_user):
    """A folder with the file of a topic that was made part of Space, and articles of both."""
    seeds.write_topic(tmp_path, "Space", "01-space.yaml", description="Above us")
    seeds.write_topic(tmp_path, "Cosmos", "02-cosmos.yaml", description="All of it")
    seeds.write(tmp_path, topics=["Cosmos", "Night", "Space"])
    seeds.write_two(tmp_path, topics=["cosmos"])
    seeds.write_topic(tmp_path, "Moon", parent="Cosmos")
    seeds.run(tmp_path)
    topics.merge(Topic.objects.get(name="Cosmos"), Topic.objects.get(name="Space"), admin_user)
    return tmp_path


def passed_over(report):
    return {file.path.rpartition("/")[2]: [str(note) for note in file.notes] for file in report.files if file.notes}


def test_file_of_a_merged_topic_is_passed_over_with_a_note(merged):
    rows = list(Topic.objects.order_by("pk").values())
    for _time in range(2):
        report = seeds.run(merged)
        told = "describes Cosmos, which an editor made part of Space; passed over"
        assert passed_over(report) == {"02-cosmos.yaml": [told]}
        assert report.counts["unchanged"] == 4
    assert list(Topic.objects.order_by("pk").values()) == rows


@pytest.mark.parametrize("change", [{"description": "New"}, {"name": "The cosmos"}, {"_id": "everything"}])
@pytest.mark.parametrize("has_file", [True, False])
def test_changed_file_of_a_merged_topic_neither_comes_back_nor_overwrites_the_other(merged, change, has_file):
    if not has_file:
        (merged / "01-space.yaml").unlink()
        Topic.objects.get(name="Space").seed.delete()
    before = Topic.objects.values().get(name="Space")
    seeds.write_topic(merged, file="02-cosmos.yaml", **({"name": "Cosmos", "_id": "cosmos"} | change))
    report = seeds.run(merged)
    assert "02-cosmos.yaml" in passed_over(report)
    assert Topic.objects.values().get(name="Space") == before
    assert set(Topic.objects.values_list("name", flat=True)) == {"Space", "Night", "Moon"}


def test_articles_and_topics_that_name_a_merged_topic_go_to_the_other(merged):
    seeds.write(merged, topics=["Cosmos", "Night", "Space"], heat=3)
    seeds.write_topic(merged, "Mars", parent="Cosmos")
    report = seeds.run(merged)
    assert [file.changed for file in report.files if file.outcome.value == "updated"] == [("heat",)]
    links = Article.objects.get(heat=3).topic_links.values_list("topic__name", flat=True)
    assert list(links) == ["Space", "Night"]
    assert set(Topic.objects.filter(parent__name="Space").values_list("name", flat=True)) == {"Moon", "Mars"}


def test_file_of_the_topic_that_stays_counts_as_before(merged):
    report = seeds.run(seeds.write_topic(merged, "Space", "01-space.yaml", description="Far above us"))
    assert seeds.outcomes(report) == ["updated"]
    assert Topic.objects.get(name="Space").description == "Far above us"


def test_file_of_a_merged_topic_is_known_where_history_is_forgotten(merged):
    versions(Topic).delete()
    assert list(passed_over(seeds.run(merged))) == ["02-cosmos.yaml"]
    assert not Topic.objects.filter(name="Cosmos").exists()


def test_file_of_a_merged_topic_is_known_where_the_other_took_its_address(merged, ed):
    space = Topic.objects.get(name="Space")
    desk.saved(ed, space, slug="cosmos")
    assert "02-cosmos.yaml" in passed_over(seeds.run(merged))
    space.refresh_from_db()
    assert (space.slug, space.name, space.description) == ("cosmos", "Space", "Above us")


def test_topic_that_an_editor_deleted_comes_back_with_its_file(tmp_path, ed):
    path = seeds.write_topic(tmp_path, "Cosmos")
    seeds.run(path)
    ed.post(reverse("admin:articles_topic_delete", args=[Topic.objects.get().pk]), {"post": "yes"})
    assert seeds.outcomes(seeds.run(path)) == ["created"]
