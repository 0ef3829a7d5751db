"""Every component in every variant, with content that does not fit: for those who change how the site looks."""

from datetime import date
from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.views.decorators.cache import never_cache

from articles.coverage import coverage
from articles.models import Article, ArticlePicture, Picture, PictureState, ProviderPicture
from articles.views import specimens
from articles.views.archive import weeks
from articles.views.listing import Listing

DAY = date(2025, 3, 1)


@never_cache
@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    photo, logo = (newest_shown(place) for place in (ArticlePicture, ProviderPicture))
    return render(request, "articles/styleguide.html", parts(photo, logo))


def newest_shown(place: type[ArticlePicture | ProviderPicture]) -> Picture | None:
    """A picture that we have a copy of, if there is one that stands at such a place."""
    placed = place.objects.filter(picture__state=PictureState.CACHED).select_related("picture").order_by("-pk").first()
    return placed.picture if placed else None


def parts(photo: Picture | None, logo: Picture | None) -> dict[str, Any]:
    """What the guide shows. Its pictures alone are real; where there are none, they are drawn."""
    articles, topics, outlets = specimens.articles(photo, logo), specimens.topics(), specimens.outlets(logo)
    return {
        "articles": articles,
        "coverage": coverage(specimens.related(photo, articles[1])),
        "topics": topics,
        "outlets": outlets,
        "days": listing(articles[:4], older="?older"),
        "stream": listing(articles[4:7], newer="?newer", older="?older", first="?first"),
        "last": listing(articles[7:8], first="?first"),
        "nothing": listing([]),
        "day": DAY,
        "weekdays": list(zip(WEEKDAYS.values(), WEEKDAYS_ABBR.values(), strict=True)),
        "weeks": weeks(DAY.year, DAY.month, {number: [0, 7, 1234][number % 3] for number in range(1, 32)}),
        "spans": [("2025", 1), (specimens.LONG_WORD, 123_456), ("2023", 0)],
    }


def listing(articles: list[Article], *, older: str = "", newer: str = "", first: str = "") -> Listing:
    """A page of a list; it is the first if no address of a first page is given."""
    return Listing(articles, older=older, newer=newer, first=first, is_first=not first)
