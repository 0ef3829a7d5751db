"""What answers are made of, read as plain values: a page of a list by its number, and all topics.

Of these values alone an answer is made, so their digest tells whether it is another than before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db.models import F, QuerySet

from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    ProviderPicture,
    RelatedArticle,
    RelatedPicture,
    Topic,
    TopicPicture,
)
from articles.querysets import ListedQuerySet

PAGE_SIZE = 25

Row = dict[str, Any]
"""Plain values by the name of their column."""

_ADDRESSES = ("web_url", "original_url", "amp_web_url", "cdn_amp_web_url")
_ARTICLE = ["pk", "key", "slug", "title", "excerpt", "featured_content", "heat", "quality", "type", "category"]
_ARTICLE += ["published_at", "updated_at", "extra__locale", "provider_id", "provider__name", "provider__domain"]
_RELATED = ("pk", "title", "excerpt", "published_at", "type", "quality", "provider__name", "provider__domain")
_PICTURE = ("title", "attribution")
_OF_PICTURE = ("url", "base_url", "width", "height", "state", "copy", "renditions")
_TOPIC = ("pk", "slug", "name", "short_name", "parent__name", "services")


@dataclass(frozen=True)
class PageRows:
    """The articles of a page in its order; what hangs on them, by the id of what it hangs on; if older ones follow."""

    articles: list[Row]
    more: bool
    topics: dict[int, list[Row]]
    pictures: dict[int, list[Row]]
    logos: dict[int, list[Row]]
    related: dict[int, list[Row]] = field(default_factory=dict)
    related_pictures: dict[int, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicRows:
    """All topics in their order, and their pictures by topic id."""

    topics: list[Row]
    pictures: dict[int, list[Row]]


def page_rows(listing: ListedQuerySet, number: int, *, related: bool = False) -> PageRows:
    """Page `number` of a listing, from 1; without articles if there is none such. Five queries, or seven."""
    ids, more = cut(listing, number)
    found = {row["pk"]: row for row in Article.objects.filter(pk__in=ids).order_by().values(*_ARTICLE, *_ADDRESSES)}
    articles = [found[pk] for pk in ids if pk in found]
    providers = {row["provider_id"] for row in articles}
    entries = _by_owner(RelatedArticle, "article", ids, (*_RELATED, *_ADDRESSES)) if related else {}
    return PageRows(
        articles,
        more,
        topics=_by_owner(ArticleTopic, "article", ids, ("topic__name",)),
        pictures=_pictures(ArticlePicture, "article", ids),
        logos=_pictures(ProviderPicture, "provider", sorted(providers)),
        related=entries,
        related_pictures=_pictures(RelatedPicture, "related", [row["pk"] for of in entries.values() for row in of]),
    )


def cut(listing: ListedQuerySet, number: int) -> tuple[list[int], bool]:
    """Article ids of page `number`, and whether there are more behind it.

    Only the id is asked for: an index has it, so the rows before the page are counted off there and never read.
    """
    start = PAGE_SIZE * (number - 1)
    ids = list(listing.values_list(listing.article_key, flat=True)[start : start + PAGE_SIZE + 1])
    return ids[:PAGE_SIZE], len(ids) > PAGE_SIZE


def topic_rows() -> TopicRows:
    """Every topic that has a page on this site. Two queries."""
    topics = list(Topic.objects.public().values(*_TOPIC))
    return TopicRows(topics, _pictures(TopicPicture, "topic", [row["pk"] for row in topics]))


def digest(*values: object) -> str:
    """One short text for plain values and what they hold: the same, as long as these are."""
    return sha256(repr(values).encode()).hexdigest()[:32]


def _pictures(model: Any, owner: str, ids: Collection[int]) -> dict[int, list[Row]]:
    named = {name: F(f"picture__{name}") for name in _OF_PICTURE}
    return _by_owner(model, owner, ids, _PICTURE, named)


def _by_owner(
    model: Any, owner: str, ids: Collection[int], columns: Sequence[str], named: dict[str, F] | None = None
) -> dict[int, list[Row]]:
    """The columns of the rows that hang on these, in their order. No query if there are none to hang on."""
    if not ids:
        return {}
    rows: QuerySet[Any] = model.objects.filter(**{f"{owner}_id__in": ids}).order_by("position", "pk")
    return _sorted_out(rows.values(*columns, owner_id=F(f"{owner}_id"), **(named or {})), "owner_id")


def _sorted_out(rows: Iterable[Row], owner: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.pop(owner)].append(row)
    return dict(found)
