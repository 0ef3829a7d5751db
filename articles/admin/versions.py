"""How versions of a row are shown: what was changed from what to what, for people."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles import history
from articles.models import Topic

MOST_WORDS = 300  # to compare; beyond that the time it takes grows faster than what it tells


class Shown(NamedTuple):
    """A field's change. `words` are the pieces of a text, each "same", "del" or "ins"; none where it has no words."""

    label: str
    old: str
    new: str
    words: list[tuple[str, str]]


def shown(old: Any, new: Any) -> list[Shown]:
    """What lies between two versions of a row."""
    return [_shown(type(new), change) for change in history.changes(old, new)]


def _shown(model: Any, change: history.Change) -> Shown:
    field = next((field for field in model.tracked_fields if field.attname == change.name), None)
    if field is None:
        return Shown(_("Topics"), topics(change.old), topics(change.new), [])
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    words = difference(change.old, change.new) if is_text and change.old and change.new else []
    return Shown(str(capfirst(field.verbose_name)), value_of(field, change.old), value_of(field, change.new), words)


def value_of(field: Any, value: Any) -> str:
    """A column's value as a person would write it; blank for nothing."""
    if value in (None, "", [], {}):
        return ""
    if field.related_model:
        row = field.related_model.objects.filter(pk=value).first()
        return str(row) if row else _("deleted, number %(number)s") % {"number": value}
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def topics(ids: list[int]) -> str:
    """Names of topics in their order; what was deleted since is told by its number."""
    found = Topic.objects.in_bulk(ids)
    return ", ".join(str(found[pk]) if pk in found else _("deleted, number %(number)s") % {"number": pk} for pk in ids)


def difference(old: str, new: str) -> list[tuple[str, str]]:
    """The words of both texts in one: those that stayed, went ("del") and came ("ins"). Joined by kind."""
    before, after = (re.findall(r"\S+\s*|\s+", text) for text in (old, new))
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    end = len(before) - tail
    pieces = [("same", before[:head])]
    pieces += _between(before[head:end], after[head : len(after) - tail])
    pieces.append(("same", before[end:]))
    return [(kind, "".join(words)) for kind, words in pieces if words]


def _alike(before: list[str], after: list[str]) -> int:
    """How many words both begin with."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))


def _between(before: list[str], after: list[str]) -> list[tuple[str, list[str]]]:
    if max(len(before), len(after)) > MOST_WORDS:
        return [("del", before), ("ins", after)]
    pieces: list[tuple[str, list[str]]] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", before[start:end]))
        else:
            pieces += [("del", before[start:end]), ("ins", after[other_start:other_end])]
    return pieces


def with_changes(versions: Sequence[Any], older: Any = None) -> list[tuple[Any, list[Shown] | None]]:
    """Each version, newest first, with what it changed; None for the first of all. `older` is the one before these."""
    before = [*versions[1:], older]
    return [
        (version, shown(previous, version) if previous else None)
        for version, previous in zip(versions, before, strict=False)
    ]
