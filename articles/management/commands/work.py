"""`manage.py work`: whatever is to be done now and then, by one process; with `--once` for cron."""

import logging
import os
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone

from articles.ingest import Options, Outcome
from articles.management.caching import cache_on
from articles.management.interrupts import interruptible
from articles.management.readiness import require_database
from articles.management.rounds import import_round
from articles.pictures.cache import Options as PictureOptions
from articles.pictures.rendering import NICENESS
from articles.publishing import catch_up
from newsroom.logins import prune_logins

EVERY_SECONDS = 60
DAILY_SECONDS = 86_400
LOGINS_DAYS = 90

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Arguments in; a line for what failed out, which stops nothing else. Ends in good order at Ctrl-C and SIGTERM."""

    since: datetime
    help = "Import what changed in folders, make copies of pictures, and end what is due, again and again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--import", action="append", default=[], metavar="FOLDER", dest="folders")
        parser.add_argument("--publish", action="store_true", help="Publish also what says `published: false`.")
        parser.add_argument("--every", type=int, default=EVERY_SECONDS, metavar="SECONDS", help="Default: %(default)s.")
        parser.add_argument("--once", action="store_true", help="Do everything once, then end.")

    def handle(self, *, folders: list[str], publish: bool, every: int, once: bool, **_options: Any) -> None:
        require_database()
        if getattr(self, "_called_from_command_line", False):  # readers come first
            os.nice(NICENESS)
        paths = [Path(folder) for folder in folders]
        if missing := [path for path in paths if not path.is_dir()]:
            raise CommandError(f"{missing[0]}: expected a folder")
        daily_at, failed, self.since = 0.0, 0, timezone.now()
        with interruptible() as interrupted:
            while not interrupted.is_set():
                failed += sum(not self.done(name, duty) for name, duty in self.duties(paths, publish, interrupted))
                if monotonic() >= daily_at:
                    daily_at = monotonic() + DAILY_SECONDS
                    failed += sum(not self.done(name, duty) for name, duty in self.daily())
                if once:
                    break
                close_old_connections()  # one that is lost would be lost for ever
                interrupted.wait(max(every, 1))
        if once and failed:
            raise CommandError(f"{failed} of what was due failed", returncode=1)

    def duties(self, folders: list[Path], publish: bool, stop: threading.Event) -> list[tuple[str, Callable[[], Any]]]:
        """What is done each time. Files that have not changed cost the import next to nothing."""
        since, self.since = self.since, timezone.now()
        options = Options(publish=publish, brief=True)
        return [
            ("what is due", lambda: catch_up(since, self.since)),
            *(
                (f"import of {folder}", lambda folder=folder: self.imported(folder, options, stop))
                for folder in folders
            ),
            ("pictures", lambda: cache_on(self.stdout, PictureOptions(), stop, quiet=True)),
        ]

    def imported(self, folder: Path, options: Options, stop: threading.Event) -> None:
        """Import what changed there. Raises CommandError for what was refused."""
        done = import_round([folder], [folder], options, stop.is_set)
        if done.stopped and not done.is_interrupted:
            raise CommandError(done.stopped)
        if not done.is_good:
            rejected = done.counts[Outcome.REJECTED]
            raise CommandError(f"{rejected} of {done.found} files rejected; ./run manage imports tells why")

    def daily(self) -> list[tuple[str, Callable[[], Any]]]:
        return [
            ("old sessions", lambda: call_command("clearsessions")),
            ("old logins", lambda: prune_logins(timezone.now() - timedelta(days=LOGINS_DAYS))),
        ]

    def done(self, name: str, duty: Callable[[], Any]) -> bool:
        """Do it. Whether that was possible; what was not is told in a line."""
        try:
            duty()
        except Exception as error:  # the next time may be better, and others' duties are to be done now
            log.warning("%s: %s", name, error, exc_info=not isinstance(error, CommandError | Error))
            return False
        return True
