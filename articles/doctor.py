"""What is wrong with a site, and how to mend it: for the operator who has to know now."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import checks
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from articles.ingest.record import is_lost
from articles.models import ImportRun, Picture, PictureState, RunState, Upload, UploadState
from articles.pictures.checking import check_pictures
from articles.pictures.pruning import prune_pictures
from articles.search.installing import is_installed
from articles.search.sqlite import unlisted
from newsroom.storage import SITE_STYLES

LEAST_FREE_BYTES = 1_000_000_000
LONG_WAITING = timedelta(days=7)
LONG_AGO = timedelta(days=2)
FIRST = 3  # of many alike, those that are named


class Finding(NamedTuple):
    """Something wrong, and what to do about it."""

    what: str
    mend: str


Check = Callable[[], Iterator[Finding]]


def configuration() -> Iterator[Finding]:
    for message in checks.run_checks(include_deployment_checks=settings.HTTPS):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield Finding(str(message.msg).replace("\n", " "), message.hint or f"see {message.id}")


def database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            [(mode,)] = cursor.execute("PRAGMA journal_mode").fetchall()
            if mode not in {"wal", "memory"}:
                yield Finding(f"SQLite keeps its journal as {mode}, not as wal", "move it to a disk of this machine")
            found = [row[0] for row in cursor.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"]
            if found:
                yield Finding(f"the database is damaged: {found[0]}", "restore the last backup into a new one")
        else:
            cursor.execute("SELECT 1")


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    if missing := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        yield Finding(f"{missing} migrations have not run", "./run manage migrate")


def search() -> Iterator[Finding]:
    if not is_installed(connection):
        yield Finding("the search index is not as it should be", "./run manage migrate makes it anew")
    elif connection.vendor == "sqlite" and (number := unlisted()):
        yield Finding(f"search knows {number:+,} articles against those published", "./run manage rebuild_search")


def the_cache() -> Iterator[Finding]:
    cache.set("doctor", "here", 10)
    if cache.get("doctor") != "here":
        yield Finding("what is put into the cache is not there afterwards", "look at CACHE_URL, and at its memory")


def static() -> Iterator[Finding]:
    try:
        staticfiles_storage.url(SITE_STYLES)
    except ValueError as error:
        mend = "./run manage collectstatic --no-input, then start the servers again"
        yield Finding(f"static files were not collected here: {error}", mend)


def media() -> Iterator[Finding]:
    name = default_storage.save("doctor.txt", ContentFile(b"here"))
    default_storage.delete(name)
    if isinstance(default_storage, FileSystemStorage):
        free = shutil.disk_usage(default_storage.location).free
        if free < LEAST_FREE_BYTES:
            mend = "./run manage prune_pictures --max-gb N, or a larger disk"
            yield Finding(f"{free / 1e9:.1f} GB are free at {default_storage.location}", mend)


def imports() -> Iterator[Finding]:
    running = ImportRun.objects.filter(state=RunState.RUNNING)
    for run in running:
        if is_lost(run):
            yield Finding(
                f"import {run} did not end: its process is gone", "the next import says so, and does the rest"
            )
    last = ImportRun.objects.exclude(pk__in=running).order_by("-pk").first()
    if last and last.state == RunState.FAILED:
        yield Finding(f"the last import failed: {last.reason}", f"./run manage imports {last.pk}")
    if last and last.rejected:
        yield Finding(f"the last import rejected {last.rejected:,} files", f"./run manage imports {last.pk}")


def uploads() -> Iterator[Finding]:
    old = Upload.objects.filter(state=UploadState.WAITING, created_at__lt=timezone.now() - LONG_WAITING).count()
    if old:
        yield Finding(f"{old:,} uploads wait for a week to be confirmed", "confirm or discard them at Import runs")


def pictures() -> Iterator[Finding]:
    now = timezone.now()
    due = Picture.objects.filter(state=PictureState.WAITING, created_at__lt=now - LONG_AGO).count()
    if due:
        yield Finding(f"{due:,} pictures wait for days", "./run manage cache_pictures, every few minutes")
    claimed = Picture.objects.filter(claimed_until__lt=now).exclude(claimed_by="").count()
    if claimed:
        yield Finding(f"{claimed:,} pictures are claimed by runs that ended badly", "the next run takes them over")


def files() -> Iterator[Finding]:
    flaws = list(check_pictures(repair=False))
    for flaw in flaws[:FIRST]:
        yield Finding(f"{flaw.picture}: {flaw.what}", "./run manage check_pictures, then cache_pictures")
    if len(flaws) > FIRST:
        yield Finding(f"{len(flaws) - FIRST:,} more copies are not sound", "./run manage check_pictures")
    pruned = prune_pictures(dry_run=True)
    if pruned.files:
        yield Finding(
            f"{pruned.files:,} files ({pruned.bytes / 1e6:,.1f} MB) are nobody's", "./run manage prune_pictures"
        )


CHECKS: dict[str, Check] = {
    "settings": configuration,
    "database": database,
    "migrations": migrations,
    "search": search,
    "cache": the_cache,
    "static": static,
    "media": media,
    "imports": imports,
    "uploads": uploads,
    "pictures": pictures,
}
OF_FILES: dict[str, Check] = {"files": files}


def findings(*, deep: bool = False) -> Iterator[tuple[str, list[Finding]]]:
    """What each check finds, in their order; `deep` also looks at every file. A check that fails is a finding."""
    for name, check in (CHECKS | (OF_FILES if deep else {})).items():
        try:
            yield name, list(check())
        except Exception as error:  # whatever it is, the operator wants to know it, and the rest
            said = f"{type(error).__name__}: {error}".splitlines()[0]
            yield name, [Finding(said, "mend that first; the checks after it may follow from it")]
