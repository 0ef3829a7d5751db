"""Pure: the bytes of a picture in, what they are and how we serve them out."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.pictures.containers import DAMAGED
from articles.pictures.decoding import MOST_PIXELS, checked, decoded, opened
from articles.pictures.encoding import Rendition, dominant_color, renditions_of, scaled, sizes_of
from articles.pictures.errors import RasterError

__all__ = ["LOGO_WIDTHS", "SUFFIXES", "WIDTHS", "Raster", "RasterError", "Rendered", "Rendition", "read", "render"]

SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}
WIDTHS = (160, 320, 640, 960, 1280)
LOGO_WIDTHS = (48, 96, 192)


@dataclass(frozen=True, slots=True)
class Raster:
    """What a picture's bytes are; `suffix` belongs to their real format, width and height are pixels when upright."""

    suffix: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture and what is served of it.

    Width, height and `format` ("JPEG", "PNG", "WEBP", "GIF" or "AVIF") are the source's, upright; `color` is
    "#rrggbb", to stand in its place. Renditions are widest first within each format.
    """

    width: int
    height: int
    format: str
    color: str
    has_alpha: bool
    renditions: tuple[Rendition, ...]


def read(data: bytes, *, least_px: int = 1) -> Raster:
    """Check `data`: a whole picture, neither side under `least_px`. Raises RasterError otherwise."""
    source = opened(data, least_px)
    checked(source)
    return Raster(SUFFIXES[source.format], *source.size)


def render(
    data: bytes, widths: Sequence[int] = WIDTHS, *, least_px: int = 100, max_pixels: int = MOST_PIXELS
) -> Rendered:
    """Make the renditions of the picture in `data`: upright, sRGB, without metadata, the first frame if it moves.

    A side under `least_px` is a tracking pixel's or a spacer's; at most `max_pixels` are decoded. Raises RasterError.
    """
    source = opened(data, least_px, max_pixels)
    sizes = sizes_of(source.size, widths)
    picture = decoded(source, sizes[0])
    try:
        pictures = list(scaled(picture, sizes))
        color, has_alpha = dominant_color(pictures[-1]), picture.mode == "RGBA"
        renditions = tuple(renditions_of(pictures))
    except (MemoryError, OSError, ValueError) as error:
        raise RasterError(DAMAGED) from error
    return Rendered(*source.size, source.format, color, has_alpha, renditions)
