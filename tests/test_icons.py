"""The icons for programs that take no SVG: static/icons/, drawn by docs/make_icons.py."""

import io
import runpy
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
ICONS = ROOT / "static/icons"
RED = (157, 47, 34, 255)


def test_icons_are_those_that_the_program_draws():
    drawn = runpy.run_path(str(ROOT / "docs/make_icons.py"))["files"]()
    assert sorted(drawn) == sorted(path.name for path in ICONS.iterdir())
    for name, data in drawn.items():
        assert pixels(Image.open(io.BytesIO(data))) == pixels(Image.open(ICONS / name))


def pixels(image):
    return image.size, image.convert("RGBA").tobytes()


def test_icons_are_small():
    assert sum(path.stat().st_size for path in ICONS.iterdir()) < 40_000


@pytest.mark.parametrize(
    ("name", "size", "corner"),
    [
        ("icon-192.png", 192, (0, 0, 0, 0)),
        ("icon-512.png", 512, (0, 0, 0, 0)),
        ("maskable-512.png", 512, RED),
        ("apple-touch-icon.png", 180, RED),
    ],
)
def test_icon_shows_through_only_where_systems_do_not_cut_it(name, size, corner):
    image = Image.open(ICONS / name).convert("RGBA")
    assert image.size == (size, size)
    assert image.getpixel((0, 0)) == corner
    assert image.getpixel((size // 2, size // 12)) == RED
    assert image.getpixel((size * 9 // 32, size // 2)) == (255, 255, 255, 255)


def test_letter_of_the_maskable_icon_is_within_what_systems_leave():
    image = Image.open(ICONS / "maskable-512.png").convert("L")
    left, top, right, bottom = image.point(lambda value: 255 * (value > 200)).getbbox()  # type: ignore[misc]  # there is one
    corners = [(x, y) for x in (left, right) for y in (top, bottom)]
    assert all((x - 256) ** 2 + (y - 256) ** 2 < (0.4 * 512) ** 2 for x, y in corners)


def test_favicon_has_the_sizes_of_tabs_and_shortcuts(client):
    image = Image.open(io.BytesIO(client.get("/favicon.ico").content))
    assert image.format == "ICO"
    assert image.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
