"""Folders with something in them, what must become of it, and the parts that they are made of."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from tests import seeds
from tests.hostile import text

FOUR_GIGABYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class FolderCase:
    """What `make` makes in a folder: so many articles, and one line with what `refused` matches, if that is given.

    `warned` is what the one warning of the articles matches.
    """

    make: Callable[[Path], object]
    articles: int = 0
    refused: str = ""
    warned: str = ""

    @property
    def name(self) -> str:
        return self.make.__name__.replace("_", "-")


def good(folder: Path, name: str = "") -> Path:
    """A good seed. Its name and address are its own, unless a name is given."""
    number = crc32(os.fsencode(folder / name))
    return seeds.put(folder / (name or f"2024-05-01-good-{number}.md"), text(f"folder-{number}"))


def outside(folder: Path) -> Path:
    """A folder beside the one that the folders of cases are in."""
    return folder.parents[1] / f"outside-{folder.name}"
