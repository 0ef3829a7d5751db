"""Our own copies of pictures: due → obtained → rendered → kept, many side by side.

Threads fetch and keep, processes render, and the caller's thread alone reads and writes rows. A kill at any moment
leaves every picture as it was, or done, and the next run goes on.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from articles.http import Fetcher, FetchError
from articles.models import Picture, PictureState
from articles.pictures import outcomes
from articles.pictures.claims import LEASE, claim, release, renew
from articles.pictures.making import Copy, Original, Unobtainable, made, obtained, widths_of
from articles.pictures.raster import RasterError
from articles.pictures.rendering import Renderer
from articles.processes import cores
from articles.querysets import PictureQuerySet

THREADS = 8  # pictures at work at once; each may take as much memory as the largest that is fetched
CLAIMED_AT_ONCE = 32
HOPELESS = 3  # failures to reach a host, one after another, after which a run leaves it alone

Progress = Callable[[int, int], None]
"""Told how many pictures are done, of how many."""

log = logging.getLogger(__name__)


class CacheStopped(Exception):  # noqa: N818  (not of one picture, and nothing is wrong with the code)
    """Our storage takes no more. The text says why, in one line."""


@dataclass(frozen=True)
class Options:
    """Which pictures: those that are due, and of these what is named here."""

    retry_failed: bool = False
    """Also those that failed, whenever they were to be tried again, and however often they failed."""
    recheck: timedelta | None = None
    """Also those we have, and asked about so long ago: is there another picture now?"""
    host: str = ""
    ids: Collection[int] | None = None
    limit: int | None = None
    for_any_place: bool = False
    """At all widths, whatever shows them: where they will stand is not settled yet."""


@dataclass
class Summary:
    """What was done. `outcomes` are counts of "cached", "unchanged", "failed", "refused" and "left"."""

    total: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    hosts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    reasons: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    is_interrupted: bool = False

    @property
    def done(self) -> int:
        """How many pictures are done with."""
        return self.outcomes.total()

    def count(self, picture: Picture, outcome: str, reason: str = "") -> None:
        """One more picture came to this."""
        self.outcomes[outcome] += 1
        self.hosts[picture.host][outcome] += 1
        if reason:
            self.reasons[reason] += 1


def due(options: Options, now: datetime) -> PictureQuerySet:
    """The pictures that a run would take: those in use, or those of these ids."""
    wanted = Q(state=PictureState.WAITING) | Q(state=PictureState.FAILED, next_attempt_at__lte=now)
    if options.retry_failed:
        wanted |= Q(state=PictureState.FAILED) & (Q(tried_at=None) | Q(tried_at__lt=now))
    if options.ids is not None:
        wanted |= Q(state=PictureState.CACHED, fetched_at=None, file="")
    if options.recheck is not None:
        wanted |= Q(state=PictureState.CACHED, fetched_at__lte=now - options.recheck, file="")
    pictures: PictureQuerySet = Picture.objects.filter(wanted)
    if options.host:
        pictures = pictures.filter(host=options.host)
    return pictures.in_use() if options.ids is None else pictures.filter(pk__among=list(options.ids))


def cache_pictures(
    options: Options,
    fetcher: Fetcher,
    progress: Progress = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
    processes: int | None = None,
) -> Summary:
    """Make copies of the pictures that are due; what came of them. Others may run at the same time.

    `stop` is asked before each picture whether to end. `processes` render, one for each core by default; 0: this one.
    Raises CacheStopped when our storage takes no more.
    """
    renderer = Renderer(cores() if processes is None else processes)
    with renderer, ThreadPoolExecutor(THREADS, "pictures") as threads:
        run = _Run(options, fetcher, renderer, threads)
        try:
            run.go(progress, stop)
        finally:
            run.let_go()
    return run.summary


@dataclass
class _Run:
    """One run on its way.

    `running` are pictures at work: first their originals, then the copies. `busy` counts the former by host. `twins`
    wait, by the name of the copy, for one of the same original that is being made. `nothing_but` are hosts besides
    which nothing was due when it was last asked; None: something was.
    """

    options: Options
    fetcher: Fetcher
    renderer: Renderer
    threads: ThreadPoolExecutor
    summary: Summary = field(default_factory=Summary)
    started_at: datetime = field(default_factory=timezone.now)
    queue: list[Picture] = field(default_factory=list)
    running: dict[Future, tuple[Picture, Original | None]] = field(default_factory=dict)
    twins: dict[str, list[tuple[Picture, Original]]] = field(default_factory=lambda: defaultdict(list))
    busy: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    nothing_but: set[str] | None = None
    taken: int = 0
    renewed_at: datetime = field(default_factory=timezone.now)

    def go(self, progress: Progress, stop: Callable[[], bool]) -> None:
        """Work until nothing is due any more, or it is time to stop."""
        found = due(self.options, self.started_at).count()
        self.summary.total = found if self.options.limit is None else min(found, self.options.limit)
        while True:
            while not self.summary.is_interrupted and self._has_room() and (picture := self._next()):
                self.busy[picture.host] += 1
                self.running[self.threads.submit(obtained, picture, self.fetcher)] = picture, None
                self.summary.is_interrupted = stop()
            if not self.running:
                self._count_left()
                return
            for future in wait(self.running, return_when=FIRST_COMPLETED).done:
                self._advance(future, *self.running[future])
                _, original = self.running.pop(future)  # only now, so that it is let go if that fails
                for twin in self.twins.pop(original.copy, []) if original else []:
                    self._obtained(*twin)
            self._renew()
            progress(self.summary.done, max(self.summary.total, self.summary.done))
            self.summary.is_interrupted = self.summary.is_interrupted or stop()

    def let_go(self) -> None:
        """Leave to others what is claimed and not done."""
        for future in self.running:
            future.cancel()
        release(self._held())

    def _held(self) -> list[int]:
        """Pictures that we have claimed and not done."""
        twins = (twin for twins in self.twins.values() for twin in twins)
        return [picture.pk for picture in (*self.queue, *(one for one, _ in (*self.running.values(), *twins)))]

    def _renew(self) -> None:
        now = timezone.now()
        if now - self.renewed_at > LEASE / 3:
            renew(self._held(), now)
            self.renewed_at = now

    # What is next

    def _has_room(self) -> bool:
        return len(self.running) + sum(map(len, self.twins.values())) < THREADS

    def _next(self) -> Picture | None:
        """A picture of a host that can take one more; pictures of others wait meanwhile."""
        for place, picture in enumerate(self.queue):
            if self._is_open(picture.host):
                return self.queue.pop(place)
        self._claim_more()
        return self.queue.pop(0) if self.queue and self._is_open(self.queue[0].host) else None

    def _is_open(self, host: str) -> bool:
        return not host or self.busy[host] < self.fetcher.policy.connections_per_host

    def _claim_more(self) -> None:
        """Claim pictures of hosts that nobody here waits for, to the front of the queue."""
        most = CLAIMED_AT_ONCE
        if self.options.limit is not None:
            most = min(most, self.options.limit - self.taken)
        if most > 0:
            closed = {host for host in self.busy if not self._is_open(host)} | self._hopeless()
            if self.nothing_but is not None and closed >= self.nothing_but:
                return
            claimed = claim(due(self.options, self.started_at).exclude(host__in=closed), most, timezone.now())
            for picture in claimed if self.options.for_any_place else ():
                picture.is_logo = picture.is_illustration = True  # type: ignore[attr-defined]
            self.nothing_but = None if claimed else closed
            self.taken += len(claimed)
            self.queue[:0] = claimed

    # What came of it

    def _advance(self, future: Future, picture: Picture, original: Original | None) -> None:
        """Take a picture one step further: its original is there, or its copy, or neither can be had."""
        if original is None:
            self.busy[picture.host] -= 1
        try:
            found = future.result()
        except (FetchError, Unobtainable, RasterError) as error:
            self._miss(picture, error)
        except Exception as error:
            raise CacheStopped(f"a picture cannot be kept: {str(error) or type(error).__name__}") from error
        else:
            if isinstance(found, Copy) and original:
                self._done(picture, original, found)
            else:
                self._obtained(picture, found)

    def _obtained(self, picture: Picture, original: Original | None) -> None:
        self.failures.pop(picture.host, None)
        if original is None:
            outcomes.unchanged(picture, timezone.now())
            self.summary.count(picture, "unchanged")
        elif same := _same(picture, original):
            self._done(picture, original, same)
        elif any(other and other.copy == original.copy for _, other in self.running.values()):
            self.twins[original.copy].append((picture, original))
        else:
            self.running[self.threads.submit(made, original, picture, self.renderer)] = picture, original

    def _done(self, picture: Picture, original: Original, copy: Copy | Picture) -> None:
        outcomes.cached(picture, original, copy, timezone.now())
        self.summary.count(picture, "cached")
        self.summary.bytes += picture.copy_bytes

    def _miss(self, picture: Picture, error: FetchError | Unobtainable | RasterError) -> None:
        outcomes.missed(picture, error, timezone.now())
        outcome = "refused" if picture.state == PictureState.REFUSED else "failed"
        self.summary.count(picture, outcome, outcomes.reason_of(error))
        if isinstance(error, FetchError) and error.status is not None:
            self.failures.pop(picture.host, None)
        elif isinstance(error, FetchError) and not error.permanent and picture.host:
            self.failures[picture.host] += 1
            if self.failures[picture.host] == HOPELESS:
                self._leave(picture.host)

    def _hopeless(self) -> set[str]:
        return {host for host, times in self.failures.items() if times >= HOPELESS}

    def _leave(self, host: str) -> None:
        """Leave the other pictures of a host that cannot be reached to a later run."""
        left = [picture for picture in self.queue if picture.host == host]
        self.queue = [picture for picture in self.queue if picture.host != host]
        self.taken -= len(left)
        release([picture.pk for picture in left])

    def _count_left(self) -> None:
        for host in self._hopeless():
            left = due(self.options, self.started_at).filter(host=host).count()
            self.summary.outcomes["left"] += left
            self.summary.hosts[host]["left"] += left


def _same(picture: Picture, original: Original) -> Picture | None:
    """A row whose copy is made of the same original, and has the sizes that this picture is needed at."""
    others = Picture.objects.filter(copy=original.copy, state=PictureState.CACHED)
    if not others.exists():  # as with nearly all, and asked in no time
        return None
    wanted = set(widths_of(picture))
    return next((one for one in others.with_roles()[:5] if wanted <= set(widths_of(one))), None)
