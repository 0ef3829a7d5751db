"""An article on its way in, and what hangs on it (topics, pictures, related entries), as plain values."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from articles.ingest.incoming import Changes, Incoming
from articles.ingest.placing import COLUMNS, Placed
from articles.models import Article, ArticlePicture, ArticleTopic, RelatedArticle, RelatedPicture
from articles.sources.records import ArticleRecord, RelatedRecord, plain_fields

PARTS = ("topics", "pictures", "related")
ENTRY = (*plain_fields(RelatedRecord), "extra")
"""A related entry's own columns."""

Entry = tuple[int, tuple[Any, ...], tuple[Placed, ...]]
"""A related entry: its outlet's id, its own columns (`ENTRY`), and its pictures."""


@dataclass(slots=True)
class Parts:
    """The parts of an article, each in its order. `entry_ids` are the rows of related entries that there are, by their
    position.
    """

    topics: list[int] = field(default_factory=list)
    pictures: list[Placed] = field(default_factory=list)
    related: list[Entry] = field(default_factory=list)
    entry_ids: dict[int, tuple[int, Entry]] = field(default_factory=dict)

    def plainly(self, name: str) -> list[Any]:
        """A part, to compare. Related entries that do not stand at 0, 1, 2 … differ from any that do."""
        if name != "related":
            return list(getattr(self, name))
        return [self.entry_ids.get(position, (0, None))[1] for position in range(max(self.entry_ids, default=-1) + 1)]


@dataclass(slots=True)
class Plan:
    """An article on its way in: what the seed says of it, and what we have of it.

    `changed` are the columns to write; of a new article, all. Where an editor's word stands there is no change.
    """

    incoming: Incoming
    record: ArticleRecord
    article: Article | None
    values: dict[str, Any]
    changed: dict[str, Any]
    parts: Parts
    logos: list[Placed]
    edited: list[str]
    changes: Changes


def parts_of(ids: Collection[int]) -> dict[int, Parts]:
    """The parts of the articles of these ids."""
    parts = {pk: Parts() for pk in ids}
    if not parts:
        return parts
    links = ArticleTopic.objects.filter(article__among=ids).order_by("position", "pk")
    for article, topic in links.values_list("article_id", "topic_id"):
        parts[article].topics.append(topic)
    placed = ArticlePicture.objects.filter(article__among=ids).order_by("position", "pk")
    for article, *values in placed.values_list("article_id", *COLUMNS):
        parts[article].pictures.append(tuple(values))
    pictures: dict[int, list[Placed]] = {}
    in_entries = RelatedPicture.objects.filter(related__article__among=ids).order_by("position", "pk")
    for entry, *values in in_entries.values_list("related_id", *COLUMNS):
        pictures.setdefault(entry, []).append(tuple(values))
    entries = RelatedArticle.objects.filter(article__among=ids).order_by()
    for pk, article, position, provider, *values in entries.values_list(
        "pk", "article_id", "position", "provider_id", *ENTRY
    ):
        entry = (provider, tuple(values), tuple(pictures.get(pk, ())))
        parts[article].entry_ids[position] = pk, entry
    return parts
