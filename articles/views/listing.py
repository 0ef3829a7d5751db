"""A page of a list as templates show it: cards, and links to the pages beside."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from articles.keyset import BadCursorError, page
from articles.models import Article
from articles.querysets import ListedQuerySet


@dataclass(frozen=True)
class Listing:
    """`older` and `newer` are addresses relative to the page, empty where there is nothing; `first` is page one's."""

    articles: list[Article]
    older: str
    newer: str
    first: str
    is_first: bool


def page_of(listing: ListedQuerySet, request: HttpRequest, **keep: str) -> Listing:
    """The page that `?before=` or `?after=` asks for, in three queries whatever its size. `keep` stays in the links."""
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    try:
        cut = page(listing, before, after)
    except BadCursorError as error:
        raise Http404("No such page") from error
    return Listing(
        articles=Article.objects.cards(cut.ids),
        older=_address(keep, before=cut.older),
        newer=_address(keep, after=cut.newer),
        first=_address(keep) or request.path,
        is_first=not (before or after),
    )


def _address(keep: dict[str, str], **cursors: str | None) -> str:
    given = {name: cursor for name, cursor in cursors.items() if cursor}
    if cursors and not given:
        return ""
    query = urlencode({name: value for name, value in keep.items() if value} | given)
    return f"?{query}" if query else ""
