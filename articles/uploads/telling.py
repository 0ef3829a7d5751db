"""A trial's report as a page tells it: counts first, then what is refused, then the rest, file by file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from articles.ingest import Outcome
from articles.models import Upload
from articles.uploads.importing import report_of

MOST_SHOWN = 500  # rows of one table
KINDS = ("article", "topic", "organization")
ALWAYS = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.REJECTED)


class Remark(NamedTuple):
    """Something about a file, and where in it. `line` is 0 when the place is not known."""

    path: str
    level: str
    line: int
    field: str
    message: str


class Count(NamedTuple):
    """Files with one outcome: of each of the `KINDS`, and all."""

    outcome: str
    of_kinds: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The first rows of a table, and how many there are."""

    shown: list[Any]
    total: int

    @classmethod
    def of(cls, rows: Iterable[Any]) -> "Rows":
        """These rows, cut to what a page can hold."""
        every = iter(rows)
        shown = list(islice(every, MOST_SHOWN))
        return cls(shown, len(shown) + sum(1 for _ in every))


@dataclass(frozen=True, slots=True)
class Told:
    """What an import would do."""

    counts: list[Count]
    made: list[tuple[str, int]]
    refused: Rows
    remarks: Rows
    files: Rows
    to_import: int


def told(upload: Upload) -> Told:
    """What importing this upload would do. Raises UploadRefused when its files are gone."""
    data = report_of(upload)
    files = data["files"]
    counts = list(_counts(files))
    new = [("new topics", "topics"), ("new outlets", "outlets"), ("new pictures", "pictures")]
    return Told(
        counts,
        [*((words, data["new"].get(of, 0)) for words, of in new), ("related links", data["related_linked"])],
        Rows.of(remark for file in files for remark in _remarks(file, "refused", "problems")),
        Rows.of(_others(files)),
        Rows.of(file for file in files if file["outcome"] != Outcome.REJECTED),
        sum(count.total for count in counts if count.outcome in {Outcome.CREATED, Outcome.UPDATED}),
    )


def _counts(files: Iterable[dict[str, Any]]) -> Iterator[Count]:
    tally = Counter((file["outcome"], file["kind"]) for file in files)
    for outcome in Outcome:
        total = sum(count for (of, _), count in tally.items() if of == outcome)
        if total or outcome in ALWAYS:
            yield Count(outcome.value, [tally[outcome, kind] for kind in KINDS], total)


def _others(files: Iterable[dict[str, Any]]) -> Iterator[Remark]:
    """Warnings, notes, and what an editor's word stands for."""
    for file in files:
        if file["outcome"] != Outcome.UNCHANGED:
            yield from _remarks(file, "warning", "warnings")
            yield from _remarks(file, "note", "notes")
        for field in file["kept_edits"]:
            yield Remark(file["path"], "kept", 0, field, "an editor's change stays as it is")


def _remarks(file: dict[str, Any], level: str, key: str) -> Iterator[Remark]:
    for one in file[key]:
        yield Remark(file["path"], level, one["line"], one["field"], one["message"])
