"""What lists are cut and sorted by, kept beside the rows it is derived from."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db import transaction
from django.db.models import OuterRef, Subquery

from articles import bulk, edition
from articles.models import Article, ArticlePicture, ArticleTopic, Provider, RelatedArticle, Status
from articles.search.tokens import tokens
from articles.sources.standing import standing

DERIVED = ["rank", "standing", "other_outlets", "lead_picture"]
COPIED = ["status", "published_at", "rank"]


class Derived(NamedTuple):
    """The derived columns of an article."""

    rank: int
    standing: str
    other_outlets: int


def derived(
    heat: int | None, quality: int | None, provider: int, entries: Collection[tuple[int, int | None]]
) -> Derived:
    """What follows from an article's scores, its outlet, and the outlet and quality of each related entry."""
    return Derived(
        heat or 0,
        standing(quality, (other_quality for _, other_quality in entries)),
        len({other for other, _ in entries} - {provider}),
    )


def heard(status: str, *, muted: bool) -> str:
    """The status of an article whose outlet is muted, or is not."""
    if muted:
        return Status.MUTED if status == Status.PUBLISHED else status
    return Status.PUBLISHED if status == Status.MUTED else status


@transaction.atomic
def relist(ids: Collection[int]) -> None:
    """Bring the derived columns of these articles, and their places in topics, up to date. Safe to repeat."""
    _mute(ids)
    related = _related(ids)
    pictures = _first_pictures(ids)
    topics = _topics(ids)
    rows = []
    for pk, heat, quality, provider, type_ in (
        Article.objects.filter(pk__among=ids).order_by().values_list("pk", "heat", "quality", "provider_id", "type")
    ):
        found_by = tokens(provider, type_, topics.get(pk, []))
        rows.append((*derived(heat, quality, provider, related.get(pk, [])), pictures.get(pk), found_by, pk))
    bulk.update(Article, (*Derived._fields, "lead_picture_id", "search_tokens"), rows)
    origin = Article.objects.filter(pk=OuterRef("article_id"))
    ArticleTopic.objects.filter(article__among=ids).update(
        **{column: Subquery(origin.values(column)) for column in COPIED}
    )
    edition.advance()


def _mute(ids: Collection[int]) -> None:
    """Let published articles of muted outlets be muted, and those of others published."""
    muted = list(Provider.objects.filter(muted=True).order_by().values_list("pk", flat=True))
    articles = Article.objects.filter(pk__among=ids)
    if muted:
        articles.filter(status=Status.PUBLISHED, provider__among=muted).update(status=Status.MUTED)
    articles.filter(status=Status.MUTED).exclude(provider__among=muted).update(status=Status.PUBLISHED)


def _related(ids: Iterable[int]) -> dict[int, list[tuple[int, int | None]]]:
    """Provider id and quality of every related entry, by article id."""
    entries: dict[int, list[tuple[int, int | None]]] = {}
    rows = (
        RelatedArticle.objects.filter(article__among=ids).order_by().values_list("article_id", "provider_id", "quality")
    )
    for article_id, provider_id, quality in rows:
        entries.setdefault(article_id, []).append((provider_id, quality))
    return entries


def _topics(ids: Iterable[int]) -> dict[int, list[int]]:
    """Ids of the topics that it is filed under, by article id."""
    topics: dict[int, list[int]] = {}
    links = ArticleTopic.objects.filter(article__among=ids).order_by()
    for article_id, topic_id in links.values_list("article_id", "topic_id"):
        topics.setdefault(article_id, []).append(topic_id)
    return topics


def _first_pictures(ids: Iterable[int]) -> dict[int, int]:
    """Id of the picture that comes first, by article id."""
    placed = ArticlePicture.objects.filter(article__among=ids).order_by("article_id", "-position", "-pk")
    return dict(placed.values_list("article_id", "picture_id"))
