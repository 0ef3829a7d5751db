"""`manage.py doctor`: what is wrong, and how to mend it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.doctor import findings


class Command(BaseCommand):
    """Nothing in, a line for each check out, two for each finding. Exit status 0 only where nothing is wrong."""

    help = "Look whether all is well with settings, database, search, cache, pictures, imports; changes nothing."
    requires_system_checks = ()  # they are among what is looked at

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", action="store_true", help="Look at every picture's files, too; takes longer.")

    def handle(self, *, files: bool, **_options: Any) -> None:
        wrong = 0
        for name, found in findings(deep=files):
            self.stdout.write(f"{name:<12}{'ok' if not found else 'wrong'}")
            for finding in found:
                self.stdout.write(f"  {finding.what}\n    to mend it: {finding.mend}")
            wrong += len(found)
        if wrong:
            raise CommandError(f"{wrong} found", returncode=1)
