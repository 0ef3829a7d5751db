"""How many articles came in, whatever became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from articles.admin.desk.charts import Columns, columns, shares
from articles.admin.desk.days import Days
from articles.models import Article, ArticleTopic, Standing

SHOWN = 10  # topics, and as many outlets
KINDS = ["led", "followed"]


class Line(NamedTuple):
    """A line of a chart: what it is of, the list of those articles, how many, and the length of its bar in percent."""

    name: str
    url: str
    number: int
    share: float


def by_day(days: Days) -> Columns:
    """Articles of the last fourteen days: those that lead or stand alone, and those that another outlet leads."""
    starts = days.fortnight
    articles = Article.objects.order_by().between(starts[0], days.end).annotate(day=_day(starts))
    follows = Q(standing=Standing.FOLLOWER)
    counts = articles.values("day").annotate(led=Count("pk", filter=~follows), followed=Count("pk", filter=follows))
    found = {row["day"]: (row["led"], row["followed"]) for row in counts}
    return columns([(start, found.get(place, (0, 0))) for place, start in enumerate(starts)], KINDS)


def _day(starts: Sequence[datetime]) -> Case:
    """The number of the day that an article is of. Comparing is all that the database has to do."""
    latest_first = list(enumerate(starts))[:0:-1]
    whens = [When(published_at__gte=start, then=Value(place)) for place, start in latest_first]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def by_topic(days: Days) -> list[Line]:
    """The topics of the week."""
    links = ArticleTopic.objects.order_by().between(days.week, days.end)
    return lines(links, "topic", "topics__id__exact", days)


def by_outlet(days: Days) -> list[Line]:
    """The outlets of the week."""
    articles = Article.objects.order_by().between(days.week, days.end)
    return lines(articles, "provider", "provider__id__exact", days)


def lines(rows: QuerySet, of: str, lookup: str, days: Days) -> list[Line]:
    """A line for each topic or outlet that most of these rows are `of`."""
    counts = rows.values(of).annotate(number=Count("pk")).order_by("-number", of)
    found = list(counts.values_list(of, f"{of}__name", "number")[:SHOWN])
    lengths = shares([number for _pk, _name, number in found])
    return [
        Line(name, days.link(**{lookup: pk}), number, share)
        for (pk, name, number), share in zip(found, lengths, strict=True)
    ]
