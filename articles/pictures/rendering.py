"""Rendering on all cores, in processes that know nothing but pictures and let everybody else go first."""

import multiprocessing
import os
import resource
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, Self, TypeVar

from articles.pictures import raster
from articles.processes import end_with_parent

Result = TypeVar("Result")

NICENESS = 10
LONGEST_SECONDS = 60.0  # of a processor, for one picture; the largest that we take need two or three
MOST_BYTES = 450_000_000  # of memory; a picture whose header lies about its size gets no more
DIED = "the process that decoded it died"
ODD = "a picture that cannot be read"


def start_process() -> None:
    """What each process does first: give way to the site, leave Ctrl-C to its parent, and take only so much memory."""
    end_with_parent()
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, MOST_BYTES))


def rendered(data: bytes, widths: Sequence[int], least_px: int) -> raster.Rendered:
    """As `raster.render`; whatever goes wrong is the picture's fault. Raises RasterError only."""
    try:
        return raster.render(data, widths, least_px=least_px)
    except raster.RasterError:
        raise
    except Exception as error:
        raise raster.RasterError(f"{ODD}: {type(error).__name__}") from error


def rendered_in_time(data: bytes, widths: Sequence[int], least_px: int) -> raster.Rendered:
    """The same, in a process of its own, which is killed when that takes too long."""
    signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
    try:
        return rendered(data, widths, least_px)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class Renderer:
    """Renders in `processes` others, started when there is work; in this one if that is 0. Shared by threads."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._alone = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=error is None, cancel_futures=True)

    def render(self, data: bytes, widths: Sequence[int], least_px: int) -> raster.Rendered:
        """As `raster.render`. What kills its process, alone and again, is refused like any other bad picture."""
        if not self.processes:
            return rendered(data, widths, least_px)
        pool = self._running(None)
        try:
            return _submitted(pool, rendered_in_time, data, widths, least_px).result()
        except BrokenProcessPool:  # by this picture, or by one beside it
            with self._alone, ProcessPoolExecutor(1, _spawning(), start_process) as one:
                self._running(pool)
                return _rendered_alone(one, data, widths, least_px)

    def _running(self, broken: ProcessPoolExecutor | None) -> ProcessPoolExecutor:
        """The pool; a new one instead of the broken."""
        with self._lock:
            if self._pool is None or self._pool is broken:
                self._pool = ProcessPoolExecutor(self.processes, _spawning(), start_process)
            return self._pool


def _spawning() -> multiprocessing.context.BaseContext:
    return multiprocessing.get_context("spawn")  # they need nothing of ours, and Django least of all


def _submitted(pool: ProcessPoolExecutor, work: Callable[..., Result], *arguments: Any) -> Future[Result]:
    """Begin the work. Where a process is started for it, Ctrl-C does not reach that before it knows what to do."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(work, *arguments)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _rendered_alone(one: ProcessPoolExecutor, data: bytes, widths: Sequence[int], least_px: int) -> raster.Rendered:
    try:
        return _submitted(one, rendered_in_time, data, widths, least_px).result()
    except BrokenProcessPool as error:
        if not _works():
            raise OSError("processes to render it in cannot be started") from error
        raise raster.RasterError(DIED) from error


def _works() -> bool:
    """Whether processes can be had at all. Where they cannot, no picture is to blame."""
    with ProcessPoolExecutor(1, _spawning(), start_process) as one:
        try:
            return bool(_submitted(one, os.getpid).result())
        except BrokenProcessPool:
            return False
