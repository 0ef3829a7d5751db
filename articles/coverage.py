"""Related coverage as a reader sees it: one card for one address, whatever headlines it ran under. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar


class Outlet(Protocol):
    @property
    def domain(self) -> str: ...


class Entry(Protocol):
    """What is asked of a related entry; `articles.models.RelatedArticle` answers."""

    @property
    def title(self) -> str: ...
    @property
    def excerpt(self) -> str: ...
    @property
    def story_url(self) -> str: ...
    @property
    def provider(self) -> Outlet: ...


E = TypeVar("E", bound=Entry)


@dataclass
class Card(Generic[E]):
    """Entries of one address. `also` holds those that add a headline or an excerpt to the first."""

    entry: E
    also: list[E] = field(default_factory=list)


@dataclass
class Coverage(Generic[E]):
    """Cards in the data's order; `articles` counts entries, `outlets` distinct domains."""

    cards: list[Card[E]]
    articles: int
    outlets: int


def coverage(entries: Iterable[E]) -> Coverage[E]:
    """Entries of one address under one card, which stands where the first of them stood."""
    listed = list(entries)
    cards: list[Card[E]] = []
    by_address: dict[str, Card[E]] = {}
    for entry in listed:
        card = by_address.get(entry.story_url) if entry.story_url else None
        if card is None:
            card = by_address[entry.story_url] = Card(entry)
            cards.append(card)
        elif _adds(entry, card):
            card.also.append(entry)
    return Coverage(cards, articles=len(listed), outlets=len({entry.provider.domain for entry in listed}))


def _adds(entry: E, card: Card[E]) -> bool:
    return all((entry.title, entry.excerpt) != (said.title, said.excerpt) for said in [card.entry, *card.also])
