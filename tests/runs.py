"""Records of import runs, for tests."""

import signal
import subprocess
import sys
from datetime import UTC, datetime

from django.core.management import call_command
from django.db import DatabaseError

from articles.ingest import FileReport, Outcome, Report, record
from articles.models import ImportRun, RunState
from articles.processes import process_of
from articles.sources.errors import Problem

BAD = Problem(9, "quality", "expected a whole number")
ODD = Problem(4, "publishedDateTime", "has no offset; taken as UTC")


def report(*files, **values):
    """The report of an import of these files; without any, of one new file."""
    made = Report(datetime(2024, 5, 1, tzinfo=UTC), found=len(files) or 1, **values)
    made.add(files or [FileReport("new.md", Outcome.CREATED, "article")])
    return made


def rejected(path="bad.md", *problems):
    return FileReport(path, Outcome.REJECTED, problems=problems or (BAD,))


def recorded(*files, state=RunState.DONE, reason="", even_idle=True, arguments="seeds", **values):
    run = record.start("ann", arguments)
    record.finish(run, report(*files, **values), state, reason, even_idle=even_idle)
    return ImportRun.objects.filter(pk=run.pk).first()


def abandoned(**values):
    """The row of a run whose process is gone."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    run = record.start("ann", "seeds")
    run.pid, run.pid_since = process.pid, process_of(process.pid).since
    process.send_signal(signal.SIGKILL)
    process.communicate()
    ImportRun.objects.filter(pk=run.pk).update(pid=run.pid, pid_since=run.pid_since, **values)
    run.refresh_from_db()
    return run


def listed(capsys, *arguments, **options):
    call_command("imports", *arguments, **options)
    return capsys.readouterr().out


def refuse_all(execute, sql, params, many, context):
    """An execute wrapper under which nothing can be done with the records of runs."""
    if "articles_importrun" in sql:
        raise DatabaseError("disk full")
    return execute(sql, params, many, context)
