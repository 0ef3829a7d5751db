"""Parsing on all cores, in processes that know nothing but `articles.sources` and leave Ctrl-C to this one."""

import gc
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from articles.processes import cores, start_worker
from articles.sources.errors import Problem
from articles.sources.reading import Reading, collect_rarely, readings, start_process

Files = Sequence[tuple[bytes, str]]
"""Bytes and name of each."""
Readings = list[Reading | list[Problem]]

WORTH_PROCESSES = 400  # files; a process takes half a second to start


def spare_cores() -> int:
    """How many processes may parse beside the one that stores: one for each other core that is ours."""
    return cores() - 1


class Parser:
    """Parses here while there is little to do, and in `processes` others once there is much."""

    def __init__(self, last_year: int, processes: int | None = None) -> None:
        self.last_year = last_year
        self.processes = spare_cores() if processes is None else processes
        self.done = 0
        self._pool: ProcessPoolExecutor | None = None
        self._started: Future[Readings] | None = None

    def __enter__(self) -> Self:
        self._thresholds = gc.get_threshold()
        collect_rarely()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.set_threshold(*self._thresholds)
        if self._pool:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    def submit(self, files: Files) -> Callable[[], Readings]:
        """Begin to parse; what is returned gives the readings, in the order of the files."""
        self.done += len(files)
        if files and self._is_ready():
            try:
                future = self._submitted(files)
            except BrokenProcessPool:
                return lambda: [self._alone(file) for file in files]
            return lambda: self._result(future, files)
        return lambda: readings(files, self.last_year)

    def _is_ready(self) -> bool:
        """Whether there are processes, or they cannot be had. They are started here, and parsing goes on meanwhile."""
        if not self.processes or self.done <= WORTH_PROCESSES:
            return False
        if self._started is None:
            try:
                self._started = self._submitted([])
            except BrokenProcessPool:
                self.processes = 0
                return False
        return self._started.done()

    def _submitted(self, files: Files) -> "Future[Readings]":
        """Hand it to a process. Raises BrokenProcessPool where none can be had, such as for want of shared memory."""
        if self._pool is not None:
            try:
                return self._pool.submit(readings, files, self.last_year)
            except BrokenProcessPool:
                pass
        context = multiprocessing.get_context("spawn")  # they need nothing of ours, and Django least of all
        others = {*multiprocessing.active_children()}
        try:
            self._pool = ProcessPoolExecutor(self.processes, context, start_worker, (start_process,))
            return self._pool.submit(readings, files, self.last_year)
        except (OSError, ImportError, NotImplementedError) as error:  # what multiprocessing says of such a system
            for process in {*multiprocessing.active_children()} - others:  # some that began; they would be waited for
                process.kill()
            raise BrokenProcessPool(str(error)) from error

    def _result(self, future: "Future[Readings]", files: Files) -> Readings:
        """The readings; where a file killed its process, those of the others, and a problem for that one."""
        try:
            return future.result()
        except BrokenProcessPool:
            return [self._alone(file) for file in files]

    def _alone(self, file: tuple[bytes, str]) -> Reading | list[Problem]:
        if not self.processes:
            return readings([file], self.last_year)[0]
        try:
            return self._submitted([file]).result()[0]
        except BrokenProcessPool:
            if self._works():
                return [Problem(0, "", "cannot be understood: the process that parsed it died")]
        self.processes = 0
        return readings([file], self.last_year)[0]

    def _works(self) -> bool:
        """Whether processes can be had at all. Where they cannot, no file is to blame."""
        try:
            return self._submitted([]).result() == []
        except BrokenProcessPool:
            return False
