"""Rows → the records that they make."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any, TypeVar

from articles.models import Article, PlacedPicture, Provider, RelatedArticle, Topic
from articles.sources.records import (
    ArticleRecord,
    OrganizationRecord,
    PictureRecord,
    ProviderRecord,
    Record,
    RelatedRecord,
    TopicRecord,
)

RecordT = TypeVar("RecordT", bound=Record)

PICTURES = "placed_pictures__picture"
LOGOS = "provider__placed_logos__picture"
RELATED = ("related__provider", f"related__{PICTURES}")
"""What `article_record` reads besides the article, its outlet and its topic links."""


def article_record(article: Article) -> ArticleRecord:
    """The article with all that hangs on it."""
    parts = {
        "provider": _provider(article.provider),
        "topics": [link.topic.name for link in article.topic_links.all()],
        "images": _pictures(article.placed_pictures.all()),
        "related": [_related(entry) for entry in article.related.all()],
    }
    return _made(ArticleRecord, article, parts)


def _related(entry: RelatedArticle) -> RelatedRecord:
    parts = {"provider": _provider(entry.provider), "images": _pictures(entry.placed_pictures.all())}
    return _made(RelatedRecord, entry, parts)


def _provider(provider: Provider) -> ProviderRecord:
    return ProviderRecord.model_construct(name=provider.name, domain=provider.domain)


def topic_record(topic: Topic) -> TopicRecord:
    """The topic; its parent by name."""
    parts = {
        "taxonomy": "topic",
        "id": topic.slug,
        "parent": topic.parent.name if topic.parent else "",
        "images": _pictures(topic.placed_pictures.all()),
    }
    return _made(TopicRecord, topic, parts)


def organization_record(provider: Provider) -> OrganizationRecord:
    """The outlet with its logos."""
    parts = {
        "taxonomy": "organization",
        "id": provider.domain,
        "images": _pictures(provider.placed_logos.all()),
    }
    return _made(OrganizationRecord, provider, parts)


def _pictures(placed: Iterable[PlacedPicture]) -> list[PictureRecord]:
    return [
        PictureRecord.model_construct(
            url=path_beside(one) or one.picture.url,
            width=one.picture.width,
            height=one.picture.height,
            title=one.title,
            attribution=one.attribution,
            is_cached=one.is_cached,
        )
        for one in placed
    ]


def path_beside(placed: PlacedPicture) -> str:
    """Where a picture that only we keep is to lie beside its seed: as it lay, or as it is called. Empty for others."""
    picture = placed.picture
    if not picture.file or not (placed.path or picture.url.startswith("local:")):
        return ""
    return placed.path or f"pictures/{PurePosixPath(picture.file.name or '').name}"


def _made(record: type[RecordT], row: Any, parts: dict[str, Any]) -> RecordT:
    """The record of a row: its parts as given, every other field as the column of that name, unknown keys as kept."""
    columns = {name: getattr(row, name) for name in record.model_fields if name not in parts}
    made = record.model_construct(**columns, **parts)
    object.__setattr__(made, "__pydantic_extra__", dict(row.extra))
    return made
