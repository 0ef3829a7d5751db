"""The front page: its composition, which is pure, and the page."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from articles.front import BLOCK_SIZE, LATEST, LEADS, Candidate, arrange
from tests import make

NOW = make.NEWS_TIME
HOUR = timedelta(hours=1)
SPACE, SEA = 1, 2


def candidate(id_, hours=1, **fields):
    return Candidate(id_, NOW - hours * HOUR, **fields)


def many(number, **fields):
    return [
        candidate(id_, hours=id_, rank=id_ % 60, topics=frozenset({1 + id_ % 6}), **fields)
        for id_ in range(1, number + 1)
    ]


# Composition


def test_no_articles_make_an_empty_front():
    assert arrange([], [], NOW).ids == []


def test_hottest_of_like_age_leads():
    assert arrange([candidate(1, rank=40), candidate(2, rank=90), candidate(3, rank=60)], [], NOW).lead == 2


def test_heat_fades_with_age():
    assert arrange([candidate(1, hours=60, rank=100), candidate(2, hours=1, rank=60)], [], NOW).lead == 2


def test_old_heat_does_not_lead_while_there_is_recent_news():
    recent = [candidate(id_, hours=id_, rank=0) for id_ in range(1, 20)]
    assert arrange([*recent, candidate(99, hours=2000, rank=10**9)], [], NOW).lead != 99


def test_age_counts_from_the_newest_article_when_nothing_is_recent():
    old = [candidate(1, hours=9000, rank=90), candidate(2, hours=9001, rank=50), candidate(3, hours=9002, rank=70)]
    front = arrange(old, [], NOW)
    assert (front.lead, front.leads) == (1, [3, 2])


def test_rank_decides_where_news_is_slow():
    monthly = [candidate(id_, hours=720 * id_, rank=50) for id_ in range(1, 10)]
    assert arrange([*monthly, candidate(99, hours=800, rank=150)], [], NOW).lead == 99


def test_pinned_article_comes_first_whatever_its_age_and_heat():
    pinned = [candidate(99, hours=9000, pinned=True), candidate(98, hours=80, follows=True, pinned=True)]
    front = arrange([*many(30), *pinned], [], NOW)
    assert (front.lead, front.leads[0]) == (98, 99)


def test_pinned_article_without_a_picture_leaves_the_lead_to_one_that_has_it():
    front = arrange([*many(30, has_picture=True), candidate(99, pinned=True)], [], NOW)
    assert (front.lead != 99, front.leads[0]) == (True, 99)


@pytest.mark.parametrize(("boost", "lead"), [(50, 1), (-50, 2), (0, 2)])
def test_boost_counts_as_heat(boost, lead):
    assert arrange([candidate(1, rank=40, boost=boost), candidate(2, rank=60)], [], NOW).lead == lead


def test_lead_has_a_picture_if_any_candidate_has():
    assert arrange([candidate(1, rank=90), candidate(2, rank=10, has_picture=True)], [], NOW).lead == 2


def test_lead_has_no_picture_if_none_has():
    assert arrange([candidate(1, rank=90), candidate(2, rank=10)], [], NOW).lead == 1


def test_follower_does_not_lead():
    front = arrange([candidate(1, rank=90, follows=True, has_picture=True), candidate(2), candidate(3)], [], NOW)
    assert 1 not in [front.lead, *front.leads]
    assert front.latest == [1]


def test_follower_leads_if_there_is_nothing_else():
    assert arrange([candidate(1, follows=True)], [], NOW).lead == 1


def test_nothing_stands_twice():
    placed = arrange(many(200), [1, 2, 3, 4, 5, 6], NOW).ids
    assert len(placed) == len(set(placed))


def test_story_stands_once():
    told = candidate(1, rank=90, story=frozenset({2, 3}))
    front = arrange([told, candidate(2, rank=80), candidate(3, topics=frozenset({SPACE})), candidate(4)], [SPACE], NOW)
    assert front.ids == [1, 4]


def test_article_that_relates_to_a_placed_one_takes_no_second_place():
    assert arrange([candidate(1, rank=90), candidate(2, rank=80, story=frozenset({1}))], [], NOW).ids == [1]


def test_blocks_are_in_the_order_of_the_topics():
    blocks = arrange(many(100), [5, 3, 1], NOW).blocks
    assert [topic for topic, _ in blocks] == [5, 3, 1]


def test_block_shows_articles_of_its_topic():
    candidates = {one.id: one for one in many(100)}
    blocks = arrange(list(candidates.values()), [1, 2], NOW).blocks
    assert all(topic in candidates[id_].topics for topic, ids in blocks for id_ in ids)


def test_topic_of_nearly_everything_has_no_block():
    everything = frozenset({SPACE})
    candidates = [candidate(id_, topics=everything | ({SEA} if id_ % 3 == 0 else set())) for id_ in range(1, 41)]
    assert [topic for topic, _ in arrange(candidates, [SPACE, SEA], NOW).blocks] == [SEA]


def test_only_topic_has_a_block():
    candidates = [candidate(id_, topics=frozenset({SPACE})) for id_ in range(1, 41)]
    assert [topic for topic, _ in arrange(candidates, [SPACE], NOW).blocks] == [SPACE]


def test_block_of_a_single_article_is_left_out():
    candidates = [*many(30), candidate(99, topics=frozenset({99}))]
    assert 99 not in [topic for topic, _ in arrange(candidates, [1, 99], NOW).blocks]


def test_latest_is_in_order_of_time():
    latest = arrange(many(100), [1], NOW).latest
    assert latest == sorted(latest)  # ids count hours of age here


@pytest.mark.parametrize("number", [1, 2, 3, 7, 40, 10_000])
def test_every_size_of_site_has_a_front(number):
    front = arrange(many(number), [1, 2, 3, 4, 5, 6], NOW)
    assert front.lead
    assert len(front.leads) == min(number - 1, LEADS)
    assert all(len(ids) <= BLOCK_SIZE for _, ids in front.blocks)
    assert len(front.latest) <= LATEST
    assert number > 40 or len(front.ids) == number


# The page


@pytest.fixture
def page(client, db):
    def text():
        with time_machine.travel(NOW + HOUR, tick=False):
            return client.get(reverse("front")).content.decode()

    return text


def test_front_of_an_empty_site_says_so(page):
    assert "There is no news yet" in page()


def test_front_shows_the_lead_with_its_picture_loaded_first(page):
    make.article(title="Moon landing", pictures=[make.picture()])
    assert 'fetchpriority="high"' in page()


def test_front_names_the_other_outlets_of_the_lead(page):
    make.article(outlet="a.example", related=[{"outlet": "b.example"}, {"outlet": "a.example"}])
    text = page()
    assert "Also covered by" in text
    assert "B.Example" in text


def test_front_says_as_of_when_it_was_made(page, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assert 'datetime="2023-06-03T16:35:00+00:00">Saturday, June 3, 2023, 18:35 CEST' in page()


def test_front_shows_no_draft(page):
    make.article(title="Not yet", status="draft")
    assert "Not yet" not in page()


@pytest.mark.parametrize("number", [20, 400])
def test_front_takes_a_fixed_number_of_queries(page, django_assert_num_queries, number):
    make.article(related=[{}])
    make.articles(number, topics=("Space", "Sea"))
    with django_assert_num_queries(8):
        page()
