"""How quick is the desk as the news piles up? Times whole requests for the list of articles and for today's desk.

    .venv/bin/python benchmarks/desk_bench.py [articles, default: 100000] [--database URL]
    .venv/bin/python benchmarks/desk_bench.py --here

Makes a new database, SQLite in a temporary folder or one on the PostgreSQL server at URL, imports so many files of
`seed_maker.py` into it, and drops it at the end. `--here` asks the database that DATABASE_URL names, and leaves an
editor called `desk_bench` in it. Each number is the median of 5 requests of an Editor through Django's test client
(view, queries, template), after 2 to warm up; what our core did of that counts where the machine has other work. The
last lines are of what is done to many articles at once, once each.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh_database import fresh_database
from benchmarks.seed_maker import Corpus, write

REQUESTS, WARM_UP = 5, 2
MOST_MS, MOST_QUERIES = 400, {"first page": 12, "today's desk": 20}
LIST = "/admin/articles/article/"


def fill(number: int) -> None:
    """Import the files of a corpus, and let the database settle."""
    from django.db import connection

    from articles.ingest import Options, import_seeds

    with tempfile.TemporaryDirectory(prefix="newsroom-seeds-") as folder:
        write(Path(folder), Corpus(number).files())
        import_seeds([folder], Options())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def pages() -> dict[str, str]:
    """The addresses that are timed, in this database."""
    from django.db.models import Count

    from articles.models import Article, ArticleTopic

    topics = ArticleTopic.objects.order_by().values("topic").annotate(number=Count("pk")).order_by("-number")
    frequent, rare = topics.first()["topic"], topics.last()["topic"]
    outlets = Article.objects.order_by().values("provider").annotate(number=Count("pk")).order_by("-number")
    asked = {
        "first page": "",
        "page 200": "p=200",
        "drafts worth a look": "status__exact=draft&standing=own",
        "a frequent topic": f"topics__id__exact={frequent}",
        "a rare topic": f"topics__id__exact={rare}",
        "an outlet, a rare topic": f"provider__id__exact={outlets.first()['provider']}&topics__id__exact={rare}",
        "leads, no copy of the picture": "standing=lead&picture=missing",
        "below the bar": "standing=below",
        "edited by hand": "edited=yes",
        "boosted": "planned=boosted",
        "all of them": f"status__exact=draft&standing=own&picture=missing&topics__id__exact={rare}&edited=no&q=case",
        "by headline": "o=2",
        "by heat": "o=-6",
        "search: a frequent word": "q=laboratories",
        "search: no hit": "q=zyzzyva",
        "search: two words": "q=laboratories+lighthouse",
        "search: an address": "q=https://www.harbourpost.example/none/",
    }
    return {"today's desk": "/admin/"} | {name: f"{LIST}?{query}" for name, query in asked.items()}


def measure_pages() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = editors_client()
    for name, url in pages().items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200, url
        count = len(queries)  # it forgets with the next request
        taken, worked = [], []
        for _ in range(WARM_UP + REQUESTS):
            start = time.process_time()
            taken.append(milliseconds(lambda url=url: client.get(url)))  # type: ignore[misc]
            worked.append((time.process_time() - start) * 1_000)
        median, core = statistics.median(taken[WARM_UP:]), statistics.median(worked[WARM_UP:])
        wrong = median > MOST_MS or count > MOST_QUERIES.get(name, 20)
        print(f"{name:<32}{median:8.0f} ms ({count}), our core {core:.0f}{'  TOO SLOW' * wrong}", flush=True)


def measure_actions() -> None:
    """What is done to the newest thousand; undone afterwards."""
    from django.contrib.auth.models import User
    from django.db import transaction

    from articles.admin.article import changing
    from articles.models import Article, Topic

    ids = list(Article.objects.newest_first().values_list("pk", flat=True)[:1_000])
    editor, topics = User.objects.get(username="desk_bench"), list(Topic.objects.all()[:2])
    done = {
        "withdraw 1,000": lambda: changing.set_status(ids, "withdrawn", editor, "Why."),
        "file 1,000 under two topics": lambda: changing.file_under(ids, topics, editor, alone=False),
        "boost 1,000": lambda: changing.boost(ids, 40, editor),
    }
    for name, do in done.items():
        with transaction.atomic():
            print(f"{name:<32}{milliseconds(do):8.0f} ms", flush=True)
            transaction.set_rollback(True)


def milliseconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1_000


def editors_client():  # type: ignore[no-untyped-def]
    """The browser of an Editor."""
    from django.contrib.auth.models import Group, User
    from django.test import Client

    editor, _made = User.objects.get_or_create(username="desk_bench", defaults={"is_staff": True})
    editor.groups.add(Group.objects.get(name="Editor"))
    client = Client()
    client.force_login(editor, "django.contrib.auth.backends.ModelBackend")
    return client


def report() -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import override_settings

    from articles.models import Article

    print(f"{connection.vendor}, {Article.objects.count():,} articles: median of {REQUESTS} requests (queries)")
    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    plain = {"ALLOWED_HOSTS": ["testserver"], "STORAGES": settings.STORAGES | static, "SECURE_SSL_REDIRECT": False}
    with override_settings(**plain):
        measure_pages()
        measure_actions()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--database", default="", metavar="URL")
    parser.add_argument("--here", action="store_true", help="Ask the database that DATABASE_URL names.")
    given = parser.parse_args()
    if given.here:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
        import django

        django.setup()
        report()
        return
    with fresh_database(given.database):
        fill(given.articles)
        report()


if __name__ == "__main__":
    main()
