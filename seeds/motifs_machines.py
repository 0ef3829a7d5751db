"""Motifs of computing. Each draws with a canvas, a palette and a seeded source of chance."""

from __future__ import annotations

import itertools
from math import cos, exp, pi, sin, tau
from random import Random

from motifs_nature import around
from picture_canvas import Canvas, Palette, Point, mixed


def cylinders(c: Canvas, p: Palette, rng: Random) -> None:
    """Stacked drums of a store, one slice of them lit."""
    c.gradient(p.ground, p.ground2, 25)
    stacks = ((0.2, 4), (0.5, 6), (0.8, 5))
    for number, (part, count) in enumerate(stacks):
        x, wide, high = c.width * part, c.width * 0.112, c.height * 0.105
        floor = c.height * 0.9
        c.ring(x, floor, wide * 1.16, wide * 0.34, p.ground, 0.5, squash=0.3)
        for step in range(count):
            top = floor - (step + 1) * high
            lit = (number, step) in ((1, 3), (0, 2), (2, 3))
            body = p.accent if lit else p.middle
            for slice_ in range(64):
                side = (slice_ - 31.5) / 32
                shade = mixed(body, p.ground, min(0.72, 0.1 + 0.75 * abs(side + 0.35) ** 1.5))
                sag = wide * 0.3 * (1 - side * side) ** 0.5
                c.block(x + side * wide - wide / 62, top + sag, wide / 29, high * 0.88, shade)
            c.oval(x, top, wide, 0.3, mixed(body, p.far, 0.38))
            c.ring(x, top, wide, 1.2, p.far, 0.5, squash=0.3)
            c.ring(x, top, wide * 0.62, 1, p.ground, 0.22, squash=0.3)


def circuit(c: Canvas, p: Palette, rng: Random) -> None:
    """Traces that run from a chip to the edges, turning by 45 degrees."""
    c.gradient(p.ground, p.ground2, 50)
    x, y, half = c.width * 0.5, c.height * 0.5, c.height * 0.18
    c.glow(x, y, c.height * 0.9, p.middle, 0.35)
    for side in range(4):
        turn = side * pi / 2
        for lane in range(-6, 7):
            offset, run = lane * half / 7, half * 1.3 + abs(lane) * 19 + rng.choice((0, 24, 60))
            spread, end = lane * half * 0.36, c.width * rng.uniform(0.2, 0.62)
            local = ((half, offset), (run, offset), (run + abs(spread), offset + spread))
            path = [*local, (run + abs(spread) + end * 0.5, offset + spread)]
            turned = [(x + a * cos(turn) - b * sin(turn), y + a * sin(turn) + b * cos(turn)) for a, b in path]
            hot = rng.random() < 0.16
            colour = p.accent if hot else mixed(p.middle, p.far, rng.uniform(0, 0.7))
            c.line(turned, 4 if hot else 2.4, colour, 0.95)
            c.disc(*turned[-1], 8, colour)
            c.disc(*turned[-1], 3.6, p.ground)
    c.block(x - half, y - half, half * 2, half * 2, mixed(p.ground, p.far, 0.1), 1, 16)
    for step in range(1, 9):
        inner = half * (0.84 - step * 0.09)
        colour = mixed(p.ground, p.accent, (step / 8) ** 2 * 0.95)
        c.block(x - inner, y - inner, inner * 2, inner * 2, colour, 1, 8)


def code(c: Canvas, p: Palette, rng: Random) -> None:
    """Lines of a program seen from too far to read, indented, in a few colours."""
    c.gradient(p.ground, p.ground2, 30)
    row, indent = c.height / 23, 0
    tints = (p.middle, mixed(p.middle, p.far, 0.55), p.far, mixed(p.ground2, p.middle, 0.6))
    for column, left in enumerate((c.width * 0.085, c.width * 0.565)):
        for number in range(19):
            top = row * (2 + number)
            if rng.random() < 0.12:
                indent = 0
                continue
            x = left + indent * c.width * 0.032
            for word in range(rng.randint(1, 4)):
                wide = c.width * rng.uniform(0.025, 0.1)
                if x + wide > left + c.width * 0.38:
                    break
                lit = (column, number, word) in ((0, 5, 0), (0, 12, 0), (1, 8, 0), (1, 3, 1), (0, 16, 1))
                c.block(x, top, wide, row * 0.46, p.accent if lit else rng.choice(tints), 0.95, row * 0.23)
                x += wide + c.width * 0.011
            indent = max(0, min(4, indent + rng.choice((-1, 0, 0, 1, 1))))
    c.line(((c.width * 0.5, row * 2), (c.width * 0.5, c.height - row * 2)), 1.2, p.middle, 0.5)


def aperture(c: Canvas, p: Palette, rng: Random) -> None:
    """An eye that is also a lens: fibres, blades and a catchlight."""
    c.gradient(p.ground, p.ground2, 120)
    x, y, size = c.width * 0.5, c.height * 0.5, c.height * 0.36
    for side in (-1, 1):
        for lid in range(9):
            spread = c.height * (0.4 + lid * 0.042)
            parts = [t / 100 for t in range(-100, 101)]
            edge = [(x + t * c.width * 0.46, y + side * spread * cos(t * pi / 2) ** 1.2) for t in parts]
            c.line(edge, 2 - lid * 0.16, p.far, 0.6 - lid * 0.062)
    c.disc(x, y, size * 1.03, p.far, 0.9)
    c.disc(x, y, size, mixed(p.ground, p.middle, 0.5))
    for _ in range(900):
        angle, inner = rng.uniform(0, tau), size * rng.uniform(0.42, 0.6)
        outer = size * rng.uniform(0.72, 0.97)
        colour = mixed(p.middle, rng.choice((p.accent, p.far, p.ground)), rng.random() * 0.8)
        ends = (around(x, y, inner, angle), around(x, y, outer, angle + rng.gauss(0, 0.05)))
        c.line(ends, rng.uniform(0.8, 2.4), colour, 0.6)
    c.disc(x, y, size * 0.53, p.ground)
    for blade in range(7):
        a = blade * tau / 7 + 0.3
        first, second = around(x, y, size * 0.52, a), around(x, y, size * 0.52, a + tau / 7)
        inner = [around(x, y, size * 0.25, a + tau / 7 * k + 0.55) for k in (0, 1)]
        c.shape([first, second, inner[1], inner[0]], mixed(p.ground, p.middle, 0.18 + 0.09 * (blade % 3)))
        c.line((inner[0], first), 1.6, p.far, 0.35)
    c.glow(x, y, size * 0.3, p.accent, 0.5)
    c.glow(x - size * 0.32, y - size * 0.36, size * 0.3, p.far, 0.9)


def segments(c: Canvas, p: Palette, rng: Random) -> None:
    """Soft shapes that overlap, each told apart from the others and cornered by a frame."""
    c.gradient(p.ground, p.ground2, 15)
    places = ((0.22, 0.56, 0.27), (0.47, 0.4, 0.25), (0.76, 0.58, 0.3), (0.6, 0.8, 0.14), (0.9, 0.22, 0.12))
    tints = (p.middle, p.accent, mixed(p.middle, p.far, 0.6), p.far, mixed(p.accent, p.middle, 0.5))
    for (px, py, part), tint in zip(places, tints, strict=True):
        x, y, size = c.width * px, c.height * py, c.height * part
        bends = [(rng.uniform(0, tau), rng.uniform(0.03, 0.13)) for _ in range(4)]
        outline = []
        for k in range(181):
            angle = k * tau / 180
            wobble = 1 + sum(sin(angle * (n + 2) + phase) * much for n, (phase, much) in enumerate(bends))
            outline.append(around(x, y, size * wobble, angle))
        c.shape(outline, tint, 0.84)
        for step in range(1, 8):
            inner = [(x + (a - x) * (1 - step * 0.12), y + (b - y) * (1 - step * 0.12)) for a, b in outline]
            c.line(inner, 1, p.ground, 0.3)
        c.line(outline, 2.4, p.ground, 0.95)
        left, right = min(a for a, _ in outline) - 13, max(a for a, _ in outline) + 13
        top, bottom = min(b for _, b in outline) - 13, max(b for _, b in outline) + 13
        for cx, dx in ((left, 1), (right, -1)):
            for cy, dy in ((top, 1), (bottom, -1)):
                c.line(((cx + dx * 30, cy), (cx, cy), (cx, cy + dy * 30)), 2.4, p.far, 0.85)


def lattice(c: Canvas, p: Palette, rng: Random) -> None:
    """A slanted lattice of points and the short way between two of them."""
    c.gradient(p.ground, p.ground2, 45)
    origin, a, b = (c.width * 0.5, c.height * 0.52), (66, 13), (25, 60)
    spots = {(i, j): (origin[0] + i * a[0] + j * b[0], origin[1] + i * a[1] + j * b[1])
             for i in range(-18, 19) for j in range(-12, 13)}  # fmt: skip
    c.glow(*spots[(0, 0)], c.height * 0.8, p.middle, 0.4)
    for (i, j), (x, y) in spots.items():
        far = exp(-((((x - origin[0]) / c.width) ** 2 + ((y - origin[1]) / c.height) ** 2) * 5))
        for neighbour in ((i + 1, j), (i, j + 1)):
            if neighbour in spots:
                c.line(((x, y), spots[neighbour]), 1, p.middle, 0.18 + 0.4 * far)
        c.disc(x, y, 2.4 + 3.6 * far, mixed(p.middle, p.far, far), 0.95)
    walk = [spots[at] for at in ((-4, -1), (-2, -2), (-1, 0), (1, -1), (2, 1), (4, 1))]
    c.shape([spots[at] for at in ((-1, 0), (1, -1), (2, 1), (0, 2))], p.accent, 0.16)
    c.line(walk, 4, p.accent)
    for x, y in walk:
        c.disc(x, y, 9, p.accent)
        c.disc(x, y, 4, p.ground)


def network(c: Canvas, p: Palette, rng: Random) -> None:
    """Layers of nodes joined by curves of different weight."""
    c.gradient(p.ground, p.ground2, 100)
    sizes = (6, 9, 11, 9, 6, 3)
    layers: list[list[Point]] = []
    for number, count in enumerate(sizes):
        x = c.width * (0.1 + 0.8 * number / (len(sizes) - 1))
        layers.append([(x, c.height * (0.5 + (k - (count - 1) / 2) * 0.076)) for k in range(count)])
    for left, right in itertools.pairwise(layers):
        for x1, y1 in left:
            for x2, y2 in right:
                weight = rng.random() ** 3
                parts = [t / 16 for t in range(17)]
                eased = [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * (1 - cos(pi * t)) / 2) for t in parts]
                hot = weight > 0.82
                c.line(eased, 0.8 + weight * 2.4, p.accent if hot else p.middle, 0.16 + 0.66 * weight)
    for number, layer in enumerate(layers):
        for x, y in layer:
            size = 7 + rng.random() * 7 + number
            c.disc(x, y, size + 6, p.ground, 0.75)
            c.disc(x, y, size, p.accent if rng.random() < 0.2 else mixed(p.middle, p.far, rng.random()))


def tiles(c: Canvas, p: Palette, rng: Random) -> None:
    """Arcs, dots and bars of an alphabet nobody wrote, one to a cell."""
    c.gradient(p.ground, p.ground2, 35)
    cell = c.height / 6
    tints = (p.middle, p.far, mixed(p.middle, p.far, 0.5), p.far)
    for row in range(6):
        for col in range(round(c.width / cell) + 1):
            x, y, m = col * cell + cell / 2 - cell * 0.16, row * cell + cell / 2, cell * 0.33
            colour = p.accent if rng.random() < 0.13 else rng.choice(tints)
            kind, start = rng.randrange(6), rng.choice((0, 90, 180, 270))
            if kind == 0:
                c.ring(x, y, m, cell * 0.13, colour, 1, (start, start + 270))
            elif kind == 1:
                c.ring(x, y - m / 2, m * 0.72, cell * 0.12, colour, 1, (0, 180))
                c.disc(x, y + m * 0.75, cell * 0.075, colour)
            elif kind == 2:
                for k in (-1, 0, 1):
                    corner = (x + k * m * 0.72 - cell * 0.06, y - m + abs(k) * m * 0.5)
                    c.block(*corner, cell * 0.12, m * 1.5, colour, 1, 9)
            elif kind == 3:
                c.ring(x, y, m, cell * 0.12, colour, 1, (start, start + 180))
                c.disc(x, y, cell * 0.08, colour)
            elif kind == 4:
                c.block(x - m, y + m * 0.45, m * 2, cell * 0.12, colour, 1, 9)
                c.ring(x + m * 0.3, y, m * 0.6, cell * 0.12, colour, 1, (180, 360))
            else:
                c.disc(x, y, m * 0.62, colour)
                c.disc(x + m * 0.25, y - m * 0.2, m * 0.4, mixed(p.ground, p.ground2, 0.5))


def threads(c: Canvas, p: Palette, rng: Random) -> None:
    """Many strands that run side by side, part, cross and meet again."""
    c.gradient(p.ground, p.ground2, 80)
    bands = 5
    order = list(range(bands))
    rng.shuffle(order)
    for band in range(bands):
        colour = p.accent if band == 2 else mixed(p.middle, p.far, band / bands)
        for strand in range(11):
            start = c.height * (0.16 + band * 0.17) + (strand - 5) * 5.4
            end = c.height * (0.16 + order[band] * 0.17) + (strand - 5) * 5.4
            path = []
            for step in range(0, c.width + 10, 10):
                t = max(0.0, min(1.0, (step / c.width - 0.18) / 0.64))
                ease = t * t * (3 - 2 * t)
                lift = sin(ease * pi) * (strand - 5) * (2.5 + band)
                path.append((step, start + (end - start) * ease + lift))
            c.line(path, 2.3, colour, 0.95 - abs(strand - 5) * 0.1)


def chain(c: Canvas, p: Palette, rng: Random) -> None:
    """Rows of linked rings; one ring is not like the others."""
    c.gradient(p.ground, p.ground2, 35)
    size, rows = c.height * 0.115, 5
    for row in range(rows):
        y = c.height * (0.5 + (row - 2) * 0.215)
        for col in range(-1, 13):
            x = c.width * 0.035 + (col + (row % 2) / 2) * size * 1.5
            bad = (row, col) == (2, 6)
            colour = p.accent if bad else mixed(p.middle, p.far, 0.15 + 0.5 * rng.random())
            if bad:
                c.glow(x, y, size * 3.2, p.accent, 0.5)
            c.ring(x, y, size, size * 0.2, p.ground, 0.5)
            arc = (12, 318) if bad else (0, 360)
            c.ring(x, y, size * 0.96, size * 0.14, colour, 1, arc)
            c.ring(x, y, size * 0.93, size * 0.03, p.far, 0.45, (190, 300))


def blocks(c: Canvas, p: Palette, rng: Random) -> None:
    """A page laid out on a grid: panes, bars and one round accent."""
    c.gradient(p.ground, p.ground2, 30)
    unit = c.height / 12
    left = (c.width - unit * 17) / 2
    panes = ((0, 0, 7, 6, 2), (7.5, 0, 4.5, 3.8, 0), (12.5, 0, 4.5, 8, 1), (7.5, 4.3, 4.5, 5.7, 3),
             (0, 6.5, 3.2, 3.5, 1), (3.7, 6.5, 3.3, 3.5, 0), (12.5, 8.5, 4.5, 1.5, 4))  # fmt: skip
    tints = (p.middle, mixed(p.middle, p.far, 0.6), p.far, mixed(p.ground2, p.middle, 0.45), p.accent)
    for x, y, wide, high, tint in panes:
        box = (left + x * unit, unit * (1 + y), wide * unit, high * unit)
        c.block(box[0] + 7, box[1] + 9, box[2], box[3], mixed(p.far, p.ground, 0.3), 0.16, 10)
        c.block(*box, tints[tint], 1, 8)
    for k in range(4):
        wide = (3.4, 3, 3.5, 2)[k] * unit
        c.block(left + unit * 8, unit * (6 + k * 0.95), wide, unit * 0.3, p.ground, 0.75, 8)
    x, y = left + unit * 3.5, unit * 4
    c.disc(x, y, unit * 2.1, p.accent)
    c.ring(x, y, unit * 2.1, unit * 2.1, p.ground, 0.85, (90, 270))
    for k in range(12):
        level = unit * (1.5 + k * 0.6)
        c.line(((left + 12.9 * unit, level), (left + 16.6 * unit, level)), 2, p.ground, 0.4)
