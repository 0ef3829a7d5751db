"""Rows for tests: every field has a sensible value, so that a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.core.files.base import ContentFile

from articles.listing import relist
from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    Picture,
    Provider,
    RelatedArticle,
    Status,
    Topic,
)

NEWS_TIME = datetime(2023, 6, 3, 15, 35, tzinfo=UTC)
PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")  # a GIF, 1 × 1

_numbers = count(1)


def provider(domain="example.org", **fields):
    """The outlet of this domain, made if there is none."""
    return Provider.objects.get_or_create(domain=domain, defaults={"name": domain.title(), **fields})[0]


def topic(name="Space", **fields):
    """The topic of this name, made if there is none."""
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    return Topic.objects.get_or_create(name=name, defaults={"slug": slug, **fields})[0]


def picture(url="", *, local=True, **fields):
    """A picture of its own; with a file of ours if local."""
    made = Picture.objects.create(url=url or f"https://img.example.org/{next(_numbers)}.gif", **fields)
    if local:
        made.file_width = made.file_height = 1
        made.file.save(f"{made.pk}.gif", ContentFile(PIXEL))
    return made


def unsaved_article(number=0, **fields):
    number = number or next(_numbers)
    defaults = {
        "key": f"2023-06-03-article-{number}",
        "slug": f"2023-06-03-article-{number}",
        "status": Status.PUBLISHED,
        "title": f"Article {number}",
        "excerpt": f"What article {number} is about.",
        "published_at": NEWS_TIME,
        "web_url": f"https://example.org/{number}",
        "quality": 50,
    }
    return Article(**(defaults | fields))


def article(*, topics=("Space",), outlet="example.org", pictures=(), related=(), **fields):
    """A published article in topics (given by name). `related` are keyword arguments of `related()`."""
    made = unsaved_article(provider=provider(outlet), **fields)
    made.save()
    for position, name in enumerate(topics):
        ArticleTopic.objects.create(article=made, topic=topic(name), position=position, published_at=made.published_at)
    for position, one in enumerate(pictures):
        ArticlePicture.objects.create(article=made, picture=one, position=position)
    for entry in related:
        globals()["related"](made, **entry)
    return listed(made)


def listed(made):
    relist([made.pk])
    made.refresh_from_db()
    return made


def related(to, *, outlet="other.example", **fields):
    """The next entry of an article's related coverage."""
    number = next(_numbers)
    defaults = {
        "position": to.related.count(),
        "title": f"Related {number}",
        "excerpt": f"What related {number} is about.",
        "published_at": NEWS_TIME,
        "web_url": f"https://{outlet}/{number}",
        "quality": 10,
    }
    return RelatedArticle.objects.create(article=to, provider=provider(outlet), **(defaults | fields))


def articles(many, *, topics=("Space",), outlet="example.org", start=NEWS_TIME, step=timedelta(hours=1)):
    """Many published articles at once, the first the newest, each a step older than the last."""
    maker, filed = provider(outlet), [topic(name) for name in topics]
    rows = Article.objects.bulk_create(
        unsaved_article(provider=maker, published_at=start - step * age, rank=age % 7, heat=age % 7)
        for age in range(many)
    )
    ArticleTopic.objects.bulk_create(
        ArticleTopic(
            article=row, topic=one, status=row.status, published_at=row.published_at, rank=row.rank, position=place
        )
        for row in rows
        for place, one in enumerate(filed)
    )
    return rows
