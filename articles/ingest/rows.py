"""The rows of a batch of articles: gathered, then written table by table."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from articles import bulk
from articles.ingest.parts import ENTRY, Entry, Parts, Plan
from articles.ingest.placing import COLUMNS, Placed
from articles.listing import derived, relist
from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    RelatedArticle,
    RelatedPicture,
    Seed,
)
from articles.naming import free_slug
from articles.search.tokens import tokens
from articles.sources.text import slug_of

TOPIC = ("article_id", "topic_id", "position", "status", "published_at", "rank")
PICTURE = ("article_id", "position", *COLUMNS)
RELATED = ("id", "article_id", "position", "provider_id", *ENTRY, "same_as_id")
RELATED_PICTURE = ("related_id", "position", *COLUMNS)
SEED = ("path", "digest", "text", "pictures", "imported_at")
_QUALITY = ENTRY.index("quality")


class Rows:
    """What is to be written of a batch of articles."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.new: list[Plan] = []
        self.changed: list[int] = []
        self.topics: list[Sequence[Any]] = []
        self.pictures: list[Sequence[Any]] = []
        self.entries: list[tuple[int, int, Entry]] = []
        self._updates: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
        self._seeds: list[tuple[Plan, Seed | None, int]] = []
        self._gone: dict[Any, list[int]] = defaultdict(list)

    def add(self, plan: Plan) -> None:
        """A new article."""
        self.new.append(plan)

    def change(self, plan: Plan, article: Article, have: Parts) -> None:
        """An article that is there: only what differs is written."""
        values = dict(plan.changed)
        if article.edited_fields and not plan.edited:
            values["edited_fields"] = []
        if values:
            self._updates[tuple(values)].append((*values.values(), self.now, article.pk))
        changed = plan.changes.fields
        if "topics" in changed:
            self._gone[ArticleTopic].append(article.pk)
            self._add_topics(plan, article.pk, 0)
        if "pictures" in changed:
            self._gone[ArticlePicture].append(article.pk)
            self._add_pictures(article.pk, plan.parts.pictures)
        if "related" in changed:
            self._change_related(plan, article.pk, have)
        if changed:
            self.changed.append(article.pk)
        self._seeds.append((plan, getattr(article, "seed", None), article.pk))

    def _change_related(self, plan: Plan, article: int, have: Parts) -> None:
        """An entry that says what it said before, at its place, keeps its row."""
        wanted = dict(enumerate(plan.parts.related))
        for position, (pk, entry) in have.entry_ids.items():
            if wanted.get(position) == entry:
                del wanted[position]
            else:
                self._gone[RelatedArticle].append(pk)
        self.entries += [(article, position, entry) for position, entry in wanted.items()]

    def _add_topics(self, plan: Plan, article: int, rank: int) -> None:
        status, published_at = plan.values["status"], plan.values["published_at"]
        self.topics += [
            (article, topic, position, status, published_at, rank) for position, topic in enumerate(plan.parts.topics)
        ]

    def _add_pictures(self, article: int, places: Iterable[Placed]) -> None:
        self.pictures += [(article, position, *values) for position, values in enumerate(places)]

    # Writing

    def write(self) -> list[int]:
        """Write it all. Ids of the articles that are new or changed."""
        self._remove()
        for names, rows in self._updates.items():
            bulk.update(Article, (*names, "modified_at"), rows)
        ids = self._write_new()
        bulk.insert(ArticleTopic, TOPIC, self.topics)
        bulk.insert(ArticlePicture, PICTURE, self.pictures)
        self._write_entries()
        self._write_seeds()
        if self.changed:
            relist(self.changed)
        return [*ids, *self.changed]

    def _remove(self) -> None:
        for model in (ArticleTopic, ArticlePicture):
            model.objects.filter(article__in=self._gone[model]).delete()
        RelatedArticle.objects.filter(pk__in=self._gone[RelatedArticle]).delete()

    def _write_new(self) -> list[int]:
        ids = bulk.next_ids(Article, len(self.new))
        slugs = _slugs(self.new)
        rows = []
        for pk, plan, slug in zip(ids, self.new, slugs, strict=True):
            parts, values = plan.parts, plan.values
            entries = [(provider, columns[_QUALITY]) for provider, columns, _ in parts.related]
            follows = derived(values["heat"], values["quality"], values["provider_id"], entries)
            lead = parts.pictures[0][0] if parts.pictures else None
            found_by = tokens(values["provider_id"], values["type"], parts.topics)
            rows.append((*values.values(), pk, slug, *follows, lead, found_by, [], self.now, self.now))
            self._add_topics(plan, pk, follows.rank)
            self._add_pictures(pk, parts.pictures)
            self.entries += [(pk, position, entry) for position, entry in enumerate(parts.related)]
            self._seeds.append((plan, None, pk))
        if rows:
            names = (*self.new[0].values, "id", "slug", "rank", "standing", "other_outlets", "lead_picture_id")
            names += ("search_tokens", "edited_fields", "created_at", "modified_at")
            at = names.index("published_at")
            rows.sort(key=lambda row: row[at], reverse=True)  # the order in which SQLite's search index is written
            bulk.insert(Article, names, rows, together=True)
        return ids

    def _write_entries(self) -> None:
        rows, pictures = [], []
        ids = bulk.next_ids(RelatedArticle, len(self.entries))
        for pk, (article, position, (provider, values, places)) in zip(ids, self.entries, strict=True):
            rows.append((pk, article, position, provider, *values, None))
            pictures += [(pk, place, *picture) for place, picture in enumerate(places)]
        bulk.insert(RelatedArticle, RELATED, rows)
        bulk.insert(RelatedPicture, RELATED_PICTURE, pictures)

    def _write_seeds(self) -> None:
        new, changed = [], []
        for plan, seed, article in self._seeds:
            incoming = plan.incoming
            values = (incoming.path, incoming.digest, incoming.text, list(incoming.pictures), self.now)
            if seed is None:
                new.append((*values, article))
            elif (seed.path, seed.digest) != (incoming.path, incoming.digest):
                changed.append((*values, seed.pk))
        bulk.insert(Seed, (*SEED, "article_id"), new)
        bulk.update(Seed, SEED, changed)


def _slugs(plans: Sequence[Plan]) -> list[str]:
    """An address for each new article: its key, and where that is taken, with the outlet behind it."""
    wanted = [slug_of(plan.values["key"]) or "untitled" for plan in plans]
    longest = (Article._meta.get_field("slug").max_length or 0) - 8
    taken = set(Article.objects.filter(slug__among=wanted).order_by().values_list("slug", flat=True))
    slugs = []
    for plan, slug in zip(plans, wanted, strict=True):
        if slug in taken or len(slug) > longest:
            domain = plan.record.provider.domain.replace(".", "-")
            slug = _free(slug, f"{slug}-{slug_of(domain)}", taken)
        taken.add(slug)
        slugs.append(slug)
    return slugs


def _free(slug: str, other: str, taken: set[str]) -> str:
    """A slug that neither a row has, nor another article of the batch."""
    number, found = 1, free_slug(Article.objects.all(), slug, other)
    while found in taken:
        number += 1
        found = free_slug(Article.objects.all(), f"{other}-{number}")
    return found
