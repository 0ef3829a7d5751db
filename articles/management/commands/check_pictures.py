"""`manage.py check_pictures`: are the files there that the database speaks of?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.readiness import require_database
from articles.pictures.checking import check_pictures


class Command(BaseCommand):
    """Arguments in, a line for each flaw out. Exit status 0 only if there is none."""

    help = "Compare our copies of pictures with what the database says of them; bad ones wait to be made anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--deep", action="store_true", help="Decode every file; takes much longer.")
        parser.add_argument("--dry-run", action="store_true", help="Only say what is wrong.")

    def handle(self, *, deep: bool, dry_run: bool, **_: Any) -> None:
        require_database()
        flaws = 0
        for flaw in check_pictures(deep=deep, repair=not dry_run):
            self.stdout.write(f"{flaw.picture}: {flaw.what}")
            flaws += 1
        if flaws:
            advice = "" if dry_run else "; now run this: ./run manage cache_pictures"
            raise CommandError(f"{flaws:,} pictures have no sound copy{advice}", returncode=1)
        self.stdout.write("Every copy is sound.")
