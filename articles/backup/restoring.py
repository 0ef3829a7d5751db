"""From a backup to a site: into an empty database, of whatever kind."""

import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import Error, connection, transaction

from articles import bulk, edition
from articles.backup.tables import NATURAL, Translation, columns, names_of, rows_of, state, tables
from articles.backup.writing import ABOUT, FORMAT

BATCH = 2_000  # rows inserted at once
_PICTURE = re.compile(r"media/(pictures/[0-9a-f]{2}/[0-9a-f]{64}(-[0-9]+/[0-9]+)?\.[a-z0-9]{2,5})")


class BackupError(Exception):
    """Why a backup cannot be restored, in a line."""


@dataclass(slots=True)
class Restored:
    """What a restore brought: rows, and files that were not there."""

    rows: int = 0
    files: int = 0


def look_at(path: Path) -> None:
    """Raise BackupError, or OSError, if it is no backup, or this site is not empty. Nothing is changed."""
    try:
        with zipfile.ZipFile(path) as archive:
            json.loads(archive.read(ABOUT))
    except (zipfile.BadZipFile, LookupError, ValueError) as error:
        raise BackupError(f"it is no backup, or is damaged: {error}") from error
    _require_empty()


def restore_backup(path: Path) -> Restored:
    """Bring all of a backup into this site: files first, then the rows, at once or not at all.

    Raises BackupError if it is none, is damaged, is of another state of the tables, or if this site is not empty.
    """
    done = Restored()
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read(ABOUT))
            _check(about)
            if broken := archive.testzip():
                raise BackupError(f"{broken} in it is damaged")
            _restore_pictures(archive, done)
            with transaction.atomic():
                _empty_groups()
                for model in tables():
                    done.rows += _restore_table(archive, model, about["rows"][model._meta.label_lower])
                edition.advance()
    except (zipfile.BadZipFile, LookupError, TypeError, ValueError, Error) as error:
        raise BackupError(f"it is no backup, or is damaged: {error}") from error
    return done


def _check(about: dict[str, Any]) -> None:
    """Refuse what cannot be restored here, before anything is changed."""
    if about.get("format") != FORMAT:
        raise BackupError(f"its format is {about.get('format')!r}; this version reads {FORMAT}")
    missing = sorted(set(about["state"]) ^ set(state()))
    if missing:
        raise BackupError(
            f"its tables are of another state ({', '.join(missing[:3])}): restore with the version that wrote it, "
            "then upgrade; or run `migrate` first"
        )
    if about["columns"] != {model._meta.label_lower: columns(model) for model in tables()}:
        raise BackupError("its tables have other columns than this version's")
    _require_empty()


def _require_empty() -> None:
    """Raise BackupError if there is anything that a restore would be added to. Tables may be missing."""
    there = set(connection.introspection.table_names())
    for label in ("articles.article", "articles.topic", "articles.provider", "auth.user"):
        model = apps.get_model(label)
        if model._meta.db_table in there and model._base_manager.order_by().values("pk")[:1]:
            raise BackupError(f"this site is not empty: it has rows of {label}; restore into a new database")


def _restore_pictures(archive: zipfile.ZipFile, done: Restored) -> None:
    for info in archive.infolist():
        found = _PICTURE.fullmatch(info.filename)
        if found and not default_storage.exists(found[1]):
            default_storage.save(found[1], ContentFile(archive.read(info)))
            done.files += 1


def _empty_groups() -> None:
    """Take away the rows that `migrate` made, and that the backup has, too."""
    for label in ("auth.group", "articles.edition"):
        apps.get_model(label)._base_manager.all().delete()


def _restore_table(archive: zipfile.ZipFile, model: Any, expected: int) -> int:
    """Insert a table's rows. How many; raises BackupError if the backup says that there are more or fewer."""
    known = {natural: {name: pk for pk, name in names_of(natural).items()} for natural in NATURAL}
    translate, count, batch = Translation(model, known), 0, []
    with archive.open(f"rows/{model._meta.label_lower}.jsonl") as told:
        for row in rows_of(model, told):
            count += 1
            if (translated := translate(row)) is not None:
                batch.append(translated)
            if len(batch) == BATCH:
                bulk.insert(model, columns(model), batch)
                batch = []
    bulk.insert(model, columns(model), batch)
    if count != expected:
        raise BackupError(f"it has {count} rows of {model._meta.label_lower}, and says {expected}")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
    return count
