"""What editors decide of when readers see an article, and how high up."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import edition, history
from articles.listing import relist
from articles.models import Article, Pin, Status

BOOST_HALF_LIFE = timedelta(hours=12)
AT_ONCE = 500  # scheduled articles; more are left to the next look, as somebody waits for this one


def boost_left(boost: int, boosted_at: datetime | None, now: datetime) -> int:
    """The points of heat that are left of a boost."""
    if not boost or boosted_at is None:
        return 0
    age = max(now - boosted_at, timedelta())
    return round(float(boost * 0.5 ** (age / BOOST_HALF_LIFE)))


def pinned(topic_id: int | None, now: datetime) -> list[int]:
    """Ids of the articles that are pinned to the topic, or to the front page, the last pinned first."""
    pins = Pin.objects.filter(topic=topic_id, until__gt=now).order_by("-pk")
    return list(pins.values_list("article_id", flat=True))


def publish_due(now: datetime | None = None) -> int:
    """Publish the scheduled articles whose time has come. How many. One query where there are none."""
    now = now or timezone.now()
    due = Article.objects.filter(status=Status.SCHEDULED, publish_at__lte=now).order_by("publish_at")
    if not due.exists():
        return 0
    with transaction.atomic():
        ids = list(due.select_for_update(skip_locked=True).values_list("pk", flat=True)[:AT_ONCE])
        history.before_edit(Article, ids)
        Article.objects.filter(pk__among=ids).update(status=Status.PUBLISHED, modified_at=now)
        relist(ids)
        history.after_edit(Article, ids, None, reason=_("Published as scheduled."))
    return len(ids)


def catch_up(since: datetime, now: datetime) -> None:
    """Do what was due after `since` until `now`: publish what is scheduled, end pins. Says where a clock alone has
    changed what readers see. Three queries where nothing is due.
    """
    publish_due(now)
    over = Pin.objects.filter(until__lte=now)
    ended = over.delete()[0] if over.exists() else 0  # where nothing is, nobody's turn to write is waited for
    dated = Article.objects.filter(status=Status.PUBLISHED, published_at__gt=since, published_at__lte=now)
    if ended or dated.exists():
        edition.advance()
