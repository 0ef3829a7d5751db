"""Rendering on all cores, in processes that know nothing but pictures and let everybody else go first."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from articles.pictures import raster

NICENESS = 10
DIED = "the process that decoded it died"


def start_process() -> None:
    """What each process does first: give way to the site, and leave Ctrl-C to its parent."""
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


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
            return raster.render(data, widths, least_px=least_px)
        pool = self._running(None)
        try:
            return pool.submit(raster.render, data, widths, least_px=least_px).result()
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


def _rendered_alone(one: ProcessPoolExecutor, data: bytes, widths: Sequence[int], least_px: int) -> raster.Rendered:
    try:
        return one.submit(raster.render, data, widths, least_px=least_px).result()
    except BrokenProcessPool as error:
        raise raster.RasterError(DIED) from error
