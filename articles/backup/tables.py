"""Which tables a backup holds, and how their rows are written."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

LEFT_OUT = {"sessions.session", "articles.upload"}  # who is logged in, and files that nobody has confirmed
NATURAL: dict[type[models.Model], tuple[str, ...]] = {
    ContentType: ("app_label", "model"),
    Permission: ("content_type__app_label", "content_type__model", "codename"),
}
"""Rows that `migrate` makes, whose numbers are others on every site: what they are known by instead."""

Row = list[Any]


def tables() -> list[type[models.Model]]:
    """The models whose rows are kept; those that others refer to come first, where there is such an order."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.label_lower not in LEFT_OUT and model not in NATURAL]


def columns(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def state() -> list[str]:
    """The last migrations that have run, as app.name: two databases of the same state have the same tables."""
    loader = MigrationLoader(connection)
    last = set(loader.graph.leaf_nodes()) & set(loader.applied_migrations)
    return sorted(f"{app}.{name}" for app, name in last)


def names_of(model: type[models.Model]) -> dict[int, str]:
    """What the rows of a NATURAL model are known by, by their number."""
    rows = model._default_manager.order_by("pk").values_list("pk", *NATURAL[model])
    return {row[0]: " ".join(row[1:]) for row in rows}


class Translation:
    """Numbers of the rows of NATURAL models as names, or back: for the columns that refer to them."""

    def __init__(self, model: type[models.Model], known: dict[type[models.Model], dict[Any, Any]]) -> None:
        fields = enumerate(model._meta.concrete_fields)
        self.places = [(place, known[to]) for place, field in fields if (to := field.related_model) in known]

    def __call__(self, row: Row) -> Row | None:
        """The row, translated; None for one that refers to what there is not any more."""
        for place, known in self.places:
            if row[place] is not None and row[place] not in known:
                return None
            row[place] = known.get(row[place])
        return row


def lines(model: type[models.Model], translate: Translation) -> Iterator[str]:
    """The rows of a table, each as JSON on a line."""
    rows = model._base_manager.order_by("pk").values_list(*columns(model))
    for row in rows.iterator(chunk_size=2_000):
        if (translated := translate(list(row))) is not None:
            yield json.dumps(translated, ensure_ascii=False, default=_plain) + "\n"


def rows_of(model: type[models.Model], told: Iterable[bytes]) -> Iterator[Row]:
    """What `lines` wrote, as Django's fields hold it in Python."""
    times = [n for n, field in enumerate(model._meta.concrete_fields) if isinstance(field, models.DateTimeField)]
    for line in told:
        row = json.loads(line)
        for place in times:
            row[place] = row[place] and datetime.fromisoformat(row[place])
        yield row


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
