"""Does the import survive `kill -9`, a second import beside it, and files in any order? Always with the same result?

    .venv/bin/python benchmarks/crash_bench.py [--kills 100] [--concurrent 20] [--orders 3] [--database URL] …

`manage.py import_seeds` runs on a made folder (see seed_maker.py and corner_cases.py), which changes in stages. What
comes of it is compared with what unbroken runs, one after another, make of the same stages:

--kills N       N rounds: the process and all its children are killed at a random moment. Then everything in the
                database must be sound and whole, with no fewer files than were told to be done; and after another run,
                which in some rounds is killed first, too, the digest must be that of the unbroken run.
--concurrent N  N rounds of two imports at once, of the same folder, or of a folder and one within it. Both must
                succeed; readers must meanwhile get every page and whole articles; the digest must be one import's.
--orders N      The files in N random orders, each in several imports, and in reverse: the same digest.

Without any of the three: 100 kills, 20 rounds of two, 3 orders. The exit status is 0 if nothing was found.
The database is SQLite in a temporary folder, or a new one on the PostgreSQL server at URL.
"""

import argparse
import pickle
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.changing_folder import ChangingFolder
from benchmarks.fresh_database import FreshDatabase, fresh_database
from benchmarks.import_process import Import, moments
from benchmarks.seed_maker import Corpus

# What needs Django is imported where it is used: Django is set up for the fresh database, once there is one.

KILLED_AGAIN = 0.25  # of the rounds
PAUSE_SECONDS = 0.05  # of a reader, between two looks
EARLY = 0.06  # of the kills: before the first batch is done


@dataclass(frozen=True, slots=True)
class Reference:
    """What an unbroken run makes of a stage, and how long it takes."""

    digest: str
    rows: Path
    left_out: int
    seconds: float


@dataclass(slots=True)
class Trial:
    """A folder, a database, and the rounds that both go through."""

    database: FreshDatabase
    folder: ChangingFolder
    scratch: Path
    given: argparse.Namespace
    random: Random
    stage: int = -1
    texts: dict[Path, str] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    start_seconds: float = 0
    faults: int = 0

    # What rounds are made of

    def begin_anew(self) -> None:
        """An empty database, and a folder as it is at first."""
        self.disconnect()
        self.database.restore()
        self.enter(0)

    def enter(self, stage: int) -> None:
        self.stage = stage
        self.texts = self.folder.become(stage)

    def go_on(self, *, last: int) -> None:
        """The next stage; after the last one from the beginning."""
        if 0 <= self.stage < last:
            self.enter(self.stage + 1)
        else:
            self.begin_anew()

    def start(self, *paths: Path, name: str = "log") -> Import:
        self.disconnect()
        given = self.given
        return Import.of(paths or [self.folder.path], self.scratch / name, batch=given.batch, forked=given.forked)

    def disconnect(self) -> None:
        """Leave the database to others; it may be thrown away."""
        from django.db import connections

        connections.close_all()

    def wait_for_the_server(self) -> None:
        """Until it has noticed that a process is gone."""
        self.disconnect()
        while self.database.guests():
            time.sleep(0.02)

    def stored(self) -> int:
        """How many of the files' texts are in the database as they are now."""
        from articles.models import Seed

        known = set(Seed.objects.values_list("text", flat=True).iterator())
        return sum(text in known for text in self.texts.values())

    def unsound(self) -> list[str]:
        """What is wrong with the database as it is."""
        from django.test import Client

        from benchmarks.soundness import faults

        return list(faults(Client(SERVER_NAME="localhost"), self.random))

    def unlike_reference(self) -> Iterator[str]:
        """What is wrong in the database itself, and where its content differs from that of the unbroken run."""
        from articles.digest import content_digest
        from benchmarks.contents import contents, differences
        from benchmarks.soundness import database_faults

        yield from database_faults()
        reference = self.references[self.stage]
        if content_digest() != reference.digest:
            yield "the digest is not that of the unbroken run"
            yield from differences(pickle.loads(reference.rows.read_bytes()), contents())

    def tell(self, what: str, found: Iterable[str]) -> None:
        """A line for the round, and one for each fault. After a fault all begins anew."""
        faults = list(found)
        print(f"{what}: {f'{len(faults)} FAULTS' if faults else 'good'}", flush=True)
        for fault in faults[: self.given.show]:
            print(f"    {fault}", flush=True)
        if faults:
            self.faults += 1
            self.stage = -1

    # Rounds

    def make_references(self) -> None:
        """Unbroken runs of all stages."""
        from articles.digest import content_digest
        from benchmarks.contents import contents

        empty = self.scratch / "empty"
        empty.mkdir()
        self.start_seconds = self.timed(empty)
        for stage in range(self.folder.stages):
            self.go_on(last=self.folder.stages - 1)
            seconds = self.timed()
            rows = self.scratch / f"reference-{stage}"
            rows.write_bytes(pickle.dumps(contents()))
            left_out = len(self.texts) - self.stored()
            self.references.append(Reference(content_digest(), rows, left_out, seconds))
            self.tell(
                f"stage {stage}, {len(self.texts):,} files in {seconds:.1f} s, {content_digest()}", self.unsound()
            )
            self.stage = stage
        self.stage = -1

    def timed(self, *paths: Path) -> float:
        """The seconds of an unbroken run."""
        began = time.monotonic()
        if failed := self.start(*paths).end():
            raise SystemExit(f"The unbroken run failed: {failed}")
        return time.monotonic() - began

    def kill_round(self, number: int, moment: float) -> None:
        """Kill when this part of the files is done: up to `EARLY` is before the first, beyond 1 behind the last."""
        self.go_on(last=self.folder.stages - 1)
        name = f"kill {number}, stage {self.stage}, at {moment:.2f}"
        found: list[str] = []
        kills = 1 + (self.random.random() < KILLED_AGAIN)
        for _ in range(kills):
            run, was_running = self.killed(moment)
            stored, told = self.stored(), run.told()
            name += f" ({'killed' if was_running else 'had ended'}; {told:,} told, {stored:,} stored)"
            if stored < told - self.references[self.stage].left_out:
                found.append(f"{told:,} files were told to be done, {stored:,} are stored")
            found += self.unsound()
            moment = self.random.random()
        failed = self.start().end()
        self.tell(name, [*found, *([failed] if failed else []), *self.unlike_reference()])

    def killed(self, moment: float) -> tuple[Import, bool]:
        """A run that is killed some time after it told of this part of the files; and whether it still ran then."""
        total = len(self.texts)
        files = min(max(int((moment - EARLY) * total), 0), total)
        a_batch = max(self.references[self.stage].seconds - self.start_seconds, 0.05) * self.given.batch / total
        run = self.start()
        run.wait_until_told(files)
        was_running = run.kill(self.random.random() * (a_batch if files else self.start_seconds + a_batch))
        self.wait_for_the_server()
        return run, was_running

    def concurrent_round(self, number: int) -> None:
        """Two imports at once, with readers."""
        self.go_on(last=min(1, self.folder.stages - 1))
        within = number // 2 % 2
        one = self.start(name="one")
        time.sleep(self.random.random() * self.start_seconds)
        two = self.start(self.folder.path / "_news" if within else self.folder.path, name="two")
        looks, found = self.read_while([one, two])
        found += [failed for failed in (one.end(), two.end()) if failed]
        what = "a folder and one within it" if within else "one folder twice"
        name = f"two at once {number}, stage {self.stage}, {what}, {looks} looks of a reader"
        self.tell(name, [*found, *self.unlike_reference()])

    def read_while(self, runs: Sequence[Import]) -> tuple[int, list[str]]:
        """Read pages and articles until these have ended. How often, and what was wrong."""
        looks, found = 0, list[str]()
        while any(run.process.poll() is None for run in runs):
            found += self.seen_by_a_reader()
            looks += 1
            time.sleep(PAUSE_SECONDS)
        return looks, found

    def seen_by_a_reader(self) -> Iterator[str]:
        from django.test import Client

        from benchmarks.soundness import article_faults, page_faults

        yield from page_faults(Client(SERVER_NAME="localhost"), self.random)
        yield from article_faults()

    def order_round(self, number: int, *, reverse: bool = False) -> None:
        """The files in another order, a part of them at a time."""
        self.begin_anew()
        files = sorted(self.texts, reverse=True)
        if not reverse:
            self.random.shuffle(files)
        size = -(-len(files) // self.given.calls)
        runs = (self.start(*files[place : place + size]).end() for place in range(0, len(files), size))
        failed = [run for run in runs if run]
        name = "reverse order" if reverse else f"random order {number}"
        self.tell(f"{name}, {self.given.calls} imports", [*failed, *self.unlike_reference()])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--concurrent", type=int, default=0)
    parser.add_argument("--orders", type=int, default=0)
    parser.add_argument("--files", type=int, default=2_000, help="Articles at the last stage (default: %(default)s).")
    parser.add_argument("--stages", type=int, default=4, help="How often the folder changes (default: %(default)s).")
    parser.add_argument("--calls", type=int, default=6, help="Imports of one order (default: %(default)s).")
    parser.add_argument("--seed", type=int, default=1, help="Another number, other files and moments.")
    parser.add_argument("--show", type=int, default=8, help="Faults of a round to print (default: %(default)s).")
    parser.add_argument("--batch", type=int, default=200, help="Files of a transaction (default: %(default)s).")
    parser.add_argument("--forked", action="store_true", help="Import in copies of this process, which start at once.")
    parser.add_argument("--plain", action="store_true", help="Leave the corner cases out.")
    parser.add_argument("--database", default="", metavar="URL")
    given = parser.parse_args()
    if not (given.kills or given.concurrent or given.orders):
        given.kills, given.concurrent, given.orders = 100, 20, 3
    return given


def go(trial: Trial) -> None:
    """All rounds that are asked for."""
    given = trial.given
    trial.make_references()
    for number, moment in enumerate(moments(given.kills, trial.random, 1 + 2 * EARLY), 1):
        trial.kill_round(number, moment)
    trial.stage = -1
    for number in range(given.concurrent):
        trial.concurrent_round(number)
    for number in range(given.orders):
        trial.order_round(number)
    if given.orders:
        trial.order_round(0, reverse=True)


def main() -> int:
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="newsroom-crash-") as temporary, fresh_database(given.database) as database:
        from django.conf import settings
        from django.db import connection
        from django.test import override_settings

        scratch = Path(temporary)
        corpus = Corpus(given.files, given.seed)
        folder = ChangingFolder(scratch / "seeds", corpus, given.stages, not given.plain)
        trial = Trial(database, folder, scratch, given, Random(given.seed))
        print(f"{connection.vendor}, {given.files:,} articles in {given.stages} stages", flush=True)
        static = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
        with override_settings(STORAGES=settings.STORAGES | static, SECURE_SSL_REDIRECT=False):
            go(trial)
    rounds = f"{given.kills} kills, {given.concurrent} rounds of two, {given.orders} orders"
    print(f"{rounds}: {f'{trial.faults} with FAULTS' if trial.faults else 'all good'}")
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
