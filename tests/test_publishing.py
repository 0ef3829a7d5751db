"""When readers see an article and how high up: scheduled, pinned, boosted, muted, withdrawn with a note."""

from datetime import timedelta

import pytest
import time_machine
from django.db import Error
from django.test import Client
from django.utils import timezone

from articles.listing import relist
from articles.models import Article, Pin, Provider, Status
from articles.publishing import BOOST_HALF_LIFE, boost_left, catch_up, publish_due
from tests import make, seeds

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NAME = "2023-06-03-zebra"
PLACES = ["/", "/topics/space/", "/feed.atom", "/topics/space/feed.json", "/api/news/", "/search/?q=stripes"]
PLACES += ["/archive/2023/06/03/", "/providers/example.org/", "/sitemap-articles-1.xml", "/search/feed.rss?q=stripes"]


def scheduled(**fields):
    at = timezone.now() + HOUR
    return zebra(status="scheduled", publish_at=at, **fields)


def zebra(**fields):
    """An article whose name is in every list that it is in."""
    return make.article(title="Stripes", topics=("Space", "Moon"), key=NAME, slug=NAME, related=[{}], **fields)


@pytest.fixture
def looking(settings):
    """A browser whose requests look for what is due."""
    settings.DUE_EVERY_SECONDS = 0
    return Client()


def later(hours=1):
    return time_machine.travel(timezone.now() + hours * HOUR + timedelta(minutes=1))


def body(browser, url):
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.getvalue().decode()


# Scheduled


@pytest.mark.parametrize("url", PLACES)
def test_scheduled_article_appears_by_itself_at_its_time(looking, url):
    make.article(related=[{}])
    scheduled()
    assert NAME not in body(looking, url)
    with later():
        assert NAME in body(looking, url)


def test_page_of_a_scheduled_article_is_there_at_its_time(looking):
    url = scheduled().get_absolute_url()
    assert looking.get(url).status_code == 404
    with later():
        assert looking.get(url).status_code == 200


def test_appearing_is_kept_in_history_as_nobodys_edit():
    article = scheduled()
    with later():
        assert publish_due() == 1
    version = article.history.first()
    assert (version.status, version.history_user, version.history_change_reason) == (
        "published",
        None,
        "Published as scheduled.",
    )


def test_nothing_due_costs_one_query(django_assert_num_queries):
    scheduled()
    with django_assert_num_queries(1):
        assert publish_due() == 0


def test_what_is_due_is_looked_for_once_in_a_while(settings, django_assert_num_queries):
    settings.DUE_EVERY_SECONDS = 60
    browser = Client()
    browser.get("/sw.js")
    with django_assert_num_queries(0):
        browser.get("/sw.js")


def test_page_is_there_when_nothing_can_be_published(looking, monkeypatch, caplog):
    def broken(_since, _now):
        raise Error("read-only")

    monkeypatch.setattr("articles.views.due.catch_up", broken)
    assert looking.get("/sw.js").status_code == 200
    assert "scheduled articles cannot be published now: read-only" in caplog.text


def test_import_leaves_a_scheduled_article_scheduled(tmp_path):
    seeds.run(seeds.write(tmp_path))
    article = Article.objects.get()
    seeds.edit(article, status=Status.SCHEDULED, publish_at=timezone.now() + HOUR)
    seeds.run(seeds.write(tmp_path, title="Another title"))
    article.refresh_from_db()
    assert (article.title, article.status) == ("Another title", "scheduled")


# What a clock alone changes


@pytest.fixture
def advanced(monkeypatch):
    """How often the edition was said to have changed."""
    said = []
    monkeypatch.setattr("articles.publishing.edition.advance", lambda: said.append(1))
    return said


def test_end_of_a_pin_is_a_new_edition_and_the_pin_goes(advanced):
    now = timezone.now()
    pin(make.article())
    advanced.clear()
    catch_up(now, now)
    assert not advanced
    catch_up(now, now + 2 * HOUR)
    assert (len(advanced), Pin.objects.count()) == (1, 0)


def test_hour_of_an_article_dated_ahead_is_a_new_edition(advanced):
    now = timezone.now()
    make.article(published_at=now + HOUR)
    advanced.clear()
    catch_up(now, now)
    assert not advanced
    catch_up(now, now + 2 * HOUR)
    assert len(advanced) == 1


def test_second_in_which_nothing_is_due_is_none(advanced):
    make.article(published_at=timezone.now() - HOUR)
    advanced.clear()
    catch_up(timezone.now() - timedelta(seconds=1), timezone.now())
    assert not advanced


# Pinned


def pin(article, topic=None, hours=1):
    return Pin.objects.create(article=article, topic=topic, until=timezone.now() + hours * HOUR)


def test_pinned_article_leads_the_front_page_until_its_time(client):
    make.articles(12)
    make.article(pictures=[make.picture()])
    article = make.article(published_at=make.NEWS_TIME - 900 * HOUR, pictures=[make.picture()], heat=-1)
    pin(article)
    assert client.get("/").context["lead"] == article
    with later():
        assert client.get("/").context["lead"] != article


def test_article_older_than_all_candidates_can_be_pinned_to_the_front(client):
    make.articles(210)
    article = make.article(published_at=make.NEWS_TIME - 9000 * HOUR)
    pin(article)
    assert article in [client.get("/").context["lead"], *client.get("/").context["leads"]]


def test_pinned_article_stands_once_at_the_top_of_its_topic(client):
    *_, last = make.articles(5)
    pin(last, make.topic("Space"))
    context = client.get("/topics/space/").context
    rest = context["page"].articles
    assert (list(context["pinned"]), last in rest, len(rest)) == ([last], False, 4)


def test_pin_to_one_topic_is_none_to_another_nor_to_the_front(client):
    *_, last = make.articles(30, topics=("Space", "Moon"))
    pin(last, make.topic("Moon"))
    assert not client.get("/topics/space/").context["pinned"]
    assert client.get("/").context["lead"] != last


@pytest.mark.parametrize("status", ["draft", "withdrawn"])
def test_pin_does_not_show_what_readers_may_not_see(client, status):
    article = make.article(status=status)
    make.articles(3)
    pin(article, make.topic("Space"))
    pin(article)
    assert not client.get("/topics/space/").context["pinned"]
    assert article.title not in client.get("/").content.decode()


def test_topic_whose_news_are_all_pinned_is_not_called_empty(text):
    article = make.article()
    pin(article, make.topic("Space"))
    assert "There is nothing here yet" not in text("/topics/space/")


# Boosted


@pytest.mark.parametrize(("ages", "left"), [(0, 40), (1, 20), (2, 10), (9, 0)])
def test_boost_halves(ages, left):
    now = timezone.now()
    assert boost_left(40, now - ages * BOOST_HALF_LIFE, now) == left


def test_boost_from_the_future_is_whole():
    now = timezone.now()
    assert boost_left(40, now + HOUR, now) == 40


def test_boosted_article_leads_while_the_boost_lasts(client):
    low = make.article(heat=1)
    make.article(heat=60)
    Article.objects.filter(pk=low.pk).update(boost=300, boosted_at=timezone.now())
    assert client.get("/").context["lead"] == low
    with later(hours=100):
        assert client.get("/").context["lead"] != low


# Muted


def mute(domain="example.org", *, muted=True):
    Provider.objects.filter(domain=domain).update(muted=muted)
    relist(list(Article.objects.values_list("pk", flat=True)))


@pytest.mark.parametrize("url", PLACES)
def test_article_of_a_muted_outlet_is_in_no_list(client, url):
    zebra()
    make.article(title="Stripes, too", outlet="b.example", related=[{}])
    Provider.objects.filter(domain="example.org").update(edited_fields=["muted"])
    assert NAME in body(client, url)
    mute()
    assert NAME not in body(client, url)


def test_article_of_a_muted_outlet_keeps_its_page_which_is_not_indexed(client):
    article = make.article(related=[{}])
    mute()
    page = client.get(article.get_absolute_url())
    assert (page.status_code, page.context["meta"].is_indexed) == (200, False)


def test_articles_come_back_with_their_outlet():
    article, draft = make.article(), make.article(status="draft")
    mute()
    mute(muted=False)
    assert [Article.objects.get(pk=one.pk).status for one in (article, draft)] == ["published", "draft"]


def test_import_of_a_muted_outlets_news_lists_nothing(tmp_path):
    seeds.run(seeds.write(tmp_path))
    domain = Article.objects.get().provider.domain
    mute(domain)
    seeds.run(seeds.write(tmp_path, "2024-05-04-more.md", title="More", webUrl="https://space.example/more"))
    assert set(Article.objects.values_list("status", flat=True)) == {"muted"}
    assert not Article.objects.filter(topic_links__status="published").exists()


# Withdrawn


def test_note_on_a_withdrawal_is_told_as_plain_text(client):
    article = make.article(status="withdrawn", withdrawal_note="Wrong & <b>sorry</b>.")
    page = client.get(article.get_absolute_url())
    assert (page.status_code, "Wrong &amp; &lt;b&gt;sorry&lt;/b&gt;." in page.content.decode()) == (410, True)
