"""A whole import: find, read, parse; then store each file as a unit of its own; then link what belongs together."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

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
from articles.models import Topic
from articles.sources import seedfile
from articles.sources.errors import Problem, SourceError
from articles.sources.records import ArticleRecord, OrganizationRecord, TopicRecord

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""

RecordT = TypeVar("RecordT")
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
        if run.options.strict and not run.report.is_good:
            run.report.undo()
        if in_one_piece and (run.options.dry_run or run.report.rolled_back):
            transaction.set_rollback(True)
    run.report.ended_at = timezone.now()
    return run.report


class _Run:
    """One import on its way."""

    def __init__(self, options: Options, progress: Progress) -> None:
        self.options = options
        self.progress = progress
        self.shared = Shared(options)
        self.report = Report(started_at=timezone.now(), dry_run=options.dry_run, new=self.shared.new)
        self.incoming: list[Incoming] = []
        self.stored: dict[tuple[str, int], str] = {}  # kind and id of each row of this run, and the file it came from

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
        topics: list[tuple[Topic, TopicRecord]] = []
        for incoming, topic in self._of(TopicRecord):
            self._unit(incoming.file, partial(self._store_topic, incoming, topic, topics))
        self._place_in_tree(topics)
        for incoming, organization in self._of(OrganizationRecord):
            self._unit(incoming.file, partial(self._store_organization, incoming, organization))
        coming = {articles.identity(incoming, article) for incoming, article in self._of(ArticleRecord)}
        for incoming, article in self._of(ArticleRecord):
            self._unit(incoming.file, partial(self._store_article, incoming, article, coming))
        with transaction.atomic():
            self.report.linked = resolve(row for kind, row in self.stored if kind == "article")

    def _of(self, kind: type[RecordT]) -> Iterator[tuple[Incoming, RecordT]]:
        """The files whose records are of this kind."""
        for incoming in self.incoming:
            if isinstance(incoming.parsed.record, kind):
                yield incoming, incoming.parsed.record

    def _unit(self, file: SeedFile, store: Callable[[], FileReport]) -> None:
        """Store one file, wholly or not at all; what goes wrong with it costs no other."""
        new = self.shared.new.copy()
        try:
            with transaction.atomic():
                report = store()
        except Exception as error:
            log.debug("%s", file.label, exc_info=True)
            self.shared.forget()
            self.shared.new.clear()
            self.shared.new.update(new)
            why = [Problem(0, "", f"cannot be stored: {type(error).__name__}: {str(error).strip()}")]
            self._reject(file, error.problems if isinstance(error, SourceError) else why)
        else:
            self._done(report)

    def _store_topic(
        self, incoming: Incoming, record: TopicRecord, topics: list[tuple[Topic, TopicRecord]]
    ) -> FileReport:
        found = subjects.find_topic(record)
        if report := self._second(incoming, "topic", found):
            return report
        topic, report = subjects.store_topic(incoming, record, found, self.shared)
        topics.append((topic, record))
        return self._first(report, topic)

    def _store_organization(self, incoming: Incoming, record: OrganizationRecord) -> FileReport:
        found = subjects.find_organization(record)
        if report := self._second(incoming, "organization", found):
            return report
        provider, report = subjects.store_organization(incoming, record, found, self.shared)
        return self._first(report, provider)

    def _store_article(self, incoming: Incoming, record: ArticleRecord, coming: set[articles.Identity]) -> FileReport:
        found = articles.find(incoming, record, coming)
        if report := self._second(incoming, "article", found):
            return report
        if found and articles.is_copy(found, incoming):
            return self._duplicate(incoming, "article", found.seed.path)
        if found and articles.is_settled(found, incoming, record, self.shared):
            remember(incoming, found.seed, article=found)
            notes = list(incoming.parsed.notes)
            unchanged = FileReport(incoming.file.label, Outcome.UNCHANGED, "article", incoming.parsed.key, notes=notes)
            return self._first(unchanged, found)
        article, report = articles.store(incoming, record, found, self.shared)
        return self._first(report, article)

    def _second(self, incoming: Incoming, kind: str, row: Any) -> FileReport | None:
        """A report, if another file of this run described the row already: the first one is taken."""
        known = self.stored.get((kind, row.pk)) if row else None
        return self._duplicate(incoming, kind, known) if known else None

    def _duplicate(self, incoming: Incoming, kind: str, known: str) -> FileReport:
        note = Problem(0, "", f"describes what {known} does, which was taken")
        return FileReport(incoming.file.label, Outcome.DUPLICATE, kind, incoming.parsed.key, notes=[note])

    def _first(self, report: FileReport, row: Any) -> FileReport:
        self.stored[report.kind, row.pk] = report.path
        return report

    def _place_in_tree(self, topics: list[tuple[Topic, TopicRecord]]) -> None:
        """Set the parents of topics, now that all topics are there."""
        reports = {report.path: report for report in self.report.files}
        try:
            with transaction.atomic():
                placed = list(subjects.place_in_tree(topics, self.shared))
        except Exception as error:
            log.debug("topics", exc_info=True)
            self.shared.forget()
            why = Problem(0, "parent", f"the tree cannot be stored: {type(error).__name__}: {str(error).strip()}")
            for topic, _ in topics:
                report = reports[self.stored["topic", topic.pk]]
                report.outcome, report.problems = Outcome.REJECTED, [why]
            return
        for topic_id, change, notes in placed:
            report = reports[self.stored["topic", topic_id]]
            report.notes += notes
            if change == "kept":
                report.kept_edits.append("parent")
            elif change and report.outcome is not Outcome.CREATED:
                report.outcome = Outcome.UPDATED
                report.changed.append("parent")

    def _reject(self, file: SeedFile, problems: list[Problem]) -> None:
        self._done(FileReport(file.label, Outcome.REJECTED, problems=problems))

    def _done(self, report: FileReport) -> None:
        self.report.files.append(report)
        self.progress(len(self.report.files), self.report.found)
