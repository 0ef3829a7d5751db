"""Pieces of pages, and what they are made of: kept in this process for an edition, so that each is made once.

Whoever asks says of which edition the rows are that it knows: what is made of older rows is never taken for newer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from itertools import islice, zip_longest
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest

from articles.models import Article

MOST = 5_000  # pieces, of some 8 KB
KEPT_SECONDS = 60  # as long as a page is: somebody may have written rows past us
ALWAYS = -3  # the edition of what no edition changes
NOT_VALUES = {"_state", "_prefetched_objects_cache"}
T = TypeVar("T")
Key = tuple[str | int | bool, ...]
Piece = tuple[int, float, Any]  # of which edition, until when, what
NOTHING: Piece = (-2, 0.0, None)


def kept(edition: int | None, key: Key, make: Callable[[], T]) -> T:
    """What `make` gives, kept under this key for this edition, and no longer than KEPT_SECONDS; made each time where
    there is no edition (None). Nothing (None) is not kept: what is not there may have any name.
    """
    if edition is None:
        return make()
    of, until, piece = _pieces.get(key, NOTHING)
    if of == edition and (edition == ALWAYS or monotonic() < until):
        found: T = piece
        return found
    until, made = monotonic() + KEPT_SECONDS, make()
    if made is not None:
        _pieces.keep(key, (edition, until, made))
    return made


class Pieces(dict[Key, Piece]):
    """Up to `most` of them; then the half that was made first goes. Django's own cache in memory hands out copies, and
    takes longer for that than all else here. So nobody changes what they are handed.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.turn = Lock()

    def keep(self, key: Key, piece: Piece) -> None:
        with self.turn:
            if len(self) >= self.most:
                for old in list(islice(self, self.most // 2)):
                    del self[old]
            self.pop(key, None)
            self[key] = piece


_pieces = Pieces(MOST)


def forget() -> None:
    """Keep nothing of what there is."""
    _pieces.clear()


def values_of(*rows: Model | None) -> str:
    """A digest of all that is known of these rows: what is made of equal ones is equal. Nothing is asked for."""
    known = ([item for item in row.__dict__.items() if item[0] not in NOT_VALUES] if row else None for row in rows)
    return sha256(repr(list(known)).encode()).hexdigest()


def edition_of(request: HttpRequest) -> int | None:
    """The edition that the request came in, which `views.kept` notes. No row was read for it before."""
    return getattr(request, "edition", None)


class Card:
    """An article's place on a page. Its id is known, and its time where the list goes by that; the rest is asked for
    with the first of its attributes, for all cards of the page at once.
    """

    def __init__(self, pk: int, cards: "Cards", published_at: datetime | None) -> None:
        self.pk = pk
        self.cards = cards
        if published_at:
            self.published_at = published_at

    def __getattr__(self, name: str) -> Any:
        article = self.cards.rows.get(self.pk)
        if article is None:
            raise AttributeError(name)
        return getattr(article, name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Card | Article) and other.pk == self.pk

    def __hash__(self) -> int:
        return hash(self.pk)


class Cards(Sequence[Card]):
    """The articles of these ids, in this order, for templatetags/cards.py. Rows that are gone leave nothing.

    `times` says when each was published; without, the rows do.
    """

    def __init__(self, ids: Iterable[int], edition: int | None, times: Iterable[datetime] = ()) -> None:
        self.ids = list(ids)
        self.edition = edition
        self.each = [Card(pk, self, at) for pk, at in zip_longest(self.ids, times)]

    @cached_property
    def rows(self) -> dict[int, Article]:
        """The articles by their ids. Two queries."""
        return {article.pk: article for article in Article.objects.cards(self.ids)}

    def __getitem__(self, place: Any) -> Any:
        return self.each[place]

    def __len__(self) -> int:
        return len(self.each)

    def __iter__(self) -> Iterator[Card]:
        return iter(self.each)
