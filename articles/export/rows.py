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

_COMMON = (
    "title",
    "excerpt",
    "published_at",
    "updated_at",
    "original_url",
    "web_url",
    "amp_web_url",
    "cdn_amp_web_url",
    "type",
    "quality",
)
PICTURES = "placed_pictures__picture"
RELATED = ("related__provider", f"related__{PICTURES}")
"""What `article_record` reads besides the article, its outlet and its topic links."""


def article_record(article: Article) -> ArticleRecord:
    """The article with all that hangs on it."""
    return _made(
        ArticleRecord,
        **{name: getattr(article, name) for name in _COMMON},
        category=article.category,
        heat=article.heat,
        published=article.published,
        featured_content=article.featured_content,
        secured=article.secured,
        provider=_made(ProviderRecord, name=article.provider.name, domain=article.provider.domain),
        topics=[link.topic.name for link in article.topic_links.all()],
        images=_pictures(article.placed_pictures.all()),
        related=[_related(entry) for entry in article.related.all()],
        **article.extra,
    )


def _related(entry: RelatedArticle) -> RelatedRecord:
    return _made(
        RelatedRecord,
        **{name: getattr(entry, name) for name in _COMMON},
        provider=_made(ProviderRecord, name=entry.provider.name, domain=entry.provider.domain),
        images=_pictures(entry.placed_pictures.all()),
        **entry.extra,
    )


def topic_record(topic: Topic) -> TopicRecord:
    """The topic; its parent by name."""
    return _made(
        TopicRecord,
        id=topic.slug,
        name=topic.name,
        short_name=topic.short_name,
        parent=topic.parent.name if topic.parent else "",
        description=topic.description,
        keywords=topic.keywords,
        hashtags=topic.hashtags,
        images=_pictures(topic.placed_pictures.all()),
        services=topic.services,
        **topic.extra,
    )


def organization_record(provider: Provider) -> OrganizationRecord:
    """The outlet with its logos."""
    return _made(
        OrganizationRecord,
        id=provider.domain,
        name=provider.name,
        domain=provider.domain,
        description=provider.description,
        other_names=provider.other_names,
        images=_pictures(provider.placed_logos.all()),
        **provider.extra,
    )


def _pictures(placed: Iterable[PlacedPicture]) -> list[PictureRecord]:
    return [
        _made(
            PictureRecord,
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


def _made(record: type[RecordT], **values: Any) -> RecordT:
    """A record of values that were checked when they came in."""
    return record.model_construct(**values)
