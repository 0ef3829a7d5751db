"""`manage.py export_seeds FOLDER`: articles, topics and outlets out as seed files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.export import export_seeds


class Command(BaseCommand):
    """A folder in, the export, the number of files out."""

    help = "Write every article, topic and outlet as seed files below a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", help="Where to; made if it is not there.")

    def handle(self, *, folder: str, **_options: Any) -> None:
        if not folder:
            raise CommandError("expected a folder, found an empty name; the current folder is: .")
        try:
            done = export_seeds(Path(folder))
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}") from error
        for name in sorted(done.lost):
            self.stderr.write(f"{name}: the picture is missing from our storage; left out")
        for line in done.failed:
            self.stderr.write(line)
        self.stdout.write(f"{done.count:,} files written to {folder}")
        if done.failed:
            raise CommandError(f"files that could not be written: {len(done.failed):,}", returncode=1)
