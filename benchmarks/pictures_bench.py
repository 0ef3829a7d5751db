"""How fast is the picture cache, beside a bare loop that makes the same renditions on all cores?

    .venv/bin/python benchmarks/pictures_bench.py [pictures, default: 60] [--rounds 4] [--database URL]

Draws JPEGs of 1600 × 900 (see sample_pictures.py), each another; serves them from another process, under 32 addresses
of this machine, since the cache is kind to each host; and runs `manage.py cache_pictures` on them, with an empty
storage and a fresh database: SQLite in a temporary folder, or a new one on the PostgreSQL server at URL.

The loop has a pool of as many processes, which are as kind to others. In each, Pillow reads a file, decodes, resizes
and encodes as our renditions are made, with nothing around it, and nothing is written. Both are timed with the start of
their processes. Rounds of the two alternate, so that a machine which is busy with other things is so for both; and
where it is, the seconds of processors that each picture took (those of the server apart) say more than the rates.
"""

import argparse
import io
import multiprocessing
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image, ImageChops

from articles.pictures import encoding, raster
from articles.processes import cores
from benchmarks.fresh_database import FreshDatabase, fresh_database
from benchmarks.picture_server import allow, let_wait, url_of
from benchmarks.sample_pictures import SAMPLES

# Django is set up in `main` and nowhere above: processes of the loop load this file, too.

LEAST = 0.9  # of the loop's rate
SHOWN = ("landscape", "faces", "crowd", "night")  # those like photographs
NICENESS = 10  # of the cache's processes


def draw(folder: Path, count: int) -> list[Path]:
    """As many JPEGs, numbered; each is one of the samples, moved sideways."""
    folder.mkdir()
    drawn = [SAMPLES[name]() for name in SHOWN]
    paths = [folder / str(number) for number in range(count)]
    for number, path in enumerate(paths):
        ImageChops.offset(drawn[number % len(drawn)], 7 * number, 0).save(path, "JPEG", quality=90)
    return paths


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The port at which another process serves the folder."""
    command = [sys.executable, str(ROOT / "benchmarks" / "picture_server.py"), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        yield int(server.stdout.readline())
        server.stdin.close()


class Pace(NamedTuple):
    """Seconds, of the clock and of processors."""

    seconds: float
    worked: float


def timed(work: Callable[[], object]) -> Pace:
    """How long it takes this process and those that it starts."""
    began, worked = time.perf_counter(), processor_seconds()
    work()
    return Pace(time.perf_counter() - began, processor_seconds() - worked)


def processor_seconds() -> float:
    """Of this process, and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


# The cache


def cached(database: FreshDatabase, port: int, count: int) -> Pace:
    """The command, for these pictures, all of them new."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from articles.models import Picture, PictureState

    connections.close_all()
    database.restore()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    let_wait(url_of(number, port) for number in range(count))
    with redirect_stdout(io.StringIO()):
        pace = timed(lambda: call_command("cache_pictures"))
    if Picture.objects.filter(state=PictureState.CACHED).count() != count:
        raise SystemExit(f"not all of the {count} pictures are cached: {set(Picture.objects.values_list('error'))}")
    return pace


# The loop


def loop(paths: Sequence[Path]) -> None:
    """The bare loop, for these files."""
    with multiprocessing.get_context("spawn").Pool(cores(), os.nice, (NICENESS,)) as pool:
        made = sum(pool.imap_unordered(bare, paths))
        pool.close()
        pool.join()
    if made != 8 * len(paths):
        raise SystemExit(f"the loop made {made} renditions of {len(paths)} pictures")


def bare(path: Path) -> int:
    """Make the renditions of a file, as raster does. How many."""
    with Image.open(path) as image:
        image.draft(None, (1280, 720))
        made = [image.convert("RGB")]
    count = 0
    for width in sorted(raster.WIDTHS, reverse=True):
        origin = next(each for each in reversed(made) if each is made[0] or each.width >= 2 * width)
        size = (width, width * 9 // 16)
        made.append(origin.resize(size, Image.Resampling.HAMMING, reducing_gap=1.0))
        count += encoded(made[-1], "WEBP", encoding.WEBP)
        if width in encoding.AVIF_WIDTHS:
            count += encoded(made[-1], "AVIF", encoding.AVIF)
    return count + encoded(made[1], "JPEG", encoding.JPEG)


def encoded(picture: Image.Image, form: str, options: dict[str, Any]) -> int:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return bool(out.getvalue())


# Both


def compare(database: FreshDatabase, folder: Path, given: argparse.Namespace) -> bool:
    """Whether the cache is as fast as it is wanted to be."""
    paths = draw(folder, given.pictures)
    with served(folder) as port:
        os.environ |= allow(port)
        from django.test import override_settings

        bares, ours = list[Pace](), list[Pace]()
        with override_settings(FETCH_ALLOWED=["127.0.0.0/8"], FETCH_PORTS=[port]):
            for _ in range(given.rounds):
                bares.append(timed(lambda: loop(paths)))
                ours.append(cached(database, port, len(paths)))
                print(f"loop {bares[-1].seconds:6.2f} s, cache {ours[-1].seconds:6.2f} s", flush=True)
    rates = []
    for what, paces in (("bare loop", bares), ("cache_pictures", ours)):
        seconds, worked = (sum(column) for column in zip(*paces, strict=True))
        rates.append(len(paths) * len(paces) / seconds)
        each = worked / len(paths) / len(paces)
        print(f"{what:<16}{rates[-1]:6.1f} pictures/s, {1000 * each:4.0f} ms of a processor each")
    ratio = rates[1] / rates[0]
    print(f"ratio {ratio:.2f}   (wanted: {LEAST}; {'met' if ratio >= LEAST else 'MISSED'})")
    return ratio >= LEAST


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", nargs="?", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--database", default="", metavar="URL")
    return parser.parse_args()


def main() -> int:
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="newsroom-pictures-") as folder, fresh_database(given.database) as database:
        from django.db import connection

        print(f"{connection.vendor}, Python {platform.python_version()}, {cores()} cores, {given.pictures} pictures")
        return 0 if compare(database, Path(folder, "served"), given) else 1


if __name__ == "__main__":
    sys.exit(main())
