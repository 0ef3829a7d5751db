"""How fast is search, as the news piles up? Times whole requests for the page, or the search alone.

    .venv/bin/python benchmarks/search_bench.py [articles, default: 100000] [--database URL]
    .venv/bin/python benchmarks/search_bench.py 1000000 --alone [--database URL]

Makes a new database, SQLite in a temporary folder or one on the PostgreSQL server at URL, and drops it at the end. The
articles' words are as frequent as Zipf's law says; one more word is in every article, and one in every 5,000th. Each
number is the median of 30, after 3 to warm up.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, product
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh_database import fresh_database

NEWEST = datetime(2025, 1, 1, tzinfo=UTC)
EVERY, RARE, NONE = "reported", "quixotic", "zyzzyva"
SYLLABLES = ["ba", "co", "di", "fe", "gu", "ha", "jo", "ki", "la", "me", "no", "pu", "ra", "si", "to", "vu", "wa", "xe"]
SYLLABLES += ["yo", "zi", "tra", "blo", "ste", "chi", "gra", "plo"]
WORDS = ["".join(parts) for parts in product(SYLLABLES, repeat=3)]  # 17,576
OUTLETS, TOPICS, BATCH = 100, 30, 5_000
COLUMNS = (
    "key",
    "slug",
    "status",
    "title",
    "excerpt",
    "published_at",
    "web_url",
    "original_url",
    "provider_id",
    "type",
)
COLUMNS += ("category", "amp_web_url", "cdn_amp_web_url", "featured_content", "secured", "extra", "rank", "standing")
COLUMNS += ("other_outlets", "edited_fields", "created_at", "modified_at", "search_tokens")
QUERIES = {  # what is asked, and how many milliseconds it may take as a page, and alone
    "rare word": (RARE, 20, 60),
    "word in every article": (EVERY, 60, 60),
    "no hit": (NONE, 5, 60),
    "two frequent words": (f"{WORDS[0]} {WORDS[1]}", 60, 60),
    "word in one of 100": (WORDS[8], 60, 60),
    "rare and every": (f"{RARE} {EVERY}", 60, 60),
    "every, not a frequent one": (f"{EVERY} -{WORDS[0]}", 60, 60),
    "phrase": (f'"{WORDS[0]} {WORDS[1]}"', 60, 60),
    "every, in a topic": (f"topic:topic-7 {EVERY}", 60, 60),
    "every, a year": (f"{EVERY} after:2024-06 before:2024-09", 60, 60),
    "name of an outlet": ("courier", 60, 60),
}


def texts(total: int) -> Iterator[tuple[str, str]]:
    """Title and excerpt of each article, the same on every machine."""
    r, weights = Random(1), list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
    for number in range(total):
        words = r.choices(WORDS, cum_weights=weights, k=44)
        title = f"{' '.join(words[:9])}{f' {EVERY}' if number % 3 == 0 else ''}".capitalize()
        yield title, f"{' '.join(words[9:])} {EVERY}{f' {RARE}' if number % 5_000 == 17 else ''}.".capitalize()


def fill(total: int, *, linked: bool) -> None:
    """Make so many articles, a quarter of an hour apart; filed under topics by rows of their own if `linked`."""
    from django.db import transaction

    from articles import bulk
    from articles.models import Article, ArticleTopic, Provider, Topic
    from articles.search.tokens import tokens

    names = [f"{'Outlet' if n % 20 else 'Courier'} {n}" for n in range(OUTLETS)]
    outlets = [Provider.objects.create(domain=f"outlet{n}.example", name=name).pk for n, name in enumerate(names)]
    topics = [Topic.objects.create(slug=f"topic-{n}", name=f"Topic {n}").pk for n in range(TOPICS)]
    rows: list[tuple[Any, ...]] = []
    for number, (title, excerpt) in enumerate(texts(total)):
        at, outlet = NEWEST - timedelta(minutes=15 * (total - number)), outlets[number % OUTLETS]
        found_by = tokens(outlet, "article", {topics[number % TOPICS], topics[number % 7]})
        key, address = f"key-{number}", f"https://outlet.example/{number}"
        said = (key, key, "published", title, excerpt, at, address, address, outlet, "article", "news")
        rows.append((*said, "", "", "", "", {}, 0, "alone", 0, [], at, at, found_by))
        if len(rows) == BATCH or number == total - 1:
            with transaction.atomic():
                bulk.insert(Article, COLUMNS, rows[::-1])  # newest first, as an import does
            rows.clear()
    if linked:
        ids = Article.objects.order_by("pk").values_list("pk", "published_at")
        links = [(pk, topics[n % TOPICS], 0, "published", at, 0) for n, (pk, at) in enumerate(ids)]
        with transaction.atomic():
            bulk.insert(ArticleTopic, ("article_id", "topic_id", "position", "status", "published_at", "rank"), links)


def settled() -> None:
    """As a database is that has been up for a while."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def milliseconds(do: Callable[[], object]) -> float:
    taken = []
    for number in range(33):
        start = time.perf_counter()
        do()
        if number > 2:
            taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken)


def line(what: str, took: float, most: float, rest: str) -> None:
    print(f"{what:<28}{took:8.1f} ms   (wanted: {most:g}; {'met' if took <= most else 'MISSED'}) {rest}", flush=True)


def measure_pages() -> None:
    from django.conf import settings
    from django.test import Client, override_settings

    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        ALLOWED_HOSTS=["testserver"], STORAGES=settings.STORAGES | static, SECURE_SSL_REDIRECT=False
    ):
        client = Client()
        for name, (asked, most, _) in QUERIES.items():
            answer = client.get("/search/", {"q": asked})
            found = re.search(r'class="search__count"[^>]*>([^<;]+)', answer.content.decode())
            assert found, answer
            took = milliseconds(lambda asked=asked: client.get("/search/", {"q": asked}))  # type: ignore[misc]
            line(name, took, most, found[1])


def measure_search() -> None:
    from articles.search.finding import search
    from articles.search.query import parsed

    for name, (asked, _, most) in QUERIES.items():
        query = parsed(asked)
        found = search(query)
        took = milliseconds(lambda query=query: search(query))  # type: ignore[misc]
        line(name, took, most, f"{len(found.articles)}{' and more' * found.more}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--alone", action="store_true", help="Time the search without its page.")
    parser.add_argument("--database", default="", metavar="URL")
    given = parser.parse_args()
    with fresh_database(given.database):
        from django.db import connection

        start = time.perf_counter()
        fill(given.articles, linked=not given.alone)
        settled()
        what = f"{'the search alone' if given.alone else 'whole pages'}, median of 30"
        print(f"{connection.vendor}, {given.articles:,} articles made in {time.perf_counter() - start:.0f} s: {what}")
        (measure_search if given.alone else measure_pages)()


if __name__ == "__main__":
    main()
