"""What an import did, file by file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from articles.sources.errors import Problem

INTERRUPTED = "interrupted"


class Outcome(StrEnum):
    """What became of one file. `duplicate`: another file describes the same and was taken; `left out`: it was good,
    but not every file was, and all or nothing was wanted."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    LEFT_OUT = "left out"
    WITHDRAWN = "withdrawn"


@dataclass(slots=True)
class FileReport:
    """One file: what it is, what became of it, and what there is to say about it.

    `problems` are why it was refused, `warnings` what was left out or taken otherwise than it is written, `notes`
    are worth knowing and cost nothing.
    """

    path: str
    outcome: Outcome
    kind: str = ""
    key: str = ""
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    changed: tuple[str, ...] = ()
    kept_edits: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """One line for each thing to say, beginning with the file's path as compilers do. Notes are told once."""
        news = self.outcome is not Outcome.UNCHANGED
        yield from (f"{self.path}: {problem}" for problem in self.problems)
        yield from (f"{self.path}: warning: {warning}" for warning in self.warnings if news)
        yield from (f"{self.path}: note: {note}" for note in self.notes if news)
        if self.kept_edits:
            yield f"{self.path}: kept the editor's {', '.join(self.kept_edits)}"


@dataclass(slots=True)
class Report:
    """A whole import. `found` counts the files, also those not dealt with; `tally` those that were, by outcome and
    kind; `new` counts rows made besides articles; `files` are in the order they were dealt with, and all of them
    unless the import was asked to be brief. `stopped` says why it ended before its end, if it did.
    """

    started_at: datetime
    found: int = 0
    ended_at: datetime | None = None
    dry_run: bool = False
    brief: bool = False
    files: list[FileReport] = field(default_factory=list)
    tally: Counter[tuple[Outcome, str]] = field(default_factory=Counter)
    new: Counter[str] = field(default_factory=Counter)
    warnings: int = 0
    linked: int = 0
    rolled_back: bool = False
    stopped: str = ""

    @property
    def is_interrupted(self) -> bool:
        """Whether it was asked to end before its end."""
        return self.stopped == INTERRUPTED

    def add(self, files: Iterable[FileReport]) -> None:
        """Count these files, and keep what is to be told of them."""
        for file in files:
            self.tally[file.outcome, file.kind] += 1
            self.warnings += len(file.warnings) if file.outcome is not Outcome.UNCHANGED else 0
            if not self.brief or file.outcome in {Outcome.REJECTED, Outcome.WITHDRAWN} or any(file.lines()):
                self.files.append(file)

    def count_unchanged(self, kinds: Counter[str]) -> None:
        """Count files that are as they were, without a word of each."""
        for kind, count in kinds.items():
            self.tally[Outcome.UNCHANGED, kind] += count

    def undo(self) -> None:
        """Say of every good file that it was left out, because another was bad."""
        self.rolled_back = True
        self.new.clear()
        self.linked = 0
        for file in self.files:
            if file.outcome is not Outcome.REJECTED:
                file.outcome, file.changed, file.kept_edits = Outcome.LEFT_OUT, (), ()
        tally = self.tally.copy()
        self.tally.clear()
        for (outcome, kind), count in tally.items():
            self.tally[outcome if outcome is Outcome.REJECTED else Outcome.LEFT_OUT, kind] += count

    @property
    def done(self) -> int:
        """Number of files dealt with."""
        return self.tally.total() - self.counts[Outcome.WITHDRAWN]

    @property
    def counts(self) -> Counter[str]:
        """Number of files by outcome."""
        counts: Counter[str] = Counter()
        for (outcome, _), count in self.tally.items():
            counts[outcome.value] += count
        return counts

    @property
    def is_good(self) -> bool:
        """Whether every file was, and the import came to its end."""
        return not self.counts[Outcome.REJECTED] and not self.stopped

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended_at - self.started_at).total_seconds() if self.ended_at else 0.0

    def data(self) -> dict[str, Any]:
        """All of it, ready for JSON."""
        return {
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run,
            "found": self.found,
            "rolled_back": self.rolled_back,
            "stopped": self.stopped,
            "counts": {outcome.value: self.counts[outcome.value] for outcome in Outcome},
            "warnings": self.warnings,
            "new": dict(self.new),
            "related_linked": self.linked,
            "files": [asdict(file) for file in self.files],
        }
