"""What came of pictures, as tables: by host, then why some are missing."""

from collections import Counter

from django.db.models import Count
from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from articles.pictures.cache import Summary
from articles.querysets import PictureQuerySet

OUTCOMES = ("cached", "unchanged", "failed", "refused", "left")
MOST_ROWS = 20
OURS = "(ours)"


def summary_of(summary: Summary) -> Group:
    """All of it: counts by host, those with most pictures first; then the most frequent reasons."""
    title = f"Pictures: {summary.done:,} done, {summary.bytes / 1e6:,.1f} MB kept"
    if summary.is_interrupted:
        title = f"{title}; stopped before the end"
    table = _table(title, "host", *OUTCOMES)
    hosts = sorted(summary.hosts.items(), key=lambda item: (-item[1].total(), item[0]))
    for host, counts in hosts[:MOST_ROWS]:
        table.add_row(host or OURS, *_numbers(counts))
    if len(hosts) > MOST_ROWS:
        rest = sum((counts for _, counts in hosts[MOST_ROWS:]), Counter[str]())
        table.add_row(f"{len(hosts) - MOST_ROWS:,} more hosts", *_numbers(rest))
    table.add_section()
    table.add_row("all", *_numbers(summary.outcomes))
    return Group(table, *_reasons(summary))


def due_by_host(pictures: PictureQuerySet) -> Table:
    """How many pictures of each host are due."""
    counts = pictures.order_by().values_list("host").annotate(count=Count("pk")).order_by("-count", "host")
    table = _table(f"{pictures.count():,} pictures are due; nothing was changed", "host", "due")
    for host, count in counts[:MOST_ROWS]:
        table.add_row(host or OURS, f"{count:,}")
    return table


def _reasons(summary: Summary) -> list[Table]:
    if not summary.reasons:
        return []
    table = _table("Missing", "why", "pictures")
    for reason, count in summary.reasons.most_common(MOST_ROWS):
        table.add_row(Text(reason), f"{count:,}")
    return [table]


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first)
    for heading in others:
        table.add_column(heading, justify="right")
    return table


def _numbers(counts: Counter[str]) -> list[str]:
    return [f"{counts[outcome]:,}" if counts[outcome] else "–" for outcome in OUTCOMES]
