"""Archives of strangers, taken apart into a folder. What an archive says of itself is never believed: bytes are counted
as they come out.
"""

import errno
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from articles.uploads.errors import UploadRefused
from articles.uploads.names import is_archive, parts_of, shown

MOST_ENTRIES = 3_000  # files and folders
MOST_DIRECTORY_BYTES = 1_500_000  # of the archive's list of its files, which is read at once
MOST_UNPACKED_BYTES = 200_000_000
MOST_RATIO = 100  # unpacked to packed; seeds have 3 to 10
ALWAYS_BYTES = 1_000_000  # may come out of any archive, however small
CHUNK_BYTES = 65_536
# Of an entry: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_IN_UTF8 = 0x0800
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, NotImplementedError, RuntimeError)

Entry = tuple[zipfile.ZipInfo, tuple[str, ...]]
"""A file of an archive, and where it goes."""


@dataclass(slots=True)
class Unpacked:
    """The names of the files that are in the folder now, and of those that were passed over."""

    files: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


class _Archive(io.FileIO):
    """An archive's file. `zipfile` reads the list of files at once, as long as the archive says that it is."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_DIRECTORY_BYTES:
            raise UploadRefused(f"expected a zip of at most {MOST_ENTRIES:,} files and folders")
        return super().read(-1 if size is None else size) or b""


@dataclass(slots=True)
class _Budget:
    """What may come out of an archive of `packed` bytes."""

    packed: int
    spent: int = 0

    def spend(self, count: int) -> None:
        self.spent += count
        if self.spent > MOST_UNPACKED_BYTES:
            raise UploadRefused(f"expected a zip that unpacks to at most {MOST_UNPACKED_BYTES // 1_000_000} MB")
        if self.spent > ALWAYS_BYTES + MOST_RATIO * self.packed:
            raise UploadRefused(f"expected a zip that unpacks to at most {MOST_RATIO} times its size")


def unpack(archive: Path, folder: Path, most_bytes: Callable[[str], int]) -> Unpacked:
    """Put the files of `archive` below `folder`. `most_bytes` says of a name how large the file may be; 0: it is not
    wanted. Raises UploadRefused; what was written until then is the caller's to remove.
    """
    unpacked, budget = Unpacked(), _Budget(archive.stat().st_size)
    with _refusing(), _Archive(archive) as opened, zipfile.ZipFile(opened) as packed:
        for info, parts in _entries(packed):
            name = "/".join(parts)
            if not (most := most_bytes(name)):
                unpacked.passed_over.append(name)
                continue
            with packed.open(info) as source:
                _write(source, folder.joinpath(*parts), most, budget, name)
            unpacked.files.append(name)
    return unpacked


@contextmanager
def _refusing() -> Iterator[None]:
    """Say of anything that goes wrong in an archive that it is refused."""
    try:
        yield
    except (*_BROKEN, ValueError, OverflowError, OSError) as error:
        if isinstance(error, OSError) and error.errno != errno.EINVAL:  # that one is a place before the file's start
            raise
        raise UploadRefused("expected a whole zip, found a broken one") from error


def _entries(packed: zipfile.ZipFile) -> list[Entry]:
    """The archive's files, all of them checked before the first is unpacked."""
    infos = packed.infolist()
    if len(infos) > MOST_ENTRIES:
        raise UploadRefused(f"expected a zip of at most {MOST_ENTRIES:,} files and folders, found {len(infos):,}")
    entries, seen = list[Entry](), set[str]()
    for info in infos:
        name = _name(info)
        parts = parts_of(name)
        _check(info, name)
        if "/".join(parts) in seen:
            raise UploadRefused(f"{shown(name)}: expected each name once, found it twice in the zip")
        seen.add("/".join(parts))
        if not name.endswith("/"):
            entries.append((info, parts))
    return entries


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name as it is written, which `zipfile` takes for one of DOS where it does not say UTF-8."""
    if info.flag_bits & _IN_UTF8:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode()
    except UnicodeError as error:
        raise UploadRefused(f"{shown(info.orig_filename)}: expected names in UTF-8") from error


def _check(info: zipfile.ZipInfo, name: str) -> None:
    """Raises UploadRefused for what is no plain file or folder."""
    if info.flag_bits & _ENCRYPTED:
        raise UploadRefused(f"{shown(name)}: expected a zip without a password")
    if stat.S_IFMT(info.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise UploadRefused(f"{shown(name)}: expected files and folders, found a link or a device")
    if is_archive(name):
        raise UploadRefused(f"{shown(name)}: expected seeds and pictures, found another archive in the zip")
    if info.compress_type not in _METHODS:
        raise UploadRefused(f"{shown(name)}: expected a zip that is packed in the usual way (deflate)")


def _write(source: IO[bytes], target: Path, most: int, budget: _Budget, name: str) -> None:
    """Write an entry, until there is more of it than may be."""
    written = 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            while chunk := source.read(CHUNK_BYTES):
                budget.spend(len(chunk))
                written += len(chunk)
                if written > most:
                    raise UploadRefused(f"{shown(name)}: expected at most {most:,} bytes")
                out.write(chunk)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise UploadRefused(f"{shown(name)}: expected a name of its own, found another of that name") from error
