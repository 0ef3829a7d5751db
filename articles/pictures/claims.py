"""Who is at work on which picture: two runs at once never do one twice, and what a killed run held is free again."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from articles.models import Picture
from articles.processes import Process, process_of
from articles.querysets import PictureQuerySet

LEASE = timedelta(minutes=15)
"""After which a claim does not count any more, so that one of another machine ends; who still works renews it."""


def claim(pictures: PictureQuerySet, most: int, now: datetime) -> list[Picture]:
    """Up to `most` of these pictures, newest first, that are ours alone to work on from now on."""
    with transaction.atomic():
        free = pictures.filter(_free(now)).order_by("-pk").values_list("pk", flat=True)
        ids = list(free.select_for_update(skip_locked=True, of=("self",))[:most])
        ours = Picture.objects.filter(pk__among=ids)
        ours.update(claimed_by=str(process_of()), claimed_until=now + LEASE)
    return list(ours.with_roles().order_by("-pk"))


def renew(ids: Collection[int], now: datetime) -> None:
    """Keep these pictures of ours for longer."""
    Picture.objects.filter(pk__among=list(ids), claimed_by=str(process_of())).update(claimed_until=now + LEASE)


def release(ids: Collection[int]) -> None:
    """Let others have these pictures of ours."""
    mine = Picture.objects.filter(pk__among=list(ids), claimed_by=str(process_of()))
    mine.update(claimed_by="", claimed_until=None)


def _free(now: datetime) -> Q:
    """What nobody works on: no claim, or one that ran out, or one of a process of this machine that is gone."""
    claimants = Picture.objects.exclude(claimed_by="").order_by().values_list("claimed_by", flat=True).distinct()
    gone = [name for name in claimants if (process := Process.named(name)) and process.is_gone()]
    return Q(claimed_by="") | Q(claimed_until__lte=now) | Q(claimed_by__in=gone)
