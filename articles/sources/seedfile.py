"""Seed files: Markdown with YAML front matter, or plain YAML. Text in, a record out; and as text again."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

import yaml
from pydantic import ValidationError

from articles.sources import yamltext
from articles.sources.errors import Problem, SourceError
from articles.sources.records import (
    NO_ADDRESS,
    ArticleRecord,
    OrganizationRecord,
    PictureRecord,
    Record,
    SeedRecord,
    TopicRecord,
)
from articles.sources.text import escaped, key_of

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".yaml", ".yml"})
_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_AS_IT_IS = {
    "url",
    "original_url",
    "web_url",
    "amp_web_url",
    "cdn_amp_web_url",
    "domain",
    "featured_content",
    "secured",
}
_ORDER_PREFIX = re.compile(r"(\d{1,4})-")
_LAST = 9_999

_EXPECTED = {
    "missing": "expected this key, which is required",
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected `key: value` lines",
    "model_type": "expected `key: value` lines",
    "literal_error": "expected {expected}",
    "string_too_short": "expected text that is not empty",
    "string_too_long": "expected at most {max_length} characters",
    "too_long": "expected at most {max_length} entries, found {actual_length}",
    "less_than_equal": "expected at most {le}",
    "greater_than_equal": "expected at least {ge}",
    "value_error": "{error}",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a seed file says. `key` is the publisher's key; `notes` are things worth knowing that cost nothing."""

    key: str
    record: SeedRecord
    notes: tuple[Problem, ...]


def parse(text: str, name: str) -> Parsed:
    """The record that the seed file called `name` holds. Raises SourceError naming every problem of the file."""
    path = PurePath(name)
    front, first_line, _ = _parts_of(text, name)
    data = yamltext.load(front, first_line)
    model = _model_of(data)
    try:
        record = model.model_validate(data)
    except ValidationError as error:
        missing = [Problem(first_line, "", NO_ADDRESS)] if model is ArticleRecord and not _has_address(data) else []
        raise SourceError({*_problems(error, front, first_line), *missing}) from None
    notes = tuple(_notes(record, data, front, first_line))
    if isinstance(record, ArticleRecord):
        return Parsed(key_of(path.stem, record.published_at, record.title), record, notes)
    return Parsed(path.stem, record, notes)


def _parts_of(text: str, name: str) -> tuple[str, int, str]:
    """The YAML of the file called `name`, the line where it begins, and the body behind it.

    In Markdown the YAML stands between the two `---` lines that the file begins with.
    """
    if _is_yaml(name):
        return text, 1, ""
    fences = list(_FENCE.finditer(text))[:2]
    if not fences or text[: fences[0].start()].strip():
        raise SourceError.of("expected the file to begin with a line of three hyphens: ---", line=1)
    if len(fences) < 2:
        raise SourceError.of("expected a second line of three hyphens: --- after the last key", line=1)
    line = text.count("\n", 0, fences[0].end()) + 2
    return text[fences[0].end() + 1 : fences[1].start()], line, text[fences[1].end() :].lstrip("\r\n")


def _is_yaml(name: str) -> bool:
    return PurePath(name).suffix.lower() in {".yaml", ".yml"}


def order_of(name: str) -> int:
    """A topic's place among its siblings: the number before its file's name, or last."""
    prefix = _ORDER_PREFIX.match(PurePath(name).name)
    return int(prefix[1]) if prefix else _LAST


def _model_of(data: dict[str, Any]) -> type[ArticleRecord | TopicRecord | OrganizationRecord]:
    """Which kind of seed it is: as `taxonomy` says, or as its keys do. Only articles have a title."""
    taxonomy = data.get("taxonomy")
    if taxonomy == "organization" or (taxonomy is None and "title" not in data and "domain" in data):
        return OrganizationRecord
    if taxonomy == "topic" or (taxonomy is None and "title" not in data and "_id" in data):
        return TopicRecord
    return ArticleRecord


def _has_address(data: dict[str, Any]) -> bool:
    """Whether a page is named at all; pydantic asks this of a whole record only once each field is right."""
    return bool(data.get("webUrl") or data.get("originalUrl"))


def _problems(error: ValidationError, front: str, first_line: int) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_input=False):
        message = _EXPECTED.get(detail["type"], detail["msg"]).format(**detail.get("ctx", {}))
        yield Problem(yamltext.line_of(front, detail["loc"], first_line), field_of(detail["loc"]), message)


def field_of(path: Sequence[str | int]) -> str:
    """A place in a seed as people write it: `related[2].webUrl`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _notes(record: Record, data: dict[str, Any], front: str, first_line: int) -> Iterator[Problem]:
    """Keys that the format does not name, and times without an offset."""
    for path in unknown_keys(record):
        line = yamltext.line_of(front, path, first_line)
        yield Problem(line, field_of(path), "not a key of the format; kept as it is")
    for path in _naive_times(data):
        line = yamltext.line_of(front, path, first_line)
        yield Problem(line, field_of(path), "no offset from UTC is given; taken as UTC")


def unknown_keys(record: Record) -> Iterator[tuple[str | int, ...]]:
    """Paths of the keys that the format does not name, however deep."""
    yield from ((key,) for key in record.extra)
    for name, field in type(record).model_fields.items():
        alias, value = field.alias or name, getattr(record, name)
        if isinstance(value, Record):
            yield from ((alias, *path) for path in unknown_keys(value))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from ((alias, index, *path) for path in unknown_keys(item))


def _naive_times(data: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """Paths of the times that say no offset from UTC."""
    entries: list[tuple[tuple[str | int, ...], Any]] = [((), data)]
    related = data.get("related")
    if isinstance(related, list):
        entries += [(("related", index), entry) for index, entry in enumerate(related)]
    for path, entry in entries:
        yield from ((*path, key) for key in ("publishedDateTime", "updatedDateTime") if _is_naive(entry.get(key)))


def _is_naive(value: Any) -> bool:
    """Whether a time, which was found good, gives no offset. A bare date gives none."""
    if isinstance(value, str) and value:
        value = datetime.fromisoformat(value.strip())
    return isinstance(value, date) and getattr(value, "tzinfo", None) is None


# Out again


class _Dumper(yaml.SafeDumper):
    """Writes times as the publisher does, and list items indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_time(dumper: yaml.SafeDumper, value: datetime) -> yaml.ScalarNode:
    written = value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", written.replace("+00:00", "Z"))


_Dumper.add_representer(datetime, _represent_time)


def dump(data: dict[str, Any], name: str, body: str = "") -> str:
    """`data` as the text of a seed file called `name`: plain YAML, or Markdown with `body`."""
    written = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return written if _is_yaml(name) else f"---\n{written}---\n{body}"


def data_of(record: Record) -> dict[str, Any]:
    """The record in the keys and the order of the format, without what is empty; unknown keys last."""
    data = {_key(record, name): _data(getattr(record, name), name) for name in type(record).model_fields}
    return {key: value for key, value in {**data, **record.extra}.items() if value not in (None, "", [], {})}


def _data(value: Any, name: str) -> Any:
    if isinstance(value, Record):
        return data_of(value)
    if isinstance(value, list):
        return [_data(item, name) for item in value]
    return escaped(value) if isinstance(value, str) and name not in _AS_IT_IS else value


def _key(record: Record, name: str) -> str:
    """What the format calls a field."""
    return type(record).model_fields[name].alias or name


def overlaid(text: str, name: str, record: Record, fields: Collection[str]) -> str:
    """The text of the seed called `name`, with the record's word in `fields` (by our names). The body stays."""
    front, _, body = _parts_of(text, name)
    data = yamltext.load(front)
    said = data_of(record)
    order = [_key(record, field) for field in type(record).model_fields]
    for key in (_key(record, field) for field in type(record).model_fields if field in fields):
        if key in data and key in said:
            data[key] = said[key]
        elif key in said:
            data = _inserted(data, key, said[key], before=order[order.index(key) + 1 :])
        else:
            data.pop(key, None)
    return dump(data, name, body)


def _inserted(data: dict[str, Any], key: str, value: Any, before: Sequence[str]) -> dict[str, Any]:
    """`data` with a key more, put in front of the first of those it stands before in the format."""
    items = list(data.items())
    place = next((number for number, (other, _) in enumerate(items) if other in before), len(items))
    return dict([*items[:place], (key, value), *items[place:]])


def picture_paths(record: SeedRecord) -> list[str]:
    """The pictures that lie beside the seed, as it names them."""
    pictures: list[PictureRecord] = list(record.images)
    if isinstance(record, ArticleRecord):
        pictures += record.provider.images
        pictures += [picture for entry in record.related for picture in entry.images]
    return sorted({picture.url for picture in pictures if picture.is_local})
