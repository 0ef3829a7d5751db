"""Pure: what kind of picture bytes are, and the part of them that a decoder needs.

Pillow reads what stands around the pixels piece by piece in Python, and keeps it: 11 MB of tiny EXIF segments take it
14 seconds, and text in PNG may unpack to 64 MB. So none of that reaches it, and pieces are counted.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from articles.pictures.errors import RasterError

MOST_PARTS = 10_000
"""Segments, chunks or blocks. Real pictures have a few; of 15 MB, PNG in pieces of 8 KB has 2,000."""

_PNG_KEPT = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"}
_JPEG_KEPT = {*range(0xC0, 0xD0), 0xDB, 0xDD, 0xEE} - {0xC8}  # frames and tables, and Adobe's word on colour
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}  # markers that nothing belongs to
_ORIENTATION = 0x0112

DAMAGED = "a damaged picture"
CUT_SHORT = "a picture cut short"
TOO_MANY_PARTS = f"a picture of more than {MOST_PARTS:,} parts"


@dataclass(frozen=True, slots=True)
class Container:
    """What to decode: the format by Pillow's name, the bytes, how often they are scanned, and the EXIF orientation."""

    format: str
    data: bytes
    scans: int = 1
    orientation: int = 1


def container_of(data: bytes) -> Container:
    """The picture in `data`, by its content. Raises RasterError if it is none of ours, cut short or made to cost."""
    try:
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(data)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _gif(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
        if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis", b"mif1", b"msf1"):
            return _avif(data)
    except (struct.error, IndexError) as error:
        raise RasterError(CUT_SHORT) from error
    raise RasterError("expected a JPEG, PNG, WebP, GIF or AVIF picture")


def orientation_of(exif: bytes) -> int:
    """How the picture is to be turned, 1 (not at all) to 8. See EXIF 2.3, 4.6.4 A. 1 as well when EXIF is broken."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    try:
        [start] = struct.unpack_from(f"{order}I", tiff, 4)
        [count] = struct.unpack_from(f"{order}H", tiff, start)
        for place in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, place)
            if tag == _ORIENTATION and kind == 3:
                return value if order and 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _jpeg(data: bytes) -> Container:
    kept, orientation = [data[:2]], 0
    for marker, start, end in _segments(data):
        body = data[start + 4 : end]
        if marker == 0xE1 and not orientation and body.startswith(b"Exif\0\0"):
            orientation = orientation_of(body)
        elif marker in _JPEG_KEPT or (marker == 0xE2 and body.startswith(b"ICC_PROFILE\0")):
            kept.append(data[start:end])
        elif marker == 0xDA:
            whole = b"".join((*kept, memoryview(data)[start:]))
            return Container("JPEG", whole, data.count(b"\xff\xda", start), orientation or 1)
    raise RasterError(CUT_SHORT)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment up to the first scan. Bytes between segments are passed over."""
    place = 2
    for _ in range(MOST_PARTS):
        place = data.find(b"\xff", place)
        marker = data[place + 1] if place >= 0 else 0xD9
        if marker == 0xD9:
            raise RasterError(CUT_SHORT)
        if marker in _JPEG_BARE or marker in (0x00, 0xFF):
            place += 1 if marker == 0xFF else 2
            continue
        [length] = struct.unpack_from(">H", data, place + 2)
        yield marker, place, place + 2 + length
        place += 2 + length
    raise RasterError(TOO_MANY_PARTS)


def _png(data: bytes) -> Container:
    kept: list[bytes | memoryview] = [data[:8]]
    orientation, place = 1, 8
    for _ in range(MOST_PARTS):
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            raise RasterError(CUT_SHORT)
        if name in _PNG_KEPT:
            kept.append(memoryview(data)[place:end])
        elif name == b"eXIf":
            orientation = orientation_of(data[place + 8 : end - 4])
        if name == b"IEND":
            return Container("PNG", b"".join(kept), orientation=orientation)
        place = end
    raise RasterError(TOO_MANY_PARTS)


def _gif(data: bytes) -> Container:
    """As it came, once what stands before the first picture is known to be short."""
    place = 13 + _colours(data[10])
    for _ in range(MOST_PARTS):
        if data[place] == 0x2C:
            return Container("GIF", data)
        if data[place] != 0x21:
            raise RasterError(DAMAGED)
        place = _after_blocks(data, place + 2)
    raise RasterError(TOO_MANY_PARTS)


def _colours(flags: int) -> int:
    """Bytes of the table of colours that the screen's flags announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, place: int) -> int:
    for _ in range(MOST_PARTS):
        if not data[place]:
            return place + 1
        place += 1 + data[place]
    raise RasterError(TOO_MANY_PARTS)


def _webp(data: bytes) -> Container:
    [length] = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        raise RasterError(CUT_SHORT)
    orientation, place, end = 1, 12, length + 8
    for _ in range(MOST_PARTS):
        if place + 8 > end:
            return Container("WEBP", data[:end], orientation=orientation)
        name, length = struct.unpack_from("<4sI", data, place)
        if name == b"EXIF":
            orientation = orientation_of(data[place + 8 : place + 8 + length])
        place += 8 + length + length % 2
    raise RasterError(TOO_MANY_PARTS)


def _avif(data: bytes) -> Container:
    """With EXIF called something else in the boxes that describe: Pillow reads all of it, and AVIF turns by `irot`."""
    kept: list[bytes | memoryview] = []
    place = 0
    for _ in range(MOST_PARTS):
        if place >= len(data):
            return Container("AVIF", b"".join(kept))
        length, name = struct.unpack_from(">I4s", data, place)
        if length == 1:
            [length] = struct.unpack_from(">Q", data, place + 8)
        end = place + length if length else len(data)
        if end > len(data) or end < place + 8:
            raise RasterError(CUT_SHORT)
        box = memoryview(data)[place:end]
        kept.append(bytes(box).replace(b"Exif", b"none") if name in (b"meta", b"moov") else box)
        place = end
    raise RasterError(TOO_MANY_PARTS)
