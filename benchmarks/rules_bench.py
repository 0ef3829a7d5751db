"""How long does an editor wait for keyword rules, among how many articles?

    .venv/bin/python benchmarks/rules_bench.py [articles, default: 100000] [--database URL]

Makes a new database, SQLite in a temporary folder or one on the PostgreSQL server at URL, and drops it at the end.
Times whole requests: the page that says which articles would get the topic (the median of 5), and giving it to them
(once). Every title and excerpt is read, and compared where words begin as those of the rules do.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh_database import fresh_database
from benchmarks.search_bench import EVERY, NONE, RARE, WORDS, fill, settled

WANTED_SECONDS = 3
RULES = {  # lines of words, and of words that keep articles away
    "word that none has": ([NONE], []),
    "word in one of 5,000": ([RARE], []),
    "ten words": ([*WORDS[900:910]], []),
    "phrase of frequent words": ([f"{WORDS[0]} {WORDS[1]}"], []),
    "word whose letters many have": (["bac"], []),
    "word in every article": ([EVERY], [WORDS[0]]),
}


def measure() -> None:
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client, override_settings

    from articles.models import ArticleTopic, Topic, TopicRule

    static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(
        ALLOWED_HOSTS=["testserver"], STORAGES=settings.STORAGES | static, SECURE_SSL_REDIRECT=False
    ):
        client = Client()
        client.force_login(User.objects.create_superuser("ed"), "django.contrib.auth.backends.ModelBackend")
        for number, (what, (words, without)) in enumerate(RULES.items()):
            topic = Topic.objects.create(slug=f"rule-{number}", name=f"Rule {number}")
            TopicRule.objects.create(topic=topic, words=words, without=without)
            url, took = f"/admin/articles/topic/{topic.pk}/rules/", []
            for _time in range(6):
                start = time.perf_counter()
                assert client.get(url).status_code == 200
                took.append(time.perf_counter() - start)
            seconds = statistics.median(took[1:])
            start = time.perf_counter()
            assert client.post(url).status_code == 302
            filing = time.perf_counter() - start
            verdict = "met" if seconds <= WANTED_SECONDS else "MISSED"
            print(f"{what:<30}{seconds:6.2f} s   (wanted: {WANTED_SECONDS}; {verdict})   applied to "
                  f"{ArticleTopic.objects.filter(topic=topic).count():,} in {filing:.2f} s", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--database", default="", metavar="URL")
    given = parser.parse_args()
    with fresh_database(given.database):
        from django.db import connection

        fill(given.articles, linked=True)
        settled()
        print(f"{connection.vendor}: {given.articles:,} articles")
        measure()


if __name__ == "__main__":
    main()
