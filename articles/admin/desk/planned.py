"""What editors decided for a time: what appears later, what is pinned, what is boosted."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Prefetch

from articles.admin.article.filters import boosted
from articles.models import Article, Pin, Status
from articles.publishing import boost_left

SHOWN = 10
LATEST = 1_000  # articles
TITLES = ("pk", "title", "boost", "boosted_at", "publish_at", "status")


class Boosted(NamedTuple):
    article: Article
    left: int


def scheduled() -> list[Article]:
    """The next ones, the first to appear first."""
    return list(Article.objects.filter(status=Status.SCHEDULED).order_by("publish_at", "pk").only(*TITLES)[:SHOWN])


def pins(now: datetime) -> list[Pin]:
    """Those that run, the first to end first."""
    titles = Prefetch("article", Article.objects.only("title"))
    return list(Pin.objects.filter(until__gt=now).select_related("topic").prefetch_related(titles)[:SHOWN])


def boosts(now: datetime) -> list[Boosted]:
    """Those of which anything is left, the strongest first; among the newest articles, as the front page has no place
    for others.
    """
    latest = Article.objects.newest_first().values("pk")[:LATEST]
    articles = Article.objects.filter(boosted(now), pk__in=latest).order_by().only(*TITLES)
    left = [Boosted(article, boost_left(article.boost, article.boosted_at, now)) for article in articles]
    return sorted((one for one in left if one.left), key=lambda one: -abs(one.left))[:SHOWN]
