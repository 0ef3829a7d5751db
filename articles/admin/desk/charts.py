"""Numbers → bars. Sizes are in units of the drawing, which is scaled to where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

HEIGHT = 100
WIDTH_OF_ONE, GAP = 20, 6


@dataclass(frozen=True)
class Bar:
    """A part of a column: from `y` down by `height`."""

    x: int
    y: float
    width: int
    height: float
    kind: str


@dataclass(frozen=True)
class Columns:
    """Columns of parts that stand on each other. `rows` are what is drawn, as a table tells it."""

    rows: Sequence[tuple[Any, Sequence[int]]]
    bars: Sequence[Bar]
    most: int

    @property
    def width(self) -> int:
        return len(self.rows) * (WIDTH_OF_ONE + GAP) - GAP

    @property
    def total(self) -> int:
        return sum(sum(numbers) for _label, numbers in self.rows)


def columns(rows: Sequence[tuple[Any, Sequence[int]]], kinds: Sequence[str]) -> Columns:
    """A column for each row, of a part for each of its numbers, the first at the bottom."""
    most = max((sum(numbers) for _label, numbers in rows), default=0)
    bars = []
    for place, (_label, numbers) in enumerate(rows):
        top = float(HEIGHT)
        for number, kind in zip(numbers, kinds, strict=True):
            height = round(HEIGHT * number / most, 1) if most else 0
            top = round(top - height, 1)
            if number:
                bars.append(Bar(place * (WIDTH_OF_ONE + GAP), top, WIDTH_OF_ONE, height, kind))
    return Columns(rows, bars, most)


def shares(numbers: Sequence[int]) -> list[float]:
    """Lengths of lying bars, in percent of the longest."""
    most = max(numbers, default=0)
    return [round(100 * number / most, 1) if most else 0 for number in numbers]
