"""What lies in our storage under `pictures/`: originals and folders of renditions, whoever refers to them."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from django.core.files.storage import default_storage

ROOT = "pictures"


class Stored(NamedTuple):
    """An original, or a folder of renditions with the names of its files in full."""

    name: str
    files: tuple[str, ...]

    @property
    def changed_at(self) -> datetime | None:
        """When the newest of its files was written; None if it is gone."""
        times = [at for name in self.files if (at := _changed_at(name))]
        return max(times, default=None)

    @property
    def bytes(self) -> int:
        """What its files take."""
        return sum(size_of(name) or 0 for name in self.files)

    def remove(self) -> None:
        """Delete its files."""
        for name in self.files:
            default_storage.delete(name)
        if self.files != (self.name,):
            with suppress(OSError):  # somebody else's file is in it
                default_storage.delete(self.name)  # the folder, where there are folders


def everything() -> Iterator[Stored]:
    """All of it, folder by folder."""
    for two_digits in _listed(ROOT)[0]:
        folder = f"{ROOT}/{two_digits}"
        folders, files = _listed(folder)
        yield from (Stored(f"{folder}/{name}", (f"{folder}/{name}",)) for name in files)
        for name in folders:
            yield copy_in(f"{folder}/{name}")


def copy_in(folder: str) -> Stored:
    """The renditions in this folder."""
    return Stored(folder, tuple(f"{folder}/{name}" for name in _listed(folder)[1]))


def size_of(name: str) -> int | None:
    """Bytes of a file; None if it is not there."""
    try:
        return int(default_storage.size(name))
    except FileNotFoundError:
        return None


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(folders), sorted(files)


def _changed_at(name: str) -> datetime | None:
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return None
