"""Motifs of sky, earth and physics. Each draws with a canvas, a palette and a seeded source of chance."""

from __future__ import annotations

import itertools
from math import cos, exp, pi, sin, tau
from random import Random

from picture_canvas import Canvas, Palette, Point, mixed


def around(x: float, y: float, radius: float, angle: float) -> Point:
    """The point `radius` from x, y at `angle` (radians)."""
    return x + radius * cos(angle), y + radius * sin(angle)


def stars(c: Canvas, p: Palette, rng: Random, count: int) -> None:
    """Many faint stars and a few bright ones."""
    for _ in range(count):
        x, y = rng.uniform(0, c.width), rng.uniform(0, c.height)
        c.disc(x, y, 0.5 + 1.3 * rng.random() ** 5, p.far, rng.uniform(0.15, 0.8))


def orbits(c: Canvas, p: Palette, rng: Random) -> None:
    """A planet half off the page, its moons on thin ellipses."""
    c.gradient(p.ground, p.ground2, 35)
    stars(c, p, rng, 260)
    x, y, size = c.width * 0.3, c.height * 0.56, c.height * 0.3
    c.glow(x, y, size * 2.6, p.middle, 0.45)
    for step in range(5):
        radius = size * (1.5 + step * 0.55)
        c.ring(x, y, radius, 1.4, p.far, 0.42 - step * 0.05, (176, 364), 0.32)
    c.sphere(x, y, size, mixed(p.accent, p.far, 0.2), mixed(p.ground, p.accent, 0.1))
    for step in range(5):
        radius, angle = size * (1.5 + step * 0.55), (0.35, 1.2, 0.16, 0.75, 0.42)[step]
        c.ring(x, y, radius, 1.4, p.far, 0.6 - step * 0.07, (0, 180), 0.32)
        moon = (x + radius * cos(angle), y + radius * 0.32 * sin(angle))
        c.sphere(*moon, 9 + rng.random() * 16, mixed(p.far, p.middle, step / 6), p.ground)


def horizon(c: Canvas, p: Palette, rng: Random) -> None:
    """The limb of a world with thin air over it, and a craft's path rising from it."""
    c.gradient(p.ground, p.ground2)
    stars(c, p, rng, 320)
    x, y, radius = c.width * 0.42, c.height * 2.05, c.height * 1.45
    for step in range(14):
        c.disc(x, y, radius + 75 - step * 5, p.middle, 0.02 + step * 0.004)
    for step in range(60):
        dusk = (step / 59) ** 0.55
        colour = mixed(mixed(p.middle, p.far, 0.45), p.ground, dusk)
        c.disc(x, y, radius - step * step * c.height * 0.00022, colour)
    c.ring(x, y, radius + 1, 2.2, p.far, 0.75, (180, 360))
    path = [(c.width * (0.1 + t * 0.0072), c.height * (0.74 - 0.58 * (t / 100) ** 1.7)) for t in range(101)]
    for start in range(100):
        c.line(path[start : start + 2], 1 + start * 0.035, p.accent, start / 130)
    c.glow(*path[-1], 90, p.accent, 0.75)
    c.disc(*path[-1], 7, p.far)


def galaxy(c: Canvas, p: Palette, rng: Random) -> None:
    """Two spiral arms of dust and light, seen at a slant."""
    c.gradient(p.ground, p.ground2, 140)
    stars(c, p, rng, 380)
    x, y = c.width * 0.52, c.height * 0.5
    c.glow(x, y, c.height * 0.75, p.middle, 0.4)
    for _ in range(11000):
        along = rng.random() ** 0.75
        angle = along * 9.2 + rng.choice((0, pi)) + rng.gauss(0, 0.3 + along * 0.26)
        radius = along * c.height * (0.98 + rng.gauss(0, 0.06))
        dx, dy = radius * cos(angle), radius * 0.46 * sin(angle)
        spot = (x + dx * 0.94 - dy * 0.34, y + dx * 0.34 + dy * 0.94)
        colour = mixed(p.accent, p.far if rng.random() < 0.6 else p.middle, min(1, along * 1.5))
        c.disc(*spot, 0.7 + 2.3 * rng.random() ** 4, colour, rng.uniform(0.2, 0.85) * (1.15 - along))
    c.glow(x, y, c.height * 0.24, p.accent, 0.8)
    c.glow(x, y, c.height * 0.1, p.far, 1)


def impact(c: Canvas, p: Palette, rng: Random) -> None:
    """A small moon struck from the left, its dust thrown back in rays."""
    c.gradient(p.ground, p.ground2, 60)
    stars(c, p, rng, 240)
    x, y, size = c.width * 0.72, c.height * 0.54, c.height * 0.29
    hit = around(x, y, size * 0.93, pi * 1.06)
    c.glow(*hit, c.height * 0.85, p.accent, 0.42)
    for _ in range(420):
        angle, reach = pi * 1.06 + rng.gauss(0, 0.52), c.height * (0.08 + 0.85 * rng.random() ** 1.8)
        tip, root = around(*hit, reach, angle), around(*hit, reach * rng.uniform(0.4, 0.92), angle)
        c.line((root, tip), rng.uniform(0.7, 2), p.far, 0.5 * (1 - reach / c.height))
        c.disc(*tip, rng.uniform(0.8, 2.8), p.far, 0.75 * (1.02 - reach / c.height))
    c.sphere(x, y, size, p.middle, p.ground, (-0.62, -0.3))
    for _ in range(46):
        spot = around(x, y, size * 0.86 * rng.random() ** 0.5, rng.uniform(0, tau))
        pit = size * (0.02 + 0.08 * rng.random() ** 3)
        c.disc(spot[0] + pit * 0.18, spot[1] + pit * 0.14, pit, p.far, 0.1)
        c.disc(*spot, pit, p.ground, 0.3)
    c.glow(*hit, size * 0.5, p.far, 0.95)


def mirror(c: Canvas, p: Palette, rng: Random) -> None:
    """A honeycomb of gilded mirrors under a few stars."""
    c.gradient(p.ground, p.ground2, 25)
    stars(c, p, rng, 280)
    x, y, size = c.width * 0.5, c.height * 0.52, c.height * 0.1
    c.glow(x, y, c.height, p.middle, 0.35)
    cells = [(q, r) for q in range(-2, 3) for r in range(-2, 3) if abs(q + r) <= 2 and (q, r) != (0, 0)]
    for q, r in cells:
        cx, cy = x + size * 1.5 * q, y + size * 3**0.5 * (r + q / 2)
        slope = 0.5 - (cx - x) / c.height * 0.9 - (cy - y) / c.height * 1.1
        sheen = max(0.0, min(1.0, slope + rng.gauss(0, 0.07)))
        face = [around(cx, cy, size * 0.94, pi / 3 * k) for k in range(6)]
        c.shape(face, mixed(mixed(p.ground2, p.accent, 0.68), mixed(p.accent, p.far, 0.42), sheen))
        upper = [around(cx, cy, size * 0.94, pi / 3 * k) for k in (3, 4, 5)]
        c.line(upper, 2, p.far, 0.55)
    for leg in (pi / 2, pi * 7 / 6, pi * 11 / 6):
        c.line((around(x, y, size * 4.9, leg), (x, y)), 3, p.ground, 0.85)
    c.disc(x, y, size * 0.34, p.ground)
    c.disc(x, y, size * 0.2, p.accent)


def waves(c: Canvas, p: Palette, rng: Random) -> None:
    """A low sun over ridge behind ridge, paler with distance."""
    c.gradient(p.ground, p.ground2)
    x, y = c.width * 0.68, c.height * 0.36
    c.glow(x, y, c.height * 0.8, p.accent, 0.5)
    c.disc(x, y, c.height * 0.15, p.accent)
    for layer in range(7):
        depth = layer / 6
        base, swell = c.height * (0.4 + depth * 0.46), c.height * (0.05 + depth * 0.035)
        phases = [(rng.uniform(0, tau), rng.uniform(0.7, 1.5) * k) for k in (1, 2.3, 5.1)]
        ridge = []
        for step in range(0, c.width + 9, 8):
            at = step / c.width * tau
            lift = sum(sin(at * rate + phase) / k for k, (phase, rate) in enumerate(phases, 1))
            ridge.append((step, base + lift * swell))
        colour = mixed(mixed(p.ground2, p.middle, 0.45), p.far, depth**1.2)
        c.shape([*ridge, (c.width, c.height), (0, c.height)], colour)
        c.line(ridge, 1.2, p.ground, 0.28 * (1 - depth))


def _level_pieces(field: list[list[float]], level: float) -> list[tuple[Point, Point]]:
    """Marching squares: the short lines, in cells of the grid, where `field` crosses `level`."""
    pieces = []
    for row in range(len(field) - 1):
        for col in range(len(field[0]) - 1):
            corners = ((col, row), (col + 1, row), (col + 1, row + 1), (col, row + 1), (col, row))
            crossings = []
            for (x1, y1), (x2, y2) in itertools.pairwise(corners):
                a, b = field[y1][x1] - level, field[y2][x2] - level
                if (a < 0) != (b < 0):
                    crossings.append((x1 + (x2 - x1) * a / (a - b), y1 + (y2 - y1) * a / (a - b)))
            pieces += zip(crossings[::2], crossings[1::2], strict=False)
    return pieces


def _height(x: float, y: float, hills: list[list[float]]) -> float:
    """The height at x, y of all `hills` together."""
    return sum(h * exp(-((x - hx) ** 2 + (y - hy) ** 2) / (2 * s * s)) for hx, hy, s, h in hills)


def contours(c: Canvas, p: Palette, rng: Random) -> None:
    """Height lines of a made-up country, every fifth one stronger."""
    c.gradient(p.ground, p.ground2, 20)
    cell = 12
    cols, rows = c.width // cell + 2, c.height // cell + 2
    ranges = ((0, cols), (0, rows), (5, 14), (-0.6, 1))  # x, y, breadth, height of a hill
    hills = [[rng.uniform(*ends) for ends in ranges] for _ in range(34)]
    field = [[_height(x, y, hills) for x in range(cols)] for y in range(rows)]
    low, high = min(map(min, field)), max(map(max, field))
    for number in range(1, 26):
        share = number / 26
        strong = number % 5 == 0
        colour = p.accent if number == 20 else mixed(p.middle, p.far, share)
        for (x1, y1), (x2, y2) in _level_pieces(field, low + (high - low) * share):
            ends = ((x1 * cell, y1 * cell), (x2 * cell, y2 * cell))
            c.line(ends, 3.4 if number == 20 else 2.2 if strong else 1.1, colour, 1 if strong else 0.75)
    peak = max((field[y][x], x, y) for y in range(4, rows - 5) for x in range(4, cols - 5))
    c.disc(peak[1] * cell, peak[2] * cell, 8, p.accent)


def interference(c: Canvas, p: Palette, rng: Random) -> None:
    """Rings from two sources, crossing."""
    c.gradient(p.ground, p.ground2, 90)
    sources = ((c.width * 0.34, c.height * 0.52), (c.width * 0.66, c.height * 0.48))
    for (x, y), colour in zip(sources, (p.far, p.accent), strict=True):
        c.glow(x, y, c.height * 0.5, colour, 0.3)
        for step in range(1, 25):
            c.ring(x, y, step * c.height * 0.054, 3 - step * 0.07, colour, max(0.08, 0.85 - step * 0.034))
        c.sphere(x, y, c.height * 0.03, colour, mixed(colour, p.ground, 0.4))


def tunnel(c: Canvas, p: Palette, rng: Random) -> None:
    """A wave that meets a wall, and its small remainder beyond it."""
    c.gradient(p.ground, p.ground2, 70)
    wall, thick = c.width * 0.56, c.width * 0.075
    for layer in range(30):
        offset = (layer - 15) * c.height * 0.0135
        points = []
        for step in range(0, c.width + 5, 4):
            packet = exp(-(((step - c.width * 0.36) / (c.width * 0.17)) ** 2))
            packet += 0.36 * exp(-(((step - c.width * 0.8) / (c.width * 0.1)) ** 2))
            swing = sin(step * 0.052 - layer * 0.13) * packet * c.height * 0.24
            points.append((step, c.height * 0.52 + offset * (1 - 0.5 * packet) + swing))
        c.line(points, 1.6, mixed(p.middle, p.accent, layer / 29), 0.2 + 0.02 * layer)
    c.block(wall, 0, thick, c.height, p.far, 0.16)
    for edge in (wall, wall + thick):
        c.line(((edge, 0), (edge, c.height)), 2, p.far, 0.6)
    for step in range(int(c.height / 12) + 1):
        c.line(((wall, step * 12 + 12), (wall + thick, step * 12 - 14)), 0.9, p.far, 0.22)


def tracks(c: Canvas, p: Palette, rng: Random) -> None:
    """Curved paths of particles from one point, through the rings of a detector."""
    c.gradient(p.ground, p.ground2, 45)
    x, y = c.width * 0.5, c.height * 0.5
    for step, radius in enumerate((0.1, 0.19, 0.3, 0.33, 0.47, 0.5)):
        c.ring(x, y, c.height * radius, 1.2 + step * 0.3, p.middle, 0.6)
        for k in range(48):
            a, b = (around(x, y, c.height * (radius + d), k * tau / 48) for d in (0, 0.018))
            c.line((a, b), 1, p.middle, 0.5)
    c.glow(x, y, c.height * 0.4, p.accent, 0.5)
    for _ in range(58):
        angle, bend, reach = rng.uniform(0, tau), rng.gauss(0, 0.9), c.height * rng.uniform(0.22, 0.95)
        path = [around(x, y, reach * t / 40, angle + bend * (t / 40) * reach / c.height) for t in range(41)]
        hot = rng.random() < 0.3
        c.line(path, rng.uniform(1, 2.6), p.accent if hot else p.far, 0.95 if hot else rng.uniform(0.3, 0.75))
        c.disc(*path[-1], 3.2, p.accent if hot else p.far)
    c.disc(x, y, 6, p.far)


def scale(c: Canvas, p: Palette, rng: Random) -> None:
    """Quarter rings, each a fixed factor wider than the last, with the ticks of a ruler."""
    c.gradient(p.ground, p.ground2, 30)
    x, y = c.width * 0.06, c.height * 0.95
    for step in range(15, -1, -1):
        radius = 22 * 1.36**step
        tint = mixed(p.middle, p.far, step % 2 * 0.35)
        colour = p.accent if step == 11 else mixed(p.ground2, tint, 0.3 + step / 22)
        c.disc(x, y, radius, colour, 0.92)
        ticks = 12 + step * 6
        for k in range(ticks):
            angle = -pi / 2 * k / (ticks - 1)
            deep = 0.06 if k % 5 == 0 else 0.03
            ends = (around(x, y, radius, angle), around(x, y, radius * (1 - deep), angle))
            c.line(ends, 1.3, p.ground, 0.55)
    c.disc(x, y, 9, p.far)


def radar(c: Canvas, p: Palette, rng: Random) -> None:
    """A craft sweeping a fan of pulses over a ribbed landscape."""
    c.gradient(p.ground, p.ground2)
    x, y = c.width * 0.24, c.height * 0.17
    for row in range(34):
        depth = row / 33
        base = c.height * (0.56 + 0.52 * depth**1.5)
        line = []
        for step in range(0, c.width + 9, 8):
            bump = exp(-(((step - c.width * 0.66) / (c.width * 0.16)) ** 2)) * sin(step * 0.022 + row * 0.35)
            line.append((step, base - abs(bump) * c.height * 0.12 - 5 * sin(step * 0.009 + row * 0.5)))
        c.shape([*line, (c.width, c.height), (0, c.height)], mixed(p.ground2, p.ground, depth))
        c.line(line, 1 + depth * 1.6, mixed(p.middle, p.far, depth * 0.6), 0.85)
    c.shape([(x, y), (c.width * 0.47, c.height), (c.width * 0.88, c.height * 0.78)], p.accent, 0.13)
    for step in range(1, 26):
        c.ring(x, y, step * c.height * 0.042, 1.8, p.accent, 0.75 - step * 0.02, (33, 60))
    c.glow(x, y, 80, p.accent, 0.5)
    c.shape([around(x, y, 15, pi / 2 * k + 0.8) for k in range(4)], p.far)
    for side in (-1, 1):
        panel = ((20, -8), (78, -8), (78, 9), (20, 9))
        c.shape([(x + side * a, y - side * a * 0.28 + b) for a, b in panel], p.middle)
        c.line(((x, y), (x + side * 78, y - side * 78 * 0.28)), 1.2, p.far, 0.9)
