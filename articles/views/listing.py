"""A page of a list as templates show it: cards, and links to the pages beside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from articles.fragments import Cards, edition_of, kept
from articles.keyset import BadCursorError, page
from articles.querysets import ListedQuerySet


@dataclass(frozen=True)
class Listing:
    """`articles` are rows or cards. `older` and `newer` are addresses relative to the page, empty where there is
    nothing, `first` is page one's. `key` tells it from every other page of every list, if its pieces may be kept.
    """

    articles: Sequence[Any]
    older: str
    newer: str
    first: str
    is_first: bool
    key: str = ""


def page_of(request: HttpRequest, name: str, listing: Callable[[], ListedQuerySet], **keep: str) -> Listing:
    """The page that `?before=` or `?after=` asks for, of the list that is called so. Three queries whatever its size;
    none, where it was asked for in this edition. `keep` stays in the links.
    """
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    key = " ".join([name, *keep.values(), f"<{before} >{after}"])
    try:
        cut = kept(edition_of(request), ("page", key), lambda: page(listing(), before, after))
    except BadCursorError as error:
        raise Http404("No such page") from error
    return Listing(
        articles=Cards(cut.ids, edition_of(request), cut.times),
        older=_address(keep, before=cut.older),
        newer=_address(keep, after=cut.newer),
        first=_address(keep) or request.path,
        is_first=not (before or after),
        key=key,
    )


def _address(keep: dict[str, str], **cursors: str | None) -> str:
    given = {name: cursor for name, cursor in cursors.items() if cursor}
    if cursors and not given:
        return ""
    query = urlencode({name: value for name, value in keep.items() if value} | given)
    return f"?{query}" if query else ""
