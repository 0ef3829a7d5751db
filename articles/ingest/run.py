"""A whole import: find, read and parse; store each batch as a unit; link what belongs together."""

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from functools import cached_property
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles import edition
from articles.ingest import aliases, articles, subjects, tree
from articles.ingest.files import Found, find
from articles.ingest.incoming import Incoming
from articles.ingest.options import Options
from articles.ingest.parsing import Parser
from articles.ingest.prune import withdraw_missing
from articles.ingest.reading import Batch, batches, refused
from articles.ingest.report import INTERRUPTED, FileReport, Outcome, Report
from articles.ingest.resolve import resolve
from articles.ingest.turns import ImportStopped, in_turn, reason_of
from articles.sources.errors import Problem, SourceError
from articles.sources.records import ArticleRecord, OrganizationRecord, TopicRecord

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many; what is done is stored."""

log = logging.getLogger(__name__)


def import_seeds(
    paths: Iterable[Path],
    options: Options | None = None,
    progress: Progress = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Import the seed files in `paths` (files, and folders with all that is below). What was done, file by file.

    A bad file is reported and costs nothing else. A second run finds all unchanged and writes nothing. `stop` is asked
    after each batch whether to end there. Raises SourceError when a path is not there.
    """
    options = options or Options()
    run = _Run(options, find(paths), progress, stop)
    in_one_piece = options.dry_run or options.strict
    try:
        with transaction.atomic() if in_one_piece else nullcontext():
            run.store()
            if options.strict and not run.report.is_good:
                run.report.undo()
            if in_one_piece and (options.dry_run or run.report.rolled_back):
                transaction.set_rollback(True)
    except ImportStopped as error:
        run.report.stopped = str(error)
        if in_one_piece:
            run.report.undo()
    run.report.ended_at = timezone.now()
    return run.report


class _Run:
    """One import on its way."""

    def __init__(self, options: Options, found: Found, progress: Progress, stop: Callable[[], bool]) -> None:
        self.options = options
        self.found = found
        self.progress = progress
        self.stop = stop
        total = len(found.files) + len(found.refused)
        self.report = Report(timezone.now(), found=total, dry_run=options.dry_run, brief=options.brief)

    def store(self) -> None:
        """Store batch after batch, until all is done or the import is asked to end."""
        self.report.add(refused(file, [Problem(0, "", reason)]) for file, reason in self.found.refused)
        with Parser(timezone.now().year + 1, self.options.processes) as parser:
            for batch in batches(self.found.files, self.options, parser):
                self._store_batch(batch)
                self.progress(self.report.done, self.report.found)
                if self.stop():
                    self.report.stopped = INTERRUPTED
                    return
        if self.options.prune and not (self.options.strict and not self.report.is_good):
            present = {file.path for file in self.found.files}
            self.report.add(in_turn(lambda: list(withdraw_missing(self.found.folders, present))))

    @cached_property
    def _coming(self) -> set[str]:
        """The names of all files of the run, without suffix."""
        return {file.name.rpartition(".")[0] for file in self.found.files}

    def _store_batch(self, batch: Batch) -> None:
        """Store the batch at once; if that fails, file by file, so that the bad one costs no other."""
        if batch.incoming:
            try:
                batch.reports += self._stored(batch.incoming)
            except ImportStopped:
                raise
            except Exception:
                log.debug("a batch of %s files", len(batch.incoming), exc_info=True)
                for incoming in batch.incoming:
                    batch.reports += self._stored_alone(incoming)
        self.report.add(sorted(batch.reports, key=lambda file: file.path))
        self.report.count_unchanged(batch.unchanged)

    def _stored_alone(self, incoming: Incoming) -> list[FileReport]:
        try:
            return self._stored([incoming])
        except SourceError as error:
            return [refused(incoming.file, error.problems)]
        except ImportStopped:
            raise
        except Exception as error:
            log.debug("%s", incoming.file.label, exc_info=True)
            why = f"cannot be stored: {type(error).__name__}: {reason_of(error)}"
            return [refused(incoming.file, [Problem(0, "", why)])]

    def _stored(self, batch: Sequence[Incoming]) -> list[FileReport]:
        """Store these files in one transaction, and link what belongs together; then count what it made."""
        stored = articles.Stored()
        linked = in_turn(lambda: self._write(batch, stored))
        self.report.new += stored.new
        self.report.linked += linked
        return stored.reports

    def _write(self, batch: Sequence[Incoming], stored: articles.Stored) -> int:
        stored.clear()
        batch = aliases.resolved(batch)
        described = False
        for incoming in batch:
            if isinstance(record := incoming.parsed.record, TopicRecord):
                stored.reports.append(subjects.store_topic(incoming, record, self.options, stored.new))
                described = True
        if described:
            _place_topics(batch, stored)
        for incoming in batch:
            if isinstance(record := incoming.parsed.record, OrganizationRecord):
                stored.reports.append(subjects.store_organization(incoming, record, self.options, stored.new))
        news = [(one, record) for one in batch if isinstance(record := one.parsed.record, ArticleRecord)]
        articles.store(news, self.options, lambda: self._coming, stored)
        edition.advance()
        return resolve(stored.changed)


def _place_topics(batch: Sequence[Incoming], stored: articles.Stored) -> None:
    """Build the tree, and tell the files of this batch what came of it."""
    reports = {report.path: report for report in stored.reports}
    files = {one.path: (one, reports[one.file.label]) for one in batch if one.file.label in reports}
    for placed in tree.place():
        if placed.topic.seed.path not in files:
            continue
        incoming, report = files[placed.topic.seed.path]
        if placed.kept:
            report.kept_edits += ("parent",)
        elif placed.cut:
            why = f"{placed.topic.parent_name} is below {placed.topic.name} itself; stands at the top instead"
            report.warnings += tuple(incoming.placed([Problem(0, "parent", why)]))
        elif report.outcome is not Outcome.CREATED:
            report.outcome = Outcome.UPDATED
            report.changed += ("parent",)
