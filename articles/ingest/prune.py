"""Articles whose files are gone."""

from collections.abc import Collection, Iterator
from pathlib import Path

from articles.ingest.report import FileReport, Outcome
from articles.listing import relist
from articles.models import Article, Seed, Status


def withdraw_missing(folders: Collection[Path], present: Collection[str]) -> Iterator[FileReport]:
    """Withdraw the articles that came from below `folders` and whose files are not among `present`. Deletes nothing.

    What an editor set the status of stays as it is.
    """
    seeds = Seed.objects.filter(article__isnull=False).exclude(article__status=Status.WITHDRAWN)
    for folder in folders:
        prefix = f"{str(folder).rstrip('/')}/"
        for seed in seeds.filter(path__startswith=prefix).select_related("article").order_by("path"):
            article = seed.article
            if article is None or seed.path in present or "status" in article.edited_fields:
                continue
            if not seed.path.startswith(prefix):  # SQLite finds paths in any case
                continue
            Article.objects.filter(pk=article.pk).update(status=Status.WITHDRAWN)
            relist([article.pk])
            yield FileReport(seed.path, Outcome.WITHDRAWN, kind="article", key=article.key, changed=["status"])
