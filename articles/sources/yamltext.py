"""YAML of strangers: parsed strictly, with the line of everything that is wrong."""

from collections.abc import Hashable, Sequence
from typing import Any

import yaml

from articles.sources.errors import SourceError


class _Loader(yaml.CSafeLoader):
    """The safe loader, except that a key given twice is an error and impossible dates have a place."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen and isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is given twice", key.start_mark
                )
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except (ValueError, OverflowError) as error:
            raise yaml.constructor.ConstructorError(
                None, None, f"{node.value} is no such time", node.start_mark
            ) from error


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def load(text: str, first_line: int = 1) -> dict[str, Any]:
    """The mapping that the first document of `text` holds. `first_line` is the line of the file where `text` begins.

    Raises SourceError when it is no YAML or no mapping with text keys.
    """
    try:
        data = next(yaml.load_all(text, Loader=_Loader), None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + mark.line if mark else 0
        raise SourceError.of(f"not valid YAML: {error.problem or error.context}", line=line) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise SourceError.of(f"not valid YAML: {str(error).splitlines()[0]}") from error
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
