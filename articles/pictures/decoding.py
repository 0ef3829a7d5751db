"""Pure: a picture's bytes → pixels: upright, sRGB, at a size we work with, and without anything else it carried."""

import io
from contextlib import suppress
from dataclasses import dataclass

from PIL import AvifImagePlugin, GifImagePlugin, Image, ImageCms, ImageFile, JpegImagePlugin, PngImagePlugin
from PIL import WebPImagePlugin as WebpImagePlugin

from articles.pictures.containers import DAMAGED, Container, container_of, orientation_of
from articles.pictures.errors import RasterError

MOST_PIXELS = 50_000_000
MOST_BYTES = 240_000_000
"""What decoding one picture may take, so that a process stays below 300 MB."""

MOST_SCANNED = 1_000_000_000
"""Pixels × scans of a JPEG: a progressive one has about ten scans, a hostile one has thousands, each as slow."""

_BYTES_A_PIXEL = {"WEBP": 16, "AVIF": 15}  # measured: their decoders hold the picture several times over
_BAND = 64  # rows of the smaller picture made at a time
_TURNS = dict(zip(range(2, 9), (0, 3, 1, 5, 4, 6, 2), strict=True))  # by EXIF orientation, as Image.Transpose
_OPENERS: dict[str, type[ImageFile.ImageFile]] = {
    "JPEG": JpegImagePlugin.JpegImageFile,
    "PNG": PngImagePlugin.PngImageFile,
    "GIF": GifImagePlugin.GifImageFile,
    "WEBP": WebpImagePlugin.WebPImageFile,
    "AVIF": AvifImagePlugin.AvifImageFile,
}

ImageFile.LOAD_TRUNCATED_IMAGES = False
AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # pictures are read side by side, each by one processor

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A picture whose header was read and found acceptable. `size` is upright, `image` not yet decoded."""

    format: str
    size: Size
    orientation: int
    image: ImageFile.ImageFile


def opened(data: bytes, least_px: int = 1, max_pixels: int = MOST_PIXELS) -> Source:
    """The picture in `data` by its header. Raises RasterError if it is none, too small, or too much to decode."""
    container = container_of(data)
    image = _opened(container)
    width, height = image.size
    if min(width, height) < least_px:
        what = "a tracking pixel, not a picture" if max(width, height) < 4 else "too small for a picture"
        raise RasterError(f"{what}: {width} × {height}")
    if width * height > max_pixels:
        raise RasterError(f"more than {max_pixels:,} pixels: {width} × {height}")
    if width * height * _bytes_a_pixel(image, container.scans) > MOST_BYTES:
        raise RasterError(f"more than {MOST_BYTES:,} bytes to decode: {container.format}, {width} × {height}")
    if width * height * container.scans > MOST_SCANNED:
        raise RasterError(f"too many scans: {container.scans}, {width} × {height}")
    orientation = container.orientation
    if container.format == "AVIF":
        orientation = orientation_of(image.info.get("exif", b""))
    size = (height, width) if orientation > 4 else (width, height)
    return Source(container.format, size, orientation, image)


def _opened(container: Container) -> ImageFile.ImageFile:
    """Past `Image.open`, which tries all formats, warns of large ones, and takes a JPEG of two pictures for another."""
    try:
        return _OPENERS[container.format](io.BytesIO(container.data))
    except Image.DecompressionBombError as error:
        raise RasterError("more pixels than any decoder takes") from error
    except Exception as error:
        raise RasterError(DAMAGED) from error


def _bytes_a_pixel(image: ImageFile.ImageFile, scans: int) -> float:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        if scans == 1:
            return 0  # is scaled while it is read
        shares = [rows * columns for _, rows, columns, _ in image.layer]
        return 2 * sum(shares) / max([1, *shares])  # every coefficient is held until the last scan
    return _BYTES_A_PIXEL.get(image.format or "", 1 if image.mode in ("1", "L", "P") else 4)


def checked(source: Source) -> None:
    """Decode all of it. Raises RasterError if it is damaged."""
    try:
        source.image.draft(None, (1, 1))
        source.image.load()
    except Exception as error:
        raise RasterError(DAMAGED) from error


def decoded(source: Source, size: Size) -> Image.Image:
    """The whole picture, "RGB" or "RGBA" in sRGB, upright, at least of `size` and less than twice that if it can be."""
    try:
        wanted = size[::-1] if source.orientation > 4 else size
        source.image.draft(None, wanted)
        source.image.load()
        picture = _shrunk(source.image, wanted)
        profile = source.image.info.get("icc_profile")
        if picture is not source.image:
            source.image.close()  # the memory of it
        return _upright(_opaque(_in_srgb(picture, profile)), source.orientation)
    except Exception as error:
        raise RasterError(DAMAGED) from error


def _shrunk(image: Image.Image, wanted: Size) -> Image.Image:
    """By a whole factor, in bands: there is never a second copy of a large picture in another mode."""
    factor = max(1, min(image.width // wanted[0], image.height // wanted[1]))
    if factor == 1:
        return _plain(image)
    mode = _plain(image.crop((0, 0, 1, 1))).mode
    shrunk = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, _BAND * factor):
        band = image.crop((0, top, image.width, min(top + _BAND * factor, image.height)))
        shrunk.paste(_plain(band).reduce(factor), (0, top // factor))
    return shrunk


def _plain(image: Image.Image) -> Image.Image:
    """In a mode of eight bits that can be averaged: "L", "RGB", "RGBA" or "CMYK"."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode in ("L", "RGB", "RGBA", "CMYK") and "transparency" not in image.info:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """By the profile the picture brings; by none if that is broken or of other colours than the picture's."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if not (source.profile.profile_description or "").startswith("sRGB"):
                srgb = ImageCms.createProfile("sRGB")
                picture = ImageCms.profileToProfile(picture, source, srgb, outputMode=mode) or picture
    picture = picture if picture.mode == mode else picture.convert(mode)
    picture.info = {}
    return picture


def _opaque(picture: Image.Image) -> Image.Image:
    """Without its alpha channel if nothing shows through."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        return picture.convert("RGB")
    return picture


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    return picture.transpose(Image.Transpose(_TURNS[orientation])) if orientation > 1 else picture
