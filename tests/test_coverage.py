"""Related coverage: one card for one address."""

from dataclasses import dataclass, field

import pytest

from articles.coverage import coverage
from tests import make


@dataclass
class Outlet:
    domain: str = "a.example"


@dataclass
class Entry:
    story_url: str
    title: str = "Headline"
    excerpt: str = "Excerpt"
    provider: Outlet = field(default_factory=Outlet)


def test_cards_keep_the_order_of_the_data():
    entries = [Entry("/b"), Entry("/a"), Entry("/c")]
    assert [card.entry for card in coverage(entries).cards] == entries


def test_second_headline_of_an_address_stands_inside_its_card():
    security, privacy = Entry("/a", "Security"), Entry("/a", "Privacy")
    cards = coverage([security, Entry("/b"), privacy]).cards
    assert [(card.entry.story_url, card.also) for card in cards] == [("/a", [privacy]), ("/b", [])]


def test_entry_that_adds_nothing_is_not_repeated():
    assert coverage([Entry("/a"), Entry("/a")]).cards[0].also == []


def test_second_excerpt_of_an_address_is_kept():
    assert len(coverage([Entry("/a"), Entry("/a", excerpt="Other")]).cards[0].also) == 1


def test_entries_without_address_have_cards_of_their_own():
    assert len(coverage([Entry(""), Entry("")]).cards) == 2


def test_every_entry_and_each_outlet_is_counted():
    other = Outlet("b.example")
    found = coverage([Entry("/a"), Entry("/a", "Else"), Entry("/b", provider=other), Entry("/c", provider=other)])
    assert (found.articles, found.outlets, len(found.cards)) == (4, 2, 3)


def test_no_entries_make_no_cards():
    assert coverage([]).cards == []


# On the article's page


@pytest.fixture
def page(client, db):
    def text(article):
        return client.get(article.get_absolute_url()).content.decode()

    return text


def test_coverage_is_counted_on_the_page(page):
    same = {"outlet": "b.example", "web_url": "https://b.example/one"}
    text = page(make.article(related=[{}, same, {**same, "title": "As use grows, so do privacy concerns"}]))
    assert "3 articles" in text
    assert "from 2 outlets" in text


def test_second_headline_is_shown_in_the_same_card(page):
    same = {"web_url": "https://b.example/one"}
    text = page(make.article(related=[{**same, "title": "Security"}, {**same, "title": "Privacy"}]))
    assert text.count('class="related-card"') == 1
    assert 'Also headlined <q dir="auto">Privacy</q>' in text


def test_entry_leads_to_our_page_of_it(page):
    ours = make.article()
    text = page(make.article(related=[{"same_as": ours, "web_url": "https://b.example/one"}]))
    assert f'<h3 class="related-card__title" dir="auto"><a href="{ours.get_absolute_url()}">' in text


def test_entry_leads_out_while_our_page_is_not_published(page):
    ours = make.article(status="draft")
    text = page(make.article(related=[{"same_as": ours, "web_url": "https://b.example/one"}]))
    assert '<a href="https://b.example/one" rel="noopener external">' in text
    assert ours.get_absolute_url() not in text


def test_entry_with_an_address_not_to_follow_has_no_link(page):
    text = page(make.article(related=[{"title": "Trap", "web_url": "javascript:alert(1)"}]))
    assert '<h3 class="related-card__title" dir="auto">Trap</h3>' in text


def test_entry_tells_its_time_from_the_article(page):
    two_days_earlier = make.NEWS_TIME.replace(day=1)
    assert ">2 days earlier</time>" in page(make.article(related=[{"published_at": two_days_earlier}]))


def test_article_without_related_has_no_coverage(page):
    assert "Related coverage" not in page(make.article())


def test_related_article_is_not_shown_again_below(page):
    ours = make.article(title="Told already")
    assert "Told already" not in page(make.article(related=[{"same_as": ours}]))
