"""`manage.py imports`: the last runs of the import; `manage.py imports RUN`: one of them, with what was wrong."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from articles.ingest.record import ending
from articles.management.reporting import console_on
from articles.models import ImportRun

UNCOUNTED = "counts unknown"
_TABLE_WIDTH = 110  # characters
_SHORT = ["created", "updated", "unchanged", "rejected", "warnings"]
_MORE = {
    "found": "files",
    **{name: name for name in ("created", "updated", "unchanged", "duplicate", "rejected")},
    "left_out": "left out",
    "withdrawn": "withdrawn",
    "warnings": "warnings",
    "new_topics": "new topics",
    "new_outlets": "new outlets",
    "new_pictures": "new pictures",
    "related_links": "related links",
}


class Command(BaseCommand):
    """A number in, the run out; or the last ones."""

    help = "List the last runs of the import; or tell all of one, with each problem's file and line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "run", nargs="?", type=_positive, metavar="RUN", help="The number of a run, to tell it all."
        )
        parser.add_argument(
            "--last", type=_positive, default=20, metavar="N", help="How many to list (default: %(default)s)."
        )

    def handle(self, *, run: int | None, last: int, **_options: Any) -> None:
        console = console_on(self.stdout)
        try:
            if run is None:
                runs = list(ImportRun.objects.order_by("-pk")[:last])
                if runs and console.is_terminal and console.width >= _TABLE_WIDTH:
                    console.print(_table(runs))
                else:
                    console.print(Text("\n".join(map(_line, runs)) or "There was no import yet."))
                return
            found = ImportRun.objects.filter(pk=run).first()
            if not found:
                raise CommandError(f"There is no run {run}. Those there are: ./run manage imports")
            console.print(Text("\n".join(_details(found))))
        except Error as error:
            reason = " ".join(str(error).split())
            raise CommandError(f"The runs cannot be read ({reason}). Is this done: ./run manage migrate") from error


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _table(runs: list[ImportRun]) -> Table:
    """One row a run, newest first."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading, justify in (("run", "right"), ("started", "left"), ("took", "right"), ("by", "left"), ("", "left")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for name in _SHORT:
        table.add_column(name, justify="right")
    for run in runs:
        texts = [str(run.pk), _shown(run.started_at), _took(run), run.who, ending(run)]
        table.add_row(*map(Text, texts), *(f"{getattr(run, name):,}" if run.is_counted else "–" for name in _SHORT))
    return table


def _line(run: ImportRun) -> str:
    """A run in one line, for a log."""
    counts = ", ".join(f"{name} {getattr(run, name)}" for name in _SHORT) if run.is_counted else UNCOUNTED
    return f"{run.pk}: {_shown(run.started_at)}, took {_took(run)}, by {run.who}, {ending(run)}: {counts}"


def _details(run: ImportRun) -> Iterator[str]:
    """All of a run, line by line; its problems last, beginning with the file's path as compilers do."""
    yield f"Run {run.pk}: {ending(run)}" + (f": {run.reason}" if run.reason else "")
    yield f"started {_shown(run.started_at)}, took {_took(run)}, by {run.who} on {run.host}, process {run.pid}"
    yield f"arguments: {run.arguments}"
    counts = ", ".join(f"{word} {number}" for name, word in _MORE.items() if (number := getattr(run, name)))
    yield counts or ("no files" if run.is_counted else UNCOUNTED)
    problems = list(run.problems.all())
    if len(problems) < run.problem_count:
        yield f"the first {len(problems)} of {run.problem_count} problems:"
    for problem in problems:
        yield f"{problem}" if problem.level == "rejected" else f"{problem} (warning)"


def _shown(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def _took(run: ImportRun) -> str:
    return f"{run.took.total_seconds():,.1f} s" if run.took else "–"
