"""A backup: one moment of the database, and the pictures that it speaks of, in a zip."""

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils import timezone

from articles.backup.tables import NATURAL, Translation, columns, lines, names_of, state, tables
from articles.models import Picture

FORMAT = 1
ABOUT = "backup.json"


@dataclass(slots=True)
class Written:
    """What a backup holds: rows, pictures' files, and the names of files that our storage has lost."""

    rows: int = 0
    files: int = 0
    lost: list[str] = field(default_factory=list)


def write_backup(path: Path) -> Written:
    """Write a backup to `path`, which is there whole or not at all. Nobody is kept from reading or writing meanwhile.

    Raises OSError where it cannot be written.
    """
    done, unfinished = Written(), path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        with (
            open(unfinished, "xb", opener=_for_us_alone) as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
        ):
            with snapshot():
                counts = {model._meta.label_lower: _write_table(archive, model) for model in tables()}
                about = {"format": FORMAT, "made_at": timezone.now().isoformat(), "state": state()}
                about |= {"rows": counts, "columns": {model._meta.label_lower: columns(model) for model in tables()}}
                names = sorted(_pictures())
            _write_pictures(archive, names, done)
            archive.writestr(ABOUT, json.dumps(about, indent=1))
        done.rows = sum(counts.values())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return done


def _for_us_alone(path: str, flags: int) -> int:
    """It holds what passwords are checked by, and the keys of second steps."""
    return os.open(path, flags, 0o600)


@contextmanager
def snapshot() -> Iterator[None]:
    """For as long as it takes, this thread sees the database as it is now, by a connection of its own."""
    usual = connections["default"]
    own = usual.copy()
    own.settings_dict["CONN_MAX_AGE"] = 0
    own.settings_dict["OPTIONS"].pop("transaction_mode", None)  # a reader, whom no writer waits for
    if own.vendor == "postgresql":
        from psycopg import IsolationLevel

        own.settings_dict["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connections["default"] = own
    try:
        with transaction.atomic():
            state()  # the moment is that of the first look
            yield
    finally:
        own.close()
        connections["default"] = usual


def _write_table(archive: zipfile.ZipFile, model: Any) -> int:
    """Write a table's rows. How many."""
    count, known = 0, {natural: names_of(natural) for natural in NATURAL}
    with archive.open(f"rows/{model._meta.label_lower}.jsonl", "w", force_zip64=True) as out:
        for line in lines(model, Translation(model, known)):
            out.write(line.encode(errors="surrogatepass"))
            count += 1
    return count


def _pictures() -> Iterator[str]:
    """The names of all files that pictures have in our storage."""
    for picture in Picture.objects.only("file", "copy", "renditions").iterator(chunk_size=2_000):
        if picture.file.name:
            yield picture.file.name
        if picture.copy:
            yield from (picture.name_of(rendition) for rendition in picture.files)


def _write_pictures(archive: zipfile.ZipFile, names: list[str], done: Written) -> None:
    for name in dict.fromkeys(names):
        try:
            with default_storage.open(name) as kept:
                info = zipfile.ZipInfo(f"media/{name}")  # compressed already
                archive.writestr(info, kept.read())
        except FileNotFoundError:
            done.lost.append(name)
        else:
            done.files += 1
