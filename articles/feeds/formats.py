"""A feed as Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1. Texts are plain; where a format takes HTML they are escaped."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from articles.feeds.entries import Entry

GENERATOR = "Newsroom"


@dataclass(frozen=True, slots=True)
class Feed:
    """`id` never changes; `url` is the page that lists the same, `self_url` the feed's own, both absolute."""

    id: str
    title: str
    description: str
    url: str
    self_url: str
    icon: str
    language: str
    entries: tuple[Entry, ...]


class _Honest(SyndicationFeed):
    """Without articles there is no newest one, and it is not changed now, as the library would say."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime(1970, 1, 1, tzinfo=UTC)

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("generator", GENERATOR)


class _Atom(_Honest, Atom1Feed):
    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("icon", self.feed["icon"])

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "via", "href": item["origin"]})


class _Rss(_Honest, Rss201rev2Feed):
    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("source", item["author_name"], {"url": f"{item['author_link']}feed.rss"})


def atom(feed: Feed) -> bytes:
    """As Atom."""
    return _written(_Atom, feed, feed_guid=feed.id)


def rss(feed: Feed) -> bytes:
    """As RSS 2.0."""
    return _written(_Rss, feed)


def _written(kind: type[SyndicationFeed], feed: Feed, **given: Any) -> bytes:
    given |= {"language": feed.language, "feed_url": feed.self_url, "icon": feed.icon}
    writer = kind(title=feed.title, link=feed.url, description=feed.description, **given)
    for entry in feed.entries:
        file = entry.picture
        writer.add_item(
            title=entry.title,
            link=entry.url,
            description=escape(entry.summary),
            author_name=entry.author.name,
            author_link=entry.author.url,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.categories,
            enclosures=[Enclosure(file.url, str(file.bytes), file.type)] if file else [],
            origin=entry.origin,
        )
    return str(writer.writeString("utf-8")).encode()


def json_feed(feed: Feed) -> bytes:
    """As JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.url,
        "feed_url": feed.self_url,
        "description": feed.description,
        "icon": feed.icon,
        "language": feed.language,
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    author = {"name": entry.author.name, "url": entry.author.url}
    told: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.origin,
        "title": entry.title,
        "content_text": entry.summary,
        "summary": entry.summary,
        "date_published": entry.published.astimezone(UTC).isoformat(timespec="seconds"),
        "date_modified": entry.updated.astimezone(UTC).isoformat(timespec="seconds"),
        "authors": [author],
        "tags": list(entry.categories),
    }
    if file := entry.picture:
        attachment = {"url": file.url, "mime_type": file.type, "size_in_bytes": file.bytes}
        told |= {"image": file.url, "attachments": [attachment]}
    return told


class Format(NamedTuple):
    """A format by the suffix of its address."""

    name: str
    type: str
    write: Callable[[Feed], bytes]


FORMATS = {
    "atom": Format("Atom", "application/atom+xml", atom),
    "rss": Format("RSS", "application/rss+xml", rss),
    "json": Format("JSON Feed", "application/feed+json", json_feed),
}
