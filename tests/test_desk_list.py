"""The list of articles at the desk: what it tells of each, how it is narrowed and searched."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.admin.article import paging
from articles.admin.article.columns import heat_told
from articles.models import Article, PictureState, Pin, RelatedArticle, Seed
from tests import make

pytestmark = pytest.mark.django_db

URL = "/admin/articles/article/"


def titles(client, **asked):
    page = client.get(URL, asked)
    assert page.status_code == 200, asked
    return [article.title for article in page.context["cl"].result_list]


def cells(client, column, **asked):
    """The text of this column, from the first row down."""
    html = client.get(URL, asked).content.decode()
    found = re.findall(rf'<t[dh] class="field-{column}">(.*?)</t[dh]>', html, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in found]


# Columns


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ((109, 59, 5, "lead"), "59 + 10 × 5 related = 109"),
        ((110, 59, 5, "lead"), "110"),
        ((-1, 97, 3, "follower"), "−1: another outlet leads"),
        ((75, 75, 0, "alone"), "75: its quality"),
        ((79, 75, 0, "alone"), "75 + bonus 4 = 79"),
        ((71, 75, 0, "alone"), "75 − 4 = 71"),
        ((200, 75, 0, "alone"), "200"),
        ((80, None, 2, "lead"), "80"),
        ((None, 60, 0, "alone"), ""),
    ],
)
def test_heat_is_told_with_how_it_came_about(said, told):
    assert heat_told(*said) == told


def test_list_tells_heat_and_what_is_left_of_a_boost(admin_client):
    at = timezone.now() - timedelta(hours=12)
    make.article(heat=69, quality=59, related=[{}], boost=40, boosted_at=at)
    assert cells(admin_client, "warmth") == ["59 + 10 × 1 related = 69 and boost 40, now 20"]


def test_row_tells_outlet_topics_and_day(admin_client):
    make.article(topics=("Space", "Moon"), outlet="one.example")
    assert cells(admin_client, "outlet") == ["One.Example"]
    assert cells(admin_client, "filed") == ["Space, Moon"]
    assert cells(admin_client, "appeared") == ["Jun 3, 2023 3:35 p.m."]


def test_only_our_own_copy_of_a_lead_picture_is_shown(admin_client):
    make.article(pictures=[make.picture(cached=False)])
    cached = make.picture()
    make.article(pictures=[cached])
    html = admin_client.get(URL).content.decode()
    assert re.findall(r'<img src="(/media[^"]*|http[^"]*)"', html) == [f"/media/{cached.copy}/1.webp"]


def test_lock_names_the_fields_that_were_edited_by_hand(admin_client):
    make.article(edited_fields=["status", "title"])
    make.article()
    assert cells(admin_client, "locks") == ["", "Edited by hand: status, title"]


def test_headline_is_whole_for_those_who_cannot_see_it(admin_client):
    long = "ירח " * 60
    make.article(title=long.strip())
    assert f'dir="auto" title="{long.strip()}"' in admin_client.get(URL).content.decode()
    assert cells(admin_client, "headline") == [long.strip()]


def test_list_takes_at_most_twelve_queries(member, django_assert_max_num_queries):
    make.whole_rows(20)
    client = member("Editor")
    client.get(URL)
    with django_assert_max_num_queries(12):
        client.get(URL)


# Filters


@pytest.fixture
def kinds():
    """One article of each standing; the follower was made by hand."""
    make.article(title="lead", related=[{"quality": 40}], heat=60)
    make.article(title="follower", related=[{"quality": 90}], heat=-1, status="draft")
    Seed.objects.create(article=Article.objects.get(title="follower"), path="/follower.md")
    make.article(title="by hand", related=[{"quality": 90}], status="draft")
    make.article(title="below", quality=40, published=False, status="draft")
    make.article(title="alone", quality=75)


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        ("lead", {"lead"}),
        ("follower", {"follower", "by hand"}),
        ("below", {"below"}),
        ("own", {"lead", "by hand", "below", "alone"}),
        ("nonsense", {"lead", "follower", "by hand", "below", "alone"}),
    ],
)
def test_leads_followers_and_what_is_below_the_bar_are_told_apart(admin_client, kinds, standing, found):
    assert set(titles(admin_client, standing=standing)) == found


@pytest.mark.parametrize(("picture", "found"), [("ours", "ours"), ("missing", "failed"), ("none", "bare")])
def test_list_can_be_cut_to_pictures_we_have_or_lack(admin_client, picture, found):
    make.article(title="ours", pictures=[make.picture()])
    make.article(title="failed", pictures=[make.picture(cached=False, state=PictureState.FAILED)])
    make.article(title="bare")
    assert titles(admin_client, picture=picture) == [found]


@pytest.mark.parametrize("planned", ["scheduled", "pinned", "boosted"])
def test_list_can_be_cut_to_what_is_planned(admin_client, planned):
    now = timezone.now()
    make.article(title="scheduled", status="scheduled", publish_at=now)
    Pin.objects.create(article=make.article(title="pinned"), until=now + timedelta(hours=1))
    Pin.objects.create(article=make.article(title="unpinned"), until=now - timedelta(hours=1))
    make.article(title="boosted", boost=40, boosted_at=now)
    make.article(title="faded", boost=40, boosted_at=now - timedelta(days=9))
    assert titles(admin_client, planned=planned) == [planned]


def test_links_from_topics_and_outlets_lead_to_their_articles(admin_client):
    wanted = make.article(title="wanted", topics=("Moon", "Space"), outlet="a.example")
    make.article(topics=("Space",), outlet="b.example")
    assert titles(admin_client, topics__id__exact=make.topic("Moon").pk) == ["wanted"]
    assert titles(admin_client, provider__id__exact=wanted.provider.pk) == ["wanted"]


def test_filters_work_together_and_with_days(admin_client):
    at = make.NEWS_TIME
    make.article(title="wanted", status="draft", published_at=at)
    make.article(title="other day", status="draft", published_at=at - timedelta(days=3))
    make.article(title="published", published_at=at)
    days = {"published_at__gte": str(at - timedelta(days=1)), "published_at__lt": str(at + timedelta(days=1))}
    asked = {"status__exact": "draft", "topics__id__exact": make.topic().pk, **days}
    assert titles(admin_client, **asked) == ["wanted"]
    assert "Jun 2, 2023–Jun 4, 2023" in admin_client.get(URL, asked).content.decode()


def test_topics_offered_are_the_frequent_ones_and_the_chosen_one(admin_client):
    for number in range(15):
        make.articles(2, topics=[f"Topic {number}"])
    make.article(topics=["Rare"])
    rare = make.topic("Rare")
    [offered] = [spec for spec in filters_of(admin_client, topics__id__exact=rare.pk) if spec.title == "topic"]
    assert len(offered.lookup_choices) == 11
    assert offered.lookup_choices[-1] == (str(rare.pk), "Rare")


def filters_of(client, **asked):
    return client.get(URL, asked).context["cl"].filter_specs


@pytest.mark.parametrize("value", ["x", "9" * 30, "-1", "²"])
def test_filter_that_makes_no_sense_leads_to_the_whole_list(admin_client, value):
    assert admin_client.get(URL, {"topics__id__exact": value}).headers["Location"] == f"{URL}?e=1"


# Count


def test_count_ends_at_a_limit_and_says_so(admin_client, monkeypatch):
    monkeypatch.setattr(paging, "MOST_COUNTED", 60)
    make.articles(61)
    page = admin_client.get(URL, {"p": 2})
    assert len(page.context["cl"].result_list) == 10
    assert "more than 60 articles: search or filter to see the others" in " ".join(page.content.decode().split())
    assert "Select all 60" not in page.content.decode()


def test_page_beyond_the_end_leads_to_the_list(admin_client):
    make.articles(51)
    assert admin_client.get(URL, {"p": 3}).status_code == 302


# Search


@pytest.mark.parametrize("asked", ["TELESC", "mirror", "teles one.exa", "2023-06-03-tel", '"A telescope"', "One.Ex"])
def test_search_finds_drafts_by_words_of_title_excerpt_outlet_and_key(admin_client, asked):
    own = {"key": "2023-06-03-telescope", "slug": "a", "title": "A telescope", "excerpt": "Its mirror."}
    make.article(status="draft", outlet="one.example", **own)
    make.article(title="Other", excerpt="Else.")
    assert titles(admin_client, q=asked) == ["A telescope"]
    assert titles(admin_client, q=f"{asked} nowhere") == []


@pytest.mark.parametrize("url", ["https://one.example/moon", "http://localhost:8000/news/2023-06-03-moon/"])
def test_search_finds_an_article_by_its_address_there_and_here(admin_client, url):
    make.article(title="Moon", slug="2023-06-03-moon", web_url="https://one.example/moon")
    make.article(title="Other")
    assert titles(admin_client, q=url) == ["Moon"]


@pytest.mark.parametrize("asked", ["''", "%", "\x00", "'", "!!!", "a" * 3000, "'x\\'); --", "☃ ☃"])
def test_search_takes_any_text(admin_client, asked):
    make.article(title="Moon")
    assert titles(admin_client, q=asked) in ([], ["Moon"])


def test_related_entries_are_counted_for_each_row(admin_client):
    make.whole_rows(3)
    article = Article.objects.newest_first().first()
    RelatedArticle.objects.filter(article=article).delete()
    rows = admin_client.get(URL).context["cl"].result_list
    assert [row.related_count for row in rows] == [0, 1, 1]
