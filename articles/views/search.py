"""The search page: the box, what was found, and how to ask."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.keyset import PAGE_SIZE
from articles.models import Article
from articles.search.finding import Found
from articles.search.finding import search as found_by
from articles.search.marks import Part, Wanted
from articles.search.plan import MOST_HITS
from articles.search.query import MOST_WORDS, Notice, Query, parsed
from articles.views.listing import Listing

LONGEST = 500  # characters
NOTICES: dict[str, str | Promise] = {
    "quote": _("A quotation mark is missing, so the phrase was taken to go on to the end."),
    "or": _("OR joins two words or phrases, such as moon OR mars. Where it had nothing to join, it was left out."),
    "no words": _("Only letters and digits can be found, so “{text}” was left out."),
    "nothing": _("There is no letter and no digit in that, so there is nothing to look for."),
    "many": _("Only the first {most} words were looked for."),
    "date": _("“{text}” is no time that can be looked for. Write a year, month or day: after:2023, before:2023-06-03."),
    "no value": _("“{text}” needs something right behind it, without a blank."),
    "type": _("“{text}” is no type, so that was left out. Write type:article or type:video."),
    "no time between": _("There is no day both after the one and before the other, so nothing can be found."),
    "no topic": _("There is no topic called “{text}”, so that was left out."),
    "no from": _("There is no outlet called “{text}”, so that was left out."),
    "long": _("That is more than can be looked for: {longest} characters are the most."),
}


def search(request: HttpRequest) -> HttpResponse:
    asked = one_line(request.GET.get("q", ""))
    newest = request.GET.get("sort") == "newest"
    if len(asked) > LONGEST:
        refused = {"asked": asked[:LONGEST], "notices": said([Notice("long")])}
        return render(request, "articles/search.html", refused, status=400)
    query, number = parsed(asked), page_number(request)
    found = found_by(query, newest=newest)
    if number > 1 and len(found.articles) <= PAGE_SIZE * (number - 1):
        raise Http404("No such page")
    context = {
        "asked": asked,
        "query": query,
        "newest": newest,
        "found": found,
        "notices": said([*query.notices, *found.notices, *nothing(asked, query)]),
        "page": page_of(found, query, asked, newest=newest, number=number),
    }
    return render(request, "articles/search.html", context)


def one_line(text: str) -> str:
    """The text without what cannot be seen, or be kept."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def page_number(request: HttpRequest) -> int:
    """Of `?page=`, from 1; what is no number of a page is the first."""
    text = request.GET.get("page", "")
    last = -(-MOST_HITS // PAGE_SIZE)
    return min(max(int(text), 1), last) if text.isascii() and text.isdecimal() and len(text) < 5 else 1


def page_of(found: Found, query: Query, asked: str, *, newest: bool, number: int) -> Listing:
    """One page of the cards, with what was asked for marked in them. Two queries."""
    start = PAGE_SIZE * (number - 1)
    articles = Article.objects.published().cards(found.articles[start : start + PAGE_SIZE])
    wanted = Wanted(query.terms)
    for article in articles:
        article.marked = {
            "title": marked(wanted.parts(article.title)),
            "excerpt": marked(wanted.excerpt(article.excerpt)),
        }
    keep = {"q": asked} | ({"sort": "newest"} if newest else {})
    return Listing(
        articles=articles,
        older=f"?{urlencode(keep | {'page': number + 1})}" if len(found.articles) > start + PAGE_SIZE else "",
        newer=f"?{urlencode(keep | ({'page': number - 1} if number > 2 else {}))}" if number > 1 else "",
        first=f"?{urlencode(keep)}",
        is_first=number == 1,
    )


def marked(parts: Sequence[Part]) -> SafeString:
    """The text with <mark> around what was asked for, all of it escaped."""
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in parts))


def nothing(asked: str, query: Query) -> list[Notice]:
    return [Notice("nothing")] if asked and not query.asks and not query.notices else []


def said(notices: Sequence[Notice]) -> list[Any]:
    """What was not understood, in sentences."""
    values = {"most": MOST_WORDS, "longest": LONGEST}
    return [str(NOTICES[one.kind]).format(text=one.text, **values) for one in dict.fromkeys(notices)]
