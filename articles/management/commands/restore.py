"""`manage.py restore FILE`: what `backup` wrote, into an empty site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.backup.restoring import BackupError, look_at, restore_backup


class Command(BaseCommand):
    """A file's name in, one line out."""

    help = "Bring what `backup` wrote into an empty site; its database may be of another kind."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file: Path, **_options: Any) -> None:
        try:
            look_at(file)
            call_command("migrate", verbosity=0, interactive=False)
            done = restore_backup(file)
        except (BackupError, OSError) as error:
            raise CommandError(f"{file}: {getattr(error, 'strerror', None) or error}") from error
        self.stdout.write(f"{done.rows:,} rows and {done.files:,} pictures' files restored from {file}")
