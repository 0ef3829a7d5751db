"""What stands on today's desk, for whom."""

from typing import Any

from django.utils import timezone

from articles.admin.desk import figures, planned, waiting
from articles.admin.desk.days import days, list_of
from articles.models import Status


def today(user: Any) -> dict[str, Any]:
    """What this person, who may see articles, finds there. Without any news only what was not imported."""
    now = timezone.now()
    looked_at = days(now)
    rejects = waiting.rejects() if user.has_perm("articles.view_importrun") else []
    shown = {"days": looked_at, "rejects": rejects[: waiting.SHOWN], "more_rejects": len(rejects) - waiting.SHOWN}
    if looked_at is None:
        return shown
    return shown | {
        "drafts": waiting.drafts(looked_at),
        "all_drafts_url": list_of(status__exact=Status.DRAFT.value),
        "drafts_by_topic": waiting.drafts_by_topic(looked_at),
        "pictures": waiting.leads_without_picture(looked_at) if user.has_perm("articles.view_picture") else None,
        "scheduled": planned.scheduled(),
        "pins": planned.pins(now),
        "boosts": planned.boosts(now),
        "by_day": figures.by_day(looked_at),
        "by_topic": figures.by_topic(looked_at),
        "by_outlet": figures.by_outlet(looked_at),
    }
