"""How commands show work on its way and what came of it: bars and tables on a terminal, plain lines in a log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from articles.ingest import Outcome, Report

LINE_EVERY = 1_000


@contextmanager
def progress_on(console: Console) -> Iterator[Callable[[int, int], None]]:
    """A function to tell how many files are done, of how many: a bar on a terminal, a line per thousand in a log."""
    if not console.is_terminal:
        yield lambda done, total: console.print(f"{done} of {total} files") if done % LINE_EVERY == 0 else None
        return
    columns = (TextColumn("Importing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("import")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def problems_in(report: Report, console: Console) -> None:
    """One line for each problem and note: the file, the place, what was expected."""
    for file in report.files:
        for line in file.lines():
            console.print(Text(line))


def summary_of(report: Report) -> Table:
    """The import in one table."""
    title = "Import, dry run: nothing was changed" if report.dry_run else "Import"
    if report.rolled_back:
        title = "Import undone: not every file was good"
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(justify="left")
    table.add_column(justify="right")
    counts = report.counts
    for outcome in Outcome:
        if counts[outcome] or outcome not in {Outcome.DUPLICATE, Outcome.WITHDRAWN}:
            table.add_row(outcome.value, f"{counts[outcome]:,}")
    for kind in ("topic", "organization"):
        table.add_row({"topic": "topic files", "organization": "organisation files"}[kind], f"{_files(report, kind):,}")
    for made in ("topics", "outlets", "pictures"):
        table.add_row(f"new {made} met in articles", f"{report.new[made]:,}")
    table.add_row("related entries linked", f"{report.linked:,}")
    table.add_row("seconds", f"{report.seconds:,.1f}")
    table.add_row("files/s", f"{len(report.files) / max(report.seconds, 0.001):,.0f}")
    return table


def _files(report: Report, kind: str) -> int:
    return sum(file.kind == kind for file in report.files)
