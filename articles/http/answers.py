"""What a server answered, read within limits: its headers, where it redirects to, its body."""

import re
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from urllib3.response import HTTPResponse

from articles.http.errors import Trouble, too_many

LONGEST_VALUE = 200  # characters of a header that is kept
LONGEST_WAIT = 7 * 86_400.0  # seconds
_PIECE = 65_536
_SECONDS = re.compile(r"\d{1,9}", re.ASCII)
_PACKED = {"gzip", "x-gzip", "deflate"}
_EITHER = 47  # zlib finds out by itself which of the two it is
_PLAIN = {"", "identity"}


def header(response: HTTPResponse, name: str) -> str:
    """A header's value, cut and without control characters. Empty if there is none."""
    return clean(response.headers.get(name, ""))[:LONGEST_VALUE].strip()


def validator(response: HTTPResponse, name: str) -> str:
    """An ETag or a date to ask again with: whole, or nothing, for a part of one means nothing."""
    value = clean(response.headers.get(name, "")).strip()
    return value if len(value) <= LONGEST_VALUE else ""


def clean(value: str) -> str:
    return "".join(letter for letter in value if letter.isprintable())


def check_headers(response: HTTPResponse, most_bytes: int) -> None:
    """Raise Trouble if the headers are too large, or tell of an encoding we cannot undo."""
    if sum(len(name) + len(value) + 4 for name, value in response.headers.iteritems()) > most_bytes:
        raise too_many("headers of ", most_bytes)
    if header(response, "transfer-encoding").lower() not in _PLAIN | {"chunked"}:
        raise Trouble("an encoding we do not read", permanent=True)


def location(response: HTTPResponse, base: str) -> str:
    """The address that a redirect leads to, not checked yet. Raises Trouble if there is none."""
    found = response.headers.getlist("location")
    if not found:
        raise Trouble(f"status {response.status} without a location", status=response.status)
    try:
        text = found[0].encode("latin-1").decode()  # as browsers do
    except UnicodeError:
        text = found[0]
    try:
        return urljoin(base, text.strip().replace(" ", "%20"))
    except ValueError as error:
        raise Trouble("redirected to a malformed address", permanent=True, status=response.status) from error


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds to wait by a Retry-After header, which has seconds or a date (RFC 9110, 10.2.3); None by another."""
    if _SECONDS.fullmatch(value):
        return min(float(value), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(value)
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def body(response: HTTPResponse, most_bytes: int) -> bytes:
    """The whole body, unpacked. Raises Trouble if it is too large, cut short, or packed in a way we do not know."""
    encoding = header(response, "content-encoding").lower()
    if encoding not in _PLAIN | _PACKED:
        raise Trouble("an encoding we do not read", permanent=True)
    if (response.length_remaining or 0) > most_bytes:
        raise too_many("", most_bytes)
    unpacking = zlib.decompressobj(_EITHER) if encoding in _PACKED else None
    data, taken = bytearray(), 0
    while piece := response.read1(_PIECE):
        taken += len(piece)
        data += unpacking.decompress(piece, most_bytes - len(data) + 1) if unpacking else piece
        if max(taken, len(data)) > most_bytes:
            raise too_many("", most_bytes)
    if unpacking and not unpacking.eof and taken:
        raise Trouble("a body cut short")
    return bytes(data)
