"""Files as careless and as hostile people write them: one thing wrong in each, and what must become of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests import seeds

REFUSED, WARNED, SILENT, IMPORTED, EITHER = "refused", "warned", "silent", "imported", "either"
"""What becomes of a file. `imported`: with or without a warning; `either`: refused or imported, as long as it is safe.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A file, and what must become of it.

    `at` is the field that the problem or warning is of (or of a part of it), `says` a pattern that it matches, `row`
    what the stored row must say; see `tests.hostile.rows.said`.
    """

    name: str
    content: bytes
    outcome: str
    file: str
    at: str = ""
    says: str = ""
    row: Mapping[str, Any] = field(default_factory=dict)


def address(name: str) -> str:
    """The address of a case's article."""
    return f"https://space.example/{name}"


def keys(name: str, **changes: Any) -> dict[str, Any]:
    """The small good seed at an address of its own."""
    return seeds.data(**{"originalUrl": address(name), "webUrl": address(name), **changes})


def text(name: str, raw: str = "", **changes: Any) -> str:
    """The small good seed with `changes`, and `raw`, which is YAML as it stands, in place of the keys that it has."""
    kept = {key: value for key, value in keys(name, **changes).items() if key not in _keys_in(raw)}
    return f"---\n{seeds.yaml_of(kept)}{raw}{'' if raw.endswith(chr(10)) or not raw else chr(10)}---\n"


def _keys_in(raw: str) -> set[str]:
    return set(re.findall(r'^"?(\w+)"?:', raw, re.MULTILINE))


def case(outcome: str, name: str, raw: str = "", **given: Any) -> Case:
    """A case: `content` is the whole file, or else it is the small good seed with `raw` and `given`."""
    told = {known: given.pop(known) for known in ("at", "says", "row") if known in given}
    file = given.pop("file", f"2024-05-01-{name}.md")
    content = given.pop("content", None)
    if content is None:
        content = text(name, raw, **given)
    return Case(name, content.encode() if isinstance(content, str) else content, outcome, file, **told)


def refused(name: str, raw: str = "", *, says: str, **given: Any) -> Case:
    return case(REFUSED, name, raw, says=says, **given)


def warned(name: str, at: str, raw: str = "", **given: Any) -> Case:
    return case(WARNED, name, raw, at=at, **given)


def silent(name: str, raw: str = "", **given: Any) -> Case:
    return case(SILENT, name, raw, **given)


def imported(name: str, raw: str = "", **given: Any) -> Case:
    return case(IMPORTED, name, raw, **given)


def either(name: str, raw: str = "", **given: Any) -> Case:
    return case(EITHER, name, raw, **given)
