"""Pictures beside uploaded seeds: those that can be shown, and that are not read too often."""

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from articles.pictures import raster
from articles.sources.reading import Reading, reading
from articles.uploads.errors import UploadRefused
from articles.uploads.names import shown

SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}
MOST_READ_BYTES = 1_000_000_000
ONE_READING_BYTES = 50_000  # as much work as the reading of any picture is, however small


def is_picture(name: str) -> bool:
    """Whether a file of this name is one."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def sifted(folder: Path, seeds: Sequence[str], pictures: Sequence[str]) -> list[str]:
    """Take out pictures that cannot be shown, as every seed that names one would try it anew. A line for each of them.

    Raises UploadRefused if the seeds name the others so often that an import would do little else than read them.
    """
    lines, sizes = list[str](), dict[str, int]()
    for name in pictures:
        data = (folder / name).read_bytes()
        try:
            raster.read(data)
        except raster.RasterError as error:
            (folder / name).unlink()
            lines.append(f"{shown(name)}: {error}")
        else:
            sizes[name] = len(data) + ONE_READING_BYTES
    left = MOST_READ_BYTES
    for size in _read(folder, seeds, sizes) if sizes else ():
        left -= size
        if left < 0:
            raise UploadRefused(
                "expected seeds that name pictures of at most 1 GB, each counted as often as it is named"
            )
    return lines


def _read(folder: Path, seeds: Sequence[str], sizes: dict[str, int]) -> Iterator[int]:
    """The size of each picture that a seed names, as often as seeds do."""
    for name in seeds:
        found = reading((folder / name).read_bytes(), posixpath.basename(name))
        if isinstance(found, Reading):
            beside = posixpath.dirname(name)
            yield from (sizes.get(posixpath.normpath(posixpath.join(beside, path)), 0) for path in found.pictures)
