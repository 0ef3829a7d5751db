"""A picture's files, as `<picture>` wants them: from the rows alone, no file is looked at."""

from collections.abc import Iterable
from typing import NamedTuple

from django import template
from django.core.files.storage import default_storage

from articles.models import ArticlePicture, Picture, ProviderPicture, RelatedPicture, Rendition

register = template.Library()

Placed = ArticlePicture | ProviderPicture | RelatedPicture


class Width(NamedTuple):
    """How wide a place is for a reader whose window fits `media`; cut to `ratio` (width to height) if that is not 0."""

    media: str
    css: str
    ratio: float = 0


_DESK, _TABLET, _SIDE, _WIDE = "(min-width: 72rem)", "(min-width: 48rem)", "(min-width: 64rem)", "(min-width: 87rem)"
_COLUMN = "95vw - 1rem"  # between the gutters
_HALF = "47vw - 1.25rem"
_PHONE = "(width < 48rem)"
_THUMBNAIL = Width("", "clamp(4.5rem, 23vw, 6.5rem)", 1)
PLACES = {  # a test in a browser holds this to static/css
    "lead": (Width(_WIDE, "54rem", 16 / 9), Width(_DESK, "63vw - 1rem", 16 / 9), Width("", _COLUMN, 16 / 9)),
    "front": (
        Width(_WIDE, "26rem", 3 / 2),
        Width(_DESK, "31vw - 1.5rem", 3 / 2),
        Width(_TABLET, _HALF, 3 / 2),
        Width("", _COLUMN, 3 / 2),
    ),
    "grid": (
        Width(_WIDE, "26rem", 3 / 2),
        Width(_DESK, "31vw - 1.5rem", 3 / 2),
        Width(_TABLET, _HALF, 3 / 2),
        _THUMBNAIL,
    ),
    "list": (Width(_TABLET, "15rem", 3 / 2), _THUMBNAIL),
    "more": (
        Width(_WIDE, "16.5rem", 3 / 2),
        Width(_DESK, "18vw", 3 / 2),
        Width(_SIDE, "25vw", 3 / 2),
        Width(_TABLET, _HALF, 3 / 2),
        _THUMBNAIL,
    ),
    "more_beside": (Width(_SIDE, "6.5rem", 1), Width(_TABLET, _HALF, 3 / 2), _THUMBNAIL),
    "story": (Width(_WIDE, "54rem"), Width(_SIDE, "91.6vw - 26.3rem"), Width("", _COLUMN)),
    "story_alone": (Width(_SIDE, "50rem"), Width("", _COLUMN)),
    "video": (
        Width(_WIDE, "54rem", 16 / 9),
        Width(_SIDE, "91.6vw - 26.3rem", 16 / 9),
        Width("", _COLUMN, 16 / 9),
    ),
    "video_alone": (Width(_SIDE, "50rem", 16 / 9), Width("", _COLUMN, 16 / 9)),
    "related": (Width("", "min(5rem, 23vw)", 1),),
    "logo": (Width("", "2.75rem"),),
    "masthead": (Width("", "clamp(3.5rem, 9vw, 5.5rem)"),),
}
TYPES = {"avif": "image/avif", "webp": "image/webp"}  # the better one first
WIDEST_PX = {"list": 640, "related": 320, "logo": 96, "masthead": 192}  # two pixels to one of CSS; elsewhere all


class Source(NamedTuple):
    """A `<source>`; for every window if `media` is empty."""

    type: str
    srcset: str
    sizes: str
    media: str = ""


class Fallback(NamedTuple):
    """The `<img>`: what every reader's browser can show."""

    url: str
    width: int
    height: int


@register.filter
def first_kept(placed: Iterable[Placed]) -> Placed | None:
    """The first of placed pictures that we have a copy of."""
    return next((place for place in placed if place.picture.is_shown), None)


@register.filter
def sources(picture: Picture, place: str) -> list[Source]:
    """The files of each modern format, if it has them as wide as the place can show them.

    Thumbnails have a better format than wide pictures: lists that show those to phones offer it to phones.
    """
    own = (picture.file_width or 1) / (picture.file_height or 1)
    widths, found = PLACES[place], []
    if len(widths) > 1 and widths[-1] is _THUMBNAIL:
        found = _offered(picture, _length(_THUMBNAIL, own), WIDEST_PX["related"], _PHONE)[:1]
    sizes = ", ".join(f"{width.media} {_length(width, own)}".strip() for width in widths)
    return found + _offered(picture, sizes, WIDEST_PX.get(place, 10_000))


@register.filter
def fallback(picture: Picture) -> Fallback | None:
    """The one file in an old format."""
    file = picture.plain_file
    return Fallback(_url(picture, file), file.width, file.height) if file else None


def _length(width: Width, own: float) -> str:
    """The width in CSS of a picture whose sides are as `own` to 1."""
    wider = own / width.ratio if width.ratio else 1
    if wider > 1.02:
        return f"calc({wider:.2f} * ({width.css}))"
    return f"calc({width.css})" if " - " in width.css else width.css


def _offered(picture: Picture, sizes: str, widest_px: int, media: str = "") -> list[Source]:
    widest, offered = min(max((file.width for file in picture.files), default=0), widest_px), []
    for suffix, kind in TYPES.items():
        some = sorted((file for file in picture.files if file.suffix == suffix), key=lambda file: file.width)
        if some and some[-1].width >= widest:
            offered.append(Source(kind, _srcset(picture, some, widest), sizes, media))
    return offered


def _srcset(picture: Picture, files: list[Rendition], widest: int) -> str:
    """The files, narrowest first, up to one that is as wide as can be shown."""
    enough = next(number for number, file in enumerate(files, 1) if file.width >= widest)
    return ", ".join(f"{_url(picture, file)} {file.width}w" for file in files[:enough])


def _url(picture: Picture, file: Rendition) -> str:
    return default_storage.url(picture.name_of(file))
