"""`manage.py backup FILE`: all that the site keeps, in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from articles.backup.writing import write_backup
from articles.management.readiness import require_database


class Command(BaseCommand):
    """A file's name in, one line out."""

    help = "Write database and pictures into one file, while the site goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="Where to; what is there is replaced at the end.")

    def handle(self, *, file: Path, **_options: Any) -> None:
        require_database()
        try:
            done = write_backup(file)
        except OSError as error:
            raise CommandError(f"{error.filename or file}: {error.strerror}") from error
        for name in done.lost:
            self.stderr.write(f"{name}: the picture is missing from our storage; left out")
        size = filesizeformat(file.stat().st_size)
        self.stdout.write(f"{done.rows:,} rows and {done.files:,} pictures' files written to {file} ({size})")
