"""How much memory a process and all those below it take, measured from inside (Linux)."""

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

EVERY_SECONDS = 0.5  # a look takes the kernel 2 ms a process, and ours waits meanwhile


class Peak(threading.Thread):
    """The most bytes that this process and its children had at once, between `with` and its end.

    Counts each page that processes share once (PSS), so that forked workers do not count twice.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.bytes = 0
        self.processes = 0
        self.looks = 0

    def __enter__(self) -> "Peak":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()
        self.look()

    def run(self) -> None:
        while not self.over.wait(EVERY_SECONDS):
            self.look()

    def look(self) -> None:
        """Take what there is now into account."""
        sizes = [size for pid in family(os.getpid()) if (size := proportional_bytes(pid))]
        self.bytes = max(self.bytes, sum(sizes))
        self.processes = max(self.processes, len(sizes))
        self.looks += 1


def family(pid: int) -> Iterator[int]:
    """The process and all below it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))


def proportional_bytes(pid: int) -> int:
    """What one process takes, with its share of what it shares; 0 when it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def most_resident_bytes() -> int:
    """The most that this process alone has had, ever."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
