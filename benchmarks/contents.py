"""All content of a database by name, and where two of them differ."""

import json
from collections.abc import Iterator
from typing import Any

from articles.digest import CONTENT, canonical

Contents = dict[str, bytes]
"""Rows as canonical JSON, by kind and name."""

_NAMES = (
    "key",
    "article__key",
    "topic__slug",
    "domain",
    "provider__domain",
    "article__provider__domain",
    "url",
    "name",
)


def contents() -> Contents:
    """All of it. Holds everything at once."""
    return {f"{kind}: {_name_of(row)}": canonical(row) for kind, rows in CONTENT.items() for row in rows()}


def _name_of(row: dict[str, Any]) -> str:
    return " ".join(str(row[name]) for name in _NAMES if row.get(name))


def differences(wanted: Contents, found: Contents) -> Iterator[str]:
    """A line for each row that is not as wanted."""
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            yield f"{name} is missing"
        elif name not in wanted:
            yield f"{name} should not be there"
        elif wanted[name] != found[name]:
            yield f"{name} differs in {'; '.join(_fields(json.loads(wanted[name]), json.loads(found[name])))}"


def _fields(wanted: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    for field, value in wanted.items():
        if found.get(field) != value:
            yield f"{field}: {str(found.get(field))[:300]} instead of {str(value)[:300]}"
