"""`manage.py prune_pictures`: remove pictures that nothing refers to."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand

from articles.management.readiness import require_database
from articles.pictures.pruning import prune_pictures


def gigabytes(text: str) -> float:
    """A size from 0 up."""
    try:
        size = float(text)
    except ValueError:
        size = -1
    if not 0 <= size < float("inf"):
        raise ArgumentTypeError(f"expected a number of gigabytes such as 2.5, found {text!r}")
    return size


class Command(BaseCommand):
    """Arguments in, the workflow, one line out."""

    help = "Remove pictures and their files that nothing refers to; with --max-gb also the oldest copies."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--max-gb", type=gigabytes, metavar="N", help="Keep the newest copies, up to so many GB.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be removed, and change nothing.")

    def handle(self, *, max_gb: float | None, dry_run: bool, **_: Any) -> None:
        require_database()
        most_bytes = None if max_gb is None else round(max_gb * 1e9)
        pruned = prune_pictures(most_bytes, dry_run=dry_run)
        self.stdout.write(
            f"{'Would remove' if dry_run else 'Removed'} {pruned.rows:,} pictures that nothing shows and "
            f"{pruned.files:,} files that no picture names; gave up {pruned.given_up:,} of the oldest copies; "
            f"{pruned.bytes / 1e6:,.1f} MB"
        )
