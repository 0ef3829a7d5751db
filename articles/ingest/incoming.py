"""A parsed seed on its way in, and what every kind of row does with one."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from articles.ingest.files import SeedFile
from articles.ingest.report import FileReport, Outcome
from articles.models import Seed
from articles.models.fields import Editable
from articles.sources.errors import Problem
from articles.sources.seedfile import Parsed


@dataclass(frozen=True, slots=True)
class Incoming:
    """A good seed file. `digest` tells whether it, or a picture beside it, is not what it was."""

    file: SeedFile
    parsed: Parsed
    text: str
    digest: str

    @property
    def path(self) -> str:
        """Where the file is."""
        return str(self.file.path)


@dataclass(slots=True)
class Changes:
    """What an import did to one row: names of fields and parts it changed, and of those an editor's word stands for."""

    created: bool = False
    fields: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def report(self, incoming: Incoming, kind: str) -> FileReport:
        """The line of the report for the file."""
        outcome = Outcome.CREATED if self.created else Outcome.UPDATED if self.fields else Outcome.UNCHANGED
        return FileReport(
            path=incoming.file.label,
            outcome=outcome,
            kind=kind,
            key=incoming.parsed.key,
            notes=[*incoming.parsed.notes, *self.notes],
            changed=[] if self.created else self.fields,
            kept_edits=self.kept,
        )


def update(row: Editable, values: dict[str, Any], changes: Changes, edited: list[str]) -> None:
    """Set what differs on `row` and save it, except the fields that are `edited`; those are reported as kept."""
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    changes.kept += [name for name in differing if name in edited]
    changed = [name for name in differing if name not in edited]
    changes.fields += changed
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=[*changed, "modified_at"])


def edited_fields(row: Editable, *, overwrite: bool) -> list[str]:
    """What an editor's word stands for. With `overwrite` that is nothing any more, and the row forgets it."""
    if overwrite and row.edited_fields:
        row.edited_fields = []
        row.save(update_fields=["edited_fields", "modified_at"])
    return list(row.edited_fields)


def remember(incoming: Incoming, seed: Seed | None, **owner: Any) -> None:
    """Keep the file with the row it describes. Writes only what is new: its text, or where it is now."""
    if seed is None:
        Seed.objects.create(path=incoming.path, digest=incoming.digest, text=incoming.text, **owner)
    elif seed.digest != incoming.digest:
        seed.path, seed.digest, seed.text = incoming.path, incoming.digest, incoming.text
        seed.save()
    elif seed.path != incoming.path and not is_there(seed):
        seed.path = incoming.path
        seed.save(update_fields=["path"])


def is_there(seed: Seed) -> bool:
    """Whether the file is still where it was imported from."""
    return Path(seed.path).is_file()
