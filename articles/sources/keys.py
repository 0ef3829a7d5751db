"""Keys that the format does not name: those that are nearly a key of it, that cannot be kept as they are, or that say
of an article that it is not for readers.
"""

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import Any

from articles.sources.characters import LEFT_OUT, storable
from articles.sources.text import shortened
from articles.sources.yamltext import Path

UNKNOWN = "not a key of the format; kept as it is"
"""The one word about a key that is no warning."""
DOUBTFUL = "looks like the key published and is not, so it is in doubt whether readers may see the article"
WITHHELD = "says that the article is not for readers; comes in as a draft"
_WITHHOLDING = frozenset({"removed", "draft"})
_NO = frozenset({"", "0", "f", "false", "n", "no", "none", "null", "off"})


def bare(key: str) -> str:
    """What is left of a key without what is easily overlooked: case, forms of letters, all but letters and digits."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", key).casefold()))


@cache
def _meant(named: tuple[str, ...]) -> dict[str, str]:
    return {bare(name): name for name in named}


def doubtful(data: Mapping[str, Any], named: frozenset[str]) -> list[tuple[Path, str]]:
    """The keys, besides those `named`, that may have been meant to say whether readers may see the article."""
    return [((key,), DOUBTFUL) for key in data.keys() - named if bare(key) == "published"]


def withheld(extra: Mapping[str, Any] | None) -> set[str]:
    """Those of an article's other keys that say it is not for readers. What is not clearly a no is a yes."""
    held = {key for key in extra or () if bare(key) in _WITHHOLDING}
    return {key for key in held if extra and not _is_no(extra[key])}


def _is_no(value: Any) -> bool:
    return not value or (isinstance(value, str) and value.strip().casefold() in _NO)


def kept_as(keys: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """The keys that are kept, and what as: without characters that cannot be stored, unless another key is just so."""
    plain = {key: storable(key.replace(LEFT_OUT, "")) for key in keys}
    kept = {key: key for key, clean in plain.items() if clean == key}
    used = {*taken, *kept}
    for key, clean in plain.items():
        if clean not in used:
            used.add(clean)
            kept[key] = clean
    return kept


def jsonable(value: Any) -> Any:
    """`value` in what JSON and databases can hold: keys are text; times, and numbers that are none, are written out."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {kept: jsonable(value[key]) for key, kept in kept_as(value).items()}
    if isinstance(value, list | tuple | set):
        return [jsonable(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, int):
        return value if value.bit_length() < 64 else hex(value)
    return storable(str(value))


def words(extra: Mapping[str, Any], named: Collection[str], held: Collection[str] = ()) -> Iterator[tuple[Path, str]]:
    """What there is to say of each of the keys in `extra`, which stand beside those `named`, and of keys below them."""
    kept = kept_as(extra, named)
    meant = _meant(tuple(named))
    for key, value in extra.items():
        near = meant.get(bare(key))
        if key in held:
            yield (key,), WITHHELD
        elif kept.get(key) != key:
            yield (key,), _lost(key, kept)
        else:
            yield (key,), f"not a key of the format (did you mean {near}?); kept as it is" if near else UNKNOWN
        yield from unclean(value, (key,))


def unclean(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every key in a value at `path`, however deep, that is not kept as it is, and what becomes of it."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from unclean(item, (*path, index))
    elif isinstance(value, dict):
        kept = kept_as(value)
        yield from (((*path, key), _lost(key, kept)) for key in value if kept.get(key) != key)
        for key, item in value.items():
            yield from unclean(item, (*path, key))


def _lost(key: str, kept: Mapping[str, str]) -> str:
    """What becomes of a key that is not kept as it is."""
    if key in kept:
        return f"control characters in the key are left out; kept as {shortened(kept[key])}"
    return "without control characters this is another key, which is there or of the format; left out"
