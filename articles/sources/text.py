"""Text as strangers write it, made plain: entities, white space, what cannot be seen; times, slugs and keys."""

import html
import re
import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from itertools import groupby

from articles.limits import FIRST_YEAR, KEY_LENGTH, LAST_YEAR
from articles.sources.addresses import picture_address as picture_address
from articles.sources.addresses import web_address as web_address
from articles.sources.characters import NOT_STORABLE
from articles.sources.characters import storable as storable
from articles.sources.domains import domain_of as domain_of
from articles.sources.domains import shown_domain as shown_domain
from articles.sources.scalars import ODD_OFFSET

_HIDDEN = re.compile(  # and what no one sees: soft hyphens, spaces of no width, marks of old formats, tags
    f"[{NOT_STORABLE}\u00ad\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\u3164\uffa0"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_BLANK = re.compile(  # what scripts need between letters, and is nothing alone
    "[\\s\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u2800\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
)
_ORDINARY = re.compile("[\t\n\r -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]*")  # needs no care
_SPACES = re.compile(r"\s+")
_DROPPED_IN_SLUG = re.compile(r"[.'\"’‘“”`´]")
_DATED_KEY = re.compile(r"\d{4}-\d{2}-\d{2}-.+")
_KEY_BYTES = 240  # a file is called so, and file systems give a name 255
_SLUG_LENGTH = KEY_LENGTH - 40  # room for a date before it, or an outlet behind it
_MOST_MARKS = 6  # on one letter
_SHORT = 60
_LONGEST_TIME = 40
_A_TIME = "expected a time such as 2023-06-03T15:35:00Z"


def plain_text(raw: str) -> str:
    """`raw` as a reader should see it: entities decoded once, NFC, nothing hidden, white space collapsed."""
    text = _decoded(raw) if "&" in raw else raw
    if _ORDINARY.fullmatch(text):
        return " ".join(text.split())
    piles = _piles()
    text = piles.sub(r"\1", _HIDDEN.sub("", text))  # first, as ordering thousands of marks takes minutes
    text = " ".join(piles.sub(r"\1", unicodedata.normalize("NFC", text)).split())
    return "" if _BLANK.fullmatch(text) else text


def _decoded(raw: str) -> str:
    try:
        return html.unescape(raw)
    except ValueError:  # the number of a character, in more digits than Python reads
        return raw


@cache
def _piles() -> re.Pattern[str]:
    """More marks on one letter than any script needs; the first of them are group 1."""
    found = [point for point in range(0x300, 0x1F000) if unicodedata.category(chr(point)) in {"Mn", "Me"}]
    runs = [list(run) for _, run in groupby(enumerate(found), key=lambda item: item[1] - item[0])]
    marks = "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in runs)
    return re.compile(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+")


def shortened(raw: str) -> str:
    """The beginning of a text, in one line that can be shown beside others."""
    text = plain_text(raw[: 10 * _SHORT])
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def escaped(plain: str) -> str:
    """Text that `plain_text` makes `plain` of: ampersands are written out where they would be taken for entities."""
    return plain if "&" not in plain or _decoded(plain) == plain else plain.replace("&", "&amp;")


def folded(name: str) -> str:
    """What two spellings of one name have in common: case, compatibility forms and white space do not count."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
    return " ".join(name.casefold().split())


def utc_time(raw: object, first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> datetime:
    """A moment in UTC, from what YAML gives for a timestamp: datetime, date or ISO 8601 text. Naive ones are UTC.

    Raises ValueError if it is none, or not in the years from `first_year` to `last_year`.
    """
    if isinstance(raw, str):
        raw = raw.strip()
        if len(raw) > _LONGEST_TIME or not (raw.isascii() and raw.isprintable()):  # some get past what comes
            raise ValueError(_A_TIME)
        if ODD_OFFSET.fullmatch(raw):
            raise ValueError(_A_TIME)
        try:
            raw = datetime.fromisoformat(raw)
        except ValueError as error:
            raise ValueError(_A_TIME) from error
    if isinstance(raw, date) and not isinstance(raw, datetime):
        raw = datetime.combine(raw, time.min)
    if not isinstance(raw, datetime):
        raise ValueError(_A_TIME)
    if first_year - 1 <= raw.year <= last_year + 1:  # of other years, some are none in UTC
        at = raw.replace(tzinfo=UTC) if raw.tzinfo is None else raw.astimezone(UTC)
        if first_year <= at.year <= last_year:
            return at
    raise ValueError(f"expected a time in the years {first_year} to {last_year}")


def slug_of(text: str) -> str:
    """An address-safe form as the publisher makes it: accents folded, quotes and dots dropped, hyphens between words.

    Scripts that do not fold to ASCII are kept as they are. Empty when nothing readable is left.
    """
    bare = _DROPPED_IN_SLUG.sub("", text)
    folded = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")
    kept = slug if bare.isascii() else re.sub(r"[^\w]+|_+", "-", unicodedata.normalize("NFKC", bare).lower()).strip("-")
    if not slug or len(slug) < len(kept) // 2:
        slug = kept or slug
    return slug[:_SLUG_LENGTH].strip("-")


def is_key(stem: str) -> bool:
    """Whether a file's name is a publisher's key, `YYYY-MM-DD-slug`."""
    return _DATED_KEY.fullmatch(stem) is not None


def key_of(stem: str, published_at: datetime, title: str) -> str:
    """The publisher's key, `YYYY-MM-DD-slug`: the file's name; made from date and title if that is no such key."""
    stem = unicodedata.normalize("NFC", stem)
    if is_key(stem):
        return stem[:KEY_LENGTH]
    key = f"{published_at:%Y-%m-%d}-{slug_of(title) or slug_of(stem) or 'untitled'}"
    return key.encode()[:_KEY_BYTES].decode(errors="ignore")
