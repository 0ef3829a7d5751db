"""What lists are cut and sorted by, kept beside the rows it is derived from."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import OuterRef, Subquery

from articles.models import Article, ArticlePicture, ArticleTopic, RelatedArticle
from articles.sources.standing import standing

DERIVED = ["rank", "standing", "other_outlets", "lead_picture"]
COPIED = ["status", "published_at", "rank"]


@transaction.atomic
def relist(ids: Collection[int]) -> None:
    """Bring the derived columns of these articles, and their places in topics, up to date. Safe to repeat."""
    related = _related(ids)
    pictures = _first_pictures(ids)
    articles = list(Article.objects.filter(pk__in=ids).only("heat", "quality", "provider_id"))
    for article in articles:
        entries = related.get(article.pk, [])
        article.rank = article.heat or 0
        article.standing = standing(article.quality, (quality for _, quality in entries))
        article.other_outlets = len({provider for provider, _ in entries} - {article.provider_id})
        article.lead_picture_id = pictures.get(article.pk)
    Article.objects.bulk_update(articles, DERIVED, batch_size=200)
    origin = Article.objects.filter(pk=OuterRef("article_id"))
    ArticleTopic.objects.filter(article_id__in=ids).update(
        **{column: Subquery(origin.values(column)) for column in COPIED}
    )


def _related(ids: Collection[int]) -> dict[int, list[tuple[int, int | None]]]:
    """Provider id and quality of every related entry, by article id."""
    entries: dict[int, list[tuple[int, int | None]]] = {}
    rows = RelatedArticle.objects.filter(article_id__in=ids).values_list("article_id", "provider_id", "quality")
    for article_id, provider_id, quality in rows:
        entries.setdefault(article_id, []).append((provider_id, quality))
    return entries


def _first_pictures(ids: Collection[int]) -> dict[int, int]:
    """Id of the picture that comes first, by article id."""
    placed = ArticlePicture.objects.filter(article_id__in=ids).order_by("article_id", "-position", "-pk")
    return dict(placed.values_list("article_id", "picture_id"))
