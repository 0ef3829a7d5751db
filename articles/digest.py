"""What all imported content comes to, in one line: two databases of the same content have the same digest.

It knows nothing of row ids, nor of when, from where and in which order files came, nor of the addresses that were given
in order of arrival: those of articles, and of topics without a file. Every row is named as the content names it. What
nothing refers to any more, and nothing describes, is left of what files said before, and no content.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import QuerySet

from articles.listing import COPIED, DERIVED
from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    Picture,
    Provider,
    ProviderPicture,
    RelatedArticle,
    RelatedPicture,
    Seed,
    Topic,
    TopicName,
    TopicPicture,
)
from articles.sources.records import ArticleRecord, RelatedRecord, plain_fields
from articles.sources.text import folded

BATCH = 500  # rows held at once, with what hangs on them

Row = dict[str, Any]
"""Plain values by name."""

_PLACED = ["picture__url", "picture__base_url", "path", "title", "attribution", "is_cached"]
_ARTICLE = ["key", "provider__domain", "status", *plain_fields(ArticleRecord), "extra"]
_ARTICLE += [name for name in DERIVED if name != "lead_picture"]
_ARTICLE += ["lead_picture__url", "lead_picture__base_url"]
_RELATED = ["pk", "provider__domain", *plain_fields(RelatedRecord), "extra"]
_RELATED += ["same_as__key", "same_as__provider__domain"]
_OUTLET = ["domain", "shown_domain", "name", "named_at", "description", "other_names", "extra"]
_TOPIC = ["slug", "name", "short_name", "description", "keywords", "hashtags", "services", "order", "extra"]
_TOPIC += ["parent__name", "parent_name", "seed__pk"]
_PICTURE = ["url", "base_url", "width", "height", "file"]
_SEED = ["digest", "text", "pictures"]
_SEED += ["article__key", "article__provider__domain", "topic__slug", "provider__domain"]


def content_digest() -> str:
    """SHA-256 in hexadecimal of all imported content."""
    return _sha256(canonical(digests())).hex()


def digests() -> dict[str, str]:
    """The same of each kind of row by itself, to find where two databases differ."""
    return {kind: _digest_of(rows()) for kind, rows in CONTENT.items()}


def canonical(data: Any) -> bytes:
    """`data` as JSON, in the one way that it is written here."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), default=_in_utc).encode()


def _digest_of(rows: Iterator[Row]) -> str:
    return _sha256(b"".join(sorted(_sha256(canonical(row)) for row in rows))).hex()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


# What there is of each kind


def _articles() -> Iterator[Row]:
    for first, articles in _batches(Article.objects.all(), _ARTICLE):
        ids = (first, max(articles))
        topics = _by_owner(ArticleTopic.objects.filter(article__pk__range=ids), "article_id", ["topic__name", *COPIED])
        pictures = _by_owner(ArticlePicture.objects.filter(article__pk__range=ids), "article_id", _PLACED)
        related = _related(ids)
        for pk, article in articles.items():
            filed = [link | {"topic__name": _folded(link["topic__name"])} for link in topics[pk]]
            yield article | {"topics": filed, "pictures": pictures[pk], "related": related[pk]}


def _related(ids: tuple[int, int]) -> dict[int, list[Row]]:
    entries = _by_owner(RelatedArticle.objects.filter(article__pk__range=ids), "article_id", _RELATED)
    pictures = _by_owner(RelatedPicture.objects.filter(related__article__pk__range=ids), "related_id", _PLACED)
    for entry in (entry for of_one in entries.values() for entry in of_one):
        entry["pictures"] = pictures[entry.pop("pk")]
    return entries


def _outlets() -> Iterator[Row]:
    for first, outlets in _batches(Provider.objects.in_use(), _OUTLET):
        placed = ProviderPicture.objects.filter(provider__pk__range=(first, max(outlets)))
        logos = _by_owner(placed, "provider_id", _PLACED)
        yield from (outlet | {"logos": logos[pk]} for pk, outlet in outlets.items())


def _topics() -> Iterator[Row]:
    for first, topics in _batches(Topic.objects.in_use(), _TOPIC):
        ids = (first, max(topics))
        names = _by_owner(TopicName.objects.filter(topic__pk__range=ids), "topic_id", ["folded"], "pk")
        pictures = _by_owner(TopicPicture.objects.filter(topic__pk__range=ids), "topic_id", _PLACED)
        for pk, topic in topics.items():
            if not topic.pop("seed__pk"):
                del topic["slug"]
            known = sorted(name["folded"] for name in names[pk])  # databases sort letters in ways of their own
            yield topic | {"names": known, "pictures": pictures[pk]}


def _pictures() -> Iterator[Row]:
    for _, pictures in _batches(Picture.objects.in_use(), _PICTURE):
        yield from (picture | {"file": bool(picture["file"])} for picture in pictures.values())


def _seeds() -> Iterator[Row]:
    for _, seeds in _batches(Seed.objects.all(), _SEED):
        yield from seeds.values()


CONTENT: dict[str, Callable[[], Iterator[Row]]] = {
    "articles": _articles,
    "outlets": _outlets,
    "topics": _topics,
    "pictures": _pictures,
    "seeds": _seeds,
}
"""By kind, what is stored of it: plain data that `canonical` can write."""


# Reading: plain values, a batch at a time


def _batches(found: QuerySet[Any], columns: Sequence[str]) -> Iterator[tuple[int, dict[int, Row]]]:
    """These rows in batches of ascending ids: the first id, and by id the columns."""
    rows = found.order_by("pk").values_list("pk", *columns)
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        yield batch[0][0], {pk: _named(found.model, columns, values) for pk, *values in batch}


def _by_owner(rows: QuerySet[Any], owner: str, columns: Sequence[str], order: str = "position") -> dict[int, list[Row]]:
    """The columns of these rows, in their order, by the id of what they hang on."""
    found: dict[int, list[Row]] = defaultdict(list)
    for owner_id, *values in rows.order_by(owner, order, "pk").values_list(owner, *columns):
        found[owner_id].append(_named(rows.model, columns, values))
    return found


def _named(model: type[models.Model], columns: Sequence[str], values: Sequence[Any]) -> Row:
    row = dict(zip(columns, values, strict=True))
    return row | {name: _alike(row[name]) for name in _json_columns(model) if name in row}


@lru_cache
def _json_columns(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.fields if isinstance(field, models.JSONField))


def _alike(value: Any) -> Any:
    """JSON as every database gives it back: PostgreSQL makes a whole number of 1e3."""
    if isinstance(value, dict):
        return {key: _alike(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_alike(item) for item in value]
    if isinstance(value, float):
        exact = Decimal(repr(value))
        return int(exact) if exact == int(exact) else value
    return value


_folded = lru_cache(maxsize=10_000)(folded)
