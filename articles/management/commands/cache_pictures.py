"""`manage.py cache_pictures`: our own copies of the pictures that articles, topics and outlets show."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.management.caching import cache_on
from articles.management.interrupts import interruptible
from articles.management.readiness import require_database
from articles.management.reporting import console_on
from articles.management.reporting_pictures import due_by_host
from articles.pictures.cache import Options, due


def number(text: str) -> int:
    """A whole number from 1 up."""
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f"expected a whole number from 1 up, found {text!r}")
    return int(text)


class Command(BaseCommand):
    """Arguments in, the workflow, its summary out. Exit status 0 also if some pictures could not be had."""

    help = "Make our own copies of pictures: fetch what is due, and render what we keep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retry-failed", action="store_true", help="Try also what failed before, all of it, now.")
        parser.add_argument("--recheck", type=number, metavar="DAYS", help="Ask again about copies older than that.")
        parser.add_argument("--limit", type=number, metavar="N", help="Take at most so many pictures.")
        parser.add_argument("--host", default="", help="Take only pictures of this host.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be taken, and change nothing.")

    def handle(self, *, recheck: int | None, dry_run: bool, **given: Any) -> None:
        require_database()
        chosen = {name: given[name] for name in ("retry_failed", "limit", "host")}
        options = Options(recheck=timedelta(days=recheck) if recheck else None, **chosen)
        if dry_run:
            console_on(self.stdout).print(due_by_host(due(options, timezone.now())))
            return
        with interruptible() as interrupted:
            cache_on(self.stdout, options, interrupted, quiet=not given["verbosity"])
