"""Seed files on disk: found, read, and the pictures beside them."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articles.sources.errors import SourceError
from articles.sources.seedfile import SUFFIXES

MOST_BYTES = 2_000_000
MOST_PICTURE_BYTES = 15_000_000
LONGEST_PATH = 2_000  # bytes; an index holds it
_NOT_SEEDS = ("readme", "license", "changelog", "contributing")


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A seed file: where it is (absolute, links not followed), and what it is called in reports."""

    path: Path
    label: str

    def text(self) -> str:
        """What it holds. Raises SourceError when it is too large, unreadable or not UTF-8."""
        if len(os.fsencode(self.path)) > LONGEST_PATH:
            raise SourceError.of(f"expected a path of at most {LONGEST_PATH:,} bytes")
        try:
            size = self.path.stat().st_size
            if size > MOST_BYTES:
                raise SourceError.of(f"expected at most {MOST_BYTES:,} bytes, found {size:,}")
            return self.path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            raise SourceError.of(f"cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise SourceError.of("expected UTF-8 text", line=line) from error

    def pictures(self, addresses: Iterable[str]) -> Iterator[bytes]:
        """The bytes of those of the pictures that are there."""
        for address in addresses:
            try:
                yield self.picture(address)
            except SourceError:
                yield b""

    def picture(self, address: str) -> bytes:
        """The bytes of the picture at `address`, relative to this file. Raises SourceError when there is none."""
        folder = self.path.parent.resolve()
        path = (folder / address).resolve()
        if not path.is_relative_to(folder):
            raise SourceError.of(f"{address} is outside the seed's folder")
        try:
            if not path.is_file():
                raise SourceError.of(f"there is no picture {address} beside the seed")
            if path.stat().st_size > MOST_PICTURE_BYTES:
                raise SourceError.of(f"{address} is larger than {MOST_PICTURE_BYTES:,} bytes")
            return path.read_bytes()
        except OSError as error:
            raise SourceError.of(f"{address} cannot be read: {error.strerror}") from error


@dataclass(slots=True)
class Found:
    """The seed files below the paths given, in the order of their names; and the folders among those paths."""

    files: list[SeedFile] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)


def find(paths: Iterable[Path]) -> Found:
    """Every seed file in `paths`, each once. Raises SourceError for a path that is not there."""
    found, seen = Found(), set[Path]()
    for given in paths:
        if not given.exists():
            raise SourceError.of(f"{given}: there is no such file or folder")
        if given.is_dir():
            found.folders.append(Path(os.path.abspath(given)))  # noqa: PTH100
        for path in _below(given) if given.is_dir() else [given]:
            if (real := path.resolve()) not in seen:
                seen.add(real)
                found.files.append(SeedFile(Path(os.path.abspath(path)), str(path)))  # noqa: PTH100  (links stay)
    return found


def _below(folder: Path) -> Iterator[Path]:
    """The seed files below a folder, sorted; hidden ones and the usual documents of a project are not seeds."""
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if path.suffix.lower() in SUFFIXES and not name.startswith(".") and path.stem.lower() not in _NOT_SEEDS:
                yield path


def digest_of(text: str, pictures: Iterable[bytes]) -> str:
    """What tells whether a seed, or a picture beside it, has changed."""
    digest = hashlib.sha256(text.encode())
    for picture in pictures:
        digest.update(hashlib.sha256(picture).digest())
    return digest.hexdigest()
