"""Do pages slow down as the news piles up? Times whole requests, for pages of the largest topic above all.

    .venv/bin/python benchmarks/listing_bench.py [sizes, default: 1000 10000 100000]

Makes a database of its own beside the one that DATABASE_URL names (default: SQLite in memory) and drops it at the end.
Each number is the median of 40 requests through Django's test client (view, queries, template), after 5 to warm up.
No page is kept, and no piece of one. Page 500 is compared with page 1 where the list is not that long.
"""

import os
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from articles.keyset import PAGE_SIZE, cursor
from articles.models import Article, ArticleTopic, Provider, Status, Topic

REQUESTS, WARM_UP, PAGE, BATCH = 40, 5, 30, 2_000
NEWEST = datetime(2025, 1, 1, tzinfo=UTC)
TOPICS = 20  # the first holds every article, the second every second one, the n-th every n-th


def fill(total: int) -> None:
    """Add articles until there are `total`, each six minutes older than the one before."""
    providers = [Provider.objects.get_or_create(domain=f"outlet{n}.example", defaults={"name": f"Outlet {n}"})[0]
                 for n in range(50)]  # fmt: skip
    topics = [Topic.objects.get_or_create(slug=f"topic-{n}", defaults={"name": f"Topic {n}"})[0] for n in range(TOPICS)]
    for start in range(Article.objects.count(), total, BATCH):
        numbers = range(start, min(start + BATCH, total))
        articles = Article.objects.bulk_create(article(number, providers) for number in numbers)
        ArticleTopic.objects.bulk_create(link for one in articles for link in links(one, topics))
    with connection.cursor() as sql:
        sql.execute("ANALYZE")


def article(number: int, providers: list[Provider]) -> Article:
    key = f"article-{number}"
    return Article(
        key=key,
        slug=key,
        status=Status.PUBLISHED,
        title=f"The {number}th thing that happened, told in a headline of usual length",
        excerpt="What came of it, and who said so. " * 6,
        published_at=NEWEST - timedelta(minutes=6 * number),
        web_url=f"https://outlet.example/{number}",
        rank=number * 7919 % 200,
        provider=providers[number % len(providers)],
        secured="c2VjcmV0" * 40,
    )


def links(one: Article, topics: list[Topic]) -> Iterator[ArticleTopic]:
    number = int(one.key.rpartition("-")[2])
    for place, topic in enumerate(topics):
        if (number % (place + 1) == 0 and place < 4) or place == number % TOPICS:
            yield ArticleTopic(
                article=one, topic=topic, status=one.status, published_at=one.published_at, rank=one.rank
            )


def pages() -> dict[str, str]:
    """The addresses that are timed."""
    largest = Topic.objects.get(slug="topic-0")
    newest, hottest = largest.links.published().newest_first(), largest.links.published().hottest_first()
    last = newest.reverse().values_list("published_at", "article_id")[PAGE]
    deep = newest.values_list("published_at", "article_id")[499 * PAGE_SIZE - 1 : 499 * PAGE_SIZE].first()
    article = Article.objects.published().newest_first()[PAGE]
    last_hot = hottest.reverse().values_list("rank", "published_at", "article_id")[PAGE]
    return {
        "page 1": largest.get_absolute_url(),
        **({"page 500": f"{largest.get_absolute_url()}?before={cursor(deep)}"} if deep else {}),
        "last page": f"{largest.get_absolute_url()}?before={cursor(last)}",
        "top, page 1": f"{largest.get_absolute_url()}?view=top",
        "top, last page": f"{largest.get_absolute_url()}?view=top&before={cursor(last_hot)}",
        "front page": "/",
        "article": article.get_absolute_url(),
        "outlet": article.provider.get_absolute_url(),
        "all topics": "/topics/",
        "about": "/about/",
        "archive": "/archive/",
    }


def timed(client: Client, url: str) -> tuple[float, int]:
    """Median milliseconds and number of queries of a request."""
    for _ in range(WARM_UP):
        assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    count = len(queries)  # it forgets with the next request
    taken = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        client.get(url)
        taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken), count


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000, 100_000]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    print(f"{connection.vendor}: milliseconds a request (queries), median of {REQUESTS}")
    first: dict[str, float] = {}
    try:
        with override_settings(
            ALLOWED_HOSTS=["testserver"],
            STORAGES=settings.STORAGES | static,
            SECURE_SSL_REDIRECT=False,
            KEEP_PAGES=False,
            KEEP_PIECES=False,
        ):
            client = Client()
            for size in sizes:
                fill(size)
                for page, url in pages().items():
                    milliseconds, queries = timed(client, url)
                    short = first.get("page 1", milliseconds) if page == "page 500" else milliseconds
                    ratio = milliseconds / first.setdefault(page, short)
                    print(f"{size:>9,} articles  {page:<15}{milliseconds:8.1f} ({queries})  {ratio:5.2f} ×")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
