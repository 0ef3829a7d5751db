"""`manage.py digest`: one line that all imported content comes to."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.digest import content_digest, digests


class Command(BaseCommand):
    """The digest, or that of each kind of row by itself."""

    help = "Print a digest of all imported content, the same for any database that holds the same."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parts", action="store_true", help="Print one line for each kind of row instead.")

    def handle(self, *, parts: bool, **_options: Any) -> None:
        lines = [f"{digest}  {kind}" for kind, digest in digests().items()] if parts else [content_digest()]
        for line in lines:
            self.stdout.write(line)
