"""`manage.py import_seeds PATH…`: seed files in, articles, topics and outlets out."""

import json
import os
import threading
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest import ImportStopped, Options, Outcome, Report, import_seeds, record
from articles.management.caching import cache_on
from articles.management.interrupts import interruptible
from articles.management.readiness import require_database
from articles.management.reporting import console_on, problems_in, progress_on, summary_of
from articles.management.rounds import FLAGS, arguments, import_round, state_of
from articles.management.watching import watch
from articles.models import RunState
from articles.pictures.cache import Options as PictureOptions
from articles.pictures.rendering import NICENESS
from articles.sources.addresses import site_address
from articles.sources.errors import SourceError


class Command(BaseCommand):
    """Arguments in, the import, its report out. Exit status 0 only when every file was good."""

    help = "Import seed files (articles, topics, organisations) from files and folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="A seed file, or a folder of them.")
        for flag, explanation in FLAGS.items():
            parser.add_argument(flag, action="store_true", help=explanation)
        parser.add_argument("--cache-pictures", action="store_true", help="Then make our own copies of pictures.")
        parser.add_argument("--watch", action="store_true", help="Go on, and import what changes, until Ctrl-C.")
        parser.add_argument("--base-url", default="", metavar="URL", help="The site that `/assets/…` paths belong to.")
        parser.add_argument("--report", type=Path, metavar="FILE", help="Write everything that was done as JSON.")

    def handle(self, *, report: Path | None, watch: bool, **given: Any) -> None:
        self.refuse_what_cannot_work(given, report, watch)
        if getattr(self, "_called_from_command_line", False):  # else it is part of another
            os.nice(NICENESS)  # readers come first
        paths = [Path(path) for path in given["paths"]]
        names = [flag.removeprefix("--").replace("-", "_") for flag in FLAGS]
        options = Options(**{name: given[name] for name in names}, base_url=given["base_url"], brief=report is None)
        with interruptible() as interrupted:
            done = self.imported(paths, options, interrupted)
            problems_in(done, console_on(self.stderr))
            console_on(self.stdout).print(summary_of(done))
            if report:
                report.write_text(json.dumps(done.data(), indent=2, ensure_ascii=False), encoding="utf-8")
            if given["cache_pictures"] and not done.stopped:
                cache_on(self.stdout, PictureOptions(), interrupted)
            if watch and not done.stopped:
                self.watch(paths, replace(options, brief=False), interrupted, caching=given["cache_pictures"])
        if done.stopped:
            raise CommandError(f"stopped: {done.stopped}; what was done until then is kept", returncode=1)
        if not done.is_good:
            raise CommandError(f"{done.counts[Outcome.REJECTED]} of {done.found} files rejected", returncode=1)

    def refuse_what_cannot_work(self, given: dict[str, Any], report: Path | None, watch: bool) -> None:
        """Before anything is done: the database is ready, the site is an address, the report can be written."""
        if "" in given["paths"]:
            raise CommandError("expected a path, found an empty one; the current folder is: .")
        require_database()
        try:
            given["base_url"] = site_address(given["base_url"]).rstrip("/") if given["base_url"] else ""
        except ValueError as error:
            raise CommandError(f"--base-url: {error}") from error
        if given["cache_pictures"] and given["dry_run"]:
            raise CommandError("--dry-run changes nothing, so it cannot go with --cache-pictures")
        if watch and (report or given["dry_run"] or given["strict"]):
            raise CommandError("--watch goes on for ever, so it cannot go with --report, --dry-run or --strict")
        try:
            if report:
                report.open("a").close()
        except OSError as error:
            raise CommandError(f"--report {report}: {error.strerror}") from error

    def imported(self, paths: list[Path], options: Options, interrupted: threading.Event) -> Report:
        """One import, recorded."""
        run = record.start(record.operator(), arguments(paths, options), options.dry_run)
        with progress_on(console_on(self.stdout)) as progress:
            try:
                done = import_seeds(paths, options, progress, interrupted.is_set)
            except SourceError as error:
                record.finish(run, None, RunState.FAILED, str(error))
                raise CommandError(str(error)) from error
            except BaseException as error:
                record.finish(run, None, RunState.FAILED, type(error).__name__)
                raise
        record.finish(run, done, state_of(done), done.stopped)
        return done

    def watch(self, paths: list[Path], options: Options, interrupted: threading.Event, *, caching: bool) -> None:
        """Import what changes, with a line for each change, until interrupted; then also make copies of pictures."""
        console = console_on(self.stdout)
        console.print("Watching for changes (stop with Ctrl-C)")

        def import_changed(changed: list[Path]) -> None:
            done = import_round(changed, paths, options, interrupted.is_set)
            for file in done.files:
                if file.outcome not in {Outcome.UNCHANGED, Outcome.REJECTED}:  # what was rejected is told below
                    console.print(f"{file.path}: {file.outcome}", markup=False)
            problems_in(done, console_on(self.stderr))
            if caching and done.new["pictures"]:
                cache_on(self.stdout, PictureOptions(), interrupted)
            if done.stopped and not done.is_interrupted:
                raise ImportStopped(done.stopped)

        def tell(line: str) -> None:
            console.print(line, markup=False)

        watch(paths, import_changed, interrupted, pruning=options.prune, tell=tell)
