"""Pure: pixels → renditions. Which formats, qualities and efforts, and why: docs/decisions.md."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

Size = tuple[int, int]

WEBP: dict[str, Any] = {"quality": 76, "method": 2}
AVIF: dict[str, Any] = {"quality": 50, "speed": 7, "subsampling": "4:4:4", "max_threads": 1}
JPEG: dict[str, Any] = {"quality": 80, "optimize": True}
AVIF_WIDTHS = range(160, 321)
"""Widths that are made as AVIF too, the thumbnails': a quarter fewer bytes than WebP for ten times its time."""

PNG_WIDTH = 640
"""The widest PNG. It is for readers that know neither WebP nor AVIF, and a transparent one can be of megabytes."""

TALLEST_PX = 2560
"""The tallest rendition. What is higher at its width is made narrower."""

_ALIKE = 0.9  # a width this close to the source's own is not made besides it
_SUFFIXES = {"webp": "webp", "avif": "avif", "jpeg": "jpg", "png": "png"}


@dataclass(frozen=True, slots=True)
class Rendition:
    """A picture as it is served; `format` is "webp", "avif", "jpeg" or "png", width and height are pixels."""

    format: str
    suffix: str
    width: int
    height: int
    data: bytes


def sizes_of(source: Size, widths: Sequence[int]) -> list[Size]:
    """Sizes to make of a picture of size `source`, widest first, none larger than it is."""
    width, height = source
    widest = max(1, min(width, width * TALLEST_PX // height, max(widths)))
    chosen = [widest, *sorted((each for each in widths if each < widest), reverse=True)]
    if len(chosen) > 1 and widest < max(widths) and chosen[1] >= widest * _ALIKE:
        del chosen[1]
    return [(each, max(1, round(height * each / width))) for each in chosen]


def scaled(picture: Image.Image, sizes: Sequence[Size]) -> Iterator[Image.Image]:
    """The picture at each of `sizes`, widest first: of the smallest one made that is twice as wide, else of itself."""
    made = [picture]
    for size in sizes:
        origin = next(each for each in reversed(made) if each is picture or each.width >= 2 * size[0])
        made.append(origin.resize(size, Image.Resampling.HAMMING, reducing_gap=1.0))
        yield made[-1]


def renditions_of(pictures: Sequence[Image.Image]) -> Iterator[Rendition]:
    """Every size as WebP, small ones as AVIF as well, and one JPEG, or PNG where something shows through."""
    for picture in pictures:
        yield _encoded(picture, "webp", WEBP)
        if picture.width in AVIF_WIDTHS:
            yield _encoded(picture, "avif", AVIF)
    if pictures[0].mode == "RGBA":
        yield _encoded(next((each for each in pictures if each.width <= PNG_WIDTH), pictures[-1]), "png", {})
    else:
        yield _encoded(pictures[0], "jpeg", JPEG)


def dominant_color(picture: Image.Image) -> str:
    """The colour that most of the picture has, as "#rrggbb". What is transparent does not count; grey if all is."""
    small = picture.convert("RGBA")
    small.thumbnail((48, 48), Image.Resampling.BOX)
    pixels = small.tobytes()
    seen = b"".join(pixels[at : at + 3] for at in range(0, len(pixels), 4) if pixels[at + 3] >= 128)
    if not seen:
        return "#808080"
    few = Image.frombytes("RGB", (len(seen) // 3, 1), seen).quantize(8, Image.Quantize.MEDIANCUT)
    counts = few.histogram()
    most = counts.index(max(counts))
    return f"#{bytes((few.getpalette() or [])[3 * most : 3 * most + 3]).hex()}"


def _encoded(picture: Image.Image, form: str, options: dict[str, Any]) -> Rendition:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return Rendition(form, _SUFFIXES[form], picture.width, picture.height, out.getvalue())
