"""What is below a path that is watched, and what is to be imported because of a change there."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from articles.ingest.files import HIDDEN, is_seed
from articles.pictures import raster

PICTURES = {".jpeg", *(f".{suffix}" for suffix in raster.SUFFIXES.values())}


@dataclass(slots=True)
class Root:
    """A path that was given, and what was last seen there: None for nothing."""

    given: Path
    absolute: str
    seen: tuple[int, ...] | None = None

    @classmethod
    def of(cls, path: Path) -> "Root":
        return cls(path, os.path.abspath(path))  # noqa: PTH100  (links stay)

    @property
    def is_folder(self) -> bool:
        return os.path.isdir(self.absolute)  # noqa: PTH112

    def look(self) -> bool:
        """Whether there is another file or folder than when last looked, or the file has changed."""
        before = self.seen
        try:
            found = os.stat(self.absolute)  # noqa: PTH116
        except OSError:
            self.seen = None
        else:
            inside = () if self.is_folder else (found.st_size, found.st_mtime_ns)
            self.seen = (found.st_dev, found.st_ino, *inside)
        return self.seen != before

    def below(self, name: str) -> str | None:
        """The path of `name` from here, beginning with a slash; empty for the root itself, None if it is elsewhere."""
        prefix = self.absolute.rstrip("/")
        return name[len(prefix) :] if name == self.absolute or name.startswith(f"{prefix}/") else None

    def path_of(self, name: str) -> Path:
        """`name` as a path below the one that was given."""
        return self.given / (self.below(name) or "").lstrip("/")

    def hides(self, name: str) -> bool:
        """Whether the import passes over it, as over all that is hidden."""
        return any(part.startswith(HIDDEN) for part in (self.below(name) or "").split("/"))

    def meaning(self, name: str) -> Iterator[Path]:
        """What is to be imported because of a change of what is there: seed files, folders, or this root itself."""
        path, below = self.path_of(name), self.below(name)
        real, home = os.path.realpath(name), os.path.realpath(self.absolute)
        if real != f"{home}{below}":  # a link, or below one: the import of the whole knows what may be followed
            if real.startswith(f"{home}/"):
                yield self.given
        elif os.path.isdir(name) or path == self.given:  # noqa: PTH112  (never raises)
            yield path
            if path != self.given and _holds_pictures(path):
                yield from self.seeds_above(path)
        elif is_seed(path.name):
            yield path
        elif path.suffix.lower() in PICTURES:
            yield from self.seeds_above(path)

    def loses(self, name: str) -> bool:
        """Whether a path where nothing is any more was a seed file or can have been a folder: those have no suffix."""
        path = self.path_of(name)
        return path != self.given and (is_seed(path.name) or not path.suffix)

    def meaning_of_lost(self, name: str) -> Iterator[Path]:
        """The seed files to import because nothing is there any more, if that can have been a picture or a folder."""
        path = self.path_of(name)
        if not path.suffix or path.suffix.lower() in PICTURES:
            yield from self.seeds_above(path)

    def seeds_above(self, path: Path) -> Iterator[Path]:
        """The seed files that can name a picture at `path`: in its folder, and in those above down from the root."""
        for folder in path.parents:
            if not folder.is_relative_to(self.given):
                return
            try:
                with os.scandir(folder) as entries:
                    found = [one for one in entries if is_seed(one.name) and one.is_file(follow_symlinks=False)]
            except OSError:
                continue  # gone, or not for us: an import of the whole tells
            yield from map(Path, found)


def _holds_pictures(folder: Path) -> bool:
    names = (name for _, _, files in os.walk(folder) for name in files)
    return any(PurePath(name).suffix.lower() in PICTURES for name in names)
