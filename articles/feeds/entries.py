"""An article as a feed tells it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from django.core.files.storage import default_storage

from articles.models import Article
from articles.sources.characters import storable

SIZE = 30  # articles of a feed
PLAIN = {"jpg": "jpeg"}  # names of types that are not the suffix
OURS = uuid5(NAMESPACE_URL, "urn:newsroom:article")


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote it, as far as we know: the outlet."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class File:
    """Our copy of a picture in a format that every reader shows."""

    url: str
    type: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` never changes; `url` is our page, `origin` the outlet's. `updated` is when the outlet last changed it."""

    id: str
    url: str
    origin: str
    title: str
    summary: str
    author: Person
    published: datetime
    updated: datetime
    categories: tuple[str, ...]
    picture: File | None


def entries_of(articles: Iterable[Article], site_url: str) -> tuple[Entry, ...]:
    """The entries of articles from `Article.objects.cards`."""
    return tuple(entry_of(article, site_url) for article in articles)


def entry_of(article: Article, site_url: str) -> Entry:
    outlet = article.provider
    return Entry(
        id=uuid5(OURS, article.slug).urn,
        url=urljoin(site_url, article.get_absolute_url()),
        origin=article.story_url,
        title=storable(article.title),
        summary=storable(article.excerpt),
        author=Person(storable(outlet.name), urljoin(site_url, outlet.get_absolute_url())),
        published=article.published_at,
        updated=max(article.updated_at or article.published_at, article.published_at),
        categories=tuple(storable(link.topic.name) for link in article.topic_links.all()),
        picture=picture_of(article, site_url),
    )


def picture_of(article: Article, site_url: str) -> File | None:
    """The copy we hold of the picture on its card."""
    picture = article.lead_picture
    if not picture or not picture.is_shown or not (file := picture.plain_file):
        return None
    url = urljoin(site_url, default_storage.url(picture.name_of(file)))
    return File(url, f"image/{PLAIN.get(file.suffix, file.suffix)}", file.bytes, file.width, file.height)
