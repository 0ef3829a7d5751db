"""Rows by the hundred: inserted and changed with one statement a table, past the model instances.

Values are given as Django's fields hold them in Python; constraints are the database's to keep.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

Row = Sequence[Any]

# OFFSET keeps PostgreSQL from looking up the sequence's name for each number.
_NUMBERS = """
    SELECT nextval(sequence)
    FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) AS named, generate_series(1, %s)
"""
_MOST_PARAMETERS = 30_000  # of one statement; SQLite takes 32,766
_EMPTY = {list: "[]", dict: "{}", str: '""', float: "0.0"}


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for `count` new rows. Call it inside a transaction: on SQLite that is what makes them ours."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_NUMBERS, [f'"{table}"', count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row], *, together: bool = False) -> None:
    """Insert rows whose values stand in the order of `names` (of columns, so `article_id`).

    `together` is for tables with an index of full text: SQLite writes that out with every statement that inserts.
    """
    prepared = list(_prepared(model, names, rows))
    if not prepared:
        return
    table, columns = _quoted(model._meta.db_table), ", ".join(map(_quoted, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in prepared:
                    copy.write_row(row)
        else:
            marks = f"({', '.join(['%s'] * len(names))})"
            insert_ = f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608
            if not together:
                cursor.executemany(insert_ + marks, prepared)
                return
            size = _MOST_PARAMETERS // len(names)
            for start in range(0, len(prepared), size):
                some = prepared[start : start + size]
                cursor.execute(insert_ + ", ".join([marks] * len(some)), [value for row in some for value in row])


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Set the columns `names` of rows; each row gives their values in that order, and its primary key last. No row
    comes twice.
    """
    prepared = list(_prepared(model, names, rows))
    if not prepared:
        return
    table = _quoted(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            changes = ", ".join(f"{_quoted(name)} = given.{_quoted(name)}" for name in names)
            given, columns = _unnested(model, (*names, "id"), prepared)
            cursor.execute(f"UPDATE {table} SET {changes} FROM {given} WHERE {table}.id = given.id", columns)  # noqa: S608
        else:
            changes = ", ".join(f"{_quoted(name)} = %s" for name in names)
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE id = %s", prepared)  # noqa: S608


def _unnested(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> tuple[str, list[list[Any]]]:
    """PostgreSQL's table `given` of these rows, and its parameters: an array a column.

    Lengths are not part of the arrays' types: a text that is too long has to be refused by its column, not cut here.
    """
    types = [str(_field(model, name).db_type(connection)).partition("(")[0] for name in names]
    arrays = ", ".join(f"%s::{kind}[]" for kind in types)
    columns = [list(column) for column in zip(*rows, strict=True)]
    return f"unnest({arrays}) AS given ({', '.join(map(_quoted, names))})", columns


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _prepared(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as the database's driver takes them."""
    writers = [(place, writer) for place, name in enumerate(names) if (writer := _writer(model, name))]
    if not writers:
        yield from rows
        return
    for given in rows:
        row = list(given)
        for place, writer in writers:
            row[place] = writer(row[place])
        yield row


def _sqlite_time(at: datetime | None) -> str | None:
    """A time as Django keeps it on SQLite, where it is text: in UTC, without saying so."""
    if at is None:
        return None
    return str(at if at.tzinfo is UTC else at.astimezone(UTC))[: -len("+00:00")]


def _json(value: Any) -> str:
    """A value as JSON; most are empty."""
    return json.dumps(value) if value or value is None or isinstance(value, int) else _EMPTY[type(value)]


def _writer(model: type[models.Model], column: str) -> Callable[[Any], Any] | None:
    """What turns a column's values into the driver's; nothing where they are that already."""
    field = _field(model, column)
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return _sqlite_time
    if isinstance(field, models.JSONField):
        return _json
    return None


def _field(model: type[models.Model], column: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if column in {field.attname, field.column})
