"""`manage.py import_seeds` as a process that can be killed with all its children (Linux)."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The command, which tells of all that is done instead of now and then.
COMMAND = """
import sys
import django
django.setup()
from django.core.management import execute_from_command_line
from articles.management import reporting
reporting.LINE_EVERY = 1
execute_from_command_line(["manage.py", "import_seeds", *sys.argv[1:]])
"""
DONE = re.compile(r"^([\d,]+) of [\d,]+ files", re.MULTILINE)
LONGEST_SECONDS = 600


@dataclass(slots=True)
class Import:
    """One run, in a session of its own."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @classmethod
    def of(cls, paths: Sequence[Path], log: Path) -> "Import":
        """Start it. What it writes goes to the log, line by line."""
        command = [sys.executable, "-u", "-c", COMMAND, *map(str, paths)]
        with log.open("wb") as out:
            process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
        return cls(process, log)

    def end(self) -> str:
        """Wait for it. What it wrote if it failed, else nothing."""
        status = self.process.wait(LONGEST_SECONDS)
        return f"status {status}: {self.log.read_text()[-1500:]}" if status else ""

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

    def told(self) -> int:
        """How many files it said were done."""
        return max((int(number.replace(",", "")) for number in DONE.findall(self.log.read_text())), default=0)


def _living_members(group: int) -> Iterator[int]:
    """Processes of a group that still run."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, of_group = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(of_group) == group and state not in "ZX":
            yield int(stat.parent.name)
