"""Whose video an embed code shows. Pure: of the code only the host and the video's id are taken, never its text."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import SplitResult, parse_qs, urlsplit

LONGEST_CODE = 10_000  # characters; embed codes have some hundreds
PLAYERS = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
)  # to be framed

_YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v|e)/([\w-]{11})/?", re.ASCII)
_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
_NO_VIDEOS = {"videoseries", "live_stream"}  # what YouTube has in place of an id for lists and channels
_VIMEO_PATH = re.compile(r"/(?:video/)?(\d{1,12})(?:/([0-9a-f]{8,20}))?/?", re.ASCII)
_VIMEO_HASH = re.compile(r"[0-9a-f]{8,20}")
_DAILYMOTION_PATH = re.compile(r"/(?:embed/)?video/([A-Za-z0-9]{5,12})/?")
_DAILYMOTION_ID = re.compile(r"[A-Za-z0-9]{5,12}")


@dataclass(frozen=True)
class Video:
    """A video of one host: the address of its player, and of its page there. Both are built here."""

    host: str
    player: str
    page: str


def video(code: str) -> Video | None:
    """The video of the first iframe in this embed code; None if there is none, or of a host that we do not know."""
    address = _address_of(_source_of(code[:LONGEST_CODE]))
    if address is None:
        return None
    host = (address.hostname or "").removeprefix("www.")
    if host in _YOUTUBE_HOSTS or host == "youtu.be":
        return _youtube(address, host)
    if host in {"vimeo.com", "player.vimeo.com"}:
        return _vimeo(address)
    if host in {"dailymotion.com", "geo.dailymotion.com", "dai.ly"}:
        return _dailymotion(address, host)
    return None


class _Iframes(HTMLParser):
    """Remembers where the first iframe leads."""

    source: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "iframe" and self.source is None:
            self.source = next((value or "" for name, value in attrs if name == "src"), "")


def _source_of(code: str) -> str:
    parser = _Iframes()
    parser.feed(code)
    return (parser.source or "").strip()


def _address_of(source: str) -> SplitResult | None:
    """The address, if it leads to where it seems to: in ASCII, without user, password, port or backslash."""
    if source.startswith("//"):
        source = f"https:{source}"
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?:[/?#][!-\[\]-~]*)?", source, re.IGNORECASE):
        return None
    return urlsplit(source)


def _youtube(address: SplitResult, host: str) -> Video | None:
    if host == "youtu.be":
        key = address.path.strip("/")
    elif address.path == "/watch":
        key = _asked(address, "v")
    else:
        found = _YOUTUBE_PATH.fullmatch(address.path)
        key = found[1] if found else ""
    if not _YOUTUBE_ID.fullmatch(key) or key in _NO_VIDEOS:
        return None
    return Video("YouTube", f"{PLAYERS[0]}/embed/{key}?autoplay=1", f"https://www.youtube.com/watch?v={key}")


def _vimeo(address: SplitResult) -> Video | None:
    found = _VIMEO_PATH.fullmatch(address.path)
    if found is None:
        return None
    key, secret = found[1], found[2] or _asked(address, "h")
    unlisted = secret if _VIMEO_HASH.fullmatch(secret) else ""
    player = f"{PLAYERS[1]}/video/{key}?autoplay=1&dnt=1" + (f"&h={unlisted}" if unlisted else "")
    return Video("Vimeo", player, f"https://vimeo.com/{key}" + (f"/{unlisted}" if unlisted else ""))


def _dailymotion(address: SplitResult, host: str) -> Video | None:
    found = _DAILYMOTION_PATH.fullmatch(address.path)
    key = address.path.strip("/") if host == "dai.ly" else found[1] if found else _asked(address, "video")
    if not _DAILYMOTION_ID.fullmatch(key):
        return None
    return Video("Dailymotion", f"{PLAYERS[2]}/player.html?video={key}", f"https://www.dailymotion.com/video/{key}")


def _asked(address: SplitResult, name: str) -> str:
    """The first value of this name in the query, or nothing."""
    return parse_qs(address.query, max_num_fields=50).get(name, [""])[0] if address.query.count("&") < 50 else ""
