"""Draw the pictures and lettermarks of the demo seeds: `python seeds/draw_pictures.py [NAME ...]`.

Needs Pillow only. Chance is seeded with the picture's name, so the same Pillow writes the same bytes again.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import motifs_machines as machines
import motifs_nature as nature
from picture_canvas import SCALE, Canvas, Palette
from PIL import Image, ImageDraw, ImageFont, ImageOps

HERE = Path(__file__).resolve().parent
MOST_BYTES = 52_000
LOGO_SIDE = 200

INK = Palette("#10182b", "#24365a", "#5a7a9e", "#dfe7ee", "#e8a45a")
PAPER = Palette("#f4eee3", "#e5d8c3", "#b9a688", "#37383c", "#c1553b")
SAGE = Palette("#f0f2e8", "#d3dcc8", "#8fa58c", "#2c4642", "#d98a4e")
ROSE = Palette("#f7ebe6", "#ebcfc5", "#c08578", "#472a38", "#2f6f73")
SLATE = Palette("#1b2226", "#364249", "#7d8e98", "#e8e6de", "#d9b44a")
TEAL = Palette("#0b272d", "#164b55", "#4f9aa0", "#dcebe6", "#f0a868")
PLUM = Palette("#1c122e", "#402758", "#8d6ba8", "#ece2f0", "#f2b66d")
CLAY = Palette("#2b1613", "#66301f", "#c46b48", "#f6e2cc", "#f1b24a")
SKY = Palette("#eaf1f4", "#c6d8e2", "#7fa3b8", "#20374a", "#d8663f")
DAWN = Palette("#f8e7cf", "#f0c79a", "#d08a62", "#3d3140", "#d95f43")
PINE = Palette("#0d211b", "#1f4537", "#5c8f74", "#e5ecdf", "#e6b04f")

WIDE = (1280, 720)


class Work(NamedTuple):
    """One picture to draw."""

    motif: Callable[[Canvas, Palette, Random], None]
    palette: Palette
    size: tuple[int, int] = WIDE
    mirrored: bool = False


PICTURES: dict[str, Work] = {
    "panes-and-partials": Work(machines.blocks, SAGE),
    "indented-lines": Work(machines.code, INK),
    "parallel-threads": Work(machines.threads, TEAL),
    "woven-threads": Work(machines.threads, PAPER, (1200, 630)),
    "quantum-tunnel": Work(nature.tunnel, PLUM),
    "superconducting-chip": Work(machines.circuit, TEAL, (1600, 900)),
    "stacked-drums": Work(machines.cylinders, INK),
    "small-drums": Work(machines.cylinders, SLATE, (1200, 630)),
    "unknown-alphabet": Work(machines.tiles, PAPER),
    "letters-at-night": Work(machines.tiles, PLUM, (1200, 630)),
    "solar-wind-orbits": Work(nature.orbits, INK),
    "red-world-orbits": Work(nature.orbits, CLAY, (1600, 900), mirrored=True),
    "rising-path": Work(nature.horizon, INK, (1600, 900)),
    "moonward": Work(nature.horizon, TEAL, (800, 1000)),
    "radar-sweep": Work(nature.radar, TEAL),
    "radar-over-ice": Work(nature.radar, PINE, (1200, 630), mirrored=True),
    "golden-mirror": Work(nature.mirror, INK),
    "slanted-spiral": Work(nature.galaxy, PLUM),
    "struck-moonlet": Work(nature.impact, SLATE),
    "warm-ridges": Work(nature.waves, DAWN),
    "cool-ridges": Work(nature.waves, SKY, (1200, 630), mirrored=True),
    "height-lines": Work(nature.contours, PINE),
    "pale-height-lines": Work(nature.contours, SAGE, (800, 1000)),
    "crossing-rings": Work(nature.interference, INK),
    "particle-tracks": Work(nature.tracks, PLUM),
    "ever-wider-rings": Work(nature.scale, SKY),
    "iris-and-blades": Work(machines.aperture, TEAL),
    "told-apart": Work(machines.segments, ROSE),
    "short-way-in-a-lattice": Work(machines.lattice, SLATE),
    "layers-of-nodes": Work(machines.network, INK),
    "pale-layers-of-nodes": Work(machines.network, PAPER, (1200, 630)),
    "one-odd-link": Work(machines.chain, SLATE),
    "columns-and-contrast": Work(machines.blocks, ROSE, (1200, 630), mirrored=True),
}

LOGOS: dict[str, tuple[str, str]] = {
    "djangoproject.com": ("Dj", "#2f5d50"),
    "docs.djangoproject.com": ("DD", "#5b7f6b"),
    "python.org": ("Py", "#35577d"),
    "docs.python.org": ("PD", "#6483a0"),
    "peps.python.org": ("PEP", "#8a6f3a"),
    "postgresql.org": ("Pg", "#3f5f8f"),
    "sqlite.org": ("Sq", "#2d6d86"),
    "go.dev": ("Go", "#2f7f86"),
    "rust-lang.org": ("Ru", "#8a4b32"),
    "w3.org": ("W3", "#2f4f79"),
    "rfc-editor.org": ("RFC", "#55606b"),
    "unicode.org": ("Un", "#7a3f55"),
    "nasa.gov": ("Na", "#263f73"),
    "esa.int": ("Es", "#31455c"),
    "nobelprize.org": ("No", "#8c6d2f"),
    "nist.gov": ("Ni", "#4a5f4a"),
    "arxiv.org": ("Ar", "#7c3b36"),
    "copernicus.eu": ("Co", "#2f6f73"),
    "wmo.int": ("Wm", "#3a6b9c"),
    "europa.eu": ("Eu", "#3d4c8c"),
}


def webp(picture: Image.Image) -> bytes:
    """`picture` as WebP, in the best quality that stays within MOST_BYTES."""
    for quality in (86, 80, 74, 68, 60, 50, 40):
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= MOST_BYTES:
            break
    return buffer.getvalue()


def draw_picture(name: str, work: Work) -> None:
    """Draw one picture into pictures/."""
    rng = Random(name)  # noqa: S311 - for looks, not for secrets
    canvas = Canvas(*work.size)
    work.motif(canvas, work.palette, rng)
    picture = canvas.finished(rng)
    if work.mirrored:
        picture = ImageOps.mirror(picture)
    (HERE / "pictures" / f"{name}.webp").write_bytes(webp(picture))


def draw_logo(domain: str, letters: str, colour: str) -> None:
    """Draw one lettermark into logos/: letters on a coloured square, nobody's real logo."""
    side = LOGO_SIDE * SCALE
    mark = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(mark)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), side * 0.2, fill=colour)
    font = ImageFont.load_default(side * (0.46 if len(letters) < 3 else 0.36))
    pen.text((side / 2, side / 2), letters, fill="#fffdf8", font=font, anchor="mm")
    mark = mark.resize((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    mark.save(HERE / "organizations" / "logos" / f"{domain}.png", optimize=True)


def main(names: list[str]) -> None:
    """Draw the pictures called `names`, or everything when there are none."""
    for name, work in PICTURES.items():
        if not names or name in names:
            draw_picture(name, work)
    for domain, (letters, colour) in LOGOS.items():
        if not names or domain in names:
            draw_logo(domain, letters, colour)


if __name__ == "__main__":
    main(sys.argv[1:])
