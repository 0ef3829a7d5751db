"""Seed files: Markdown with YAML front matter, or plain YAML. Bytes in, a record out; and as text again."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from articles.limits import FIRST_INCOMING_YEAR, MOST_SEED_BYTES, MOST_TOLD
from articles.sources import keys, yamltext
from articles.sources.errors import Problem, SourceError
from articles.sources.frontmatter import lines_in, parts_of, text_of
from articles.sources.mending import Mended, Refused, field_of
from articles.sources.records import (
    ArticleRecord,
    OrganizationRecord,
    PictureRecord,
    Reading,
    Record,
    SeedRecord,
    TopicRecord,
    is_naive,
)
from articles.sources.text import key_of
from articles.sources.writing import data_of, dump, overlaid
from articles.sources.yamltext import Path

__all__ = [
    "MOST_BYTES",
    "SUFFIXES",
    "Parsed",
    "data_of",
    "dump",
    "order_of",
    "overlaid",
    "parse",
    "picture_paths",
    "text_of",
]

MOST_BYTES = MOST_SEED_BYTES
SUFFIXES = frozenset({".md", ".markdown", ".txt", ".yaml", ".yml"})
_STEP = re.compile(r"[^.\[\]]+")
_ORDER_PREFIX = re.compile(r"([0-9]{1,4})-")
_LAST = 9_999
_BELOW = "expected nothing below the front matter; the text there is left out"
_ASSUMED_DAY = "no time of day is given; taken as midnight UTC"
_ASSUMED_OFFSET = "no offset from UTC is given; taken as UTC"
_OF_ARTICLES = frozenset(ArticleRecord.aliases.values())


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a seed file says. `key` is the publisher's key.

    `notes` are worth knowing and cost nothing; `warnings` are what was left out, assumed or taken from elsewhere.
    """

    key: str
    record: SeedRecord
    notes: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()


def parse(text: str, name: str, *, last_year: int | None = None) -> Parsed:
    """The record that the seed file called `name` holds. Raises SourceError naming every problem of the file.

    Optional parts that are bad are left out with a warning. `last_year` is the last that the times of an incoming file
    may be in; without it the text is one that was taken before, whose times may be in any year that we can show.
    """
    front, first_line, body = parts_of(text, name)
    warnings: list[Problem] = []
    data = yamltext.load(front, first_line, warnings)
    reading = Reading() if last_year is None else Reading(FIRST_INCOMING_YEAR, last_year)
    kind = _kind_of(data)
    doubts = keys.doubtful(data, _OF_ARTICLES) if kind is ArticleRecord and last_year is not None else []
    try:
        mended = Mended(kind, data, reading)
    except Refused as refusal:
        raise SourceError(_told([*doubts, *refusal.problems], front, first_line)) from None
    if doubts:
        raise SourceError(_told(doubts, front, first_line))
    record = mended.record
    losses = mended.losses
    if reading.naive:
        losses += [(mended.came_from(path), word) for path, word in _naive_times(data)]
    unknown = [(mended.came_from(path), word) for path, word in _unknown_keys(record, data)]
    losses += [(path, word) for path, word in unknown if word != keys.UNKNOWN]
    if losses:
        warnings += _told(losses, front, first_line)
    if body.strip():
        warnings.append(Problem(lines_in(text[: len(text) - len(body)]) + 1, "", _BELOW))
    notes = _told([one for one in unknown if one[1] == keys.UNKNOWN], front, first_line) if unknown else ()
    stem = PurePath(name).stem
    key = key_of(stem, record.published_at, record.title) if isinstance(record, ArticleRecord) else stem
    return Parsed(key, record, tuple(notes), tuple(warnings))


def _told(found: Iterable[tuple[Path, str]], front: str, first_line: int) -> list[Problem]:
    """Problems with their lines, in the order of the file; the first of them, if they are very many."""
    known = list(dict.fromkeys(found))
    lines = yamltext.lines_of(front, [path for path, _ in known], first_line)
    told = sorted(Problem(line, field_of(path), word) for line, (path, word) in zip(lines, known, strict=True))
    if len(told) > MOST_TOLD:
        told[MOST_TOLD:] = [Problem(0, "", f"and {len(told) - MOST_TOLD:,} more")]
    return told


def placed(problems: Iterable[Problem], text: str, name: str) -> list[Problem]:
    """Problems that were found after parsing, with the lines that their fields stand on in the text."""
    found = list(problems)
    if not found:
        return found
    front, first_line, _ = parts_of(text, name)
    paths = [tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(one.field)) for one in found]
    lines = yamltext.lines_of(front, paths, first_line)
    return [Problem(line, one.field, one.message) for line, one in zip(lines, found, strict=True)]


def order_of(name: str) -> int:
    """A topic's place among its siblings: the number before its file's name, or last."""
    prefix = _ORDER_PREFIX.match(PurePath(name).name)
    return int(prefix[1]) if prefix else _LAST


def _kind_of(data: dict[str, Any]) -> type[SeedRecord]:
    """Which kind of seed it is: as `taxonomy` says, or as its keys do. Only articles have a title."""
    taxonomy = data.get("taxonomy")
    if taxonomy == "organization" or (taxonomy is None and "title" not in data and "domain" in data):
        return OrganizationRecord
    if taxonomy == "topic" or (taxonomy is None and "title" not in data and "_id" in data):
        return TopicRecord
    return ArticleRecord


def _unknown_keys(record: SeedRecord, data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Paths of the keys that the format does not name, or that cannot be kept as they are; and what is said of each."""
    if not record.is_known:
        yield from _unknown_in(record, record.withheld if isinstance(record, ArticleRecord) else ())
    if isinstance(record, TopicRecord):
        yield from keys.unclean(data.get("services"), ("services",))


def _unknown_in(record: Record, held: Collection[str] = ()) -> Iterator[tuple[Path, str]]:
    if record.model_extra:
        yield from keys.words(record.model_extra, record.aliases.values(), held)
    for name in record.holding:
        value = getattr(record, name)
        for index, item in enumerate(value) if type(value) is list else ((None, value),):
            start = (record.aliases[name],) if index is None else (record.aliases[name], index)
            yield from (((*start, *path), word) for path, word in _unknown_in(item))


def _naive_times(data: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Paths of the times that say no offset from UTC, and what they are taken for."""
    entries: list[tuple[Path, Any]] = [((), data)]
    related = data.get("related")
    if isinstance(related, list):
        entries += [(("related", index), entry) for index, entry in enumerate(related)]
    for path, entry in entries:
        for key in ("publishedDateTime", "updatedDateTime"):
            value = entry.get(key)
            if is_naive(value):
                yield (*path, key), _ASSUMED_DAY if _is_day(value) else _ASSUMED_OFFSET


def _is_day(value: date | str) -> bool:
    return len(value.strip()) <= len("2024-05-01") if isinstance(value, str) else not isinstance(value, datetime)


def picture_paths(record: SeedRecord) -> list[str]:
    """The pictures that lie beside the seed, as it names them."""
    pictures: list[PictureRecord] = list(record.images)
    if isinstance(record, ArticleRecord):
        pictures += record.provider.images
        pictures += [picture for entry in record.related for picture in entry.images]
    return sorted({picture.url for picture in pictures if picture.is_local})
