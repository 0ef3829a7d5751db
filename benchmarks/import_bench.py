"""How fast is the import, beside reading the files and beside PyYAML's C loader? And how much memory does it take?

    .venv/bin/python benchmarks/import_bench.py [files, default: 10000] [--cores 1|2] [--keep FOLDER] [--database URL]

Makes a corpus of seed files (see seed_maker.py) and imports it into a fresh database, as `manage.py import_seeds` does,
twice: all new, then all unchanged. All of it is one run on one machine, so that the ratios mean something: half of the
loader's work is done before the imports and half after them. Memory is that of the process and its workers together.
The database is SQLite in a temporary folder, or a new one on the PostgreSQL server at URL.
"""

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import yaml

from benchmarks.fresh_database import fresh_database
from benchmarks.process_memory import Peak, most_resident_bytes
from benchmarks.seed_maker import Corpus, write

# Django is set up in `main` and nowhere above: worker processes of the import may load this file, too.

LEAST = {1: 0.45, 2: 0.6}  # of the loader's rate, by cores
LEAST_AGAIN = 15
MOST_BYTES = 200_000_000
MOST_LOADED = 10_000  # files; more say nothing new


@dataclass(frozen=True, slots=True)
class Pace:
    """Files, and the seconds that they took."""

    files: int
    seconds: float

    def __add__(self, other: "Pace") -> "Pace":
        return Pace(self.files + other.files, self.seconds + other.seconds)

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.files / self.seconds


def read(paths: Iterable[str]) -> Pace:
    """Read every byte, which also fills the system's cache."""
    start, files = time.perf_counter(), 0
    for path in paths:
        Path(path).read_bytes()
        files += 1
    return Pace(files, time.perf_counter() - start)


def load(paths: Iterable[str]) -> Pace:
    """Let the C loader load the front matter; only its own time counts."""
    files, seconds = 0, 0.0
    for path in paths:
        front = Path(path).read_text(encoding="utf-8").split("---\n")[1]
        start = time.perf_counter()
        yaml.load(front, yaml.CSafeLoader)
        seconds += time.perf_counter() - start
        files += 1
    return Pace(files, seconds)


def import_(folder: Path, files: int) -> tuple[Pace, Peak]:
    """Import the folder as the command does, its report into a log."""
    from django.core.management import call_command

    with Path(tempfile.gettempdir(), f"import-bench-{os.getpid()}.log").open("w") as log, Peak() as peak:
        Path(log.name).unlink()
        with redirect_stdout(log), redirect_stderr(log):
            start = time.perf_counter()
            call_command("import_seeds", str(folder))
            return Pace(files, time.perf_counter() - start), peak


def latest_change() -> tuple[int, object]:
    """How many seeds are stored, and when the last of them was."""
    from articles.models import Seed

    return Seed.objects.count(), Seed.objects.latest("imported_at").imported_at


def line(what: str, pace: Pace, against: Pace | None = None, least: float = 0) -> None:
    """Print a rate; if `against` another one, their ratio and what it should be at least."""
    ratio = pace.rate / against.rate if against else 0
    verdict = f"{ratio:7.2f} × the loader   (wanted: {least:g}; {'met' if ratio >= least else 'MISSED'})"
    print(f"{what:<28}{pace.rate:>10,.0f} files/s{verdict if against else ''}", flush=True)


def measure(folder: Path, paths: list[str], cores: int) -> None:
    """All of it, printed."""
    sample = paths[:: max(len(paths) // MOST_LOADED, 1)]
    line("reading the bytes", read(paths))
    loading = load(sample[::2])
    first, first_peak = import_(folder, len(paths))
    stored = latest_change()
    second, second_peak = import_(folder, len(paths))
    if stored != latest_change() or stored[0] != len(paths):
        raise SystemExit(f"{stored[0]} of {len(paths)} files are stored, or the second import wrote something")
    loading += load(sample[1::2])
    line("CSafeLoader, one core", loading)
    line("import, all new", first, loading, LEAST[cores])
    line("import, all unchanged", second, loading, LEAST_AGAIN)
    for what, peak in (("all new", first_peak), ("all unchanged", second_peak)):
        verdict = "met" if peak.bytes <= MOST_BYTES else "MISSED"
        print(f"peak memory, {what:<15}{peak.bytes / 1e6:>10,.0f} MB in {peak.processes} processes   "
              f"(wanted: {MOST_BYTES / 1e6:.0f}; {verdict})")  # fmt: skip
    print(f"most resident, main process {most_resident_bytes() / 1e6:>10,.0f} MB")


def corpus_in(folder: Path, count: int) -> list[str]:
    """The files of the corpus; made, unless they are there."""
    corpus = Corpus(count)
    paths = [str(folder / corpus.path(number)) for number in range(count)]  # a Path takes as much as a small file
    if not Path(paths[-1]).exists():
        write(folder, corpus.files())
    size = sum(Path(path).stat().st_size for path in paths)
    print(f"{count:,} files, {size / count:,.0f} bytes on average")
    return paths


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="?", type=int, default=10_000)
    parser.add_argument("--cores", type=int, choices=(1, 2), default=2)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="Make the corpus here, and leave it.")
    parser.add_argument("--database", default="", metavar="URL")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    os.sched_setaffinity(0, set(islice(sorted(os.sched_getaffinity(0)), given.cores)))
    with tempfile.TemporaryDirectory(prefix="newsroom-seeds-") as temporary:
        folder = (given.keep or Path(temporary)) / f"{given.files}-files"
        paths = corpus_in(folder, given.files)
        with fresh_database(given.database):
            from django.db import connection

            cores = len(os.sched_getaffinity(0))
            print(f"{connection.vendor}, Python {platform.python_version()}, {cores} of {os.cpu_count()} cores")
            measure(folder, paths, given.cores)


if __name__ == "__main__":
    main()
