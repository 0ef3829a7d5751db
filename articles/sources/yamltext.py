"""YAML of strangers: parsed strictly, with the line of everything that is wrong."""

from collections.abc import Hashable, Sequence
from typing import Any

import yaml

from articles.sources.errors import SourceError


class _Loader(yaml.CSafeLoader):
    """The safe loader, but a key is text (`on:` is not `True:`), and given once; impossible values have a place."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise _error(key, f"the key {key.value!r} is given twice")
            seen.add(key.value)
            if key.tag != _MERGE:
                key.tag = _TEXT
        return super().construct_mapping(node, deep)

    def construct_value(self, node: yaml.ScalarNode) -> Any:
        """A time or a number. What looks like one and is none would raise without saying where."""
        try:
            return yaml.SafeLoader.yaml_constructors[node.tag](self, node)
        except (ValueError, OverflowError, KeyError, IndexError) as error:
            raise _error(node, f"{node.value[:40]} is no {_VALUES[node.tag]}") from error


_MERGE = "tag:yaml.org,2002:merge"
_TEXT = "tag:yaml.org,2002:str"
_VALUES = {
    "tag:yaml.org,2002:timestamp": "possible time",
    "tag:yaml.org,2002:int": "number we can hold",
    "tag:yaml.org,2002:float": "number we can hold",
}
for tag in _VALUES:
    _Loader.add_constructor(tag, _Loader.construct_value)


def _error(node: yaml.Node, message: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, message, node.start_mark)


def load(text: str, first_line: int = 1) -> dict[str, Any]:
    """The mapping that `text` holds. `first_line` is the line of the file where `text` begins.

    Raises SourceError when it is no YAML, more than one document, or no mapping with text keys.
    """
    try:
        documents = yaml.load_all(text, Loader=_Loader)
        data, more = next(documents, None), next(documents, None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark else 0
        raise SourceError.of(f"not valid YAML: {error.problem or error.context}", line=line) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise SourceError.of(f"not valid YAML: {str(error).splitlines()[0]}") from error
    if more is not None:
        raise SourceError.of("expected one document, found more behind a line of three hyphens")
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise SourceError.of("expected `key: value` lines, as in a seed file", line=first_line)
    return data


def line_of(text: str, path: Sequence[str | int], first_line: int = 1) -> int:
    """The line of the file where the value at `path` stands, or where the nearest thing around it does."""
    node = next(yaml.compose_all(text, Loader=yaml.CSafeLoader), None)
    line = first_line
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        node, line = found[0], first_line + found[1]
    return line


def _child(node: Any, step: str | int) -> tuple[Any, int] | None:
    """The node below `node` under a key or index, and its line counted from 0."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, key.start_mark.line
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step].start_mark.line
    return None
