"""Plain values of rows → the shapes of answers."""

import html
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse

from articles.api.rows import PageRows, Row, TopicRows
from articles.api.shapes import Image, Item, Outlet, Page, Provider, Related, Service, TopicItem, Topics
from articles.models import MODERN, PictureState, Rendition
from articles.sources.addresses import origin_of, site_address, web_address
from articles.video import video

LANGUAGE = "en-us"
_VALUE = r'(?:="[^"<>]*")?'
_HARMLESS_FRAME = re.compile(  # one <iframe> with nothing in it, none of its attributes a script or a style
    rf"\s*<iframe(?:\s+(?:src|width|height|frameborder|title|allow|allowfullscreen|loading|referrerpolicy){_VALUE})*"
    r"\s*>\s*</iframe>\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Manner:
    """How the operator and the client want answers: settings, and what `?extend=` asks for."""

    site_url: str
    own_pictures: bool
    video_web_url: bool
    url_of: Callable[[str], str]
    """Where the file of this name in our storage is fetched from."""
    extend: frozenset[str] = frozenset()

    def absolute(self, address: str) -> str:
        """An address on this site as clients elsewhere need it."""
        return urljoin(f"{self.site_url}/", address)


def page_of(rows: PageRows, number: int, manner: Manner) -> Page:
    """The page that these rows are."""
    items = [item(row, rows, manner) for row in rows.articles]
    return Page(page=number, value=items, next_page=number + 1 if rows.more else None)


def item(row: Row, rows: PageRows, manner: Manner) -> Item:
    """One article or video."""
    return Item(
        path=f"_news/{row['key']}.md",
        title=row["title"],
        excerpt=row["excerpt"],
        source_url=None,
        web_url=_story_url(row, manner),
        original_url=_address(row["original_url"]),
        featured_content=_frame(row["featured_content"]),
        highlight=None,
        heat=row["heat"],
        tags=None,
        images=images(rows.pictures.get(row["pk"], ()), manner),
        content="",
        type=row["type"],
        amp_web_url=_address(row["amp_web_url"]),
        cdn_amp_web_url=_address(row["cdn_amp_web_url"]),
        published_date_time=_moment(row["published_at"]),
        updated_date_time=_moment(row["updated_at"]) if row["updated_at"] else None,
        provider=_provider(row, rows, manner),
        locale=_locale(row["extra__locale"]),
        categories=[row["category"]],
        topics=[link["topic__name"] for link in rows.topics.get(row["pk"], ())],
        **_extension(row, rows, manner),
    )


def _extension(row: Row, rows: PageRows, manner: Manner) -> dict[str, Any]:
    """The keys that were asked for, in their order."""
    more: dict[str, Any] = {}
    if "related" in manner.extend:
        more["related"] = [_related(entry, rows, manner) for entry in rows.related.get(row["pk"], ())]
    if "quality" in manner.extend:
        more["quality"] = row["quality"]
    if "permalink" in manner.extend:
        more["permalink"] = manner.absolute(reverse("article", args=[row["slug"]]))
    return more


def _related(row: Row, rows: PageRows, manner: Manner) -> Related:
    return Related(
        title=row["title"],
        excerpt=row["excerpt"],
        published_date_time=_moment(row["published_at"]) if row["published_at"] else None,
        web_url=_address(row["web_url"]) or _address(row["original_url"]),
        amp_web_url=_address(row["amp_web_url"]),
        cdn_amp_web_url=_address(row["cdn_amp_web_url"]),
        type=row["type"],
        provider=Outlet(name=_outlet_name(row), domain=row["provider__domain"]),
        quality=row["quality"],
        images=images(rows.related_pictures.get(row["pk"], ()), manner),
    )


def _provider(row: Row, rows: PageRows, manner: Manner) -> Provider:
    return Provider(
        name=_outlet_name(row),
        domain=row["provider__domain"],
        images=images(rows.logos.get(row["provider_id"], ()), manner),
        publishers=None,
        authors=None,
    )


def _outlet_name(row: Row) -> str:
    return str(row["provider__name"] or row["provider__domain"])


def images(placed: Iterable[Row], manner: Manner) -> list[Image] | None:
    """Those that clients can have, or nothing; never an empty list."""
    return [image for row in placed if (image := _image(row, manner))] or None


def _image(row: Row, manner: Manner) -> Image | None:
    """The picture where the operator wants it fetched from, if it is there, else where it is. None if it is nowhere."""
    file = _own_file(row)
    origin = _address(origin_of(row["url"], row["base_url"]), site_address)
    if file and (manner.own_pictures or not origin):
        name = f"{row['copy']}/{file.width}.{file.suffix}"
        address, width, height = manner.absolute(manner.url_of(name)), file.width, file.height
    else:
        address, width, height = origin or "", row["width"], row["height"]
    if not address:
        return None
    return Image(
        url=address,
        width=width or None,
        height=height or None,
        title=row["title"] or None,
        attribution=row["attribution"] or None,
        is_cached=file is not None,
    )


def _own_file(row: Row) -> Rendition | None:
    """The widest file of our copy, in a format that every client can show."""
    if row["state"] != PictureState.CACHED:
        return None
    files = [Rendition(*values) for values in row["renditions"]]
    return max(files, key=lambda file: (file.suffix not in MODERN, file.width), default=None)


def _story_url(row: Row, manner: Manner) -> str | None:
    """The publisher names none for videos; the operator may want the origin's page in its place."""
    given = _address(row["web_url"])
    if given is None and row["type"] == "video" and manner.video_web_url:
        return _address(row["original_url"])
    return given


def _address(raw: str, checked: Callable[[str], str] = web_address) -> str | None:
    """The address if it may be followed, checked as on import."""
    try:
        return checked(raw) if raw else None
    except ValueError:
        return None


def _frame(code: str) -> str | None:
    """A seed's embed code as it came if that can do no harm, else one that does the same; None for unknown hosts."""
    found = video(code) if code else None
    if found is None:
        return None
    if _HARMLESS_FRAME.fullmatch(code):
        return code
    return f'<iframe width="800" height="450" src="{html.escape(found.player)}" allowfullscreen></iframe>'


def _locale(said: object) -> str:
    return said if isinstance(said, str) and 0 < len(said) <= len("zh-hant-tw-x-private") else LANGUAGE


def _moment(at: datetime) -> str:
    """RFC 3339 in UTC, cut to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def topics_of(rows: TopicRows, manner: Manner, news_of: Callable[[str], str]) -> Topics:
    """All topics; `news_of` says at which path the news of a topic is, by its id."""
    return Topics(value=[_topic(row, rows, manner, manner.absolute(news_of(row["slug"]))) for row in rows.topics])


def _topic(row: Row, rows: TopicRows, manner: Manner, news: str) -> TopicItem:
    maybe: dict[str, Any] = {}
    if row["parent__name"]:
        maybe["parent"] = row["parent__name"]
    if shown := images(rows.pictures.get(row["pk"], ()), manner):
        maybe["images"] = shown
    return TopicItem(
        name=row["name"],
        shortname=row["short_name"] or row["name"],
        id=row["slug"],
        services=[Service(name="news", endpoint=news), *_services(row["services"])],
        **maybe,
    )


def _services(named: object) -> list[Service]:
    """What the topic's file names, without news, which are here."""
    pairs: Collection[tuple[Any, Any]] = named.items() if isinstance(named, dict) else ()
    found = [(name, _address(said)) for name, said in pairs if name != "news" and isinstance(said, str)]
    return [Service(name=name, endpoint=address) for name, address in found if address]
