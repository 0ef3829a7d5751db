"""How the pictures are: how many we have, whose are missing, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum

from articles.models import Picture, PictureState

MOST_HOSTS = 50
MOST_REASONS = 10
STATES = [PictureState.CACHED, PictureState.WAITING, PictureState.FAILED, PictureState.REFUSED]


@dataclass(frozen=True)
class HostHealth:
    """Numbers of one host's pictures, by state in the order of `STATES`, and the bytes of our copies."""

    host: str
    counts: list[int]
    bytes: int


@dataclass(frozen=True)
class Health:
    """All of them: `counts` by state; hosts, those with most missing first; reasons with their numbers."""

    counts: list[tuple[PictureState, int]]
    bytes: int
    oldest_waiting: datetime | None
    hosts: list[HostHealth]
    reasons: list[tuple[str, int]]


def health() -> Health:
    """How the pictures are now. Four queries, however many there are."""
    waiting = Picture.objects.filter(state=PictureState.WAITING)
    oldest = waiting.order_by("created_at").values_list("created_at", flat=True).first()
    by_state = dict(Picture.objects.order_by().values_list("state").annotate(Count("pk")))
    hosts = _hosts()
    return Health(
        counts=[(state, by_state.get(state, 0)) for state in STATES],
        bytes=Picture.objects.aggregate(bytes=Sum("copy_bytes"))["bytes"] or 0,
        oldest_waiting=oldest,
        hosts=hosts,
        reasons=_reasons(),
    )


def _hosts() -> list[HostHealth]:
    counts = [Count("pk", filter=Q(state=state)) for state in STATES]
    missing = Count("pk", filter=~Q(state=PictureState.CACHED))
    rows = Picture.objects.order_by().values_list("host").annotate(missing=missing, kept=Sum("copy_bytes"))
    rows = rows.annotate(**{f"in_state_{number}": count for number, count in enumerate(counts)})
    worst_first = rows.order_by("-missing", "-kept", "host")[:MOST_HOSTS]
    return [HostHealth(host, list(numbers), kept) for host, _, kept, *numbers in worst_first]


def _reasons() -> list[tuple[str, int]]:
    reasons = Picture.objects.exclude(error="").order_by().values_list("error").annotate(number=Count("pk"))
    return [(reason, number) for reason, number in reasons.order_by("-number", "error")[:MOST_REASONS]]
