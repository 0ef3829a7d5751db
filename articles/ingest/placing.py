"""Pictures in their order on articles, related entries, topics and outlets."""

from collections.abc import Sequence
from typing import Any

from articles.ingest.files import SeedFile
from articles.ingest.shared import Shared
from articles.sources.errors import Problem, SourceError
from articles.sources.records import PictureRecord

_COLUMNS = ("picture_id", "path", "title", "attribution", "is_cached")


def place_pictures(
    placed: Any,
    records: Sequence[PictureRecord],
    shared: Shared,
    file: SeedFile,
    *,
    write: bool = True,
    keep_others: bool = False,
) -> tuple[bool, list[Problem]]:
    """Give the owner of `placed` (its related manager) these pictures in this order; `keep_others` leaves what else
    it has behind them. Whether that differs from what there is, and notes on pictures that are not there.
    """
    wanted, notes = _wanted(records, shared, file)
    have = {values[0]: values for values in placed.order_by("position", "pk").values_list(*_COLUMNS)}
    if keep_others:
        wanted = {**wanted, **{picture: values for picture, values in have.items() if picture not in wanted}}
    if list(have.values()) == list(wanted.values()):
        return False, notes
    if write:
        placed.all().delete()
        owner = {placed.field.attname: placed.instance.pk}
        placed.model.objects.bulk_create(
            placed.model(**owner, position=position, **dict(zip(_COLUMNS, values, strict=True)))
            for position, values in enumerate(wanted.values())
        )
    return True, notes


def add_pictures(placed: Any, records: Sequence[PictureRecord], shared: Shared, file: SeedFile) -> list[Problem]:
    """Put those of the pictures that the owner of `placed` does not have behind those it has. Notes as above."""
    wanted, notes = _wanted(records, shared, file)
    have = set(placed.values_list("picture_id", flat=True))
    missing = [values for picture, values in wanted.items() if picture not in have]
    owner = {placed.field.attname: placed.instance.pk}
    placed.model.objects.bulk_create(
        placed.model(**owner, position=position, **dict(zip(_COLUMNS, values, strict=True)))
        for position, values in enumerate(missing, start=len(have))
    )
    return notes


def _wanted(
    records: Sequence[PictureRecord], shared: Shared, file: SeedFile
) -> tuple[dict[int, tuple[Any, ...]], list[Problem]]:
    """The columns of each picture, by its id; of one that is named twice the first."""
    wanted: dict[int, tuple[Any, ...]] = {}
    notes: list[Problem] = []
    for index, record in enumerate(records):
        try:
            picture = shared.picture(record, file)
        except SourceError as error:
            notes += [Problem(0, f"images[{index}].url", problem.message) for problem in error.problems]
        else:
            path = record.url if record.is_local else ""
            wanted.setdefault(picture.pk, (picture.pk, path, record.title, record.attribution, record.is_cached))
    return wanted, notes


def inside(place: str, notes: Sequence[Problem]) -> list[Problem]:
    """The notes as they read from outside: `images[0].url` of `related[2]` is `related[2].images[0].url`."""
    return [Problem(note.line, f"{place}.{note.field}", note.message) for note in notes]
