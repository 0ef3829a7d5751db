"""`manage.py prune_logins`: remove what is kept of old logins."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.management.readiness import require_database
from newsroom.logins import prune_logins


def days(text: str) -> int:
    """A number of days from one up: what counts towards a lock is younger."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 36_500):
        raise ArgumentTypeError(f"expected a number of days such as 90, found {text!r}")
    return int(text)


class Command(BaseCommand):
    """Arguments in, the workflow, one line out."""

    help = "Remove what is kept of logins and failures that are older than some days."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=days, default=90, metavar="N", help="Keep the last N days. Default: 90")

    def handle(self, *, days: int, **_: Any) -> None:
        require_database()
        pruned = prune_logins(timezone.now() - timedelta(days))
        self.stdout.write(
            f"Removed {pruned['logins']:,} logins and {pruned['failures']:,} failures older than {days} days"
        )
