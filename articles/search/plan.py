"""A query made ready for the databases: names looked up, days turned into times."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from articles.search.query import Term

MOST_HITS = 1_000  # that are ranked, shown and counted
MOST_NAMED = 200  # topics and outlets that a word may be in the names of
TITLE_POINTS, EXCERPT_POINTS = 3, 1  # for each term; none where only the outlet's or a topic's name has it


class Hit(NamedTuple):
    """An article, and how well it matches."""

    article: int
    points: int


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of which one has to be there; or one of the tokens, whose names hold one of them."""

    terms: tuple[Term, ...]
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What articles have to be. `start` is the first moment that counts, `end` the first that does not."""

    groups: tuple[Group, ...] = ()
    without: tuple[Group, ...] = ()
    within: tuple[tuple[str, ...], ...] = ()
    outside: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None

    @property
    def asks(self) -> bool:
        """Whether any article has to be anything."""
        return self != Plan()

    @property
    def terms(self) -> list[Term]:
        """What points are given for."""
        return [term for group in self.groups for term in group.terms]
