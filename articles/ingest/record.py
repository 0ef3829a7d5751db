"""What is kept of every run of the import. Keeping it never stops the import itself."""

import getpass
import logging
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.db import Error, connection, transaction
from django.utils import timezone

from articles.ingest.files import printable
from articles.ingest.report import Outcome, Report
from articles.limits import NAME_LENGTH
from articles.models import ImportProblem, ImportRun, ProblemLevel, RunState
from articles.processes import Process, process_of
from articles.sources.errors import Problem

MOST_PROBLEMS = 1_000  # of one run
MOST_RUNS = 500
LONGEST_LINE = 2_000  # characters of any text
UNHEARD_OF = timedelta(days=1)  # after which a run on another machine is not expected to end any more

log = logging.getLogger(__name__)


def operator() -> str:
    """The name of the user of this machine that we run as; its number if it has no name."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"user {os.getuid()}"


def start(who: str, arguments: str, dry_run: bool = False) -> ImportRun:
    """Note that a run begins. The row has no `pk` if it could not be written; `finish` tries again.

    Call it outside of the transaction that the import may roll back.
    """
    process = process_of()
    run = ImportRun(
        started_at=timezone.now(),
        who=_line(who, NAME_LENGTH),
        arguments=_line(arguments),
        dry_run=dry_run,
        host=_line(process.host, NAME_LENGTH),
        pid=process.pid,
        pid_since=process.since,
    )
    try:
        with transaction.atomic():
            _close_lost()
            run.save()
            _drop_old()
    except Error as error:
        log.info("the run cannot be recorded: %s", error)
        run.pk = None
    return run


def finish(run: ImportRun, report: Report | None, state: RunState, reason: str = "", *, even_idle: bool = True) -> None:
    """Note how a run ended, what it did, and what was wrong with its files; `report` is None if it never got so far.

    `even_idle=False`: a run that is done, changed nothing and says nothing new leaves no record.
    """
    run.ended_at, run.state, run.reason = timezone.now(), state, _line(reason)
    if report:
        _count(run, report)
    problems = list(islice(_problems(run, report), MOST_PROBLEMS)) if report else []
    try:
        if not connection.in_atomic_block:  # then it would be closed at once
            connection.close_if_unusable_or_obsolete()  # the import may have failed because the connection did
        with transaction.atomic():
            if even_idle or state != RunState.DONE or _is_news(run, problems):
                run.save()
                run.problems.all().delete()
                ImportProblem.objects.bulk_create(problems, batch_size=200)
            elif run.pk:
                run.delete()
    except Error as error:  # what went wrong with the import itself is told by others
        level = logging.WARNING if state == RunState.DONE else logging.INFO
        log.log(level, "the run cannot be recorded: %s", error)


def ending(run: ImportRun) -> str:
    """How the run ended, in a few words: also of one that could not say so itself."""
    state = RunState.LOST if run.state == RunState.RUNNING and is_lost(run) else RunState(run.state)
    words = [str(state.label)]
    if run.dry_run:
        words.append("dry run")
    if run.rolled_back:
        words.append("nothing imported")
    return ", ".join(words)


def _count(run: ImportRun, report: Report) -> None:
    counts = report.counts
    for outcome in Outcome:
        setattr(run, outcome.name.lower(), counts[outcome.value])
    run.found, run.related_links = report.found, report.linked
    run.new_topics, run.new_outlets, run.new_pictures = (report.new[of] for of in ("topics", "outlets", "pictures"))
    run.dry_run, run.rolled_back, run.warnings = report.dry_run, report.rolled_back, report.warnings
    run.problem_count = report.warnings + sum(len(file.problems) for file in report.files)


def _problems(run: ImportRun, report: Report) -> Iterator[ImportProblem]:
    """The rows to keep, rejects first: they weigh more if there are too many."""
    for file in report.files:
        yield from (_row(run, ProblemLevel.REJECTED, file.path, problem) for problem in file.problems)
    for file in (file for file in report.files if file.outcome is not Outcome.UNCHANGED):  # those were told before
        yield from (_row(run, ProblemLevel.WARNING, file.path, problem) for problem in file.warnings)


def _row(run: ImportRun, level: ProblemLevel, path: str, problem: Problem) -> ImportProblem:
    texts = {"path": _line(path), "field": _line(problem.field), "message": _line(problem.message)}
    return ImportProblem(run=run, level=level, line=max(problem.line, 0), **texts)


def _line(text: str, most: int = LONGEST_LINE) -> str:
    """Text that any database holds and any terminal shows, in one line of at most `most` characters."""
    line = printable(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _is_news(run: ImportRun, problems: list[ImportProblem]) -> bool:
    """Whether the run changed something, or has a problem to tell that no earlier run with its arguments told."""
    if run.created or run.updated or run.withdrawn:
        return True
    told = ImportProblem.objects.filter(run__arguments=run.arguments).exclude(run=run.pk)
    told = told.filter(path__in={problem.path for problem in problems})
    known = set(told.values_list("path", "line", "field", "message"))
    return any((one.path, one.line, one.field, one.message) not in known for one in problems)


def _drop_old() -> None:
    for newest_too_old in ImportRun.objects.order_by("-pk").values_list("pk", flat=True)[MOST_RUNS : MOST_RUNS + 1]:
        ImportRun.objects.filter(pk__lte=newest_too_old).delete()


def _close_lost() -> None:
    """Say of runs whose process is gone that they did not end."""
    lost = [run.pk for run in ImportRun.objects.filter(state=RunState.RUNNING) if is_lost(run)]
    ImportRun.objects.filter(pk__in=lost).update(state=RunState.LOST)


def is_lost(run: ImportRun) -> bool:
    """Whether a run without an end cannot have one any more. Of other machines only time can tell."""
    gone = Process(run.host, run.pid, run.pid_since).is_gone()
    return timezone.now() - run.started_at > UNHEARD_OF if gone is None else gone
