"""What a stored row says, in the words of the tables."""

from typing import Any

from articles.limits import EXCERPT_LENGTH
from articles.models import Article, Provider, Seed, Topic
from tests.hostile import audit

DERIVED = {
    "topics": lambda article: [link.topic.name for link in article.topic_links.order_by("position")],
    "topic_count": lambda article: article.topic_links.count(),
    "distinct_slugs": lambda article: len({link.topic.slug for link in article.topic_links.all()}),
    "related": lambda article: [entry.title for entry in article.related.order_by("position")],
    "related_count": lambda article: article.related.count(),
    "pictures": lambda article: article.placed_pictures.count(),
    "outlet": lambda article: article.provider.name,
    "is_public": lambda article: Article.objects.published().filter(pk=article.pk).exists(),
    "printable": lambda article: not audit.UNWANTED.search(article.title),
    "excerpt_is_limited": lambda article: len(article.excerpt) <= EXCERPT_LENGTH,
    "address_is_safe": lambda topic: not set(topic.slug) & set("/\\.?#%<>\"' ") and topic.slug == topic.slug.lower(),
}


def row_of(path: object) -> Article | Topic | Provider | None:
    """The row that came of the file at `path`."""
    seed = Seed.objects.filter(path=str(path)).first()
    return (seed.article or seed.topic or seed.provider) if seed else None


def said(row: Any, name: str) -> Any:
    """What the row says under this name: one of ours above, or a field."""
    if name == "domain" and isinstance(row, Article):
        return row.provider.domain
    return DERIVED[name](row) if name in DERIVED else getattr(row, name)
