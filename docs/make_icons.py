"""Makes static/icons/ of static/favicon.svg, for programs that take no SVG: `.venv/bin/python docs/make_icons.py`.

Reads just as much of SVG as that drawing needs: one rounded square with one shape of straight lines upon it.
"""

import io
import re
import sys
from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).resolve().parent.parent / "static"
FINE = 4  # drawn so many times larger, and then averaged
COLOURS = 32  # of a palette; an icon has two, and what lies between them at edges

Point = tuple[float, float]


def points(path: str) -> list[Point]:
    """The corners of a shape that begins with M and goes on with V, H, h, v and l."""
    x, y, corners = 0.0, 0.0, []
    for command, numbers in re.findall(r"([MVHhvlz])([^MVHhvlz]*)", path):
        given = [float(number) for number in re.findall(r"-?[0-9]*\.?[0-9]+", numbers)]
        match command, given:
            case "M", [over, under]:
                x, y = over, under
            case "H", [over]:
                x = over
            case "V", [under]:
                y = under
            case "h", [right]:
                x += right
            case "v", [down]:
                y += down
            case "l", [right, down]:
                x, y = x + right, y + down
            case "z", []:
                continue
            case _:
                sys.exit(f"favicon.svg: {command}{numbers} is more than this program knows")
        corners.append((x, y))
    return corners


def icon(svg: str, size: int, *, full: bool) -> Image.Image:
    """The drawing on a square of so many pixels; `full` without round corners, for systems that cut it themselves."""
    ink, fill = re.findall(r"fill:(#[0-9a-f]+)", svg)
    side, radius = (float(re.search(rf' {name}="([0-9.]+)"', svg)[1]) for name in ("width", "rx"))
    scale = size * FINE / side
    image = Image.new("RGBA", (size * FINE, size * FINE), fill if full else f"{fill}00")
    draw = ImageDraw.Draw(image)
    if not full:
        draw.rounded_rectangle((0, 0, size * FINE - 1, size * FINE - 1), radius * scale, fill)
    draw.polygon([(x * scale, y * scale) for x, y in points(re.search(r' d="([^"]+)"', svg)[1])], ink)
    return image.reduce(FINE)


def png(image: Image.Image) -> bytes:
    """As a PNG, with a palette where nothing shows through: with transparency, Pillow's palettes change the colours."""
    out = io.BytesIO()
    is_opaque = image.getextrema()[3] == (255, 255)
    smaller = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE) if is_opaque else image
    smaller.save(out, "PNG", optimize=True)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """Name and content of each icon."""
    svg = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    small, ico = [icon(svg, size, full=False) for size in (16, 32, 48)], io.BytesIO()
    small[-1].save(ico, "ICO", sizes=[image.size for image in small], append_images=small[:-1])
    return {
        "favicon.ico": ico.getvalue(),
        "icon-192.png": png(icon(svg, 192, full=False)),
        "icon-512.png": png(icon(svg, 512, full=False)),
        "maskable-512.png": png(icon(svg, 512, full=True)),
        "apple-touch-icon.png": png(icon(svg, 180, full=True)),
    }


if __name__ == "__main__":
    for name, data in files().items():
        (STATIC / "icons" / name).write_bytes(data)
