"""Files as they come → a folder that an import can read: sorted out, unpacked, within limits."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from uuid import UUID, uuid4

from articles.ingest.files import HIDDEN, MOST_PICTURE_BYTES, is_seed
from articles.models import Upload
from articles.sources.seedfile import MOST_BYTES
from articles.uploads.errors import UploadRefused
from articles.uploads.folders import files_of, folder_of, remove, waiting_of
from articles.uploads.names import parts_of, shown
from articles.uploads.pictures import is_picture, sifted
from articles.uploads.zips import Unpacked, unpack

MOST_SEEDS = 2_000  # a few seconds each for the trial and the import, while the editor waits
MOST_PICTURES = 300
MOST_WAITING = 5  # uploads of one editor
MOST_TOLD = 50  # names of files that were passed over


@dataclass(frozen=True, slots=True)
class Given:
    """A file that came: what it was called, and where it lies."""

    name: str
    path: Path


@contextmanager
def begin() -> Iterator[UUID]:
    """The number of an upload to come, whose folder is there. Nothing is left if it is refused, or does not come."""
    number = uuid4()
    try:
        folder_of(number).mkdir(mode=0o700)
        files_of(number).mkdir()
        yield number
    except OSError as error:
        _forget(number)
        raise UploadRefused(f"cannot be kept: {error.strerror or error}") from error
    except BaseException:
        _forget(number)
        raise
    if not Upload.objects.filter(pk=number).exists():
        remove(number)


def _forget(number: UUID) -> None:
    remove(number)
    Upload.objects.filter(pk=number).delete()


def arrive(number: UUID, owner_id: int, given: Sequence[Given]) -> Upload:
    """Note an upload of these files, once they are where an import finds them. Raises UploadRefused."""
    if waiting_of(owner_id).count() >= MOST_WAITING:
        raise UploadRefused(f"expected at most {MOST_WAITING} uploads that wait; import or discard one of yours first")
    folder = files_of(number)
    unpacked = _sorted_out(given, folder)
    seeds = [name for name in unpacked.files if not is_picture(name)]
    pictures = [name for name in unpacked.files if is_picture(name)]
    _count(seeds, pictures)
    passed_over = [f"{shown(name)}: no seed and no picture" for name in unpacked.passed_over if not _is_hidden(name)]
    passed_over += sifted(folder, seeds, pictures)
    upload = Upload(
        id=number, owner_id=owner_id, names=[shown(one.name) for one in given], passed_over=passed_over[:MOST_TOLD]
    )
    _date(folder, upload.created_at.timestamp())
    upload.save(force_insert=True)
    return upload


def _sorted_out(given: Sequence[Given], folder: Path) -> Unpacked:
    """Put the files into the folder: seeds as they are, or what is in one zip."""
    if not given:
        raise UploadRefused("expected one or more files, found none")
    archives = [one for one in given if one.name.lower().endswith(".zip")]
    if archives:
        if len(given) > 1:
            raise UploadRefused(f"{shown(archives[0].name)}: expected a zip alone, found {len(given)} files")
        unpacked = unpack(archives[0].path, folder, most_bytes)
        archives[0].path.unlink()
        return unpacked
    return Unpacked([_placed(one, folder) for one in given])


def _placed(one: Given, folder: Path) -> str:
    """Move a seed that came by itself to its place. Its name."""
    [*_, name] = parts_of(one.name)
    if not is_seed(name):
        hint = "; put pictures into a zip, beside the seeds that name them" if is_picture(name) else ""
        raise UploadRefused(f"{shown(name)}: expected .md, .markdown, .txt, .yaml or .yml, or one .zip{hint}")
    if one.path.stat().st_size > MOST_BYTES:
        raise UploadRefused(f"{shown(name)}: expected at most {MOST_BYTES:,} bytes")
    target = folder / name
    if target.exists():
        raise UploadRefused(f"{shown(name)}: expected each name once, found it twice")
    one.path.rename(target)
    return name


def most_bytes(name: str) -> int:
    """How large a file of this name in a zip may be; 0 for one that is not for an import."""
    if _is_hidden(name):
        return 0
    if is_seed(PurePosixPath(name).name):
        return MOST_BYTES
    return MOST_PICTURE_BYTES if is_picture(name) else 0


def _is_hidden(name: str) -> bool:
    return any(part.startswith(HIDDEN) for part in name.split("/"))


def _count(seeds: Sequence[str], pictures: Sequence[str]) -> None:
    if not seeds:
        raise UploadRefused("expected a seed file (.md, .markdown, .txt, .yaml, .yml), found none")
    for files, most, kind in ((seeds, MOST_SEEDS, "seed files"), (pictures, MOST_PICTURES, "pictures")):
        if len(files) > most:
            raise UploadRefused(f"expected at most {most:,} {kind} at once, found {len(files):,}; upload them in parts")


def _date(folder: Path, moment: float) -> None:
    """Let all files have been changed when they came, so that they stand above older ones for the same article."""
    for path in folder.rglob("*"):
        os.utime(path, (moment, moment))
