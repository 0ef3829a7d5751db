"""Today's desk, the first page of the admin: what waits, what is planned, what came in; for those who may see it."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone

from articles.admin.desk.charts import Bar, columns, shares
from articles.admin.desk.days import days
from articles.models import Article, ImportRun, PictureState, Pin, Seed
from tests import make, runs, seeds

pytestmark = pytest.mark.django_db

URL = "/admin/"


@pytest.fixture
def as_member(client):
    """A client whose user is in this group, or in none."""

    def member(name="", *rights):
        user = User.objects.create_user(name or "nobody", is_staff=True)
        user.groups.add(*Group.objects.filter(name=name))
        user.user_permissions.add(*Permission.objects.filter(codename__in=rights))
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return member


def today(client):
    return client.get(URL).context["today"]


def text(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.content.decode()))


def listed(client, url):
    return {article.title for article in client.get(url).context["cl"].result_list}


def fresh(title, **fields):
    """An article of an hour ago."""
    return make.article(title=title, published_at=timezone.now() - timedelta(hours=1), **fields)


# Charts


def test_parts_of_a_column_stand_on_each_other():
    chart = columns([("mon", (3, 1)), ("tue", (0, 0)), ("wed", (2, 0))], ["led", "followed"])
    assert chart.bars == [
        Bar(0, 25, 20, 75, "led"),
        Bar(0, 0, 20, 25, "followed"),
        Bar(52, 50, 20, 50, "led"),
    ]
    assert (chart.width, chart.most, chart.total) == (72, 4, 6)


def test_nothing_has_no_bars():
    assert columns([("mon", (0, 0))], ["led", "followed"]).bars == []
    assert (shares([]), shares([0]), shares([4, 1])) == ([], [0], [100, 25])


# Days


def test_days_end_with_today(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    timezone.activate("Pacific/Auckland")
    now = timezone.now()
    make.article(published_at=now - timedelta(days=2))
    looked_at = days(now)
    assert looked_at.end - timedelta(days=1) <= now < looked_at.end
    assert not looked_at.is_past
    assert {timezone.localtime(start).hour for start in (*looked_at.fortnight, looked_at.end)} == {0}
    timezone.deactivate()


def test_days_of_an_archive_end_with_its_newest_article_and_the_page_says_so(admin_client):
    make.article(published_at=make.NEWS_TIME)
    make.article(published_at=timezone.now() + timedelta(days=2), status="draft")
    page = admin_client.get(URL)
    assert "The newest article is of June 3, 2023: the days below end there." in text(page)
    chart = page.context["today"]["by_day"]
    assert [numbers for _day, numbers in chart.rows] == [(0, 0)] * 13 + [(1, 0)]


# What waits


def test_drafts_worth_a_look_are_told_from_what_another_outlet_leads(admin_client):
    better = {"status": "draft", "related": [{"quality": 90}]}
    Seed.objects.create(article=fresh("follower", **better), path="/follower.md")
    Seed.objects.create(article=fresh("lead", status="draft", related=[{"quality": 1}]), path="/lead.md")
    fresh("by hand", topics=("Moon",), **better)
    fresh("published")
    make.article(title="old", status="draft")
    drafts = today(admin_client)["drafts"]
    assert (drafts.own, listed(admin_client, drafts.own_url)) == (2, {"lead", "by hand"})
    assert (drafts.followers, listed(admin_client, drafts.followers_url)) == (2, {"follower", "by hand"})


def test_drafts_are_told_by_topic_with_a_link_to_them(admin_client):
    for title in ("one", "two"):
        fresh(title, status="draft", topics=("Moon",))
    fresh("three", status="draft", topics=("Mars",))
    moon, mars = today(admin_client)["drafts_by_topic"]
    assert [(one.name, one.own, one.followers) for one in (moon, mars)] == [("Moon", 2, 0), ("Mars", 1, 0)]
    assert listed(admin_client, moon.own_url) == {"one", "two"}


def test_leads_whose_picture_failed_are_one_link_away(admin_client):
    for title, state in (("failed", PictureState.FAILED), ("waits", PictureState.WAITING)):
        fresh(title, pictures=[make.picture(cached=False, state=state)], related=[{}])
    pictures = today(admin_client)["pictures"]
    assert (pictures.number, listed(admin_client, pictures.url)) == (1, {"failed"})


def test_what_is_planned_is_told_with_its_times(admin_client):
    now = timezone.now()
    fresh("later", status="scheduled", publish_at=now + timedelta(days=2))
    fresh("soon", status="scheduled", publish_at=now + timedelta(hours=2))
    fresh("boosted", boost=40, boosted_at=now - timedelta(hours=12))
    fresh("faded", boost=1, boosted_at=now - timedelta(days=5))
    for title, hours in (("pinned", 3), ("unpinned", -3)):
        Pin.objects.create(article=fresh(title), topic=make.topic(), until=now + timedelta(hours=hours))
    shown = today(admin_client)
    assert [article.title for article in shown["scheduled"]] == ["soon", "later"]
    assert [pin.article.title for pin in shown["pins"]] == ["pinned"]
    assert [(one.article.title, one.left) for one in shown["boosts"]] == [("boosted", 20)]


# Rejects


def rejects(client):
    return [(reject.problem.path, reject.problem.line) for reject in today(client)["rejects"]]


def test_rejected_files_are_told_with_their_run_until_they_are_imported(admin_client, tmp_path):
    bad = seeds.write(tmp_path, "2024-05-01-bad.md", title=None)
    report = seeds.run(tmp_path)
    runs.recorded(*report.files)
    page = admin_client.get(URL)
    [reject] = page.context["today"]["rejects"]
    assert reject.problem.message in text(page)
    assert admin_client.get(reject.url).status_code == 200
    seeds.write(tmp_path, bad.name)
    seeds.run(tmp_path)
    assert rejects(admin_client) == []


def test_each_file_is_told_once_as_its_latest_import_rejected_it(admin_client):
    runs.recorded(runs.rejected("a/bad.md"), runs.rejected("worse.md"))
    runs.recorded(runs.rejected("a/bad.md", runs.BAD, runs.ODD), dry_run=False)
    runs.recorded(runs.rejected("never.md"), dry_run=True)
    assert rejects(admin_client) == [("a/bad.md", 9), ("a/bad.md", 4), ("worse.md", 9)]


def test_file_of_the_same_name_elsewhere_and_an_older_import_mend_nothing(admin_client):
    Seed.objects.create(article=make.article(key="bad"), path="/seeds/b/bad.md")
    runs.recorded(runs.rejected("a/bad.md"))
    Seed.objects.create(article=make.article(key="bad", outlet="b.example"), path="/seeds/a/bad.md")
    ImportRun.objects.update(started_at=timezone.now() + timedelta(hours=1))
    assert rejects(admin_client) == [("a/bad.md", 9)]
    ImportRun.objects.update(started_at=timezone.now() - timedelta(hours=1))
    assert rejects(admin_client) == []


# What came in


def test_figures_tell_days_topics_and_outlets(admin_client):
    fresh("one", topics=("Moon", "Space"), outlet="a.example", related=[{"quality": 90}])
    fresh("two", topics=("Space",), outlet="b.example")
    fresh("three", topics=("Space",), outlet="b.example", status="withdrawn")
    shown = today(admin_client)
    assert shown["by_day"].total == 3
    assert shown["by_day"].most == 3
    assert [(line.name, line.number, line.share) for line in shown["by_topic"]] == [
        ("Space", 3, 100),
        ("Moon", 1, 33.3),
    ]
    assert [(line.name, line.number) for line in shown["by_outlet"]] == [("B.Example", 2), ("A.Example", 1)]
    assert listed(admin_client, shown["by_outlet"][0].url) == {"two", "three"}
    assert listed(admin_client, shown["by_topic"][1].url) == {"one"}


def test_chart_has_its_numbers_as_a_table_and_no_style(admin_client):
    fresh("one")
    html = admin_client.get(URL).content.decode()
    assert "<details>" in html
    assert not re.search(r"\sstyle=|<style", html)
    assert '<svg viewBox="0 0 358 100"' in html


# Whose it is


def test_empty_site_says_how_to_begin(admin_client, as_member):
    page = text(admin_client.get(URL))
    assert "There is no news yet" in page
    assert "./run manage import_seeds FOLDER" in page
    page = text(as_member("Viewer").get(URL))
    assert "Once an editor imports seed files" in page
    assert "Write an article" not in page


@pytest.mark.parametrize("name", ["Editor", "Contributor", "Viewer"])
def test_all_groups_see_the_desk(as_member, name):
    fresh("one", status="draft")
    assert today(as_member(name))["drafts"].own == 1


def test_who_may_see_no_articles_finds_the_plain_page(as_member):
    fresh("one", status="draft")
    page = as_member("", "view_topic").get(URL)
    assert "today" not in page.context
    assert "Topics" in text(page)
    assert "worth a look" not in text(page)


def test_pictures_and_imports_are_told_to_those_who_may_see_them(as_member):
    fresh("one", related=[{}], pictures=[make.picture(cached=False, state=PictureState.FAILED)])
    runs.recorded(runs.rejected())
    shown = today(as_member("", "view_article"))
    assert (shown["pictures"], shown["rejects"]) == (None, [])


def test_desk_takes_at_most_twenty_queries_however_much_there_is(as_member, django_assert_max_num_queries):
    for number in range(20):
        fresh(f"Article {number}", status="draft", topics=[f"Topic {number}"], outlet=f"o{number}.example")
    runs.recorded(*(runs.rejected(f"{number}.md") for number in range(20)))
    client = as_member("Editor")
    client.get(URL)
    with django_assert_max_num_queries(20):
        client.get(URL)
    assert Article.objects.count() == 20
