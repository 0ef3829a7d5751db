"""The page of the sample seed beside its data: nothing is missing, nothing is wrong, nothing is more."""

from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from django.test import Client

from tests import seeds

SEED = Path(__file__).resolve().parent.parent / "seeds" / "2023-06-03-dangers-of-facial-recognition-software.md"
WHEN = ["same day", "3 days earlier", "2 days earlier", "same day", "2 days earlier"]  # of each card

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def data():
    return seeds.front_matter(SEED)


@pytest.fixture(scope="module")
def main(shared_rows):
    """The page's content, as a tree."""
    seeds.run(SEED, publish=True)
    html = Client().get(f"/news/{SEED.stem}/").content
    return html5lib.parse(html, namespaceHTMLElements=False).find(".//main")


@pytest.fixture
def shown(main):
    """A function that gives the texts of all elements of a class, in the page's order."""
    return lambda name, below=main: [words(one) for one in below.findall(f".//*[@class='{name}']")]


@pytest.fixture
def cards(main):
    return main.findall(".//*[@class='related-card']")


def words(element):
    return " ".join("".join(element.itertext()).split())


def times(element):
    return [datetime.fromisoformat(time.get("datetime")) for time in element.findall(".//time")]


def entries(data):
    """The related entries that have a card: all but the second headline of the Star Tribune's story."""
    return [entry for entry in data["related"] if "privacy concerns" not in entry["title"]]


def test_headline_and_excerpt_are_the_seeds(shown, data):
    assert shown("story__title") == [data["title"]]
    assert shown("story__excerpt") == [data["excerpt"]]


def test_outlet_is_named_with_its_domain(shown, data):
    assert shown("outlet__name") == [data["provider"]["name"]]
    assert shown("outlet__domain") == [data["provider"]["domain"]]


def test_time_is_the_seeds_and_is_read_in_full(main, shown, data):
    assert times(main.find(".//*[@class='story__times']")) == [data["publishedDateTime"].astimezone(UTC)]
    assert shown("story__times") == ["June 3, 2023, 15:35"]


def test_topics_are_the_seeds_in_its_order(main, data):
    chips = main.findall(".//ul[@class='chips']/li/a")
    assert [words(chip) for chip in chips] == data["topics"]


def test_full_story_is_at_the_address_of_the_seed(main, data):
    follow = main.find(".//a[@class='follow']")
    assert follow.get("href") == data["webUrl"]
    assert words(follow) == f"Read the full story at {data['provider']['name']} ↗"


def test_coverage_counts_all_entries_and_their_outlets(shown):
    assert shown("related__count") == ["6 articles from 5 outlets"]


def test_cards_have_the_titles_and_addresses_of_the_entries_in_their_order(cards, data):
    links = [card.find(".//h3/a") for card in cards]
    assert [(words(link), link.get("href")) for link in links] == [
        (entry["title"], entry["webUrl"]) for entry in entries(data)
    ]


def test_cards_have_the_excerpts_of_the_entries(cards, shown, data):
    given = [[entry["excerpt"]] for entry in entries(data)]
    assert [shown("related-card__excerpt", card) for card in cards] == given


def test_cards_name_the_outlets_of_the_entries(cards, shown, data):
    given = [[f"{entry['provider']['name']} ↗"] for entry in entries(data)]
    assert [shown("related-card__outlet", card) for card in cards] == given


def test_cards_say_when_the_entries_were_published(cards, data):
    assert [[words(time) for time in card.findall(".//time")] for card in cards] == [[said] for said in WHEN]
    assert [times(card) for card in cards] == [[entry["publishedDateTime"].astimezone(UTC)] for entry in entries(data)]


def test_second_headline_on_one_address_stands_in_its_card(cards, shown, data):
    [other] = [entry["title"] for entry in data["related"] if entry not in entries(data)]
    assert [shown("related-card__also", card) for card in cards] == [
        [], [f"Also headlined {other}"], [], [], []
    ]  # fmt: skip


def test_page_leads_out_to_the_addresses_of_the_seed_only(main, data):
    out = {link.get("href") for link in main.findall(".//a") if link.get("href", "").startswith("http")}
    assert out == {data["webUrl"], *(entry["webUrl"] for entry in data["related"])}


def test_secret_and_internal_scores_are_nowhere(main, data):
    text = words(main)
    assert data["secured"][:20] not in text
    assert not {str(data["quality"]), "-1", "False"} & set(text.split())
