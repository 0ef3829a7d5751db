"""The front page's composition: which articles stand where. Pure: no Django, no clock; ids and numbers in, ids out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

RECENT = timedelta(days=3)  # what may lead; where news is slow, the newest ENOUGH may
ENOUGH = 15
HALF_LIFE = timedelta(hours=18)  # heat halves with every such age, or with half the time the newest ENOUGH took
LEADS = 5
BLOCKS = 6
BLOCK_SIZE = 5
BLOCK_LEAST = 2  # fewer would look like a mistake
LATEST = 18
COMMON_SHARE = 0.6  # a topic on more of the news than this is the site's own subject and tells a reader nothing


@dataclass(frozen=True)
class Candidate:
    """An article that may be placed. `story` holds the ids of its related articles that are ours; `boost` is what is
    left of an editor's, `pinned` whether one pinned it to the page.
    """

    id: int
    published_at: datetime
    rank: int = 0
    boost: int = 0
    pinned: bool = False
    follows: bool = False
    has_picture: bool = False
    topics: frozenset[int] = frozenset()
    story: frozenset[int] = frozenset()


@dataclass
class Front:
    """Ids of articles by place. `blocks` pairs a topic's id with its articles, in the order of the topics given."""

    lead: int | None = None
    leads: list[int] = field(default_factory=list)
    blocks: list[tuple[int, list[int]]] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """Every article placed, once, in reading order."""
        placed = [] if self.lead is None else [self.lead]
        return [*placed, *self.leads, *(id_ for _, block in self.blocks for id_ in block), *self.latest]


class Places:
    """Hands out candidates, each story once."""

    def __init__(self) -> None:
        self.taken: set[int] = set()
        self.told: set[int] = set()

    def free(self, candidate: Candidate) -> bool:
        return candidate.id not in self.taken | self.told and not candidate.story & self.taken

    def take(self, candidates: Iterable[Candidate], limit: int) -> list[int]:
        """Ids of the first `limit` candidates whose story is not on the page yet; they are on it from now on."""
        ids: list[int] = []
        for candidate in candidates:
            if len(ids) < limit and self.free(candidate):
                ids.append(candidate.id)
                self.taken.add(candidate.id)
                self.told |= candidate.story
        return ids


def arrange(candidates: Sequence[Candidate], topics: Sequence[int], now: datetime) -> Front:
    """The front page at `now`, of candidates in any order and the main topics in theirs."""
    if not candidates:
        return Front()
    newest_first = sorted(candidates, key=lambda one: (one.published_at, one.id), reverse=True)
    reference = reference_time(newest_first[0].published_at, now)
    window = reference - newest_first[:ENOUGH][-1].published_at
    half_life = max(HALF_LIFE, window / 2)
    hottest_first = sorted(newest_first, key=lambda one: heat(one, reference, half_life), reverse=True)
    recent = [one for one in hottest_first if reference - one.published_at <= max(RECENT, window)]
    pinned = [one for one in hottest_first if one.pinned]
    leading = [one for one in recent if not (one.follows or one.pinned)]
    first = [*pinned, *leading] or recent

    places = Places()
    lead = places.take(sorted(first, key=lambda one: not one.has_picture), 1)[0]
    return Front(
        lead=lead,
        leads=places.take([*pinned, *leading], LEADS),
        blocks=_blocks(hottest_first, telling(topics, candidates), places),
        latest=places.take(newest_first, LATEST),
    )


def reference_time(newest: datetime, now: datetime) -> datetime:
    """The time ages are counted from: now, or that of the newest article when nothing is recent."""
    return now if now - newest <= RECENT / 2 else newest


def heat(candidate: Candidate, reference: datetime, half_life: timedelta = HALF_LIFE) -> float:
    """Rank, fading with age, and what an editor adds. Counted from 10 up, so that age also orders articles that have no
    rank.
    """
    age = max(reference - candidate.published_at, timedelta())
    return float((max(candidate.rank, 0) + 10) * 0.5 ** (age / half_life)) + candidate.boost


def telling(topics: Sequence[int], candidates: Sequence[Candidate]) -> list[int]:
    """Topics without those that nearly everything is filed under, unless there are no others."""
    most = COMMON_SHARE * len(candidates)
    rarer = [topic for topic in topics if sum(topic in one.topics for one in candidates) <= most]
    return rarer or list(topics)


def _blocks(candidates: list[Candidate], topics: list[int], places: Places) -> list[tuple[int, list[int]]]:
    blocks: list[tuple[int, list[int]]] = []
    for topic in topics:
        filed = [one for one in candidates if topic in one.topics]
        if len(blocks) < BLOCKS and len(_free_stories(filed, places)) >= BLOCK_LEAST:
            blocks.append((topic, places.take(filed, BLOCK_SIZE)))
    return blocks


def _free_stories(candidates: list[Candidate], places: Places) -> list[int]:
    """What `take` would give, without taking."""
    trial = Places()
    trial.taken, trial.told = set(places.taken), set(places.told)
    return trial.take(candidates, BLOCK_LEAST)
