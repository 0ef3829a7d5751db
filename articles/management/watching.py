"""Watching folders: what changes in them is imported once it has been left alone for a moment.

The kernel says what changed (through `watchfiles`). It does not say all: it is silent about a folder that was removed
and made anew, about what does not fit its queue, and about network shares; and one name that is not UTF-8 ends the
watcher. So the folders are looked at by themselves, the watcher is started again, and now and then all is imported,
which costs little where nothing changed.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import watchfiles
from watchfiles import Change
from watchfiles.main import FileChange

from articles.ingest.files import printable
from articles.management.watched import Root

EVERYTHING_SECONDS = 600.0  # between two imports of all that is there
RETRY_SECONDS = 60.0  # after one that failed
_LONGEST_SETTLES = 10  # where something always changes, the rest waits this many times `settle_seconds`
_TICK_MS, _GROUP_MS, _STEP_MS, _POLL_MS = 100, 200, 50, 1_000

log = logging.getLogger(__name__)
ImportPaths = Callable[[list[Path]], Any]


def watch(
    paths: Iterable[Path],
    import_paths: ImportPaths,
    stop: threading.Event | None = None,
    settle_seconds: float = 1.0,
    *,
    pruning: bool = False,
    tell: Callable[[str], Any] = log.info,
) -> None:
    """Import all of `paths` (files, and folders with all that is below), then what changes, until `stop` is set.

    Ctrl-C and SIGTERM set it; a second one interrupts. `import_paths` is called with seed files and folders, and may
    fail. A file is imported once nothing changed for `settle_seconds`; where changes never end, once it did not change
    itself. Of a picture, the seeds are imported that can name it: those in its folder and in the folders above. `tell`
    gets a line for each file that is gone, which changes nothing, unless with `pruning` its whole path is imported.
    """
    stop = stop or threading.Event()
    watcher = _Watcher([Root.of(path) for path in paths], import_paths, _Settling(settle_seconds), pruning, tell)
    with _ended_by_signals(stop):
        while not stop.is_set():
            watcher.run(stop)


@contextmanager
def _ended_by_signals(stop: threading.Event) -> Iterator[None]:
    """Within, a signal to end sets `stop`."""

    def handle(number: int, frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():  # only there can signals be handled
        yield
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(slots=True)
class _Settling:
    """What changed, until it is left alone. Times are in seconds of one clock."""

    seconds: float
    times: dict[str, float] = field(default_factory=dict)
    since: float = 0.0
    newest: float = 0.0

    def add(self, names: Iterable[str], now: float) -> None:
        """Note that these changed."""
        for name in names:
            self.since = self.since if self.times else now
            self.times[name] = self.newest = now

    def take(self, now: float) -> list[str]:
        """What is to be imported now: all when all is quiet; after a long time what is quiet itself."""
        if now - self.newest >= self.seconds:
            taken = list(self.times)
        elif now - self.since >= self.seconds * _LONGEST_SETTLES:
            taken = [name for name, changed in self.times.items() if now - changed >= self.seconds]
            self.since = now
        else:
            taken = []
        for name in taken:
            del self.times[name]
        return taken


@dataclass(slots=True)
class _Watcher:
    """The watch of these roots, which is started again when it is lost."""

    roots: list[Root]
    import_paths: ImportPaths
    settling: _Settling
    pruning: bool
    tell: Callable[[str], Any]
    polling: bool | None = None  # None: as the environment says
    next_pass: float = 0.0

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set or the watch has to be started again, with an import of everything."""
        started = False
        self._look_at_roots()
        self.next_pass = time.monotonic()
        try:
            for changes in self._changes(stop):
                started = True
                lost = self._note(changes)
                if lost or self._look_at_roots():
                    return
                self._import_settled()
        except FileNotFoundError:
            stop.wait(self.settling.seconds)  # a folder went just now
        except (OSError, RuntimeError) as error:
            self._lost(error, started, stop)

    def _changes(self, stop: threading.Event) -> Iterator[set[FileChange]]:
        """What changed below the folders, again and again: often nothing."""
        folders = [root.absolute for root in self.roots if root.is_folder]
        if not folders:
            while not stop.wait(_TICK_MS / 1000):
                yield set()
            return
        found = watchfiles.watch(
            *folders,
            watch_filter=None,
            debounce=_GROUP_MS,
            step=_STEP_MS,
            stop_event=stop,
            rust_timeout=_TICK_MS,
            yield_on_timeout=True,
            force_polling=self.polling,
            poll_delay_ms=_POLL_MS,
            ignore_permission_denied=True,
        )
        with closing(found):
            yield from found

    def _lost(self, error: Exception, started: bool, stop: threading.Event) -> None:
        """Say why the watch ended. If it could not even begin, look at the files ourselves from now on."""
        log.warning("%s; watching again", _one_line(error))
        if started:
            stop.wait(self.settling.seconds)
        elif not self.polling:
            log.warning("looking at every file each %s s instead", _POLL_MS // 1000)
            self.polling = True
        else:
            stop.wait(RETRY_SECONDS)

    def _note(self, changes: set[FileChange]) -> bool:
        """Remember what changed. True if a root is gone, and with it the watch of what may take its place."""
        lost = False
        for change, name in changes:
            root = self._root_of(name)
            if name == root.absolute:
                lost = lost or change is Change.deleted
            elif not root.hides(name):
                self.settling.add([name], time.monotonic())
        return lost

    def _look_at_roots(self) -> bool:
        """Whether a folder came, went or was replaced. A file that did is imported as if it had been in a folder."""
        replaced = False
        for root in self.roots:
            if not root.look():
                continue
            if root.seen is None:
                self.tell(f"{printable(str(root.given))}: gone; waiting for it")
            elif root.is_folder:
                replaced = True
            else:
                self.settling.add([root.absolute], time.monotonic())
        return replaced

    def _root_of(self, name: str) -> Root:
        """The nearest root that it is below."""
        return max((root for root in self.roots if root.below(name) is not None), key=lambda root: len(root.absolute))

    def _import_settled(self) -> None:
        now = time.monotonic()
        if now >= self.next_pass:
            self.next_pass = now + EVERYTHING_SECONDS
            self.settling.add((root.absolute for root in self.roots if root.seen), now)
        paths = set[Path]()
        for name in self.settling.take(now):
            paths.update(self._meant_by(name))
        whole = {path for path in paths if os.path.isdir(path)}  # noqa: PTH112  (never raises)
        self._import(sorted(path for path in paths if whole.isdisjoint(path.parents)))

    def _import(self, paths: list[Path]) -> None:
        if not paths:
            return
        try:
            self.import_paths(paths)
        except Exception as error:
            log.error("import failed: %s; everything is tried again in %.0f s", _one_line(error), RETRY_SECONDS)
            self.next_pass = time.monotonic() + RETRY_SECONDS

    def _meant_by(self, name: str) -> Iterator[Path]:
        """What is to be imported because something changed there."""
        root = self._root_of(name)
        if os.path.lexists(name):
            yield from root.meaning(name)
            return
        if root.loses(name):
            self.tell(f"{printable(str(root.path_of(name)))}: gone" + ("" if self.pruning else "; its article stays"))
            if self.pruning and root.seen:
                yield root.given
        yield from root.meaning_of_lost(name)


def _one_line(error: Exception) -> str:
    return printable(" ".join(str(error).split()) or type(error).__name__)
