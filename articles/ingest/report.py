"""What an import did, file by file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from articles.sources.errors import Problem


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
    """One file: what it is, what became of it, and what there is to say about it."""

    path: str
    outcome: Outcome
    kind: str = ""
    key: str = ""
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept_edits: list[str] = field(default_factory=list)

    def lines(self) -> Iterable[str]:
        """One line for each thing to say, beginning with the file's path as compilers do. Notes are told once."""
        for problem in self.problems:
            yield f"{self.path}: {problem}"
        for note in self.notes if self.outcome is not Outcome.UNCHANGED else ():
            yield f"{self.path}: note: {note}"
        if self.kept_edits:
            yield f"{self.path}: kept the editor's {', '.join(self.kept_edits)}"


@dataclass(slots=True)
class Report:
    """A whole import. `files` are in the order they were dealt with; `found` counts them all, also those not dealt with
    because of `--strict`; `new` counts rows made besides articles."""

    started_at: datetime
    found: int = 0
    ended_at: datetime | None = None
    dry_run: bool = False
    files: list[FileReport] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)
    linked: int = 0
    rolled_back: bool = False

    def undo(self) -> None:
        """Say of every good file that it was left out, because another was bad."""
        self.rolled_back = True
        self.new.clear()
        self.linked = 0
        for file in self.files:
            if file.outcome is not Outcome.REJECTED:
                file.outcome, file.changed, file.kept_edits = Outcome.LEFT_OUT, [], []

    @property
    def counts(self) -> Counter[str]:
        """Number of files by outcome."""
        return Counter(file.outcome.value for file in self.files)

    @property
    def is_good(self) -> bool:
        """Whether every file was."""
        return not self.counts[Outcome.REJECTED]

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
            "counts": {outcome.value: self.counts[outcome.value] for outcome in Outcome},
            "new": dict(self.new),
            "related_linked": self.linked,
            "files": [asdict(file) for file in self.files],
        }
