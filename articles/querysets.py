"""The words that pages are built from: which rows, in what order, with what beside them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, When
from django.utils import timezone

from articles.models.choices import Standing, Status

MOST_COUNTED = 10_000  # where readers are told how many there are, so that no count walks through a million


class CountOfFirst(Subquery):
    """How many rows a query cut to so many has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.IntegerField()


def rows(model: str) -> Any:
    """All rows of one of our models, which import this module and so cannot be imported here."""
    return apps.get_model("articles", model)._default_manager.all()


class ListedQuerySet(models.QuerySet[Any]):
    """Rows that lists are cut from: with `status`, `published_at`, `rank`, and an article's id in `article_key`."""

    article_key = "article_id"

    def published(self, at: datetime | None = None) -> Self:
        """What readers may see: status published, and dated no later than `at` (default: now)."""
        return self.filter(status=Status.PUBLISHED, published_at__lte=at or timezone.now())

    def readable(self, at: datetime | None = None) -> Self:
        """What has a page of its own: also what no list shows because its outlet is muted."""
        shown = [Status.PUBLISHED, Status.MUTED]
        return self.filter(status__in=shown, published_at__lte=at or timezone.now())

    def newest_first(self) -> Self:
        """Latest publication first; an index serves it."""
        return self.order_by("-published_at", f"-{self.article_key}")

    def hottest_first(self) -> Self:
        """Highest rank first, then latest; an index serves it."""
        return self.order_by("-rank", "-published_at", f"-{self.article_key}")

    def first_to_count(self) -> models.QuerySet[Any, Any]:
        """As many of them as are counted: one past MOST_COUNTED. In the order of an index, without which PostgreSQL
        reads the whole table for a topic of few among topics of many.
        """
        return self.newest_first().values(self.article_key)[: MOST_COUNTED + 1]

    def counted(self) -> int:
        """How many there are, counted no further than that."""
        return self.first_to_count().count()

    def between(self, start: datetime, end: datetime) -> Self:
        """Published from `start` until before `end`."""
        return self.filter(published_at__gte=start, published_at__lt=end)


class ArticleQuerySet(ListedQuerySet):
    """Words about articles."""

    article_key = "id"

    def for_cards(self) -> Self:
        """Everything components/card.html reads, in two queries."""
        return self._cards("topic")

    def _cards(self, topic: str) -> Self:
        links = rows("ArticleTopic").select_related(topic).order_by("position", "pk")
        return (
            self.select_related("provider", "lead_picture")
            .defer("secured", "extra", "featured_content", "search_tokens", "provider__description", "provider__extra")
            .prefetch_related(Prefetch("topic_links", links))
        )

    def for_page(self) -> Self:
        """Everything the article's own page reads of the article itself."""
        hidden = ("secured", "extra", "search_tokens", "provider__description", "provider__extra")
        whole = self._cards("topic__parent").defer(None).defer(*hidden)
        return whole.prefetch_related(
            Prefetch("placed_pictures", rows("ArticlePicture").select_related("picture")),
            Prefetch("provider__placed_logos", rows("ProviderPicture").select_related("picture")),
        )

    def indexed(self) -> Self:
        """What search engines are asked to index: not what only repeats an excerpt; see `Article.is_indexed`."""
        return self.exclude(standing=Standing.ALONE) if settings.NOINDEX_EXCERPTS else self

    def with_changed_at(self, at: datetime | None = None) -> Self:
        """Adds `changed_at`, when the outlet last changed it. A change before publication, or to come, is none."""
        updated = Q(updated_at__gt=F("published_at"), updated_at__lte=at or timezone.now())
        return self.annotate(changed_at=Case(When(updated, then="updated_at"), default="published_at"))

    def cards(self, ids: Iterable[int]) -> list[Any]:
        """The articles of these ids, in the order of the ids, ready for cards. Ids that are gone are passed over."""
        wanted = list(ids)
        found = self.for_cards().in_bulk(wanted)
        return [found[id_] for id_ in wanted if id_ in found]


class TopicQuerySet(models.QuerySet[Any]):
    """Words about topics."""

    def in_use(self) -> Self:
        """Topics that a file or an editor describes, that articles name, or that another stands below. The others are
        left of what files said before.
        """
        links = rows("ArticleTopic").order_by().filter(topic=OuterRef("pk"))
        below = rows("Topic").order_by().filter(parent=OuterRef("pk"))
        return self.filter(Q(seed__isnull=False) | ~Q(edited_fields=[]) | Exists(links) | Exists(below))

    def public(self) -> Self:
        """Of those in use what readers may know of: not topics that only drafts name."""
        below = rows("Topic").order_by().filter(parent=OuterRef("pk"))
        seen = Exists(rows("ArticleTopic").published().order_by().filter(topic=OuterRef("pk")))
        return self.filter(Q(seed__isnull=False) | ~Q(edited_fields=[]) | seen | Exists(below))

    def with_news(self) -> Self:
        """Topics that readers would not find empty."""
        return self.filter(Exists(rows("ArticleTopic").published().filter(topic=OuterRef("pk"))))

    def with_changed_at(self, at: datetime | None = None) -> Self:
        """Adds `changed_at`, when the newest of its articles that readers may see was published."""
        newest = rows("ArticleTopic").published(at).filter(topic=OuterRef("pk")).newest_first()
        return self.annotate(changed_at=Subquery(newest.values("published_at")[:1]))

    def main(self) -> Self:
        """The topics of the topic bar, in its order: the tree's roots, then their children."""
        return (
            self.with_news()
            .filter(Q(parent=None) | Q(parent__parent=None))
            .order_by(F("parent_id").asc(nulls_first=True), "order", "name")
        )

    def with_counts(self) -> Self:
        """Adds `article_count`, how many articles readers may see of it, counted to one past MOST_COUNTED."""
        seen = rows("ArticleTopic").published().filter(topic=OuterRef("pk"))
        return self.annotate(article_count=CountOfFirst(seen.first_to_count()))


class ProviderQuerySet(models.QuerySet[Any]):
    """Words about outlets."""

    def in_use(self) -> Self:
        """Outlets that a file or an editor describes or made, or that articles or related entries name."""
        named = [rows(by).order_by().filter(provider=OuterRef("pk")) for by in ("Article", "RelatedArticle")]
        described = Q(named_at=None) | Q(seed__isnull=False) | ~Q(edited_fields=[])
        return self.filter(described | Exists(named[0]) | Exists(named[1]))

    def public(self) -> Self:
        """Of those in use what readers may know of: not outlets that only drafts name."""
        seen = [Exists(rows("Article").published().order_by().filter(provider=OuterRef("pk")))]
        own = rows("Article").published().order_by().filter(pk=OuterRef("article"))
        seen += [Exists(rows("RelatedArticle").order_by().filter(Exists(own), provider=OuterRef("pk")))]
        return self.filter(Q(named_at=None) | Q(seed__isnull=False) | ~Q(edited_fields=[]) | seen[0] | seen[1])

    def with_news(self) -> Self:
        """Outlets that readers would not find empty."""
        return self.filter(Exists(rows("Article").published().filter(provider=OuterRef("pk"))))

    def with_changed_at(self, at: datetime | None = None) -> Self:
        """Adds `changed_at`, when the newest of its articles that readers may see was published."""
        newest = rows("Article").published(at).filter(provider=OuterRef("pk")).newest_first()
        return self.annotate(changed_at=Subquery(newest.values("published_at")[:1]))


class PictureQuerySet(models.QuerySet[Any]):
    """Words about pictures."""

    def in_use(self) -> Self:
        """Pictures that something shows."""
        places = ("ArticlePicture", "RelatedPicture", "ProviderPicture", "TopicPicture")
        shown = Q()
        for place in places:
            shown |= Q(Exists(rows(place).order_by().filter(picture=OuterRef("pk"))))
        return self.filter(shown)

    def with_roles(self) -> Self:
        """Adds `is_logo` and `is_illustration`: whether an outlet shows it, and whether anything else does."""
        of_article, of_entry, of_outlet, of_topic = (
            Exists(rows(place).order_by().filter(picture=OuterRef("pk")))
            for place in ("ArticlePicture", "RelatedPicture", "ProviderPicture", "TopicPicture")
        )
        return self.annotate(is_logo=of_outlet, is_illustration=Q(of_article) | Q(of_entry) | Q(of_topic))
