"""What can be read of a file that is wrong in parts: the optional parts that are bad are left out, each with a word.

Whoever reads a file to its end is better served than by a refusal for the width of a picture. So what the format does
not require goes, as little of it as can be; what is required, or says whether readers may see it, refuses the file.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from articles.limits import EXCERPT_LENGTH
from articles.sources.addresses import host_of, web_address
from articles.sources.records import (
    CUT,
    NO_ADDRESS,
    ArticleRecord,
    PictureRecord,
    ProviderRecord,
    Reading,
    Record,
    RelatedRecord,
    SeedRecord,
)
from articles.sources.text import escaped, folded, plain_text, shortened
from articles.sources.yamltext import Path

_PARTS: dict[str | int, type[Record]] = {"provider": ProviderRecord, "images": PictureRecord, "related": RelatedRecord}
_NEVER_DROPPED = "published"
_LEFT_OUT = "left out"
_ADDRESSES: set[Path] = {("webUrl",), ("originalUrl",)}
_ONLY_ADDRESS = "refused, as one of webUrl and originalUrl has to be good"
_MOST_ROUNDS = 20  # each finds what the one before hid; the format is not as deep as that
_EXPECTED = {
    "missing": "expected this key, which is required",
    "string_type": "expected text",
    "int_type": "expected a whole number",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected `key: value` lines",
    "model_type": "expected `key: value` lines",
    "literal_error": "expected {expected}",
    "too_long": "expected at most {max_length} entries, found {actual_length}",
    "less_than_equal": "expected at most {le:,}",
    "greater_than_equal": "expected at least {ge:,}",
    "value_error": "{error}",
}


class Remedy(Enum):
    """What is done about a fault."""

    REFUSE = "refuse the file"
    DROP = "leave the part out"
    CUT = "cut the text at its limit"
    SHORTEN = "keep the first entries of the list"
    FILL = "take the domain from the address"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at `path`. `part` is what goes for it: it or, as little as can be, what it is in."""

    path: Path
    message: str
    remedy: Remedy
    part: Path
    most: int = 0


class Refused(Exception):  # noqa: N818  (becomes a SourceError once the lines are known)
    """What has to be right is not. `problems` holds path and message of everything that is wrong."""

    def __init__(self, problems: list[tuple[Path, str]]) -> None:
        super().__init__()
        self.problems = problems


class Mended:
    """Data that became a `record`; the `losses` that it took, by path in the file; and where in it the rest stood.

    Making one changes the data, and raises Refused if no record can be made of them.
    """

    def __init__(self, kind: type[SeedRecord], data: dict[str, Any], reading: Reading) -> None:
        self.data = data
        self.losses: list[tuple[Path, str]] = []
        self._kind = kind
        self._stood: dict[int, list[int]] = {}  # by the id of a list that lost items
        self._had_address = bool(data.get("webUrl") or data.get("originalUrl"))
        self.record = self._read(reading)

    def _read(self, reading: Reading) -> SeedRecord:
        for _ in range(_MOST_ROUNDS):
            try:
                record = self._kind.model_validate(self.data, context=reading)
            except ValidationError as error:
                self._mend([_fault(self._kind, detail) for detail in error.errors(include_url=False)])
                continue
            needless = list(_needless(record)) if isinstance(record, ArticleRecord) else []
            if not needless:
                return record
            self._mend(needless)
        raise Refused(self.losses)

    def came_from(self, path: Path) -> Path:
        """Where in the file that stood which is at `path` now."""
        came: list[str | int] = []
        holder: Any = self.data
        for step in path:
            came.append(self._stood[id(holder)][step] if isinstance(step, int) and id(holder) in self._stood else step)
            holder = _below(holder, step)
        return tuple(came)

    def _mend(self, faults: list[Fault]) -> None:
        """Do for each fault what can be done. Raises Refused, with all of them, where nothing can."""
        if any(fault.remedy is Remedy.REFUSE for fault in faults):
            raise self._refusal(faults)
        going: set[Path] = set()
        places = [(fault, self.came_from(fault.path)) for fault in _outermost(faults)]
        for fault, place in sorted(
            places, key=lambda pair: pair[0].remedy is Remedy.FILL
        ):  # when bad addresses are gone
            if fault.remedy is Remedy.FILL:
                word = self._filled(fault, going, faults)
            elif fault.remedy is Remedy.DROP:
                word = self._dropped(fault, place, going)
            else:
                word = self._cut(fault)
            self.losses.append((place, f"{fault.message}; {word}"))
        for item in sorted(going, reverse=True):
            self._delete(*item)

    def _delete(self, *item: Any) -> None:
        """Take an item out of its list, and remember where the next ones stood."""
        *above, index = item
        holder = _at(self.data, above)
        self._stood.setdefault(id(holder), list(range(len(holder)))).pop(index)
        del holder[index]

    def _dropped(self, fault: Fault, place: Path, going: set[Path]) -> str:
        """Drop a key now, a list's item with the others: the place of the next ones counts until then."""
        *above, step = fault.part
        if isinstance(step, int):
            going.add(fault.part)
        else:
            _at(self.data, above).pop(step, None)
        return _LEFT_OUT if fault.part == fault.path else f"{field_of(place[: len(fault.part)])} is left out"

    def _cut(self, fault: Fault) -> str:
        *above, step = fault.path
        holder = _at(self.data, above)
        if fault.remedy is Remedy.SHORTEN:
            del holder[step][fault.most :]
            return "the others are left out"
        holder[step] = escaped(plain_text(holder[step])[:EXCERPT_LENGTH].strip())
        return "cut there"

    def _filled(self, fault: Fault, going: set[Path], faults: list[Fault]) -> str:
        """Give an outlet without a usable domain that of the page; without a page, an entry goes, a file is refused."""
        owner = _at(self.data, fault.part)
        domain = _domain_in(owner)
        if domain:
            provider = owner.get("provider")
            owner["provider"] = {**provider, "domain": domain} if isinstance(provider, dict) else {"domain": domain}
            return f"{domain} is taken from the address"
        if not fault.part:
            raise self._refusal(faults)
        going.add(fault.part)
        return f"{field_of(self.came_from(fault.part))} is left out"

    def _refusal(self, faults: list[Fault]) -> Refused:
        told = [*self.losses, *((self.came_from(fault.path), fault.message) for fault in faults if fault.path)]
        if self._kind is ArticleRecord and not self._had_address:
            told.append(((), NO_ADDRESS))
        elif any(fault.message == NO_ADDRESS for fault in faults):
            told = [(path, _refusing(word) if path in _ADDRESSES else word) for path, word in told]
        return Refused(told)


def _refusing(word: str) -> str:
    """What is said of an address that was left out, once it is seen that nothing else leads to the article."""
    return f"{word.removesuffix(_LEFT_OUT)}{_ONLY_ADDRESS}"


def _fault(kind: type[SeedRecord], detail: ErrorDetails) -> Fault:
    """What an error of pydantic means for the file."""
    path: Path = tuple(detail["loc"])
    context = detail.get("ctx", {})
    message = _EXPECTED.get(detail["type"], detail["msg"]).format(**context)
    outlet = path.index("provider") if "provider" in path else len(path)
    if path[outlet + 1 :] in {(), ("domain",)} and path[outlet:]:
        return Fault(path, message, Remedy.FILL, path[:outlet])
    if detail["type"] == CUT:
        return Fault(path, message, Remedy.CUT, path)
    if detail["type"] == "too_long":
        return Fault(path, message, Remedy.SHORTEN, path, context["max_length"])
    part = _optional_part(kind, path)
    return Fault(path, message, Remedy.DROP if part else Remedy.REFUSE, part)


def _optional_part(kind: type[Record], path: Path) -> Path:
    """The innermost part around `path` that a record can do without. Empty if there is none."""
    part: Path = ()
    model: type[Record] | None = kind
    for end, step in enumerate(path, 1):
        if isinstance(step, int):
            part = path[:end]
        elif model and step != _NEVER_DROPPED:
            field = next((model.model_fields[name] for name, key in model.aliases.items() if key == step), None)
            part = path[:end] if field and not field.is_required() else part
            model = _PARTS.get(step)
    return part


def _outermost(faults: list[Fault]) -> Iterator[Fault]:
    """The faults that are not in a part which goes for another."""
    going = {fault.part for fault in faults if fault.remedy is Remedy.DROP}
    for fault in faults:
        if not any(
            fault.path[:end] in going and fault.path[:end] != fault.part for end in range(1, len(fault.path) + 1)
        ):
            yield fault


def _needless(record: ArticleRecord) -> Iterator[Fault]:
    """Topics named twice, and related entries that are the article itself."""
    seen: set[str] = set()
    for index, name in enumerate(record.topics if len(record.topics) > 1 else ()):
        if folded(name) in seen:
            yield _dropping(("topics", index), "expected each topic once")
        seen.add(folded(name))
    own = {record.web_url, record.original_url} - {""}
    for index, entry in enumerate(record.related):
        if entry.web_url in own or entry.original_url in own:
            yield _dropping(("related", index), "expected other pages, found the article itself")


def _dropping(path: Path, message: str) -> Fault:
    return Fault(path, message, Remedy.DROP, path)


def _domain_in(owner: dict[str, Any]) -> str:
    """The domain of the page that an article or entry is of. Empty without a usable address."""
    for key in ("originalUrl", "webUrl"):
        try:
            if found := host_of(web_address(owner.get(key) or "")):
                return found
        except (ValueError, TypeError):
            continue
    return ""


def _at(data: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        data = data[step]
    return data


def _below(holder: Any, step: str | int) -> Any:
    """What is at a key or index; None where there is nothing."""
    if isinstance(holder, dict):
        return holder.get(step)
    return holder[step] if isinstance(holder, list) and isinstance(step, int) and step < len(holder) else None


def field_of(path: Sequence[str | int]) -> str:
    """A place in a seed as people write it: `related[2].webUrl`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{shortened(step)}" for step in path)
    return "".join(steps).removeprefix(".")
