"""Rows by the hundred: inserted and changed with one statement a table, past the model instances.

Values are given as Django's fields hold them in Python; constraints are the database's to keep.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models

Row = Sequence[Any]

_EMPTY = {list: "[]", dict: "{}", str: '""', float: "0.0"}


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys for `count` new rows. Call it inside a transaction: on SQLite that is what makes them ours."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [f'"{table}"', count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return list(range(last + 1, last + 1 + count))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows whose values stand in the order of `names` (of columns, so `article_id`)."""
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
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", prepared)  # noqa: S608


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Set the columns `names` of rows; each row gives their values in that order, and its primary key last."""
    prepared = list(_prepared(model, names, rows))
    if not prepared:
        return
    table, changes = _quoted(model._meta.db_table), ", ".join(f"{_quoted(name)} = %s" for name in names)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {changes} WHERE id = %s", prepared)  # noqa: S608


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
    field = next(field for field in model._meta.concrete_fields if column in {field.attname, field.column})
    if isinstance(field, models.DateTimeField) and connection.vendor == "sqlite":
        return _sqlite_time
    if isinstance(field, models.JSONField):
        return _json
    return None
