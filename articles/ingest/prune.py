"""Articles whose files are gone."""

from collections.abc import Collection, Iterator

from articles import edition
from articles.ingest.files import printable
from articles.ingest.report import FileReport, Outcome
from articles.listing import relist
from articles.models import Article, Seed, Status
from articles.sources.errors import Problem

MANY = 10


def withdraw_missing(folders: dict[str, int], present: Collection[str]) -> Iterator[FileReport]:
    """Withdraw the articles that came from below `folders` and whose files are not among `present`. Deletes nothing.

    `folders` gives the number of seed files found in each. Where there is none, of many that there were, a disk is
    more likely missing than all its news, so that folder is told and left alone. What an editor set the status of stays
    as it is.
    """
    seeds = Seed.objects.filter(article__isnull=False).exclude(article__status=Status.WITHDRAWN)
    for folder, count in folders.items():
        prefix = f"{folder.rstrip('/')}/"
        found = seeds.filter(path__startswith=prefix).select_related("article").defer("text").order_by("path")
        if not count and found.count() >= MANY:
            empty = Problem(0, "", "no seed files are left in this folder; is it there? Nothing was withdrawn")
            yield FileReport(printable(folder), Outcome.REJECTED, problems=(empty,))
            continue
        for seed in found.iterator(chunk_size=500):
            article = seed.article
            if article is None or seed.path in present or "status" in article.edited_fields:
                continue
            if not seed.path.startswith(prefix):  # SQLite finds paths in any case
                continue
            Article.objects.filter(pk=article.pk).update(status=Status.WITHDRAWN)
            relist([article.pk])
            edition.advance(for_all_pages=True)
            yield FileReport(
                printable(seed.path), Outcome.WITHDRAWN, kind="article", key=article.key, changed=("status",)
            )
