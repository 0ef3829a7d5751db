"""`manage.py import_seeds PATH…`: seed files in, articles, topics and outlets out."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.ingest import Options, Outcome, import_seeds
from articles.management.reporting import console_on, problems_in, progress_on, summary_of
from articles.sources.errors import SourceError
from articles.sources.text import web_address


class Command(BaseCommand):
    """Arguments in, the import, its report out. Exit status 0 only when every file was good."""

    help = "Import seed files (articles, topics, organisations) from files and folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="A seed file, or a folder of them.")
        flags = {
            "--publish": "Publish also what says `published: false`.",
            "--dry-run": "Say what would happen, and change nothing.",
            "--strict": "Import nothing unless every file is good.",
            "--prune": "Withdraw articles whose files are gone from the folders given.",
            "--overwrite-edits": "Take the seed's word even where an editor changed something.",
        }
        for flag, explanation in flags.items():
            parser.add_argument(flag, action="store_true", help=explanation)
        parser.add_argument("--base-url", default="", metavar="URL", help="The site that `/assets/…` paths belong to.")
        parser.add_argument("--report", type=Path, metavar="FILE", help="Write everything that was done as JSON.")

    def refuse_what_cannot_work(self, given: dict[str, Any], report: Path | None) -> None:
        """Before anything is done: the database is ready, the site is an address, the report can be written."""
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("The database is not up to date. Run this first: ./run manage migrate")
        try:
            given["base_url"] = web_address(given["base_url"]).rstrip("/") if given["base_url"] else ""
        except ValueError as error:
            raise CommandError(f"--base-url: {error}") from error
        try:
            if report:
                report.open("a").close()
        except OSError as error:
            raise CommandError(f"--report {report}: {error.strerror}") from error

    def handle(self, *, paths: list[Path], report: Path | None, **given: Any) -> None:
        self.refuse_what_cannot_work(given, report)
        options = Options(**{name: given[name] for name in Options.__slots__})
        console = console_on(self.stdout)
        try:
            with progress_on(console) as progress:
                done = import_seeds(paths, options, progress)
        except SourceError as error:
            raise CommandError(str(error)) from error
        problems_in(done, console_on(self.stderr))
        console.print(summary_of(done))
        if report:
            report.write_text(json.dumps(done.data(), indent=2, ensure_ascii=False), encoding="utf-8")
        if not done.is_good:
            raise CommandError(f"{done.counts[Outcome.REJECTED]} of {done.found} files rejected", returncode=1)
