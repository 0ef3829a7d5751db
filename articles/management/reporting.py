"""How commands show work on its way and what came of it: bars and tables on a terminal, plain lines in a log."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, cast

from django.core.management.base import OutputWrapper
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from articles.ingest import Outcome, Report

LINE_EVERY = 1_000
_ALWAYS_SHOWN = {Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.REJECTED}


def console_on(output: OutputWrapper) -> Console:
    """A console that writes where the command does: never wrapped in a log, never coloured for a file."""
    return Console(file=cast("IO[str]", output), soft_wrap=True, highlight=False)


@contextmanager
def progress_on(console: Console, what: str = "files") -> Iterator[Callable[[int, int], None]]:
    """A function to tell how many are done, of how many: a bar on a terminal, a line per thousand in a log."""
    if not console.is_terminal:
        yield _lines(console, what)
        return
    columns = (TextColumn(what.capitalize()), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _lines(console: Console, what: str) -> Callable[[int, int], None]:
    """Prints a line whenever another `LINE_EVERY` are done, with an estimate of the time that is left."""
    started_at, told = time.monotonic(), 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if done // LINE_EVERY == told // LINE_EVERY:
            return
        left = (time.monotonic() - started_at) / done * (total - done)
        console.print(f"{done} of {total} {what}, about {left:,.0f} s left")
        told = done

    return tell


def problems_in(report: Report, console: Console) -> None:
    """One line for each problem and note: the file, the place, what was expected."""
    for file in report.files:
        for line in file.lines():
            console.print(Text(line))


def summary_of(report: Report) -> Table:
    """The import in one table: files by outcome and kind, then what it made and how long it took."""
    title = "Import"
    if report.dry_run:
        title = "Dry run: this is what would happen; nothing was changed"
    if report.rolled_back:
        title = "Nothing was imported, because not every file was good"
    kinds = {"article": "articles", "topic": "topic files", "organization": "outlet files"}
    if report.stopped:
        title = f"Import, stopped before its end: {report.stopped}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for heading in (*kinds.values(), "all files"):
        table.add_column(heading, justify="right")
    for outcome in Outcome:
        by_kind = Counter({kind: count for (of, kind), count in report.tally.items() if of is outcome})
        if by_kind or outcome in _ALWAYS_SHOWN:
            numbers = [*(by_kind[kind] for kind in kinds), by_kind.total()]
            table.add_row(outcome.value, *(f"{number:,}" if number else "–" for number in numbers))
    table.add_section()
    for made in ("topics", "outlets", "pictures"):
        table.add_row(f"new {made}", "", "", "", f"{report.new[made]:,}")
    table.add_row("warnings", "", "", "", f"{report.warnings:,}")
    table.add_row("related links", "", "", "", f"{report.linked:,}")
    table.add_row("seconds", "", "", "", f"{report.seconds:,.1f}")
    table.add_row("files/s", "", "", "", f"{report.done / max(report.seconds, 0.001):,.0f}")
    return table
