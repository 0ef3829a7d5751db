"""Search, the same on SQLite and PostgreSQL: what is found, in which order, and what the page says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.search.finding import search
from articles.search.plan import MOST_HITS
from articles.search.query import parsed
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    """A function that gives the titles found."""

    def titles(asked, **options):
        articles = Article.objects.in_bulk(search(parsed(asked), **options).articles)
        return [articles[pk].title for pk in search(parsed(asked), **options).articles]

    return titles


@pytest.fixture
def news():
    """Some articles that differ in all that can be asked for."""
    make.topic("Deep Sea", slug="deep")
    make.article(title="Moon landing", excerpt="A small step.", topics=("Space",), outlet="nasa.example")
    make.article(title="Landing on the moon of Mars", excerpt="No.", topics=("Space",), type="video")
    make.article(title="Naïve squids", excerpt="Engines of the sea.", topics=("Deep Sea",), outlet="sea.example")
    make.article(title="Older", excerpt="Mars", topics=(), published_at=make.NEWS_TIME - timedelta(days=400))


ASKED = {
    "word": ("landing", {"Moon landing", "Landing on the moon of Mars"}),
    "all words": ("landing mars", {"Landing on the moon of Mars"}),
    "words of title and excerpt": ("moon step", {"Moon landing"}),
    "phrase": ('"moon landing"', {"Moon landing"}),
    "phrase does not go from title to excerpt": ('"landing a small"', set()),
    "phrase of more words": ('"on the moon of"', {"Landing on the moon of Mars"}),
    "not": ("landing -mars", {"Moon landing"}),
    "only not": ("-landing", {"Naïve squids", "Older"}),
    "not that phrase": ('landing -"moon landing"', {"Landing on the moon of Mars"}),
    "or": ("step OR squids", {"Moon landing", "Naïve squids"}),
    "or binds closer": ("step OR mars moon", {"Moon landing", "Landing on the moon of Mars"}),
    "case": ("MOON STEP", {"Moon landing"}),
    "accent not written": ("naive", {"Naïve squids"}),
    "accent written where there is none": ("stép", {"Moon landing"}),
    "endings": ("engine", {"Naïve squids"}),
    "ending in the question": ("landings steps", {"Moon landing"}),
    "topic": ("topic:space", {"Moon landing", "Landing on the moon of Mars"}),
    "topic by two words": ('topic:"deep sea"', {"Naïve squids"}),
    "topic by its address": ("topic:deep", {"Naïve squids"}),
    "topic by a word of its name": ("topic:SEA", {"Naïve squids"}),
    "all but a topic": ("-topic:space", {"Naïve squids", "Older"}),
    "either topic": ("topic:space topic:deep", {"Moon landing", "Landing on the moon of Mars", "Naïve squids"}),
    "topic and word": ("topic:space step", {"Moon landing"}),
    "outlet by domain": ("from:www.NASA.example", {"Moon landing"}),
    "outlet by name": ("from:nasa", {"Moon landing"}),
    "all but an outlet": ("landing -from:nasa", {"Landing on the moon of Mars"}),
    "type": ("type:video", {"Landing on the moon of Mars"}),
    "all but a type": ("landing -type:video", {"Moon landing"}),
    "after": ("mars after:2023", {"Landing on the moon of Mars"}),
    "before": ("mars before:2023", {"Older"}),
    "day itself": ("mars after:2023-06-03 before:2023-06-04", {"Landing on the moon of Mars"}),
    "before the day itself": ("mars before:2023-06-03", {"Older"}),
    "name of the topic": ("deep squids", {"Naïve squids"}),
    "name of the outlet": ("sea.example", {"Naïve squids"}),
    "not in the name of the outlet": ("landing -nasa", {"Landing on the moon of Mars"}),
    "tokens are no words": ("p1 OR t1 OR any OR video OR article", set()),
    "column is no word": ("title", set()),
    "no such topic": ("topic:nowhere", set()),
    "no such topic beside a word": ("topic:nowhere step", {"Moon landing"}),
    "nothing": ("", set()),
}


@pytest.mark.parametrize(("asked", "titles"), ASKED.values(), ids=ASKED)
def test_search_finds(news, found, asked, titles):
    assert set(found(asked)) == set(found(asked, newest=True)) == titles


@pytest.mark.parametrize("word", ["Øresund", "oresund", "ORESUND"])
def test_letters_fold_alike_on_both_engines(found, word):
    make.article(title="Øresund, Straße, Łódź, Æsir, Œuvre, çà")
    assert len(found(word)) == len(found("strasse lodz aesir oeuvre ca")) == 1


@pytest.mark.parametrize(
    "text", ["יר״ח", "الصحراء", "Поезд", "望遠鏡", "हिन्दी", "e1-5", "a.b@c.example", "3.14", "-5", "<b>x</b>"]
)
def test_text_finds_itself_in_any_script(found, text):
    make.article(title=f"On {text} today")
    assert len(found(f"{text.removeprefix('-')} today")) == 1


def test_title_comes_before_excerpt_and_that_before_names(found):
    make.article(title="In its topic", topics=("Volcano",))
    make.article(title="In its excerpt", excerpt="A volcano.", published_at=make.NEWS_TIME - timedelta(days=1))
    make.article(title="Volcano", excerpt="", published_at=make.NEWS_TIME - timedelta(days=2))
    assert found("volcano") == ["Volcano", "In its excerpt", "In its topic"]


def test_newest_come_first_if_asked_for_or_as_good(found):
    for days in (2, 1, 3):
        make.article(title=f"Moon {days}", published_at=make.NEWS_TIME - timedelta(days=days))
    make.article(title="Else", excerpt="The moon.")
    assert found("moon") == ["Moon 1", "Moon 2", "Moon 3", "Else"]
    assert found("moon", newest=True) == ["Else", "Moon 1", "Moon 2", "Moon 3"]


def test_only_published_articles_are_found(found):
    make.article(title="Moon draft", status="draft")
    make.article(title="Moon withdrawn", status="withdrawn")
    make.article(title="Moon scheduled", published_at=timezone.now() + timedelta(minutes=1))
    assert found("moon") == []
    assert found("moon", at=timezone.now() + timedelta(hours=1)) == ["Moon scheduled"]


@pytest.mark.parametrize("year", [1905, 1969, 1970, 2100])
def test_news_of_any_time_is_found(found, year):
    make.article(title="Moon", published_at=datetime(year, 7, 20, tzinfo=UTC))
    assert found(f"moon after:{year} before:{year + 1}", at=datetime(2150, 1, 1, tzinfo=UTC)) == ["Moon"]


def test_days_are_those_of_the_sites_zone(found, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    make.article(title="Moon", published_at=datetime(2023, 6, 3, 15, 30, tzinfo=UTC))
    assert found("moon after:2023-06-04") == ["Moon"]
    assert found("moon before:2023-06-04") == []


def test_more_than_a_thousand_are_the_newest_thousand():
    make.articles(MOST_HITS + 5)
    result = search(parsed("what article"))
    newest = Article.objects.newest_first().values_list("pk", flat=True)[:MOST_HITS]
    assert (set(result.articles), result.more) == (set(newest), True)


def test_topics_and_outlets_called_so_are_named():
    make.article(topics=("Moon",), outlet="moon.example")
    make.topic("Moonless, without news")
    make.topic("Moon empty")
    result = search(parsed("moon"))
    assert [str(one) for one in (*result.topics, *result.providers)] == ["Moon", "Moon.Example"]
