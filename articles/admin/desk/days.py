"""Which days are looked at: the last ones; or the last that there is news of, in an archive that nothing comes to."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from articles.models import Article

WEEK, FORTNIGHT = 7, 14


@dataclass(frozen=True)
class Days:
    """`end` is the midnight after the last day, in the site's zone; `is_past` says that it is not today."""

    end: datetime
    is_past: bool

    @property
    def last(self) -> datetime:
        """The last day's beginning."""
        return self.before(1)

    def before(self, number: int) -> datetime:
        """The midnight so many days before the end."""
        return midnight(self.end - timedelta(days=number, hours=-12))

    @property
    def week(self) -> datetime:
        """When the last seven days began."""
        return self.before(WEEK)

    @property
    def fortnight(self) -> list[datetime]:
        """The beginnings of the last fourteen days."""
        return [self.before(number) for number in range(FORTNIGHT, 0, -1)]

    def link(self, **asked: Any) -> str:
        """The list of articles of the last seven days, narrowed by this."""
        return list_of(**asked, published_at__gte=str(self.week), published_at__lt=str(self.end))


def list_of(**asked: Any) -> str:
    """The list of articles, narrowed by this."""
    return reverse("admin:articles_article_changelist", query=asked)


def midnight(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def days(now: datetime) -> Days | None:
    """None if there is no news at all."""
    newest = Article.objects.filter(published_at__lte=now).newest_first().values_list("published_at", flat=True).first()
    if newest is None:
        return None
    is_past = now - newest > timedelta(days=WEEK)
    last = midnight(newest if is_past else now)
    return Days(midnight(last + timedelta(hours=36)), is_past)
