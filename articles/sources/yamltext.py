"""YAML of strangers: checked event by event while it is read, with the place of everything that is wrong.

PyYAML's composer and constructor are not used: the one written in C overruns its stack on deep nesting, and merge keys
and aliases make gigabytes of a few hundred bytes. libyaml's parser alone needs no stack, and what it reports is turned
into values here, in one pass that ends where a limit is met.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from articles.limits import MOST_DEPTH, MOST_FRONT_MATTER_BYTES, MOST_NODES
from articles.sources.characters import LEFT_OUT
from articles.sources.errors import Problem, SourceError
from articles.sources.scalars import value_of
from articles.sources.text import shortened

Path = tuple[str | int, ...]

_NO_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # as YAML counts them


def load(text: str, first_line: int = 1, warnings: list[Problem] | None = None) -> dict[str, Any]:
    """The mapping that `text` holds. `first_line` is the line of the file where `text` begins.

    Control characters, which YAML has no place for, are left out; `warnings` is told. Raises SourceError when it is
    no YAML, more than one document, too large, no mapping with text keys, or uses what no seed needs.
    """
    size = len(text) if len(text) <= MOST_FRONT_MATTER_BYTES // 4 else len(text.encode(errors="replace"))
    if size > MOST_FRONT_MATTER_BYTES:
        most = f"{MOST_FRONT_MATTER_BYTES // 1024} KB ({MOST_FRONT_MATTER_BYTES:,} bytes)"
        raise SourceError.of(f"expected at most {most} of YAML, found {size:,} bytes", line=first_line)
    try:
        documents = _documents(text, first_line)
    except (ReaderError, UnicodeEncodeError):
        if warnings is not None:
            line = first_line + sum(1 for _ in _LINE_END.finditer(_NO_YAML.split(text, maxsplit=1)[0]))
            warnings.append(Problem(line, "", "control characters, which no text has, are left out"))
        documents = _documents(_NO_YAML.sub(LEFT_OUT, text), first_line)
    if not documents or not isinstance(documents[0], dict):
        raise SourceError.of("expected `key: value` lines, as in a seed file", line=first_line)
    return documents[0]


def _documents(text: str, first_line: int) -> list[Any]:
    """The document that `text` holds, and a None for each empty one behind it."""
    try:
        return _built(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _error(f"not valid YAML: {error.problem or error.context}", mark, first_line) from error
    except _Refused as error:
        raise _error(error.message, error.mark, first_line) from error


def _events(text: str) -> Iterator[Any]:
    """What libyaml's parser reports of `text`."""
    return iter(CParser(text).get_event, None)


class _Refused(Exception):  # noqa: N818  (becomes a SourceError once the line is known)
    def __init__(self, message: str, event: Any) -> None:
        super().__init__(message)
        self.message, self.mark = message, event.start_mark


def _error(message: str, mark: Any, first_line: int) -> SourceError:
    if mark is None:
        return SourceError.of(message, line=first_line)
    return SourceError.of(f"{message} (column {mark.column + 1})", line=first_line + mark.line)


def _built(text: str) -> list[Any]:
    """The values of the documents in `text`, made of its events as they come."""
    documents: list[Any] = []
    node: Any = documents  # what is being filled; `key` waits for its value when that is a mapping
    key: str | None = None
    around: list[Any] = []
    nodes = 0
    for event in _events(text):
        kind = type(event)
        if kind is ScalarEvent:
            value = event.value
            if event.tag is not None or event.anchor is not None:
                raise _unneeded(event)
            if key is None and type(node) is dict:
                if value in node or value == "<<":
                    _check_key(event, node)
                key = value
            else:
                value = value_of(value) if event.implicit[0] else value
                if key is None:
                    node.append(value)
                else:
                    node[key], key = value, None
            nodes += 1
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            child = _opened(event, depth=len(around), is_key=key is None and type(node) is dict)
            _put(child, node, key)
            around.append(node)
            node, key = child, None
            nodes += 1
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            node = around.pop()
        else:
            _check_around(event, documents)
        if nodes > MOST_NODES:
            raise _Refused(f"expected at most {MOST_NODES:,} keys and values", event)
    return documents


def _put(child: Any, node: Any, key: str | None) -> None:
    if key is None:
        node.append(child)
    else:
        node[key] = child


def _check_key(event: Any, mapping: dict[str, Any]) -> None:
    """Refuse a key that is there, or that says to merge."""
    if event.value in mapping:
        raise _Refused(f"the key {shortened(event.value)!r} is given twice", event)
    if event.implicit[0]:
        raise _Refused("merge keys (<<) are not allowed", event)


def _opened(event: Any, depth: int, is_key: bool) -> Any:
    """An empty mapping or list for the one that begins."""
    if event.tag is not None or event.anchor is not None:
        raise _unneeded(event)
    if is_key:
        raise _Refused("expected a key that is text", event)
    if depth >= MOST_DEPTH:
        raise _Refused(f"expected at most {MOST_DEPTH} mappings and lists in each other", event)
    return {} if type(event) is MappingStartEvent else []


def _unneeded(event: Any) -> _Refused:
    if event.anchor is not None:
        return _Refused("anchors (&) are not allowed", event)
    return _Refused("tags (!) are not allowed", event)


def _check_around(event: Any, documents: list[Any]) -> None:
    """Refuse what stands outside of nodes: aliases, directives, and documents behind the first that are not empty."""
    if type(event) is AliasEvent:
        raise _Refused("aliases (*) are not allowed", event)
    if type(event) is DocumentStartEvent and (event.version or event.tags):
        raise _Refused("directives (%) are not allowed", event)
    if type(event) is DocumentEndEvent and len(documents) > 1 and documents[-1] is not None:
        raise _Refused("expected one document, found more behind a line of three hyphens", event)


def lines_of(text: str, paths: Iterable[Path], first_line: int = 1) -> list[int]:
    """For each path the line of the file where it stands, or where the nearest thing around it does."""
    places = {path: first_line + line for path, line in _places(_NO_YAML.sub(LEFT_OUT, text))} | {(): first_line}
    return [next(places[path[:end]] for end in range(len(path), -1, -1) if path[:end] in places) for path in paths]


def _places(text: str) -> Iterator[tuple[Path, int]]:
    """Path and line (from 0) of every key and every list item of a text that was loaded before."""
    path: list[Any] = []  # of each open list the index at hand, of each mapping the key, or None where one is due
    for event in _events(text):
        kind = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            path.pop()
        elif kind is ScalarEvent and path and path[-1] is None:
            path[-1] = event.value
            yield tuple(path), event.start_mark.line
            continue
        elif kind is ScalarEvent or kind is MappingStartEvent or kind is SequenceStartEvent:
            if path and isinstance(path[-1], int):
                yield tuple(path), event.start_mark.line
            if kind is not ScalarEvent:
                path.append(None if kind is MappingStartEvent else 0)
                continue
        else:
            continue
        if path:
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
