"""Text as strangers write it, made plain: entities, white space, addresses, domains, slugs."""

import html
import re
import unicodedata
from datetime import UTC, date, datetime, time
from urllib.parse import quote, urlsplit, urlunsplit

from articles.limits import DOMAIN_LENGTH, FIRST_YEAR, KEY_LENGTH, LAST_YEAR, URL_LENGTH

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9._-]*[a-z0-9][a-z0-9._-]*|[0-9a-f:.]+")
_SAFE = "%/:=&?~#+!$,;'@()*[]"  # of an address, left as it is
_SPACES = re.compile(r"\s+")
_FORBIDDEN_IN_URL = re.compile(r"[\s\x00-\x20\x7f-\x9f\\\ufffe\uffff\ud800-\udfff]")
_UNSAFE_IN_URL = re.compile(r"[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]")  # what RFC 3986 has no place for
_DROPPED_IN_SLUG = re.compile(r"[.'\"’‘“”`´]")
_DATED_KEY = re.compile(r"\d{4}-\d{2}-\d{2}-.+")
_KEY_BYTES = 240  # a file is called so, and file systems give a name 255
_SLUG_LENGTH = KEY_LENGTH - 40  # room for a date before it, or an outlet behind it


def plain_text(raw: str) -> str:
    """`raw` as a reader should see it: entities decoded once, NFC, no control characters, white space collapsed."""
    decoded = unicodedata.normalize("NFC", html.unescape(raw))
    return _SPACES.sub(" ", _CONTROL.sub("", decoded)).strip()


def storable(raw: str) -> str:
    """`raw` without what no database holds: NUL, lone surrogates and other control characters."""
    return _CONTROL.sub("", raw)


def escaped(plain: str) -> str:
    """Text that `plain_text` makes `plain` of: ampersands are written out where they would be taken for entities."""
    return plain if html.unescape(plain) == plain else plain.replace("&", "&amp;")


def folded(name: str) -> str:
    """What two spellings of one name have in common: case, compatibility forms and white space do not count."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", name).casefold()).strip()


def web_address(raw: str) -> str:
    """An http(s) address in ASCII. Raises ValueError saying what was expected."""
    url = raw.strip()
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ValueError("expected an address that begins with http:// or https://")
    if not parts.hostname or parts.hostname.strip(".") == "":
        raise ValueError("expected an address with a host name")
    if parts.username is not None or parts.password is not None:
        raise ValueError("expected an address without a user name or password")
    if _FORBIDDEN_IN_URL.search(url):
        raise ValueError("expected an address without spaces or control characters")
    if parts.port is not None and not 0 < parts.port < 65_536:
        raise ValueError("expected a port between 1 and 65535")
    address = _in_ascii(url) if _UNSAFE_IN_URL.search(url) else url
    if not _HOST.fullmatch(urlsplit(address).hostname or ""):
        raise ValueError("expected an address with a host name")
    return _not_too_long(address)


def _not_too_long(url: str) -> str:
    if len(url) > URL_LENGTH:
        raise ValueError(f"expected at most {URL_LENGTH} characters, found {len(url)}")
    return url


def _in_ascii(url: str) -> str:
    """An international address (RFC 3987) as a plain one: the host in IDNA, the rest percent-encoded."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    netloc = f"{host}:{parts.port}" if parts.port else host
    rest = (quote(part, safe=_SAFE) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, netloc, *rest))


def picture_address(raw: str) -> str:
    """Where a picture is: http(s), a path on the publisher's site (`/assets/…`), or a path relative to the seed."""
    url = raw.strip()
    if url.startswith("//"):
        return web_address(f"https:{url}")
    if "://" in url or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", url):
        return web_address(url)
    if not url or _CONTROL.search(url) or "\n" in url:
        raise ValueError("expected a picture's address or path")
    if "\\" in url or ".." in url.split("/"):
        raise ValueError("expected a path inside the seed's own folder")
    return _not_too_long(quote(url, safe=_SAFE) if url.startswith("/") else url)


def domain_of(raw: str) -> str:
    """An outlet's key: its domain in lower case and ASCII, no `www.`. Raises ValueError saying what was expected."""
    domain = raw.strip().lower().rstrip(".").removeprefix("www.")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise ValueError("expected a domain such as example.org") from error
    if not re.fullmatch(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", domain):
        raise ValueError("expected a domain such as example.org")
    if len(domain) > DOMAIN_LENGTH:
        raise ValueError(f"expected at most {DOMAIN_LENGTH} characters, found {len(domain)}")
    return domain


def utc_time(raw: object) -> datetime:
    """A moment in UTC, from what YAML gives for a timestamp: datetime, date or ISO 8601 text. Naive ones are UTC."""
    if isinstance(raw, str):
        try:
            raw = datetime.fromisoformat(raw.strip())
        except ValueError as error:
            raise ValueError("expected a time such as 2023-06-03T15:35:00Z") from error
    if isinstance(raw, date) and not isinstance(raw, datetime):
        raw = datetime.combine(raw, time.min)
    if not isinstance(raw, datetime):
        raise ValueError("expected a time such as 2023-06-03T15:35:00Z")
    if not FIRST_YEAR < raw.year < LAST_YEAR:
        raise ValueError(f"expected a time after {FIRST_YEAR} and before {LAST_YEAR}")
    return raw.replace(tzinfo=UTC) if raw.tzinfo is None else raw.astimezone(UTC)


def slug_of(text: str) -> str:
    """An address-safe form as the publisher makes it: accents folded, quotes and dots dropped, hyphens between words.

    Scripts that do not fold to ASCII are kept as they are. Empty when nothing readable is left.
    """
    bare = _DROPPED_IN_SLUG.sub("", text)
    folded = unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")
    if not slug or len(slug) < len(bare.strip()) // 2:
        slug = re.sub(r"[^\w]+|_+", "-", unicodedata.normalize("NFKC", bare).lower()).strip("-") or slug
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
