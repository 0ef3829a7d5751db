"""Are the files there that rows speak of? What is not is made anew by the next run of the cache."""

from collections.abc import Iterator
from typing import NamedTuple

from django.core.files.storage import default_storage

from articles import edition
from articles.models import Picture, PictureState
from articles.pictures import raster
from articles.pictures.encoding import sizes_of
from articles.pictures.making import widths_of
from articles.pictures.names import is_current
from articles.pictures.stored import size_of

AT_ONCE = 500  # rows


class Flaw(NamedTuple):
    """What is wrong with the copy of a picture."""

    picture: Picture
    what: str


def check_pictures(*, deep: bool = False, repair: bool = True) -> Iterator[Flaw]:
    """Compare each copy with its row; `deep` also decodes every file. With `repair`, bad ones wait to be made anew."""
    for picture in _cached():
        if what := _flaw_of(picture, deep=deep):
            if repair:
                _make_anew(picture)
            yield Flaw(picture, what)


def _cached() -> Iterator[Picture]:
    """All that have a copy, some at a time: a query that stays open would keep SQLite from writing beside others."""
    last = 0
    cached = Picture.objects.filter(state=PictureState.CACHED).with_roles().order_by("pk")
    while some := list(cached.filter(pk__gt=last)[:AT_ONCE]):
        yield from some
        last = some[-1].pk


def _make_anew(picture: Picture) -> None:
    same = Picture.objects.filter(pk=picture.pk, copy=picture.copy)
    same.update(state=PictureState.WAITING, copy="", renditions=[], copy_bytes=0, attempts=0, etag="", last_modified="")
    edition.advance()


def _flaw_of(picture: Picture, *, deep: bool) -> str:
    """What is wrong, of the first file that something is wrong with. Empty if nothing is."""
    for rendition in picture.files:
        name = picture.name_of(rendition)
        size = size_of(name)
        if size is None:
            return f"{name} is not there"
        if size != rendition.bytes:
            return f"{name} has {size:,} bytes instead of {rendition.bytes:,}"
        if deep and (damage := _damage_of(name)):
            return f"{name} is damaged: {damage}"
    if not is_current(picture.copy):
        return f"{picture.copy} was made in an older way"
    wanted = {width for width, _ in sizes_of((picture.file_width or 1, picture.file_height or 1), widths_of(picture))}
    if not wanted <= {rendition.width for rendition in picture.files}:
        return "is shown in another way now, and has not the sizes for that"
    return ""


def _damage_of(name: str) -> str:
    with default_storage.open(name, "rb") as file:
        try:
            raster.read(file.read())
        except raster.RasterError as error:
            return str(error)
    return ""
