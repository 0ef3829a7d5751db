"""Records and data → the text of seed files."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import yaml

from articles.sources import yamltext
from articles.sources.frontmatter import is_yaml, parts_of
from articles.sources.records import Record
from articles.sources.text import escaped

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


class _Dumper(yaml.SafeDumper):
    """Writes times as the publisher does, and list items indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_time(dumper: yaml.SafeDumper, value: datetime) -> yaml.ScalarNode:
    written = value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", written.replace("+00:00", "Z"))


def _represent_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Characters that are not printed are escaped: written as they are, some come back as a space."""
    style = None if value.isprintable() or value.replace("\n", "").isprintable() else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(datetime, _represent_time)
_Dumper.add_representer(str, _represent_text)


def dump(data: dict[str, Any], name: str, body: str = "") -> str:
    """`data` as the text of a seed file called `name`: plain YAML, or Markdown with `body`."""
    written = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return written if is_yaml(name) else f"---\n{written}---\n{body}"


def data_of(record: Record) -> dict[str, Any]:
    """The record in the keys and the order of the format, without what is empty; unknown keys last."""
    data = {key: _data(getattr(record, name), name) for name, key in record.aliases.items()}
    kept = {key: value for key, value in data.items() if value not in (None, "", [], {})}
    return kept | {key: value for key, value in record.extra.items() if value not in (None, "")}


def _data(value: Any, name: str) -> Any:
    if isinstance(value, Record):
        return data_of(value)
    if isinstance(value, list):
        return [_data(item, name) for item in value]
    return escaped(value) if isinstance(value, str) and name not in _AS_IT_IS else value


def overlaid(text: str, name: str, record: Record, fields: Collection[str]) -> str:
    """The text of the seed called `name`, with the record's word in `fields` (by our names). The body stays."""
    front, _, body = parts_of(text, name)
    data = yamltext.load(front)
    said = data_of(record)
    order = list(record.aliases.values())
    for key in (key for field, key in record.aliases.items() if field in fields):
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
