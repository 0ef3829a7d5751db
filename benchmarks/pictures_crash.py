"""Does the picture cache survive `kill -9`, and a second run beside it, without a half file or a picture fetched twice?

    .venv/bin/python benchmarks/pictures_crash.py [--kills 50] [--concurrent 5] [--pictures 200] [--database URL] …

`manage.py cache_pictures` runs over pictures that a server on this machine has (see picture_server.py), from an empty
storage, again and again:

--kills N       N rounds: the process and all its children are killed at a random moment. Then every file under a name
                that is served must decode wholly, and the files must be what the rows say. After another run, which in
                some rounds is killed first, too, every picture must have its copy, and what was complete at a kill must
                not have been asked for again.
--concurrent N  N rounds of two runs at once. Both must succeed, and no picture be asked for twice.

In the end of each round nothing may be claimed, and pruning must leave only what rows name. Without any of the two: 50
kills and 5 rounds of two. The exit status is 0 if nothing was found.
The database is SQLite in a temporary folder, or a new one on the PostgreSQL server at URL.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PIL import Image

from benchmarks.fresh_database import FreshDatabase, fresh_database
from benchmarks.import_process import Import, moments
from benchmarks.picture_server import PictureServer, allow, let_wait, url_of

# What needs Django is imported where it is used: Django is set up for the fresh database, once there is one.

KILLED_AGAIN = 0.25  # of the rounds


def drawn(number: int) -> bytes:
    """A small JPEG, each another; one in ten is the one before again."""
    number -= number % 10 == 9
    out = io.BytesIO()
    Image.radial_gradient("L").resize((320, 200 + number % 50)).convert("RGB").save(
        out, "JPEG", quality=60 + number % 30
    )
    return out.getvalue() + str(number).encode()


@dataclass(slots=True)
class Trial:
    """A server, a database, a storage, and the rounds that they go through."""

    database: FreshDatabase
    server: PictureServer
    scratch: Path
    given: argparse.Namespace
    random: Random
    start_seconds: float = 0
    seconds: float = 0
    faults: int = 0

    def begin_anew(self) -> None:
        """No copy of any picture; all wait."""
        from django.conf import settings

        self.disconnect()
        self.database.restore()
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        let_wait(url_of(number, self.server.port) for number in range(self.given.pictures))
        self.disconnect()

    def disconnect(self) -> None:
        from django.db import connections

        connections.close_all()

    def start(self, name: str = "log") -> Import:
        """A run of the command, in a session of its own."""
        self.disconnect()
        log = self.scratch / name
        with log.open("wb") as out:
            command = [sys.executable, str(ROOT / "manage.py"), "cache_pictures"]
            process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        return Import(process, log)

    # What is wrong

    def half_files(self) -> Iterator[str]:
        """Files that readers could get, and that are not whole."""
        from django.core.files.storage import default_storage

        from articles.pictures import raster
        from articles.pictures.names import is_served
        from articles.pictures.stored import everything

        for name in (name for stored in everything() for name in stored.files if is_served(name)):
            try:
                raster.read(default_storage.open(name).read())
            except raster.RasterError as error:
                yield f"{name}: {error}"

    def unlike_rows(self) -> Iterator[str]:
        """Files that are not what the rows say."""
        from articles.pictures.checking import check_pictures

        yield from (f"{flaw.picture}: {flaw.what}" for flaw in check_pictures(deep=True, repair=False))

    def cached(self) -> list[str]:
        """Paths of the pictures that have their copies."""
        from articles.models import Picture, PictureState

        cached = Picture.objects.filter(state=PictureState.CACHED)
        return [f"/{url.rpartition('/')[2]}" for url in cached.values_list("url", flat=True)]

    def incomplete(self) -> Iterator[str]:
        """What a run that was not broken off should have done."""
        from django.utils import timezone

        from articles.models import Picture
        from articles.pictures.pruning import prune_pictures
        from articles.pictures.stored import everything

        yield from self.half_files()
        yield from self.unlike_rows()
        if missing := self.given.pictures - len(self.cached()):
            yield f"{missing} pictures have no copy: {Counter(Picture.objects.values_list('state', 'error'))}"
        if claimed := Picture.objects.exclude(claimed_by="").count():
            yield f"{claimed} pictures are claimed still"
        prune_pictures(now=timezone.now() + timedelta(hours=2))
        files = sum(len(stored.files) for stored in everything())
        named = {row.name_of(file) for row in Picture.objects.all() for file in row.files}
        if files != len(named):
            yield f"{files} files are there after pruning, and {len(named)} are named"
        yield from self.unlike_rows()

    def tell(self, what: str, found: Iterable[str]) -> None:
        """A line for the round, and one for each fault."""
        faults = list(found)
        print(f"{what}: {f'{len(faults)} FAULTS' if faults else 'good'}", flush=True)
        for fault in faults[: self.given.show]:
            print(f"    {fault}", flush=True)
        self.faults += bool(faults)

    # Rounds

    def reference(self) -> None:
        """An unbroken run, and how long it takes; and one that has nothing to do."""
        self.begin_anew()
        for name in ("seconds", "start_seconds"):
            began = time.monotonic()
            if failed := self.start().end():
                raise SystemExit(f"The unbroken run failed: {failed}")
            setattr(self, name, time.monotonic() - began)
        self.tell(f"unbroken, {self.seconds:.1f} s of which {self.start_seconds:.1f} s to start", self.incomplete())

    def kill_round(self, number: int, moment: float) -> None:
        """Kill when this part of the time of an unbroken run is over."""
        self.begin_anew()
        name, found, complete = f"kill {number}", list[str](), set[str]()
        for _ in range(1 + (self.random.random() < KILLED_AGAIN)):
            before = len(self.server.asked)
            was_running = self.start().kill(
                self.start_seconds * 0.7 + moment * (self.seconds - self.start_seconds * 0.7)
            )
            found += self.asked_again(before, complete)
            complete = self.after_a_kill(found)
            name += f" at {moment:.2f} ({'killed' if was_running else 'had ended'}; {len(complete)} complete)"
            moment *= self.random.random()
        before = len(self.server.asked)
        failed = self.start().end()
        found += self.asked_again(before, complete)
        self.tell(name, [*found, *([failed] if failed else []), *self.incomplete()])

    def after_a_kill(self, found: list[str]) -> set[str]:
        """What is complete; with what is wrong added to `found`."""
        while self.database.guests():
            time.sleep(0.02)
        found += [*self.half_files(), *self.unlike_rows()]
        complete = set(self.cached())
        self.disconnect()
        return complete

    def asked_again(self, before: int, complete: set[str]) -> Iterator[str]:
        """Pictures that were complete and were asked for all the same, behind so many requests."""
        if again := sorted(complete.intersection(self.server.asked[before:])):
            yield f"{len(again)} pictures that were complete were asked for again: {again[:9]}"

    def concurrent_round(self, number: int) -> None:
        """Two runs at once."""
        self.begin_anew()
        before = len(self.server.asked)
        runs = [self.start("one")]
        time.sleep(self.random.random() * self.start_seconds / 2)
        runs.append(self.start("two"))
        failed = [failed for run in runs if (failed := run.end())]
        times = Counter(self.server.asked[before:])
        twice = [path for path, count in times.items() if count > 1]
        found = [f"{len(twice)} pictures were asked for twice: {sorted(twice)[:9]}"] if twice else []
        shares = " and ".join(run.log.read_text().partition("Pictures: ")[2].partition(" ")[0] for run in runs)
        self.tell(f"two at once {number}, {shares} done", [*failed, *found, *self.incomplete()])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--concurrent", type=int, default=0)
    parser.add_argument("--pictures", type=int, default=200, help="Of a run (default: %(default)s).")
    parser.add_argument("--seed", type=int, default=1, help="Another number, other moments.")
    parser.add_argument("--show", type=int, default=8, help="Faults of a round to print (default: %(default)s).")
    parser.add_argument("--database", default="", metavar="URL")
    given = parser.parse_args()
    if not (given.kills or given.concurrent):
        given.kills, given.concurrent = 50, 5
    return given


def main() -> int:
    given = arguments()
    pictures = {f"/{number}": drawn(number) for number in range(given.pictures)}
    with PictureServer(pictures.get) as server, tempfile.TemporaryDirectory(prefix="newsroom-crash-") as scratch:
        os.environ |= allow(server.port)
        with fresh_database(given.database) as database:
            from django.db import connection

            print(f"{connection.vendor}, {given.pictures:,} pictures", flush=True)
            trial = Trial(database, server, Path(scratch), given, Random(given.seed))
            trial.reference()
            for number, moment in enumerate(moments(given.kills, trial.random), 1):
                trial.kill_round(number, moment)
            for number in range(1, given.concurrent + 1):
                trial.concurrent_round(number)
    rounds = f"{given.kills} kills, {given.concurrent} rounds of two"
    print(f"{rounds}: {f'{trial.faults} with FAULTS' if trial.faults else 'all good'}")
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
