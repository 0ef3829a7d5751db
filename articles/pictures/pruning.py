"""What nobody refers to any more is removed; and of what there is too much, the oldest."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, ProtectedError, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from articles import edition
from articles.models import ArticlePicture, Picture, PictureState, PlacedPicture, RelatedPicture
from articles.pictures.stored import Stored, copy_in, everything
from articles.querysets import PictureQuerySet

GRACE_OF_ROWS = timedelta(days=1)  # an editor may be about to use it
GRACE_OF_FILES = timedelta(hours=1)  # a run may be about to name it in a row
ROWS_AT_ONCE = 500
GIVEN_UP = "removed by prune_pictures: there was too much"


@dataclass
class Pruned:
    """What was removed, or would be: rows, files (a folder of renditions is many), and their bytes."""

    rows: int = 0
    files: int = 0
    bytes: int = 0
    given_up: int = 0
    """Pictures in use whose copies were the oldest of too many."""


def prune_pictures(most_bytes: int | None = None, *, dry_run: bool = False, now: datetime | None = None) -> Pruned:
    """Remove rows and files that nothing refers to; then the oldest copies, until at most `most_bytes` are left.

    What is younger than a run may take is left alone. Safe to repeat, and while others import or cache.
    """
    now, pruned = now or timezone.now(), Pruned()
    unused = Picture.objects.filter(created_at__lte=now - GRACE_OF_ROWS).exclude(pk__in=Picture.objects.in_use())
    pruned.rows = unused.count()
    if not dry_run:
        _delete(unused)
    kept = Picture.objects.exclude(pk__in=unused.values("pk")) if dry_run else Picture.objects.all()
    for stored in _nobodys(kept, now):
        _remove(stored, pruned, dry_run)
    if most_bytes is not None:
        _give_up_oldest(most_bytes, pruned, dry_run)
    return pruned


def _delete(unused: PictureQuerySet) -> None:
    """Some at a time, and with what is not put to use at this very moment."""
    last = 0
    while ids := list(unused.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        last = ids[-1]
        with suppress(ProtectedError, IntegrityError), transaction.atomic():
            still = unused.filter(pk__among=ids).order_by().select_for_update(skip_locked=True, of=("self",))
            Picture.objects.filter(pk__among=list(still.values_list("pk", flat=True))).delete()


def _nobodys(kept: PictureQuerySet, now: datetime) -> Iterator[Stored]:
    """Files that none of these rows name, and that lie there for a while; a folder of them as one."""
    named = _named(kept)
    for stored in everything():
        names = named.get(stored.name, frozenset())
        rest = stored._replace(files=tuple(name for name in stored.files if name.rpartition("/")[2] not in names))
        if rest.files and _is_old(rest, now) and not _is_named(kept, rest, names):
            yield rest


def _named(kept: PictureQuerySet) -> dict[str, frozenset[str]]:
    """The files that rows name: of each original itself, of each copy those in its folder."""
    named: dict[str, frozenset[str]] = {}
    alike: dict[frozenset[str], frozenset[str]] = {}  # most copies have the same sizes
    for copy, renditions in kept.exclude(copy="").order_by().values_list("copy", "renditions").iterator():
        names = named.get(copy, frozenset()) | {f"{width}.{suffix}" for suffix, width, *_ in renditions}
        named[copy] = alike.setdefault(names, names)
    for file in kept.exclude(file="").order_by().values_list("file", flat=True).iterator():
        named[file] = frozenset({file.rpartition("/")[2]})
    return named


def _is_old(stored: Stored, now: datetime) -> bool:
    changed_at = stored.changed_at
    return changed_at is not None and changed_at <= now - GRACE_OF_FILES


def _is_named(kept: PictureQuerySet, stored: Stored, names: frozenset[str]) -> bool:
    """Whether a row names by now what none did."""
    return not names and kept.filter(Q(copy=stored.name) | Q(file=stored.name)).exists()


def _remove(stored: Stored, pruned: Pruned, dry_run: bool) -> None:
    pruned.files += len(stored.files)
    pruned.bytes += stored.bytes
    if not dry_run:
        stored.remove()


def _give_up_oldest(most_bytes: int, pruned: Pruned, dry_run: bool) -> None:
    """Give up copies, those shown by the oldest news first. Originals are ours alone to keep, and stay."""
    cached = Picture.objects.filter(state=PictureState.CACHED)
    for copy, size in _too_many(cached, most_bytes).items():
        pruned.given_up += cached.filter(copy=copy).count()
        pruned.bytes += size
        pruned.files += len(copy_in(copy).files)
        if not dry_run:
            given_up = {"state": PictureState.FAILED, "next_attempt_at": None, "error": GIVEN_UP}
            cached.filter(copy=copy).update(**given_up, copy="", renditions=[], copy_bytes=0)
            edition.advance()
            if not Picture.objects.filter(copy=copy).exists():  # shared since
                copy_in(copy).remove()


def _too_many(cached: PictureQuerySet, most_bytes: int) -> dict[str, int]:
    """The copies, and their bytes, that do not fit any more after those of newer pictures. Logos are always new."""
    of_article, of_entry = _newest_of(ArticlePicture, "article"), _newest_of(RelatedPicture, "related__article")
    newest = Greatest(Coalesce(of_article, of_entry), Coalesce(of_entry, of_article))
    newest_first = cached.annotate(newest=newest).order_by(F("newest").desc(nulls_first=True), "-pk")
    sizes: dict[str, int] = {}
    for copy, size in newest_first.values_list("copy", "copy_bytes"):
        sizes[copy] = size
    originals = cached.exclude(file="").aggregate(bytes=Sum("source_bytes"))["bytes"] or 0
    taken = accumulate(sizes.values(), initial=originals)
    next(taken)
    return {copy: size for (copy, size), so_far in zip(sizes.items(), taken, strict=True) if so_far > most_bytes}


def _newest_of(places: type[PlacedPicture], article: str) -> Subquery:
    """When the newest article was published that has a picture in one of these places."""
    shown = places._default_manager.filter(picture=OuterRef("pk")).order_by(f"-{article}__published_at")
    return Subquery(shown.values(f"{article}__published_at")[:1])
