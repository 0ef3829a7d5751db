"""Plain scalars of YAML 1.1 as PyYAML's safe loader takes them; what only looks like a number or a time is text."""

import re
from datetime import datetime
from typing import Any

from yaml.constructor import SafeConstructor
from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"), True),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"), False),
}
_LONGEST_WORD = max(map(len, _WORDS))
_LONGEST_NUMBER = 100
_MAY_BE_NUMBER = frozenset("-+.0123456789")
ODD_OFFSET = re.compile(r"[0-9-]+[Tt ].*[+-]\d\d?:?(?:[6-9]\d|\d\d:?[6-9]\d)")
"""A time whose offset has minutes or seconds that no clock has. Python adds them up all the same."""
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_CONSTRUCTOR = SafeConstructor()
_CONSTRUCTED = {
    "tag:yaml.org,2002:int": _CONSTRUCTOR.construct_yaml_int,
    "tag:yaml.org,2002:float": _CONSTRUCTOR.construct_yaml_float,
    "tag:yaml.org,2002:timestamp": _CONSTRUCTOR.construct_yaml_timestamp,
}


def value_of(written: str) -> Any:
    """What an unquoted scalar stands for: None, a boolean, a number, a date, a time, or the text that it is."""
    if written[:1] not in _MAY_BE_NUMBER:
        return _WORDS.get(written, written) if len(written) <= _LONGEST_WORD else written
    if len(written) > _LONGEST_NUMBER:
        return written
    if written.isdecimal() and written.isascii() and written[0] != "0":
        return int(written)
    try:
        return datetime.fromisoformat(written) if _TIME.fullmatch(written) else _unusual(written)
    except (ValueError, OverflowError):  # 2024-02-30, 0x_: whoever needs a time or a number there says so
        return written


def _unusual(written: str) -> Any:
    for tag, pattern in Resolver.yaml_implicit_resolvers.get(written[0], ()):
        if tag in _CONSTRUCTED and pattern.match(written) and not ODD_OFFSET.fullmatch(written):
            return _CONSTRUCTED[tag](ScalarNode(tag, written))
    return written
