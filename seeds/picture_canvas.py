"""A supersampled canvas for the demo pictures: flat shapes, gradients, glows and a little grain.

All positions and lengths are in pixels of the finished picture; the canvas multiplies them by SCALE
while drawing and averages them away again in `finished`, which is what makes the edges smooth.
"""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw

SCALE = 3
GRAIN = 3  # strongest change, up or down, of one colour value out of 255

Point = tuple[float, float]


class Palette(NamedTuple):
    """Five colours as hex: two for the ground, a middle tone, the far end of the scale, and the accent."""

    ground: str
    ground2: str
    middle: str
    far: str
    accent: str


def mixed(first: str, second: str, share: float) -> str:
    """The colour `share` (0 to 1) of the way from `first` to `second`."""
    pairs = zip(ImageColor.getrgb(first), ImageColor.getrgb(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def with_alpha(colour: str, alpha: float) -> tuple[int, ...]:
    """`colour` as an RGBA tuple; alpha from 0 (invisible) to 1."""
    return (*ImageColor.getrgb(colour), round(alpha * 255))


class Canvas:
    """A picture being drawn, `width` by `height` finished pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self.draw = ImageDraw.Draw(self.image, "RGBA")

    def gradient(self, top: str, bottom: str, turn: float = 0) -> None:
        """Fill everything from `top` to `bottom`, turned by `turn` degrees."""
        ramp = Image.linear_gradient("L").resize((512, 512), Image.Resampling.BICUBIC)
        ramp = ramp.rotate(turn, Image.Resampling.BICUBIC).crop((76, 76, 436, 436))
        ramp = ramp.resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(top, (0, 0, *self.image.size))
        self.image.paste(bottom, (0, 0, *self.image.size), ramp)

    def glow(self, x: float, y: float, radius: float, colour: str, alpha: float) -> None:
        """Light that is `alpha` strong at its middle and gone at `radius`."""
        size = round(radius * 2 * SCALE)
        fading = [round(max(0, 1 - v / 255 * 1.41) ** 2 * 255 * alpha) for v in range(256)]
        mask = Image.radial_gradient("L").point(fading).resize((size, size), Image.Resampling.BICUBIC)
        corner = (round((x - radius) * SCALE), round((y - radius) * SCALE))
        self.image.paste(colour, (*corner, corner[0] + size, corner[1] + size), mask)

    def sphere(self, x: float, y: float, radius: float, lit: str, dark: str,
               light: Point = (-0.45, -0.4)) -> None:  # fmt: skip
        """A ball lit from the side `light` points to, in parts of its radius."""
        size = round(radius * 2 * SCALE)
        disc = Image.new("L", (size, size))
        ImageDraw.Draw(disc).ellipse((0, 0, size - 1, size - 1), fill=255)
        wide = round(size * 1.7)
        shade = Image.radial_gradient("L").point(lambda v: min(255, round((v / 255 * 1.6) ** 1.9 * 255)))
        shade = shade.resize((wide, wide), Image.Resampling.BICUBIC)
        left, top = (round(wide / 2 - size / 2 - part * radius * SCALE) for part in light)
        shade = shade.crop((left, top, left + size, top + size))
        ball = Image.composite(Image.new("RGB", disc.size, dark), Image.new("RGB", disc.size, lit), shade)
        self.image.paste(ball, (round((x - radius) * SCALE), round((y - radius) * SCALE)), disc)

    def disc(self, x: float, y: float, radius: float, colour: str, alpha: float = 1) -> None:
        """A filled circle."""
        box = [(v + d) * SCALE for d in (-radius, radius) for v in (x, y)]
        self.draw.ellipse(box, fill=with_alpha(colour, alpha))

    def oval(self, x: float, y: float, radius: float, squash: float, colour: str) -> None:
        """A filled ellipse, `squash` times as high as it is wide."""
        rx, ry = radius * SCALE, radius * squash * SCALE
        self.draw.ellipse((x * SCALE - rx, y * SCALE - ry, x * SCALE + rx, y * SCALE + ry), fill=colour)

    def ring(self, x: float, y: float, radius: float, line: float, colour: str, alpha: float = 1,
             arc: tuple[float, float] = (0, 360), squash: float = 1) -> None:  # fmt: skip
        """A circle's outline or the part of it between two angles; `squash` below 1 makes it an ellipse."""
        rx, ry = radius * SCALE, radius * squash * SCALE
        box = (x * SCALE - rx, y * SCALE - ry, x * SCALE + rx, y * SCALE + ry)
        self.draw.arc(box, *arc, fill=with_alpha(colour, alpha), width=max(1, round(line * SCALE)))

    def line(self, points: Iterable[Point], line: float, colour: str, alpha: float = 1) -> None:
        """A path through `points`."""
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(path, fill=with_alpha(colour, alpha), width=max(1, round(line * SCALE)), joint="curve")

    def shape(self, points: Iterable[Point], colour: str, alpha: float = 1) -> None:
        """A filled polygon."""
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=with_alpha(colour, alpha))

    def block(self, x: float, y: float, width: float, height: float, colour: str, alpha: float = 1,
              corner: float = 0) -> None:  # fmt: skip
        """A rectangle with its upper left corner at x, y and corners rounded by `corner`."""
        box = [v * SCALE for v in (x, y, x + width, y + height)]
        self.draw.rounded_rectangle(box, corner * SCALE, fill=with_alpha(colour, alpha))

    def finished(self, rng: Random) -> Image.Image:
        """The picture at its own size, with grain over it."""
        picture = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        noise = Image.frombytes("L", picture.size, rng.randbytes(self.width * self.height))
        noise = noise.point(lambda v: v * 2 * GRAIN // 255)
        return ImageChops.add(picture, Image.merge("RGB", (noise, noise, noise)), 1, -GRAIN)
