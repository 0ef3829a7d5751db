"""Does the JSON API slow down with the number of a page? Times whole requests for the first and the deepest pages.

    .venv/bin/python benchmarks/api_bench.py [sizes, default: 1000 10000 100000]

Makes a database of its own beside the one that DATABASE_URL names (default: SQLite in memory) and drops it at the end.
What is wanted: the deepest page within 3 × of the first. The news are those of listing_bench.py, each with a picture of
its own. Each number is the median of 40 requests through Django's test client (view, queries, JSON), after 5 to warm
up; "unchanged" asks with the ETag of the answer and gets 304. The last lines are of the listing alone: ids by OFFSET.
"""

import statistics
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.listing_bench import BATCH, REQUESTS, WARM_UP, fill  # first, as it sets Django up  # isort: skip

from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from articles.api.rows import PAGE_SIZE, cut
from articles.models import Article, ArticlePicture, Picture, Topic

WANTED = 3


def illustrate() -> None:
    """Give every article that has no picture one of its own."""
    bare = iter(Article.objects.filter(lead_picture=None).order_by("pk").values_list("pk", flat=True))
    while ids := list(islice(bare, BATCH)):
        pictures = Picture.objects.bulk_create(
            Picture(url=f"https://outlet.example/{pk}.jpg", width=1200, height=675) for pk in ids
        )
        ArticlePicture.objects.bulk_create(
            ArticlePicture(article_id=pk, picture=picture) for pk, picture in zip(ids, pictures, strict=True)
        )
        Article.objects.filter(pk__in=ids).update(lead_picture=pictures[0])  # says only that they have one
    with connection.cursor() as sql:
        sql.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")  # as autovacuum would


def addresses(size: int) -> dict[str, str]:
    """The addresses that are timed: all news, and the largest topic, which has the same."""
    last = -(-size // PAGE_SIZE)
    return {
        "news, page 1": "/api/news/",
        "news, middle": f"/api/news/page/{last // 2}/",
        "news, deepest": f"/api/news/page/{last}/",
        "topic, page 1": "/api/news/topic-0/",
        "topic, deepest": f"/api/news/topic-0/page/{last}/",
        "beyond the end": "/api/news/page/999999999/",
    }


def timed(ask: Callable[[], object]) -> tuple[float, int]:
    """Median milliseconds and number of queries."""
    for _ in range(WARM_UP):
        ask()
    with CaptureQueriesContext(connection) as queries:
        ask()
    count, taken = len(queries), []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken), count


def asking(client: Client, url: str, status: int = 200, **headers: str) -> Callable[[], object]:
    def ask() -> object:
        answer = client.get(url, headers=headers)
        assert answer.status_code == status, (url, answer.status_code)
        return answer

    return ask


def report(client: Client, size: int) -> None:
    first = 0.0
    for name, url in addresses(size).items():
        milliseconds, queries = timed(asking(client, url, 404 if "beyond" in name else 200))
        first = milliseconds if name.endswith("page 1") else first
        ratio = milliseconds / first
        print(f"{size:>9,}  {name:<18}{milliseconds:8.1f} ({queries})  {ratio:5.2f} ×{' TOO SLOW' * (ratio > WANTED)}")
        if "beyond" not in name:
            unchanged, queries = timed(asking(client, url, 304, **{"If-None-Match": client.get(url).headers["ETag"]}))
            print(f"{size:>9,}  {'  unchanged':<18}{unchanged:8.1f} ({queries})")
    listings = {"news": Article.objects, "topic": Topic.objects.get(slug="topic-0").links}
    for name, rows in listings.items():
        for page in (1, -(-size // PAGE_SIZE)):
            milliseconds, _ = timed(lambda rows=rows, page=page: cut(rows.published().newest_first(), page))
            print(f"{size:>9,}  {f'ids, {name}, {page}':<18}{milliseconds:8.1f}")


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or [1_000, 10_000, 100_000]
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    print(f"{connection.vendor}: milliseconds a request (queries), median of {REQUESTS}")
    try:
        with override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
            for size in sizes:
                fill(size)
                illustrate()
                cache.clear()
                report(Client(), size)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
