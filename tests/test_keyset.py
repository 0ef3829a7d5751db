"""Pages of a list, cut by place."""

from datetime import timedelta

import pytest

from articles.keyset import BadCursorError, page
from articles.models import Article, ArticleTopic
from tests import make

pytestmark = pytest.mark.django_db

BAD_CURSORS = ["x", "1", "1.2.3", "1.x", "1.", ".1", "1.٣", "--1.1", "9" * 18 + ".1", "1.9999999999999999999", "é"]


def walk(listing, way, cursor="", size=7):
    """Ids of all pages `before` a cursor (to the oldest) or `after` it (to the newest), in the list's order."""
    found: list[int] = []
    while cursor is not None:
        cut = page(listing, **{way: cursor}, size=size)
        found = found + cut.ids if way == "before" else cut.ids + found
        cursor = cut.older if way == "before" else cut.newer
    return found


def newest():
    return Article.objects.published().newest_first()


def ids(listing):
    return list(listing.values_list(listing.article_key, flat=True))


def test_older_pages_together_are_the_list():
    make.articles(30)
    assert walk(newest(), "before") == ids(newest())


def test_newer_pages_lead_back_to_the_start():
    make.articles(30)
    last = page(newest(), before=page(newest(), size=23).older, size=7)
    assert walk(newest(), "after", last.newer) == ids(newest())[:23]


def test_articles_of_one_moment_are_each_on_one_page():
    make.articles(30, step=timedelta())
    assert walk(newest(), "before") == ids(newest())


def test_microseconds_are_kept():
    make.articles(30, step=timedelta(microseconds=1))
    assert walk(newest(), "before") == ids(newest())


def test_hottest_pages_together_are_the_list():
    make.articles(30)
    hottest = make.topic().links.published().hottest_first()
    assert walk(hottest, "before") == ids(hottest)


def test_hottest_pages_lead_back_to_the_start():
    make.articles(30)
    hottest = make.topic().links.published().hottest_first()
    last = page(hottest, before=page(hottest, size=23).older, size=7)
    found = walk(hottest, "after", last.newer)
    assert found == ids(hottest)[:23]


def test_rank_below_zero_has_a_place():
    make.article(heat=3)
    follower = make.article(heat=-1)
    first = page(Article.objects.published().hottest_first(), size=1)
    second = page(Article.objects.published().hottest_first(), before=first.older, size=1)
    assert second.ids == [follower.pk]
    assert page(Article.objects.published().hottest_first(), after=second.newer, size=1) == first


def test_article_that_comes_in_moves_no_page():
    made = make.articles(20)
    older = page(newest(), size=10).older
    make.article(published_at=make.NEWS_TIME + timedelta(days=1))
    assert page(newest(), before=older, size=10).ids == [row.pk for row in made[10:]]


def test_page_that_ends_the_list_has_nothing_older():
    make.articles(10)
    assert page(newest(), size=10).older is None
    assert page(newest(), size=9).older is not None


def test_first_page_has_nothing_newer():
    make.articles(10)
    assert page(newest(), size=5).newer is None


def test_page_is_one_query(django_assert_num_queries):
    make.articles(40)
    older = page(newest(), size=10).older
    with django_assert_num_queries(1):
        page(newest(), before=older, size=10)


@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_bad_cursor_is_refused(cursor):
    with pytest.raises(BadCursorError):
        page(newest(), before=cursor)


def test_order_that_is_not_descending_is_refused():
    with pytest.raises(TypeError):
        page(Article.objects.order_by("published_at"))


def test_topic_listing_gives_article_ids():
    made = make.articles(3)
    assert page(ArticleTopic.objects.published().newest_first()).ids == [row.pk for row in made]
