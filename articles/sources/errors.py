"""What is wrong with a source, told so that its writer can go straight to the place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, or worth knowing. `line` counts from 1 in the file; 0 when the place is not known."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.field) if part)
        return f"{place}: {self.message}" if place else self.message


class SourceError(ValueError):
    """Input we refuse. `problems` names every one that was found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("; ".join(map(str, self.problems)))

    @classmethod
    def of(cls, message: str, *, field: str = "", line: int = 0) -> "SourceError":
        """An error of a single problem."""
        return cls([Problem(line, field, message)])
