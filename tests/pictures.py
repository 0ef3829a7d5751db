"""Pictures for tests, made in code: bytes of every format, in every state that the web has them in."""

import io
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from PIL import Image, ImageDraw

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 200), (245, 245, 245)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>404</title><h1>Not found</h1>"
GPS = {1: "N", 2: (48.0, 51.0, 29.0)}
PNG_START = b"\x89PNG\r\n\x1a\n"

_TURNED_BACK = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # as Image.Transpose: undoes the orientation


def drawing(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """Quarters of red, green, blue and white with a soft disc in the middle; in "RGBA" the white is see-through."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), RED)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), BLUE)
    glow = Image.radial_gradient("L").resize((width // 2, height // 2))
    image.paste(glow.convert("RGB"), (width // 4, height // 4), glow.point(lambda value: 255 - value))
    if mode == "RGBA":
        image.putalpha(Image.new("L", image.size, 255))
        image.paste((0, 0, 0, 0), (width // 2, height // 2, width, height))
    return image.convert(mode)


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def jpeg(width: int = 400, height: int = 300, mode: str = "RGB", **options: Any) -> bytes:
    return encoded(drawing(width, height, mode), "JPEG", **{"quality": 90, **options})


def png(width: int = 400, height: int = 300, mode: str = "RGB", **options: Any) -> bytes:
    return encoded(drawing(width, height, mode), "PNG", **options)


def webp(width: int = 400, height: int = 300, mode: str = "RGB", **options: Any) -> bytes:
    return encoded(drawing(width, height, mode), "WEBP", **{"method": 0, **options})


def avif(width: int = 400, height: int = 300, mode: str = "RGB", **options: Any) -> bytes:
    return encoded(drawing(width, height, mode), "AVIF", **{"speed": 10, "max_threads": 1, **options})


def gif(width: int = 400, height: int = 300, frames: int = 1, **options: Any) -> bytes:
    """One frame, or many: the first is the drawing, the others are plain."""
    others = [Image.new("P", (width, height), number % 256) for number in range(1, frames)]
    return encoded(drawing(width, height), "GIF", save_all=frames > 1, append_images=others, **options)


def animated(form: str, width: int = 400, height: int = 300, frames: int = 3) -> bytes:
    """A moving PNG, WebP or AVIF whose first frame is the drawing."""
    others = [Image.new("RGB", (width, height), (number % 256, 0, 0)) for number in range(1, frames)]
    options = {"speed": 10, "max_threads": 1} if form == "AVIF" else {}
    return encoded(drawing(width, height), form, save_all=True, append_images=others, **options)


def exif(orientation: int = 1, gps: bool = False) -> bytes:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "A camera of renown"
    if gps:
        data[0x8825] = GPS
    return data.tobytes()


def turned(orientation: int, form: str = "JPEG", **options: Any) -> bytes:
    """The drawing of 400 × 300, stored as a camera held that way stores it."""
    image = drawing()
    if orientation > 1:
        image = image.transpose(Image.Transpose(_TURNED_BACK[orientation]))
    return encoded(image, form, exif=exif(orientation), **options)


def of_sixteen_bits(width: int = 400, height: int = 300) -> bytes:
    """A grey PNG of 16 bits: from black on the left to white on the right."""
    row = struct.pack(f"<{width}H", *(65535 * x // (width - 1) for x in range(width)))
    return encoded(Image.frombytes("I;16", (width, height), row * height), "PNG")


def profile_with_red_and_green_exchanged() -> bytes:
    """An ICC profile like sRGB, but what it calls red is green: who honours it shows the other colour."""

    def fixed(*values: float) -> bytes:
        return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))

    primaries = {b"r": (0.3851, 0.7169, 0.0971), b"g": (0.4361, 0.2225, 0.0139), b"b": (0.1431, 0.0606, 0.7141)}
    tags = {b"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1, 0.8249)}
    for name, primary in primaries.items():
        tags[name + b"XYZ"] = b"XYZ \0\0\0\0" + fixed(*primary)
        tags[name + b"TRC"] = b"curv\0\0\0\0" + struct.pack(">IHH", 1, round(2.2 * 256), 0)
    directory, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        directory += struct.pack(">4sII", name, 132 + 12 * len(tags) + len(body), len(value))
        body += value
    head = struct.pack(">4xI4s4s4s12x4s28x", 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"acsp") + fixed(0.9642, 1, 0.8249)
    data = head.ljust(124, b"\0") + directory + body
    return struct.pack(">I", len(data) + 4) + data


def chunk(name: bytes, body: bytes = b"") -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of(
    size: tuple[int, int],
    rows: Iterable[bytes],
    depth: int = 8,
    color: int = 2,
    extra: Sequence[bytes] = (),
    level: int = 9,
) -> bytes:
    """A PNG of that size in its header; `rows` are raw, each with its filter byte; `extra` chunks stand before them."""
    packer = zlib.compressobj(level)
    body = b"".join([*map(packer.compress, rows), packer.flush()])
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, color, 0, 0, 0))
    return PNG_START + header + b"".join(extra) + chunk(b"IDAT", body) + chunk(b"IEND")


def riff(*chunks: bytes) -> bytes:
    """A WebP of these chunks."""
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bomb(side: int = 12_000) -> bytes:
    """A few kilobytes of PNG, sound in every part, that become `side` × `side` pixels."""
    return png_of((side, side), [bytes(1 + side // 8) * 100] * (side // 100), depth=1, color=0)


def with_size(data: bytes, old: tuple[int, int], new: tuple[int, int]) -> bytes:
    """A JPEG, GIF, AVIF or moving WebP whose header says another size than it has."""
    if data.startswith(b"GIF"):
        return data[:6] + struct.pack("<HH", *new) + data[10:]
    if data.startswith(b"RIFF"):
        return data[:24] + b"".join((side - 1).to_bytes(3, "little") for side in new) + data[30:]
    kind = "H" if data.startswith(b"\xff\xd8") else "I"
    old, new = (old[::-1], new[::-1]) if kind == "H" else (old, new)
    assert struct.pack(f">{kind}{kind}", *old) in data
    return data.replace(struct.pack(f">{kind}{kind}", *old), struct.pack(f">{kind}{kind}", *new), 1)


def with_segments(data: bytes, *bodies: tuple[int, bytes]) -> bytes:
    """A JPEG with more segments at its start, each a marker and what it holds."""
    more = b"".join(struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body for marker, body in bodies)
    return data[:2] + more + data[2:]


def of_many_scans(scans: int, width: int = 400, height: int = 300) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = jpeg(width, height, progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * scans + data[-2:]


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
