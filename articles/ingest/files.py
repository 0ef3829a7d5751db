"""Seed files on disk: found and read. The folder is a stranger's, too: nothing in it may stop, mislead or fill us."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articles.sources.errors import SourceError
from articles.sources.seedfile import MOST_BYTES, SUFFIXES
from articles.sources.text import storable

MOST_PICTURE_BYTES = 15_000_000
LONGEST_PATH = 2_000  # bytes; an index holds it
OUTSIDE = "is a link that leads out of the folder; give what it leads to as a path of its own"
HIDDEN = (".", "__MACOSX")  # how names begin that are not looked at
_NOT_SEEDS = ("readme", "license", "changelog", "contributing")
_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW  # a pipe without a writer does not hold us up


@dataclass(frozen=True, slots=True)
class Root:
    """A path that was given: as it was written, absolute (links not followed), and where it really is."""

    given: str
    absolute: str
    real: str

    @classmethod
    def of(cls, path: Path) -> "Root":
        return cls(str(path), os.path.abspath(path), os.path.realpath(path))  # noqa: PTH100  (links stay)


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A seed file, by its path below a root; the root itself where that is empty."""

    root: Root
    below: str
    is_link: bool = False

    @property
    def path(self) -> str:
        """Where it is: absolute, links not followed."""
        return f"{self.root.absolute}{self.below}"

    @property
    def real(self) -> str:
        """Where it is once the links of the root are followed."""
        return f"{self.root.real}{self.below}"

    @property
    def label(self) -> str:
        """What it is called in reports: as it was given, in one line that can be printed."""
        return printable(f"{self.root.given}{self.below}")

    @property
    def name(self) -> str:
        """The name of the file alone."""
        return os.path.basename(self.path)  # noqa: PTH119  (tens of thousands of them)

    def read(self) -> bytes:
        """What it holds. Raises SourceError when that cannot be had whole, or its name cannot be kept."""
        if len(self.path) * 4 > LONGEST_PATH and len(os.fsencode(self.path)) > LONGEST_PATH:
            raise SourceError.of(f"expected a path of at most {LONGEST_PATH:,} bytes")
        below = self.below or self.name
        if storable(below) != below or "\n" in below:
            raise SourceError.of("expected a file name in UTF-8, without control characters")
        return read(self._target(), MOST_BYTES)

    def _target(self) -> str:
        """The path to open: that of the file itself, or of what it is a link to inside its root."""
        if not self.is_link:
            return self.real
        real = os.path.realpath(self.path)
        if not real.startswith(f"{self.root.real.rstrip('/')}/"):
            raise SourceError.of(OUTSIDE)
        return real

    def modified_ns(self) -> int:
        """When it was last changed; 0 when it is gone."""
        return modified_ns(self.path)

    def picture(self, address: str) -> bytes:
        """The bytes of the picture at `address`, relative to this file. Raises SourceError when there is none."""
        folder = os.path.realpath(os.path.dirname(self.path))  # noqa: PTH120
        path = os.path.realpath(f"{folder}/{address}")
        if not path.startswith(f"{folder}/"):
            raise SourceError.of(f"{address} is outside the seed's folder")
        if not os.path.lexists(path):
            raise SourceError.of(f"there is no picture {address} beside the seed")
        try:
            return read(path, MOST_PICTURE_BYTES)
        except SourceError as error:
            raise SourceError.of(f"{address}: {error}") from error

    def pictures(self, addresses: Iterable[str]) -> Iterator[bytes]:
        """The bytes of each of the pictures; nothing for one that is not there."""
        for address in addresses:
            try:
                yield self.picture(address)
            except SourceError:
                yield b""


def printable(path: str) -> str:
    """A path in one line, whatever is in it: what cannot be printed is written as an escape."""
    if path.isprintable():
        return path
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode() for char in path
    )


def read(path: str, most_bytes: int) -> bytes:
    """The bytes of a regular file. Raises SourceError when it is none, too large, unreadable or changing."""
    for _ in range(3):
        try:
            data = _read_once(path, most_bytes)
        except FileNotFoundError as error:
            raise SourceError.of("is not there any more, or is a link that leads nowhere") from error
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise SourceError.of(f"cannot be read: {reason}") from error
        if data is not None:
            return data
    raise SourceError.of("changed while it was read; import it again once it is whole")


def _read_once(path: str, most_bytes: int) -> bytes | None:
    """The file's bytes; None when it changed meanwhile."""
    number = os.open(path, _OPEN)
    try:
        before = os.fstat(number)
        if not stat.S_ISREG(before.st_mode):
            raise SourceError.of("is no regular file")
        if before.st_size > most_bytes:
            raise SourceError.of(f"expected at most {most_bytes:,} bytes, found {before.st_size:,}")
        data = os.read(number, before.st_size + 1)
        after = os.fstat(number)
    finally:
        os.close(number)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same and len(data) == after.st_size else None


def modified_ns(path: str) -> int:
    """When the file was last changed, in nanoseconds; 0 when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return 0
    return found.st_mtime_ns if stat.S_ISREG(found.st_mode) else 0


@dataclass(slots=True)
class Found:
    """The seed files below the paths given, each once, in the order of their names; what there looks like one and is
    none, with the reason; and the folders given, with the number of seed files in each.
    """

    files: list[SeedFile] = field(default_factory=list)
    refused: list[tuple[SeedFile, str]] = field(default_factory=list)
    folders: dict[str, int] = field(default_factory=dict)


def find(paths: Iterable[Path]) -> Found:
    """Every seed file in `paths`, each once. Raises SourceError for a path that is not there."""
    found = Found()
    for root in map(Root.of, paths):
        if not os.path.exists(root.real):  # noqa: PTH110
            raise SourceError.of(f"{printable(root.given)}: there is no such file or folder")
        is_folder = os.path.isdir(root.real)  # noqa: PTH112
        files = list(_below(root, found)) if is_folder else [SeedFile(root, "")]
        if found.files or any(file.is_link for file in files):
            files = _others(files, found.files)
        found.files += files
        if is_folder:
            found.folders[root.absolute] = len(files)
    return found


def _others(files: Iterable[SeedFile], known: Iterable[SeedFile]) -> list[SeedFile]:
    """Those of the files that are neither known nor lead to one another: of a file and links to it, the file."""
    seen = {_real(file) for file in known}
    others = []
    for file in sorted(files, key=lambda file: file.is_link):
        if (real := _real(file)) not in seen:
            seen.add(real)
            others.append(file)
    return sorted(others, key=lambda file: file.below)


def _real(file: SeedFile) -> str:
    return os.path.realpath(file.path) if file.is_link else file.real


def _below(root: Root, found: Found) -> Iterator[SeedFile]:
    """The seed files below a folder, sorted; hidden ones and the usual documents of a project are not seeds."""
    folders = [""]
    while folders:
        folder = folders.pop()
        inside, files = list[str](), list[SeedFile]()
        try:
            with os.scandir(f"{root.real}{folder}") as listed:
                for entry in listed:
                    _sort_out(entry, SeedFile(root, f"{folder}/{entry.name}", entry.is_symlink()), inside, files, found)
        except OSError as error:
            found.refused.append((SeedFile(root, folder), f"cannot be read: {error.strerror}"))
            continue
        yield from sorted(files, key=lambda file: file.below)
        folders += sorted(inside, reverse=True)


def _sort_out(entry: os.DirEntry[str], file: SeedFile, folders: list[str], files: list[SeedFile], found: Found) -> None:
    """Put what a folder holds where it belongs. A link to a folder inside is found by itself; one outside is told."""
    if entry.name.startswith(HIDDEN):
        return
    if entry.is_dir(follow_symlinks=False):
        folders.append(file.below)
    elif file.is_link and os.path.isdir(entry.path):  # noqa: PTH112
        if _leads_out(entry, file.root):
            found.refused.append((file, OUTSIDE))
    elif is_seed(entry.name):
        files.append(file)


def is_seed(name: str) -> bool:
    """Whether a file of this name is one: neither another kind of file, nor a usual document of a project."""
    stem, dot, suffix = name.lower().rpartition(".")
    return f"{dot}{suffix}" in SUFFIXES and stem not in _NOT_SEEDS


def _leads_out(entry: os.DirEntry[str], root: Root) -> bool:
    """Whether what a link leads to is not below the root, where it would be found by itself."""
    real = os.path.realpath(entry.path)
    return real != root.real and not real.startswith(f"{root.real.rstrip('/')}/")
