"""Pieces of pages that are made once an edition."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from articles import edition, fragments
from articles.fragments import Cards, Pieces, forget, kept
from articles.models import Article
from articles.templatetags.cards import card
from tests import make

TOPIC, ARTICLE, OUTLET = "/topics/space/", "/news/2023-06-03-moon/", "/providers/example.org/"
PAGES = ["/", TOPIC, f"{TOPIC}?view=top", ARTICLE, OUTLET, "/archive/2023/06/03/", "/about/", "/nowhere/"]


@pytest.fixture
def pieces(settings, monkeypatch):
    """Pieces are kept, pages are not; the edition is looked at each time."""
    forget()
    settings.KEEP_PIECES = True
    monkeypatch.setattr(edition, "LOOK_EVERY", 0)


@pytest.fixture
def site(db):
    make.site()
    make.articles(30, topics=("Space", "Moon"))


@time_machine.travel(make.NEWS_TIME + timedelta(days=1), tick=False)  # the front page says when it was made
@pytest.mark.parametrize("url", PAGES)
def test_page_made_of_kept_pieces_reads_as_one_made_anew(site, client, settings, monkeypatch, url):
    anew = client.get(url).content
    forget()
    settings.KEEP_PIECES = True
    monkeypatch.setattr(edition, "LOOK_EVERY", 0)
    assert [client.get(url).content for _ in range(2)] == [anew, anew]


@pytest.mark.parametrize("url", [TOPIC, ARTICLE, OUTLET])
def test_kept_pieces_leave_no_query_but_that_of_the_edition(site, pieces, client, django_assert_num_queries, url):
    client.get(url)
    with django_assert_num_queries(1):
        client.get(url)


@pytest.mark.parametrize("url", ["/", TOPIC, ARTICLE, OUTLET])
def test_next_edition_has_what_changed(site, pieces, client, url):
    client.get(url)
    Article.objects.update(title="Another headline")
    edition._advance()
    assert "Another headline" in client.get(url).content.decode()


def test_pages_of_one_list_are_told_apart(site, pieces, client):
    first = client.get(TOPIC).content
    older = f"{TOPIC}{client.get(TOPIC).context['page'].older}"
    assert len({first, client.get(older).content, client.get(f"{TOPIC}?view=top").content}) == 3
    assert client.get(TOPIC).content == first


def test_pieces_take_no_more_room_than_they_may():
    pieces = Pieces(4)
    for number in range(9):
        pieces.keep((number,), (1, 0, "piece"))
    assert list(pieces) == [(6,), (7,), (8,)]


def test_piece_is_made_anew_after_a_minute(monkeypatch):
    at = [1000.0]
    monkeypatch.setattr(fragments, "monotonic", lambda: at[0])
    assert [kept(1, ("c",), lambda: "old"), kept(1, ("c",), lambda: "new")] == ["old", "old"]
    at[0] += 61
    assert kept(1, ("c",), lambda: "new") == "new"


def test_address_that_a_server_took_from_a_header_is_in_no_piece(site, pieces, client):
    client.get("/EVIL/topics/space/", SCRIPT_NAME="/EVIL")
    client.get(TOPIC, SCRIPT_NAME="/EVIL")
    assert "EVIL" not in client.get(TOPIC).content.decode()


@pytest.mark.usefixtures("pieces")
def test_day_that_a_zone_left_out_has_no_articles_of_the_next(db, client, settings):
    settings.TIME_ZONE = "Pacific/Apia"  # 30 December 2011 did not happen there
    make.article(title="First", published_at=datetime(2011, 12, 30, 12, tzinfo=UTC))
    assert "First" in client.get("/archive/2011/12/31/").content.decode()
    assert "First" not in client.get("/archive/2011/12/30/").content.decode()


def test_what_older_rows_gave_is_not_taken_for_a_newer_edition():
    assert kept(1, ("a",), lambda: "of the first") == "of the first"
    assert kept(2, ("a",), lambda: "of the second") == "of the second"
    assert kept(2, ("a",), lambda: "not made") == "of the second"


def test_nothing_is_not_kept():
    assert kept(1, ("b",), lambda: None) is None
    assert kept(1, ("b",), lambda: "something") == "something"


def test_article_that_is_gone_meanwhile_leaves_no_card(db):
    article = make.article()
    [place] = Cards([article.pk], None)
    Article.objects.filter(pk=article.pk).delete()
    assert card(place, heading="h2", variant="standard", show="date", place="list") == ""


def test_cards_ask_for_their_rows_together(db, django_assert_num_queries):
    cards = Cards([article.pk for article in make.articles(5)], None)
    with django_assert_num_queries(2):
        assert len({article.title for article in cards}) == 5
