"""How long does it take to make one topic of two?

    .venv/bin/python benchmarks/merge_bench.py [articles of each, default: 5000] [--database URL]

Makes a new database, SQLite in a temporary folder or one on the PostgreSQL server at URL, and drops it at the end. The
two topics have as many articles each, a tenth of them in common, among twice as many others. Times what an editor waits
for, as whole requests: the page that says what would happen, and the merge.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh_database import fresh_database
from benchmarks.search_bench import fill, settled

WANTED_SECONDS = 5


def file_articles(many: int) -> tuple[int, int]:
    """Put `many` articles under each of two topics, of which the second is to become part of the first."""
    from articles.listing import relist
    from articles.models import Article, ArticleTopic, Topic

    ids = list(Article.objects.order_by("pk").values_list("pk", "published_at"))
    topics = [Topic.objects.create(slug=name.lower(), name=name) for name in ("Space", "Cosmos")]
    for topic, start in zip(topics, (0, many - many // 10), strict=True):
        ArticleTopic.objects.bulk_create(
            (
                ArticleTopic(article_id=pk, topic=topic, published_at=at, position=1)
                for pk, at in ids[start : start + many]
            ),
            batch_size=5_000,
        )
    for start in range(0, len(ids), 500):
        relist([pk for pk, _ in ids[start : start + 500]])
    return topics[0].pk, topics[1].pk


def timed(what: str, send: object, most: float) -> object:
    start = time.perf_counter()
    answer = send()  # type: ignore[operator]
    took = time.perf_counter() - start
    print(f"{what:<34}{took:8.2f} s   (wanted: {most:g}; {'met' if took <= most else 'MISSED'})", flush=True)
    return answer


def measure(many: int) -> None:
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client, override_settings

    from articles.models import Article, ArticleTopic, Topic
    from articles.search.tokens import of_topic

    stays, goes = file_articles(many)
    settled()
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        ALLOWED_HOSTS=["testserver"], STORAGES=settings.STORAGES | static, SECURE_SSL_REDIRECT=False
    ):
        client = Client()
        client.force_login(User.objects.create_superuser("ed"), "django.contrib.auth.backends.ModelBackend")
        url = f"/admin/articles/topic/{goes}/merge/"
        timed("what would happen", lambda: client.get(url, {"into": stays}), 1)
        answer = timed(
            f"merge of {many:,} and {many:,} articles", lambda: client.post(url, {"into": stays}), WANTED_SECONDS
        )
        assert answer.status_code == 302, answer  # type: ignore[attr-defined]
        moved = client.get("/topics/cosmos/?view=top")
        assert (moved.status_code, moved["Location"]) == (301, "/topics/space/?view=top"), moved
    assert ArticleTopic.objects.filter(topic=stays).count() == 2 * many - many // 10
    assert not Topic.objects.filter(pk=goes).exists()
    assert not Article.objects.filter(search_tokens__contains=f" {of_topic(goes)} ").exists()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=5_000)
    parser.add_argument("--database", default="", metavar="URL")
    given = parser.parse_args()
    with fresh_database(given.database):
        from django.db import connection

        fill(4 * given.articles, linked=True)
        print(f"{connection.vendor}: {4 * given.articles:,} articles")
        measure(given.articles)


if __name__ == "__main__":
    main()
