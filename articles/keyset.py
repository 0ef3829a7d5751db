"""Pages of a list, cut by place and not by number: the walk starts at the place, and news coming in moves nothing.

Works on any listing whose order is all descending and ends in the article's id, such as `published().newest_first()`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Field, Q

from articles.querysets import ListedQuerySet

PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DIGITS = 18  # what fits a 64-bit column

Place = Sequence[Any]  # one value for each field of the order


class BadCursorError(ValueError):
    """A cursor that no page of this list has handed out."""


@dataclass(frozen=True)
class Page:
    """Article ids in the list's order, and when they were published where the list goes by that; cursors of the pages
    beside it, None where there is none.
    """

    ids: list[int]
    times: list[datetime]
    older: str | None
    newer: str | None


def page(listing: ListedQuerySet, before: str = "", after: str = "", size: int = PAGE_SIZE) -> Page:
    """The first page, or the one next `before` or `after` the place of a cursor. One query. Raises BadCursorError."""
    fields = ordered_fields(listing)
    if after:
        return _newer_page(listing, fields, place(after, fields), size)
    if before:
        listing = _narrowed(listing, beyond(place(before, fields), fields, "lt"))
    rows, more = _cut(listing, fields, size)
    return _page(rows, older=more, newer=bool(before))


def ordered_fields(listing: ListedQuerySet) -> list[Field]:
    """The fields of the listing's order, all of them descending."""
    names = [str(name) for name in listing.query.order_by]
    if not names or not all(name.startswith("-") for name in names):
        raise TypeError(f"order_by{tuple(names)}: a keyset needs an order, all descending")
    return [_field(listing, name[1:]) for name in names]


def cursor(row: Place) -> str:
    """The place of a row as text for an address: whole numbers joined by dots; times are microseconds since 1970."""
    return ".".join(str((value - EPOCH) // MICROSECOND if isinstance(value, datetime) else value) for value in row)


def place(text: str, fields: Sequence[Field]) -> Place:
    """The place a cursor names. Raises BadCursorError."""
    numbers = text.split(".")
    if len(numbers) != len(fields) or not all(_is_number(number) for number in numbers):
        raise BadCursorError(text)
    try:
        return [_value(int(number), field) for number, field in zip(numbers, fields, strict=True)]
    except OverflowError as error:
        raise BadCursorError(text) from error


def beyond(row: Place, fields: Sequence[Field], way: str) -> Q:
    """Rows past this one, `way` being 'lt' (older) or 'gt' (newer).

    Written as a <= x AND (a < x OR (b <= y AND (b < y OR c < z))): the first term gives the databases a range of the
    index to walk; the plain OR of all cases would not. Rows that share the first value are walked through.
    """
    name, value = fields[0].attname, row[0]
    past = Q(**{f"{name}__{way}": value})
    if len(fields) == 1:
        return past
    return Q(**{f"{name}__{way}e": value}) & (past | beyond(row[1:], fields[1:], way))


def _narrowed(listing: ListedQuerySet, past: Q) -> ListedQuerySet:
    """The listing with this condition put before its own.

    SQLite walks the index from the first of several upper bounds on a column. Were that the listing's "not later than
    now", the walk would start at the newest article whatever the cursor.
    """
    return type(listing)(listing.model, using=listing.db).filter(past) & listing


def _newer_page(listing: ListedQuerySet, fields: list[Field], row: Place, size: int) -> Page:
    """Walks up the list from the place, so rows come oldest first and are turned round."""
    upwards = listing.filter(beyond(row, fields, "gt")).reverse()
    rows, more = _cut(upwards, fields, size)
    return _page(rows[::-1], older=bool(rows), newer=more)


def _cut(listing: ListedQuerySet, fields: list[Field], size: int) -> tuple[list[Place], bool]:
    """Up to `size` rows, and whether there are more. Reads only the order's own columns, which the index holds."""
    rows = list(listing.values_list(*(field.attname for field in fields))[: size + 1])
    return rows[:size], len(rows) > size


def _page(rows: list[Place], *, older: bool, newer: bool) -> Page:
    return Page(
        ids=[row[-1] for row in rows],
        times=[value for row in rows for value in row if isinstance(value, datetime)],
        older=cursor(rows[-1]) if older and rows else None,
        newer=cursor(rows[0]) if newer and rows else None,
    )


def _field(listing: ListedQuerySet, name: str) -> Field:
    """A field by the name or the column name (`article_id`) that an order may use."""
    fields = listing.model._meta.concrete_fields
    return next(field for field in fields if name in (field.name, field.attname))


def _is_number(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdecimal() and len(digits) <= DIGITS


def _value(number: int, field: Field) -> int | datetime:
    return EPOCH + number * MICROSECOND if isinstance(field, DateTimeField) else number
