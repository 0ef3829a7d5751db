"""All that was published, by year, month and day of the site's time zone."""

from calendar import Calendar
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

from articles.models import Article
from articles.querysets import CountOfFirst
from articles.views.listing import page_of

MOST_YEARS = 100  # each is a term of one query
MONTHS = range(1, 13)


def archive(request: HttpRequest) -> HttpResponse:
    years = published_years()
    counts = counts_between([start_of(year) for year in [*years, years[-1] + 1]]) if years else []
    context = {"years": [(date(year, 1, 1), count) for year, count in zip(years, counts, strict=True) if count][::-1]}
    return render(request, "articles/archive.html", context)


def archive_year(request: HttpRequest, year: int) -> HttpResponse:
    edges = [*(start_of(year, month) for month in MONTHS), start_of(year + 1)]
    days = [date(year, month, 1) for month in MONTHS]
    counts = counts_between(edges)
    context = {"day": days[0], "total": sum(counts), "months": list(zip(days, counts, strict=True))}
    return render(request, "articles/archive_year.html", context | days_beside(edges[0], edges[-1]))


def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    start_of(year, month)
    days = [day for day in Calendar().itermonthdays(year, month) if day]
    edges = [*(start_of(year, month, day) for day in days), start_of(year + month // 12, month % 12 + 1)]
    counts = counts_between(edges)
    context = {
        "day": date(year, month, 1),
        "total": sum(counts),
        "weekdays": list(zip(WEEKDAYS.values(), WEEKDAYS_ABBR.values(), strict=True)),
        "weeks": weeks(year, month, dict(zip(days, counts, strict=True))),
    }
    return render(request, "articles/archive_month.html", context | days_beside(edges[0], edges[-1]))


def archive_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    start, end = start_of(year, month, day), start_of(year, month, day, days=1)
    on, articles = date(year, month, day), Article.objects.published().between(start, end).newest_first()
    context = {"day": on, "page": page_of(request, f"day {on}", lambda: articles)}
    return render(request, "articles/archive_day.html", context | days_beside(start, end))


def start_of(year: int, month: int = 1, day: int = 1, days: int = 0) -> datetime:
    """The first moment of the day `days` on from this date in the site's zone, in UTC. 404 if there is no such date."""
    try:
        midnight = datetime(year, month, day) + timedelta(days=days)
        return midnight.replace(tzinfo=timezone.get_current_timezone()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Http404("No such date") from error


def published_years() -> range:
    """The years from the first published article's to the last's."""
    times = Article.objects.published().newest_first().values_list("published_at", flat=True)
    ends = times.reverse().first(), times.first()  # each is one row of the index
    if ends[0] is None or ends[1] is None:
        return range(0)
    first, last = (timezone.localtime(end).year for end in ends)
    return range(max(first, last - MOST_YEARS + 1), last + 1)


def counts_between(edges: Sequence[datetime]) -> list[int]:
    """Published articles from each edge to the next, each counted to one past MOST_COUNTED. One query, every term of it
    a range of the index.
    """
    listed = Article.objects.published()
    terms = [CountOfFirst(listed.between(start, end).first_to_count()) for start, end in pairwise(edges)]
    row = Article.objects.order_by("pk").values_list(*terms).first()  # any row: the terms ask nothing of it
    return list(row or [0] * len(terms))


def days_beside(start: datetime, end: datetime) -> dict[str, date | None]:
    """The nearest days with articles on both sides of a span. Two queries."""
    articles = Article.objects.published().order_by()
    earlier = articles.filter(published_at__lt=start).aggregate(at=Max("published_at"))["at"]
    later = articles.filter(published_at__gte=end).aggregate(at=Min("published_at"))["at"]
    return {"earlier": earlier and timezone.localdate(earlier), "later": later and timezone.localdate(later)}


def weeks(year: int, month: int, counts: dict[int, int]) -> list[list[dict[str, Any] | None]]:
    """Weeks from Monday on; None where a week's day is in another month."""
    return [
        [{"day": date(year, month, day), "count": counts[day]} if day else None for day in week]
        for week in Calendar().monthdayscalendar(year, month)
    ]
