"""Rows for the style guide: awkward on purpose, and never saved. They ask nothing of the database."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from articles.models import (
    Article,
    ArticleTopic,
    Picture,
    PictureState,
    Provider,
    ProviderPicture,
    RelatedArticle,
    RelatedPicture,
    Standing,
    Topic,
    Type,
)

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunter"  # German, 61 letters
LONG_TITLE = (  # 180 characters
    "A council of nine towns on both banks of the river votes, after eleven years of hearings and two changes of "
    "government, to build the bridge its grandparents were promised, and soon"
)
HEBREW = "מים חמים נמצאו מתחת לקרח של הירח השלישי, אומרים החוקרים"
ARABIC = "قطار ليلي جديد يعبر الصحراء في تسع ساعات"
MARKS = "<b>R&D</b> & “quotes” 'single' \"double\" </title> {{ braces }}"
PLAIN = "Tide tables get a second opinion"
EXCERPT = "What the harbour knew for a century is now written down, and the moon agrees to within four minutes."
TITLES = [LONG_TITLE, PLAIN, LONG_WORD, HEBREW, "No.", MARKS, ARABIC, "🚀" * 12, "Rain later", "A" * 60]
NEWS_TIME = datetime(2025, 3, 20, 21, 5, tzinfo=UTC)

M = TypeVar("M", bound=Model)


def with_lists(row: M, **lists: Sequence[Model]) -> M:
    """The row, with what its relations of these names give, as if they had been prefetched."""
    row._prefetched_objects_cache = lists  # type: ignore[attr-defined]
    return row


def topics() -> list[Topic]:
    names = ["C", "Harbours", "Research, development and the administration of very long names", LONG_WORD, "علوم"]
    return [Topic(pk=place, name=name, slug=f"t{place}") for place, name in enumerate(names, 1)]


def outlets(logo: Picture | None) -> list[Provider]:
    """One with a logo if there is any, then some without, by name or only by domain."""
    domains = {
        "Harbour Post": "harbour.example",
        "Q": "q.example",
        f"{LONG_WORD} Zeitung": f"{'very-long-name-of-a-host-' * 2}.example",
        "ידיעות היום": "today.example",
        "": "no-name.example",
    }
    rows = [Provider(pk=place, name=name, domain=domain) for place, (name, domain) in enumerate(domains.items(), 1)]
    logos = [ProviderPicture(picture=logo)] if logo else []
    return [with_lists(row, placed_logos=[] if place else logos) for place, row in enumerate(rows)]


def articles(photo: Picture | None, logo: Picture | None) -> list[Article]:
    """One of each title: every third with a picture if there is any, the next waiting for its, the next without."""
    waiting = Picture(url="https://img.example/waiting.jpg", state=PictureState.WAITING)
    return [
        article(place, title, picture=[photo, waiting, None][place % 3], outlet=outlets(logo)[place % 5])
        for place, title in enumerate(TITLES)
    ]


def article(place: int, title: str, *, picture: Picture | None, outlet: Provider) -> Article:
    row = Article(
        pk=place + 1,
        slug=f"2025-03-20-specimen-{place}",
        title=title,
        excerpt=[LONG_TITLE + " " + EXCERPT, EXCERPT, "", HEBREW * 3][place % 4],
        published_at=NEWS_TIME - timedelta(hours=5 * place),
        type=Type.VIDEO if place == 1 else Type.ARTICLE,
        provider=outlet,
        lead_picture=picture,
        standing=Standing.LEAD if place % 2 else Standing.ALONE,
        other_outlets=place,
    )
    filed = [] if place == 4 else [ArticleTopic(topic=topics()[place % 5])]
    return with_lists(row, topic_links=filed)


def related(photo: Picture | None, ours: Article) -> list[RelatedArticle]:
    """Ten entries: the first is an article of ours, the last two have one address, one has no time, one no address."""
    return [entry(place, title, photo if place % 2 else None, ours) for place, title in enumerate(TITLES)]


def entry(place: int, title: str, picture: Picture | None, ours: Article) -> RelatedArticle:
    fields: dict[str, Any] = {
        "title": title,
        "excerpt": ["", EXCERPT, LONG_TITLE][place % 3],
        "published_at": None if place == 5 else NEWS_TIME + timedelta(days=3 - place**3),
        "web_url": "" if place == 3 else f"https://other.example/{min(place, 8)}",
        "provider": outlets(None)[place % 5],
        "same_as": None if place else ours,
    }
    pictures = [RelatedPicture(picture=picture)] if picture else []
    return with_lists(RelatedArticle(pk=place + 1, **fields), placed_pictures=pictures)
