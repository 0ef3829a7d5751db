"""Processes of ours: how many can work at once; which one did something, and is it still there?

Those that parse or draw for another begin here, too, so this module knows no Django.
"""

import multiprocessing
import os
import platform
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    """A process. `since` is its start in clock ticks since boot, as numbers are used again; 0: unknown."""

    host: str
    pid: int
    since: int

    def is_gone(self) -> bool | None:
        """Whether it has ended. None: it is on another machine, and only time can tell."""
        if self.host != platform.node():
            return None
        try:
            os.kill(self.pid, 0)  # asks only whether it is there
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:
            pass  # it is there, and somebody else's
        return bool(self.since) and _begun(self.pid) != self.since

    def __str__(self) -> str:
        return f"{self.host} {self.pid} {self.since}"

    @classmethod
    def named(cls, text: str) -> "Process | None":
        """The process that is written so, if any is."""
        found = re.fullmatch(r"(.+) (\d+) (\d+)", text)
        return cls(found[1], int(found[2]), int(found[3])) if found else None


def cores() -> int:
    """How many processors are ours."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_worker(*steps: Callable[[], None]) -> None:
    """What a process that works for another does first: see to it that it ends with that one; then these steps."""
    end_with_parent()
    for step in steps:
        step()


def end_with_parent() -> None:
    """Let this process end when the one that started it has, however that was: also by `kill -9`. Without that, a
    process that waits for work waits for ever.
    """
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=_end_after, args=(parent,), daemon=True, name="ends with its parent").start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def process_of(pid: int | None = None) -> Process:
    """The process of this machine that has this number now; without one, ours."""
    number = os.getpid() if pid is None else pid
    return Process(platform.node(), number, _begun(number))


def _begun(pid: int) -> int:
    """When a process began. 0 if it cannot be told, or the process is dead and only waited for."""
    try:
        state, *numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if state in "ZX" else int(numbers[18])  # proc_pid_stat(5): the 22nd field
