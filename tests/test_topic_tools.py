"""Topics at the desk: their order, their addresses and their keyword rules; who may do what."""

import html5lib
import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from articles.admin.people import groups
from articles.models import ArticleTopic, Topic, TopicRule
from articles.naming import new_topic, readdress
from articles.search.finding import search
from articles.search.query import parsed
from tests import desk, make, seeds

pytestmark = pytest.mark.django_db

OTHERS = [groups.CONTRIBUTOR, groups.VIEWER]


@pytest.fixture
def ed(member):
    return member(groups.EDITOR)


# Order


def list_form(client):
    """What a browser would send of the list, and the places of the topics on it by their names."""
    response = client.get(desk.list_url("topic"))
    page = html5lib.parse(response.content.decode(), namespaceHTMLElements=False)
    [form] = [form for form in page.iter("form") if form.get("id") == "changelist-form"]
    fields = {
        field.get("name"): field.get("value", "") for field in form.iter("input") if field.get("type") != "checkbox"
    }
    return fields | {"_save": "Save"}, {row.name: place for place, row in enumerate(response.context["cl"].result_list)}


def test_order_is_changed_in_the_tree_and_kept(ed):
    parent = make.topic("Space", order=1)
    below = [make.topic(name, parent=parent, order=5) for name in ("Mars", "Moon")]
    data, places = list_form(ed)
    assert places == {"Space": 0, "Mars": 1, "Moon": 2}
    assert ed.post(desk.list_url("topic"), data | {f"form-{places['Moon']}-order": "2"}).status_code == 302
    assert list(list_form(ed)[1]) == ["Space", "Moon", "Mars"]
    assert [list(Topic.objects.get(pk=one.pk).edited_fields) for one in (parent, *below)] == [[], [], ["order"]]
    assert [version.order for version in below[1].history.order_by("history_id")] == [5, 2]


def test_readers_find_topics_in_their_order(client):
    make.article(topics=["Mars", "Moon", "Sun"])
    for order, name in enumerate(["Sun", "Mars", "Moon"]):
        Topic.objects.filter(name=name).update(order=order)
    shown = client.get("/topics/").context["branches"]
    assert [branch.topic.name for branch in shown] == ["Sun", "Mars", "Moon"]


def test_order_is_kept_on_import(ed, tmp_path):
    seeds.run(seeds.write_topic(tmp_path, "Space", "07-space.yaml"))
    data, _places = list_form(ed)
    ed.post(desk.list_url("topic"), data | {"form-0-order": "3"})
    seeds.run(seeds.write_topic(tmp_path, "Space", "07-space.yaml", shortname="Sp"))
    assert Topic.objects.values_list("order", "short_name").get() == (3, "Sp")


def test_order_that_an_import_wrote_meanwhile_is_left_alone(ed):
    make.topic("Mars", order=1)
    make.topic("Moon", order=2)
    data, _places = list_form(ed)
    Topic.objects.filter(name="Mars").update(order=9)
    ed.post(desk.list_url("topic"), data | {"form-1-order": "3"})
    assert dict(Topic.objects.values_list("name", "order")) == {"Mars": 9, "Moon": 3}


def test_order_that_is_none_is_told_beside_it(ed):
    make.topic("Mars", order=1)
    data, _places = list_form(ed)
    page = ed.post(desk.list_url("topic"), data | {"form-0-order": "first"})
    assert "Enter a whole number." in page.content.decode()
    assert "Please correct the error below." in page.content.decode()


@pytest.mark.parametrize("name", OTHERS)
def test_order_is_changed_by_those_who_may_change_topics(ed, name, client):
    make.topic("Mars", order=1)
    data, _places = list_form(ed)
    assert "form-0-order" in data
    other = User.objects.create_user(name, is_staff=True)
    other.groups.add(Group.objects.get(name=name))
    client.force_login(other, "django.contrib.auth.backends.ModelBackend")
    assert "form-0-order" not in list_form(client)[0]
    assert client.post(desk.list_url("topic"), data | {"form-0-order": "3"}).status_code == 403


# Addresses


def renamed(client, topic, slug, **changes):
    return desk.saved(client, topic, slug=slug, **changes)


def test_topic_that_moved_is_found_at_its_old_address(ed):
    make.articles(30)
    assert renamed(ed, make.topic("Space"), "cosmos").edited_fields == ["slug"]
    for old, new in {
        "/topics/space/?view=top&before=1.2.3": "/topics/cosmos/?view=top&before=1.2.3",
        "/topics/space/feed.atom": "/topics/cosmos/feed.atom",
        "/topics/space/feed.json?x=1": "/topics/cosmos/feed.json?x=1",
        "/api/news/space/": "/api/news/cosmos/",
        "/api/news/space/page/2/?extend=related": "/api/news/cosmos/page/2/?extend=related",
    }.items():
        answer = ed.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (301, new)
        assert "no-cache" in answer.headers["Cache-Control"]
        assert ed.get(new.partition("?before")[0].partition("&before")[0]).status_code == 200


def test_scripts_of_any_site_may_follow_the_api_to_the_new_address(ed):
    make.article()
    renamed(ed, make.topic("Space"), "page2")
    answer = ed.get("/api/news/space/", headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/news/page2/page/1/")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", ["/topics/secret/", "/topics/secret/feed.atom", "/api/news/secret/"])
def test_old_address_of_a_topic_that_readers_do_not_know_tells_nothing(client, address):
    make.article(topics=["Plans"], status="draft")
    readdress(make.topic("Plans"), "secret")
    assert client.get(address).status_code == 404


def test_api_takes_no_control_character_for_an_address(client):
    assert client.get("/api/news/a%00b/").status_code == 404


def test_topic_is_searched_for_by_its_old_address(ed):
    article = make.article(topics=["Space"])
    renamed(ed, make.topic("Space"), "cosmos", name="Cosmos")
    assert search(parsed("topic:space")).articles == [article.pk]


@pytest.mark.parametrize(
    ("slug", "why"),
    [
        ("moon", "The topic “Moon” is at this address."),
        ("luna", "This address leads to the topic “Moon”."),
        ("LUNA", "This address leads to the topic “Moon”."),
        ("-", "Expected letters or digits."),
    ],
)
def test_address_that_another_topic_has_or_had_is_refused(ed, slug, why):
    topic = make.topic("Space")
    readdress(make.topic("Moon"), "luna")
    assert why in desk.save(ed, desk.change_url(topic), slug=slug).content.decode()
    topic.refresh_from_db()
    assert (topic.slug, topic.edited_fields) == ("space", [])


def test_topic_made_by_hand_takes_no_address_that_another_had(ed):
    readdress(make.topic("Moon"), "luna")
    data = desk.form_in(ed.get(reverse("admin:articles_topic_add")).content.decode())
    page = ed.post(reverse("admin:articles_topic_add"), data | {"name": "Luna", "slug": "luna", "order": "1"})
    assert "This address leads to the topic “Moon”." in page.content.decode()


def test_topic_goes_back_to_an_address_of_its_own(ed):
    topic = make.article(topics=["Space"]).topics.get()
    for slug in ("cosmos", "space"):
        renamed(ed, topic, slug)
    assert list(topic.old_addresses.values_list("slug", flat=True)) == ["cosmos"]
    assert ed.get("/topics/space/").status_code == 200
    assert ed.get("/topics/cosmos/").headers["Location"] == "/topics/space/"


def test_restoring_a_version_brings_back_its_address(ed):
    topic = make.topic("Space")
    renamed(ed, topic, "cosmos")
    version = topic.history.earliest("history_id")
    ed.post(reverse("admin:articles_topic_version", args=[topic.pk, version.pk]))
    topic.refresh_from_db()
    assert (topic.slug, topic.old_addresses.get().slug) == ("space", "cosmos")


def test_address_of_a_topic_that_import_makes_is_none_that_another_had(tmp_path):
    readdress(make.topic("Moon"), "space")
    assert new_topic("Space").slug == "space-2"


def test_topic_file_finds_its_topic_after_both_were_changed(ed, tmp_path):
    seeds.run(seeds.write_topic(tmp_path, "Space", "07-space.yaml"))
    topic = renamed(ed, Topic.objects.get(), "cosmos", name="Cosmos")
    for name in ("07-space.yaml", "moved/07-space.yaml"):
        (tmp_path / "07-space.yaml").unlink(missing_ok=True)
        report = seeds.run(seeds.write_topic(tmp_path, "Space", name, shortname=name[:5]))
        assert [(file.outcome.value, file.kept_edits) for file in report.files] == [("updated", ("name", "slug"))]
        topic.refresh_from_db()
        assert (topic.slug, topic.name, topic.short_name) == ("cosmos", "Cosmos", name[:5])


def test_first_file_of_a_topic_finds_it_by_its_old_address(ed, tmp_path):
    seeds.run(seeds.write(tmp_path, topics=["Space"]))
    topic = renamed(ed, Topic.objects.get(), "cosmos", name="Cosmos")
    seeds.run(seeds.write_topic(tmp_path, "Space travel", _id="space", shortname="Sp"))
    assert list(Topic.objects.values_list("pk", "slug", "short_name")) == [(topic.pk, "cosmos", "Sp")]


def test_address_goes_back_to_the_files_word_where_edits_are_overwritten(ed, tmp_path):
    path = seeds.write_topic(tmp_path, "Space")
    seeds.run(path)
    topic = renamed(ed, Topic.objects.get(), "cosmos")
    seeds.run(path, overwrite_edits=True)
    topic.refresh_from_db()
    assert (topic.slug, topic.old_addresses.get().slug) == ("space", "cosmos")


# Keyword rules


def rules_url(topic):
    return reverse("admin:articles_topic_rules", args=[topic.pk])


def test_rules_are_written_in_the_form_one_line_each(ed):
    topic = make.topic("Moon")
    written = desk.one_more("rules", first=True, words="moon\r\n\r\nlunar module", without="honey moon")
    desk.saved(ed, topic, **written)
    assert list(topic.rules.values_list("words", "without")) == [(["moon", "lunar module"], ["honey moon"])]
    topic.refresh_from_db()
    assert topic.edited_fields == []
    assert topic.history.latest("history_id").history_change_reason == "Keyword rules changed."


@pytest.mark.parametrize(("words", "why"), [("", "This field is required."), ("moon\r\n!!", "no words in “!!”")])
def test_rule_without_words_is_refused(ed, words, why):
    topic = make.topic("Moon")
    page = desk.save(ed, desk.change_url(topic), **desk.one_more("rules", first=True, words=words, without="x"))
    assert why in page.content.decode()
    assert not topic.rules.exists()


def test_rules_are_tried_before_they_are_applied(ed):
    topic = make.topic("Moon")
    TopicRule.objects.create(topic=topic, words=["moons"], without=["sun"])
    make.article(title="The Moon rises", excerpt="Over a moonlit sea, a moon.", status="draft")
    make.article(title="Moon", edited_fields=["topics"])
    make.article(title="A moon", topics=["Moon"])
    make.article(title="Sun and Moon")
    assert rules_url(topic) in ed.get(desk.change_url(topic)).content.decode()
    page = ed.get(rules_url(topic)).content.decode()
    assert "This 1 article would get the topic." in page
    assert "1 is left alone, because an editor changed its topics by hand." in page
    assert "1 that fits has it already." in page
    assert "The <mark>Moon</mark> rises" in page
    assert "Over a moonlit sea, a <mark>moon</mark>." in page
    assert ArticleTopic.objects.filter(topic=topic).count() == 1


def test_first_fifty_of_many_are_shown_newest_first(ed):
    topic = make.topic("Moon")
    TopicRule.objects.create(topic=topic, words=["article"])
    make.articles(60)
    response = ed.get(rules_url(topic))
    assert "These 60 articles would get the topic." in response.content.decode()
    assert "The newest 50 of 60" in response.content.decode()
    times = [one.article.published_at for one in response.context["shown"]]
    assert (len(times), times[0]) == (50, make.NEWS_TIME)


def test_rules_are_applied_by_a_button(ed):
    topic = make.topic("Moon")
    TopicRule.objects.create(topic=topic, words=["moon"])
    article = make.article(title="The Moon")
    page = ed.post(rules_url(topic), follow=True).content.decode()
    assert "1 article got the topic." in page
    assert article.topics.filter(pk=topic.pk).exists()
    assert "No article would get the topic." in ed.get(rules_url(topic)).content.decode()


@pytest.mark.parametrize("name", OTHERS)
def test_rules_are_written_by_editors_only(member, name):
    topic = make.topic("Moon")
    TopicRule.objects.create(topic=topic, words=["moon"])
    client = member(name)
    page = client.get(desk.change_url(topic)).content.decode()
    assert 'name="rules-0-words"' not in page
    assert client.post(desk.change_url(topic), {"rules-0-words": "sun"}).status_code == 403


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("page", ["merge", "rules"])
def test_topics_are_merged_and_filed_by_editors_only(member, name, page):
    space, cosmos = make.topic("Space"), make.topic("Cosmos")
    TopicRule.objects.create(topic=cosmos, words=["galaxy"])
    client, url = member(name), reverse(f"admin:articles_topic_{page}", args=[cosmos.pk])
    assert url not in client.get(desk.change_url(cosmos)).content.decode()
    assert client.get(url, {"into": space.pk}).status_code == 403
    assert client.post(url, {"into": space.pk}).status_code == 403
    assert Topic.objects.filter(pk=cosmos.pk).exists()
