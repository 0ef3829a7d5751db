"""Pictures in their order on articles, related entries, topics and outlets."""

from collections.abc import Iterable, Sequence
from typing import Any

from articles import bulk
from articles.ingest.files import SeedFile
from articles.ingest.stock import Stock
from articles.models import Picture, ProviderPicture
from articles.sources.errors import Problem, SourceError
from articles.sources.records import PictureRecord

COLUMNS = ("picture_id", "path", "title", "attribution", "is_cached")
FROM_ARTICLES = 1_000
"""Logos that only articles name stand behind those of the organisation file: at positions from here, by address."""

Placed = tuple[Any, ...]
"""The `COLUMNS` of a picture's place."""


def wanted(records: Sequence[PictureRecord], stock: Stock, file: SeedFile) -> tuple[list[Placed], list[Problem]]:
    """The pictures to place, of one that is named twice the first; and a warning for each that cannot be had."""
    places: dict[int, Placed] = {}
    warnings: list[Problem] = []
    for index, record in enumerate(records):
        try:
            picture = stock.id_of(record, file)
        except SourceError as error:
            warnings += [Problem(0, f"images[{index}].url", problem.message) for problem in error.problems]
        else:
            path = record.url if record.is_local else ""
            places.setdefault(picture, (picture, path, record.title, record.attribution, record.is_cached))
    return list(places.values()), warnings


def inside(place: str, warnings: Iterable[Problem]) -> list[Problem]:
    """The warnings as they read from outside: `images[0].url` of `related[2]` is `related[2].images[0].url`."""
    return [Problem(warning.line, f"{place}.{warning.field}", warning.message) for warning in warnings]


def place(owners: Any, places: Sequence[Placed], *, write: bool) -> bool:
    """Give the owner of `owners` (its related manager) these pictures in this order. Whether that makes a difference;
    `write` says whether to make it. Logos that articles named stay, behind these.
    """
    have = owners.filter(position__lt=FROM_ARTICLES).order_by("position", "pk").values_list(*COLUMNS)
    if list(have) == list(places):
        return False
    if write:
        owners.filter(position__lt=FROM_ARTICLES).delete()
        owners.filter(picture__in=[values[0] for values in places]).delete()
        owner = {owners.field.attname: owners.instance.pk}
        owners.model.objects.bulk_create(
            owners.model(**owner, position=position, **dict(zip(COLUMNS, values, strict=True)))
            for position, values in enumerate(places)
        )
    return True


def add_logos(logos: dict[int, list[Placed]]) -> None:
    """Give outlets (by id) the logos that articles name. What several say of one logo is merged, so that the order
    they come in makes no difference.
    """
    rows: dict[int, dict[int, tuple[int, Placed]]] = {provider: {} for provider in logos}
    columns = ("provider_id", "position", *COLUMNS)
    for provider, position, *values in (
        ProviderPicture.objects.filter(provider__among=logos).order_by().values_list(*columns)
    ):
        rows[provider][values[0]] = position, tuple(values)
    changed: dict[int, dict[int, Placed]] = {}
    for provider, places in logos.items():
        have = {picture: values for picture, (position, values) in rows[provider].items() if position >= FROM_ARTICLES}
        merged = dict(have)
        for values in places:
            if values[0] not in rows[provider] or values[0] in have:
                merged[values[0]] = _merged(merged.get(values[0], values), values)
        if merged != have:
            changed[provider] = merged
    _write_logos(changed)


def _merged(one: Placed, other: Placed) -> Placed:
    """What two places of a picture say together: the texts last by alphabet, and cached if either says so."""
    cached = [said for said in (one[4], other[4]) if said is not None]
    return (one[0], *(max(pair) for pair in zip(one[1:4], other[1:4], strict=True)), any(cached) if cached else None)


def _write_logos(changed: dict[int, dict[int, Placed]]) -> None:
    """Write the logos that articles name for these outlets anew, by the pictures' addresses."""
    if not changed:
        return
    ProviderPicture.objects.filter(provider__in=changed, position__gte=FROM_ARTICLES).delete()
    pictures = {picture for places in changed.values() for picture in places}
    by_address = Picture.objects.filter(pk__among=pictures).order_by("url", "base_url").values_list("pk", flat=True)
    order = {pk: number for number, pk in enumerate(by_address)}
    rows = [
        (provider, FROM_ARTICLES + number, *places[picture])
        for provider, places in changed.items()
        for number, picture in enumerate(sorted(places, key=lambda picture: order[picture]))
    ]
    bulk.insert(ProviderPicture, ("provider_id", "position", *COLUMNS), rows)
