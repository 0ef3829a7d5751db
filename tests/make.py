"""Rows for tests: every field has a sensible value, so that a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.listing import relist
from articles.models import (
    Article,
    ArticlePicture,
    ArticleTopic,
    Picture,
    PictureState,
    Provider,
    ProviderPicture,
    RelatedArticle,
    Seed,
    Status,
    Topic,
)
from articles.pictures.names import copy_of

NEWS_TIME = datetime(2023, 6, 3, 15, 35, tzinfo=UTC)
PIXEL = bytes.fromhex(  # a PNG, 1 × 1
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63600000000200"
    "0148afa4710000000049454e44ae426082"
)

_numbers = count(1)


def provider(domain="example.org", **fields):
    """The outlet of this domain, made if there is none."""
    return Provider.objects.get_or_create(domain=domain, defaults={"name": domain.title(), **fields})[0]


def topic(name="Space", **fields):
    """The topic of this name, made if there is none."""
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    return Topic.objects.get_or_create(name=name, defaults={"slug": slug, **fields})[0]


def picture(url="", *, cached=True, **fields):
    """A picture of its own; with a copy of ours if `cached`, whose files all hold the same pixel."""
    made = Picture.objects.create(url=url or f"https://img.example.org/{next(_numbers)}.gif", **fields)
    return cache(made) if cached else made


def cache(picture):
    """Give the picture a copy of ours."""
    picture.copy, picture.state = copy_of(sha256(picture.url.encode()).hexdigest()), PictureState.CACHED
    picture.file_width = picture.file_height = 1
    picture.renditions = [(suffix, 1, 1, len(PIXEL)) for suffix in ("webp", "png")]
    picture.copy_bytes = 2 * len(PIXEL)
    for rendition in picture.files:
        default_storage.save(picture.name_of(rendition), ContentFile(PIXEL))
    picture.save()
    return picture


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


def whole_article(number=1, *, topic="", **fields):
    """A published article with one of all that can hang on it, none shared: seed, outlet, topic, picture, entry."""
    key, outlet = f"2023-06-03-article-{number}", f"outlet{number}.example"
    made = article(
        topics=[topic or f"Topic {number}"],
        outlet=outlet,
        pictures=[picture(f"https://{outlet}/{key}.jpg", cached=False, width=1200, height=675)],
        related=[{"outlet": outlet, "web_url": "https://elsewhere.example/", "quality": None}],
        **{"title": f"Article {number}", "key": key, "slug": key, "web_url": f"https://{outlet}/{key}"} | fields,
    )
    Seed.objects.create(article=made, path=f"/seeds/{key}.md", text=f"title: {made.title}")
    return made


def whole_rows(count, *, start=0):
    """As many articles with all that can hang on one; some entries are articles of ours, topics form a tree."""
    for number in range(start, start + count):
        made = whole_article(number)
        if number % 2:
            made.related.update(same_as=Article.objects.earliest("pk"))
        placed = made.topics.get()
        placed.parent = Topic.objects.exclude(pk=placed.pk).first()
        placed.save()


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


def site():
    """A little of everything that pages show."""
    topic("Space", description="Above us.")
    topic("Moon", parent=topic("Space"))
    ours = article(topics=("Moon", "Space"), title="ירח", outlet="b.example")
    again = {"web_url": "https://c.example/1"}
    moon = article(
        slug="2023-06-03-moon",
        topics=("Moon", "Space"),
        pictures=[picture()],
        related=[{"same_as": ours}, again, {**again, "title": "Else"}],
        type="video",
        updated_at=NEWS_TIME + timedelta(hours=3, microseconds=7),
    )
    ProviderPicture.objects.create(provider=moon.provider, picture=picture())
    article(slug="withdrawn", status="withdrawn", title="Taken back")
    articles(40, topics=("Space",), step=timedelta(hours=7))
