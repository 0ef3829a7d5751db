"""A whole import: find, read, parse; then store each file as a unit of its own; then link what belongs together."""

import logging
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles.ingest import articles, subjects
from articles.ingest.files import SeedFile, digest_of, find
from articles.ingest.incoming import Incoming, remember
from articles.ingest.options import Options
from articles.ingest.prune import withdraw_missing
from articles.ingest.report import FileReport, Outcome, Report
from articles.ingest.resolve import resolve
from articles.ingest.shared import Shared
from articles.sources import seedfile
from articles.sources.errors import Problem, SourceError
from articles.sources.records import ArticleRecord, OrganizationRecord, TopicRecord

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""

log = logging.getLogger(__name__)


def import_seeds(
    paths: Iterable[Path], options: Options | None = None, progress: Progress = lambda done, total: None
) -> Report:
    """Import the seed files in `paths` (files, and folders with all that is below). What was done, file by file.

    A bad file is reported and costs nothing else. A second run finds all unchanged and writes nothing.
    Raises SourceError when a path is not there.
    """
    run = _Run(options or Options(), progress)
    found = find(paths)
    in_one_piece = run.options.dry_run or run.options.strict
    with transaction.atomic() if in_one_piece else nullcontext():
        run.read(found.files)
        if run.report.is_good or not run.options.strict:
            run.store()
            if run.options.prune:
                run.report.files += withdraw_missing(found.folders, {str(file.path) for file in found.files})
        run.report.rolled_back = run.options.strict and not run.report.is_good
        if in_one_piece and (run.options.dry_run or run.report.rolled_back):
            transaction.set_rollback(True)
    run.report.new = run.shared.new
    run.report.ended_at = timezone.now()
    return run.report


class _Run:
    """One import on its way."""

    def __init__(self, options: Options, progress: Progress) -> None:
        self.options = options
        self.progress = progress
        self.report = Report(started_at=timezone.now(), dry_run=options.dry_run)
        self.shared = Shared(options)
        self.incoming: list[Incoming] = []
        self.stored: dict[int, str] = {}  # the file that each article of this run came from

    def read(self, files: list[SeedFile]) -> None:
        """Parse every file; the bad ones go into the report."""
        self.report.found = len(files)
        for file in files:
            try:
                text = file.text()
                parsed = seedfile.parse(text, file.path.name)
            except SourceError as error:
                self._reject(file, error.problems)
            except Exception as error:
                log.debug("%s", file.label, exc_info=True)
                self._reject(file, [Problem(0, "", f"cannot be understood: {type(error).__name__}: {error}")])
            else:
                digest = digest_of(text, file.pictures(seedfile.picture_paths(parsed.record)))
                self.incoming.append(Incoming(file, parsed, text, digest))

    def store(self) -> None:
        """Store what was read: topics and outlets before the articles that name them, links last."""
        topics = [(one, one.parsed.record) for one in self.incoming if isinstance(one.parsed.record, TopicRecord)]
        for one, topic in topics:
            self._unit(one, partial(subjects.store_topic, one, topic, self.shared))
        self._place_in_tree(topics)
        for one in self.incoming:
            if isinstance(one.parsed.record, OrganizationRecord):
                record = one.parsed.record
                self._unit(one, partial(subjects.store_organization, one, record, self.shared))
        for one in self.incoming:
            if isinstance(one.parsed.record, ArticleRecord):
                article = one.parsed.record
                self._unit(one, partial(self._store_article, one, article))
        if self.stored:
            with transaction.atomic():
                self.report.linked = resolve(self.stored)

    def _unit(self, incoming: Incoming, store: Callable[[], FileReport]) -> None:
        """Store one file, wholly or not at all."""
        try:
            with transaction.atomic():
                report = store()
        except Exception as error:
            log.debug("%s", incoming.file.label, exc_info=True)
            self.shared.forget()
            self._reject(incoming.file, [Problem(0, "", f"cannot be stored: {type(error).__name__}: {error}")])
        else:
            self._done(report)

    def _store_article(self, incoming: Incoming, record: ArticleRecord) -> FileReport:
        article = articles.find(incoming, record)
        key = incoming.parsed.key
        label = incoming.file.label
        if article is not None and article.pk in self.stored:
            note = Problem(0, "", f"the same article as {self.stored[article.pk]}, which was taken")
            return FileReport(label, Outcome.DUPLICATE, kind="article", key=key, notes=[note])
        if article is not None and articles.is_settled(article, incoming, record, self.shared):
            self.stored[article.pk] = label
            remember(incoming, article.seed, article=article)
            return FileReport(label, Outcome.UNCHANGED, kind="article", key=key, notes=list(incoming.parsed.notes))
        article, report = articles.store(incoming, record, article, self.shared)
        self.stored[article.pk] = label
        return report

    def _place_in_tree(self, topics: list[tuple[Incoming, TopicRecord]]) -> None:
        """Set the parents of topics, now that all topics are there."""
        reports = {report.path: report for report in self.report.files}
        for incoming, record in topics:
            report = reports[incoming.file.label]
            if report.outcome is Outcome.REJECTED:
                continue
            with transaction.atomic():
                changed, notes = subjects.place_in_tree(record, self.shared)
            report.notes += notes
            if changed and report.outcome is not Outcome.CREATED:
                report.outcome = Outcome.UPDATED
                report.changed.append("parent")

    def _reject(self, file: SeedFile, problems: list[Problem]) -> None:
        self._done(FileReport(file.label, Outcome.REJECTED, problems=problems))

    def _done(self, report: FileReport) -> None:
        self.report.files.append(report)
        self.progress(len(self.report.files), self.report.found)
