"""Pure: the bytes of a picture in, what they are out."""

import io
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 50_000_000
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "AVIF": "avif"}


class RasterError(ValueError):
    """Bytes that are no picture we show. The text says why."""


@dataclass(frozen=True, slots=True)
class Raster:
    """What a picture's bytes are; `suffix` belongs to their real format, width and height are pixels."""

    suffix: str
    width: int
    height: int


def read(data: bytes) -> Raster:
    """Check `data`: a whole JPEG, PNG, WebP, GIF or AVIF of at most `MOST_PIXELS`. Raises RasterError otherwise."""
    try:
        with Image.open(io.BytesIO(data), formats=list(SUFFIXES)) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise RasterError(f"expected at most {MOST_PIXELS} pixels, found {width} × {height}")
            suffix = SUFFIXES[image.format or ""]
            image.load()
    except UnidentifiedImageError as error:
        raise RasterError("expected a JPEG, PNG, WebP, GIF or AVIF picture") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise (error if isinstance(error, RasterError) else RasterError(f"a damaged picture: {error}")) from error
    return Raster(suffix, width, height)
