"""The bytes of a seed file → its text → the YAML in it."""

import codecs
import re
from pathlib import PurePath

from articles.limits import MOST_SEED_BYTES
from articles.sources.errors import SourceError

_MARKS = (  # UTF-32's little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32"}
_FENCE = re.compile(r"---(?<![^\r\n]---)[ \t]*+(?=[\r\n]|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")


def text_of(data: bytes) -> str:
    """The text of a seed file: UTF-8, or what its byte order mark says. Line ends stay as they are.

    Raises SourceError when it is too large, in another encoding, or holds NUL, which is in no text.
    """
    if len(data) > MOST_SEED_BYTES:
        raise SourceError.of(f"expected at most {MOST_SEED_BYTES:,} bytes, found {len(data):,}")
    mark, encoding = next((known for known in _MARKS if data.startswith(known[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode(encoding, "ignore")
        raise SourceError.of(f"expected {_NAMES[encoding]} text", line=lines_in(before) + 1) from error
    if "\0" in text:
        line = lines_in(text[: text.index("\0")]) + 1
        raise SourceError.of("expected text without NUL characters; is it UTF-8?", line=line)
    return text


def lines_in(text: str) -> int:
    """Number of line ends in it."""
    return sum(1 for _ in _LINE_END.finditer(text))


def parts_of(text: str, name: str) -> tuple[str, int, str]:
    """The YAML of the file called `name`, the line where it begins, and the body behind it.

    In Markdown the YAML stands between the two `---` lines that the file begins with.
    """
    if is_yaml(name):
        return text, 1, ""
    first = _FENCE.search(text)
    if first is None or text[: first.start()].strip():
        raise SourceError.of("expected the file to begin with a line of three hyphens: ---", line=1)
    second = _FENCE.search(text, first.end())
    if second is None:
        raise SourceError.of("expected a second line of three hyphens: --- after the last key", line=1)
    line_end = _LINE_END.match(text, first.end())
    begin = line_end.end() if line_end else first.end()
    return text[begin : second.start()], lines_in(text[:begin]) + 1, text[second.end() :].lstrip("\r\n")


def is_yaml(name: str) -> bool:
    """Whether the whole file is YAML."""
    return PurePath(name).suffix.lower() in {".yaml", ".yml"}
