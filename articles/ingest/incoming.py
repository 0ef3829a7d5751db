"""A parsed seed on its way in, and what every kind of row does with one."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from articles.ingest.files import Root, SeedFile, modified_ns, printable
from articles.ingest.report import FileReport, Outcome
from articles.models import Seed
from articles.models.fields import Editable
from articles.sources import seedfile
from articles.sources.errors import Problem, SourceError
from articles.sources.records import ArticleRecord, SeedRecord
from articles.sources.seedfile import Parsed

GENERATION = b"3\0"
"""Part of every digest. A new one, where seeds are read in another way, makes the next import read all of them."""
LATER = "was changed later"
FIRST = "was changed at the same moment, has the first path"
"""Why one of two files for one row is taken."""


def digest_of(data: bytes, pictures: Iterable[bytes]) -> str:
    """What tells whether a seed, or a picture beside it, has changed."""
    return digest_by(data, (hashlib.sha256(picture).digest() for picture in pictures))


def digest_by(data: bytes, pictures: Iterable[bytes]) -> str:
    """The same from the SHA-256 of each picture."""
    digest = hashlib.sha256(GENERATION + data)
    for picture in pictures:
        digest.update(picture)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Incoming:
    """A good seed file. `digest` tells whether it, or one of the `pictures` beside it, is not what it was."""

    file: SeedFile
    parsed: Parsed
    text: str
    digest: str
    pictures: Sequence[str]

    @property
    def path(self) -> str:
        """Where the file is."""
        return self.file.path

    def placed(self, warnings: Iterable[Problem]) -> list[Problem]:
        """The warnings with the lines of the file that their fields stand on."""
        return seedfile.placed(warnings, self.text, self.file.name)

    def gives_way_to(self, seed: Seed | None) -> str:
        """If the row's seed is another file that says what it said and comes before this one: why it does.

        Of several files for one row the one changed last is taken, of one moment the first by path: whatever the
        order they come in, and whoever imports them, the same one is.
        """
        if seed is None or seed.path == self.path:
            return ""
        changed_at, ours = modified_ns(seed.path), self.file.modified_ns()
        if not changed_at or (-changed_at, seed.path) > (-ours, self.path):
            return ""
        other = SeedFile(Root.of(Path(seed.path)), "")
        try:
            same = digest_of(other.read(), other.pictures(seed.pictures)) == seed.digest
        except SourceError:
            return ""
        return (LATER if changed_at > ours else FIRST) if same else ""

    def duplicate(self, kind: str, seed: Seed, why: str) -> FileReport:
        """The line of the report when it gives way."""
        note = Problem(0, "", f"describes what {printable(seed.path)} does, which {why} and is taken")
        return FileReport(self.file.label, Outcome.DUPLICATE, kind, self.parsed.key, notes=(note,))

    def comes_before(self, seed: Seed) -> str:
        """Why it does not give way to the row's seed."""
        return LATER if self.file.modified_ns() > modified_ns(seed.path) else FIRST


@dataclass(slots=True)
class Changes:
    """What an import did to one row: names of fields and parts it changed, and of those an editor's word stands for."""

    created: bool = False
    fields: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def differ(self, name: str, *, edited: bool) -> bool:
        """Note that the seed says otherwise about `name`; whether its word is to be taken."""
        (self.kept if edited else self.fields).append(name)
        return not edited

    def report(self, incoming: Incoming, kind: str) -> FileReport:
        """The line of the report for the file."""
        outcome = Outcome.CREATED if self.created else Outcome.UPDATED if self.fields else Outcome.UNCHANGED
        return FileReport(
            path=incoming.file.label,
            outcome=outcome,
            kind=kind,
            key=incoming.parsed.key,
            warnings=(*incoming.parsed.warnings, *incoming.placed(self.warnings)),
            notes=incoming.parsed.notes,
            changed=() if self.created else tuple(self.fields),
            kept_edits=tuple(self.kept),
        )


def update(row: Editable, values: dict[str, Any], changes: Changes, edited: list[str]) -> None:
    """Set what differs on `row` and save it, except the fields that are `edited`; those are reported as kept."""
    changed = [
        name
        for name, value in values.items()
        if getattr(row, name) != value and changes.differ(name, edited=name in edited)
    ]
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
    """Keep the file with the row it describes."""
    if seed is None:
        seed = Seed(**owner)
    elif (seed.path, seed.digest) == (incoming.path, incoming.digest):
        return
    seed.path, seed.digest, seed.text = incoming.path, incoming.digest, incoming.text
    seed.pictures = list(incoming.pictures)
    seed.save()


def images_of(record: SeedRecord) -> list[Any]:
    """Every picture record in it: its own, its outlet's, and those of related entries."""
    found = list(record.images)
    if isinstance(record, ArticleRecord):
        found += record.provider.images
        found += [picture for entry in record.related for picture in entry.images]
    return found
