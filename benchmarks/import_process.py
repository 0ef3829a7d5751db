"""`manage.py import_seeds` as a process that can be killed with all its children (Linux)."""

import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


DONE = re.compile(r"^([\d,]+) of [\d,]+ files", re.MULTILINE)
LONGEST_SECONDS = 600


def import_now(batch: str, *paths: str) -> None:
    """What the process does: the command, which tells of each batch of that many files instead of now and then."""
    from django.core.management import execute_from_command_line

    from articles.ingest import reading
    from articles.management import reporting

    reporting.LINE_EVERY = 1
    reading.BATCH_FILES = int(batch)
    execute_from_command_line(["manage.py", "import_seeds", *paths])


class Fork:
    """A copy of this process that imports: it has no need to load Django once more. As much of Popen as is needed."""

    def __init__(self, arguments: Sequence[str], log: Path) -> None:
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            self._import(arguments, log)

    def _import(self, arguments: Sequence[str], log: Path) -> NoReturn:
        status = 70
        try:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            os.dup2(1, 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w", 1), os.fdopen(2, "w", 1)
            import_now(*arguments)
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            sys.stdout.flush()
            os._exit(status)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self, timeout: float = math.inf) -> int:
        give_up = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > give_up:
                raise subprocess.TimeoutExpired("import_seeds", timeout)
            time.sleep(0.002)
        return status


@dataclass(slots=True)
class Import:
    """One run, in a session of its own."""

    process: "subprocess.Popen[bytes] | Fork"
    log: Path

    @classmethod
    def of(cls, paths: Sequence[Path], log: Path, *, batch: int, forked: bool = False) -> "Import":
        """Start it, with batches of this many files. What it writes goes to the log, line by line."""
        words = [str(batch), *map(str, paths)]
        log.unlink(missing_ok=True)
        if forked:
            return cls(Fork(words, log), log)
        with log.open("wb") as out:
            command = [sys.executable, "-u", __file__, *words]
            process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        return cls(process, log)

    def end(self) -> str:
        """Wait for it. What it said of its failure if it failed, else nothing."""
        if not (status := self.process.wait(LONGEST_SECONDS)):
            return ""
        said = self.log.read_text().splitlines()
        causes = [line for line in said if re.search(r"(?<!note): .*(?:cannot|[Ee]rror|expected)", line)]
        return " | ".join([f"status {status}", *causes[:3], *said[-1:]])

    def kill(self, after_seconds: float) -> bool:
        """End it and all its children, this long after its start. Whether it still ran then."""
        try:
            self.process.wait(after_seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self._wait_for_children()
            return True
        return False

    def _wait_for_children(self) -> None:
        give_up = time.monotonic() + 20
        while any(_living_members(self.process.pid)):
            if time.monotonic() > give_up:
                raise SystemExit("What was killed does not end")
            time.sleep(0.01)

    def wait_until_told(self, files: int) -> None:
        """Until it has said that so many files are done, or has ended."""
        while self.told() < files and self.process.poll() is None:
            time.sleep(0.002)

    def told(self) -> int:
        """How many files it said were done."""
        said = self.log.read_text() if self.log.exists() else ""
        return max((int(number.replace(",", "")) for number in DONE.findall(said)), default=0)


def _living_members(group: int) -> Iterator[int]:
    """Processes of a group that still run."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of_group) == group and state not in "ZX":
            yield int(stat.parent.name)


if __name__ == "__main__":
    import django

    django.setup()
    import_now(*sys.argv[1:])


def moments(count: int, random: Random, end: float = 1) -> list[float]:
    """Parts of a run to kill it at, spread evenly from its start to `end`, in random order."""
    spread = [(place + random.random()) / count * end for place in range(count)]
    random.shuffle(spread)
    return spread
