"""Which article of ours a related entry is."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple

from articles import bulk
from articles.models import Article, Provider, RelatedArticle

_ADDRESSES = ("web_url", "original_url")


class Entry(NamedTuple):
    """A related entry as far as its link goes."""

    id: int
    article: int
    web_url: str
    original_url: str
    title: str
    same_as: int | None


class Home(NamedTuple):
    """An article at some address. Of several the first is taken, so what tells them apart stands in front."""

    key: str
    domain: str
    id: int
    title: str


def resolve(ids: Collection[int]) -> int:
    """Link the related entries of these articles, and entries elsewhere that are these articles. Number of changes.

    An entry is the article that has its address and its title; else, one that has its address; never the article it
    stands beside. Of several, the first by key. Entries of coverage that an editor changed are left alone.
    """
    entries = _touched(ids)
    edited = _edited({entry.article for entry in entries})
    entries = [entry for entry in entries if entry.article not in edited]
    homes = _articles_at({url for entry in entries for url in (entry.web_url, entry.original_url) if url})
    changed = [(found, entry.id) for entry in entries if (found := _article_of(entry, homes)) != entry.same_as]
    bulk.update(RelatedArticle, ("same_as_id",), changed)
    return len(changed)


def _touched(ids: Collection[int]) -> Collection[Entry]:
    """The entries of these articles, and those that are or may be one of them."""
    rows = Article.objects.filter(pk__among=ids).order_by().values_list(*_ADDRESSES)
    urls = {url for row in rows for url in row if url}
    entries: dict[int, Entry] = {}
    columns = ("pk", "article_id", *_ADDRESSES, "title", "same_as_id")
    lookups = {"article__among": ids, "same_as__among": ids, "web_url__among": urls, "original_url__among": urls}
    for lookup, values in lookups.items():  # each by an index of its own, which OR would give up
        for row in RelatedArticle.objects.filter(**{lookup: values}).order_by().values_list(*columns):
            entries[row[0]] = Entry(*row)
    return entries.values()


def _edited(articles: Collection[int]) -> set[int]:
    """Those of the articles whose related coverage an editor changed."""
    some = Article.objects.filter(pk__among=articles).exclude(edited_fields=[]).order_by()
    return {pk for pk, edited in some.values_list("pk", "edited_fields") if "related" in edited}


def _articles_at(urls: Collection[str]) -> dict[str, set[Home]]:
    """The articles at each of these addresses."""
    found: list[tuple[Any, ...]] = []
    for column in _ADDRESSES:
        articles = Article.objects.filter(**{f"{column}__among": urls}).order_by()
        found += articles.values_list(column, "key", "provider_id", "pk", "title")
    outlets = Provider.objects.filter(pk__among={provider for _, _, provider, _, _ in found}).order_by()
    domains = dict(outlets.values_list("pk", "domain"))
    homes: dict[str, set[Home]] = defaultdict(set)
    for url, key, provider, pk, title in found:
        homes[url].add(Home(key, domains[provider], pk, title))
    return homes


def _article_of(entry: Entry, homes: dict[str, set[Home]]) -> int | None:
    """The id of the article that the entry is."""
    candidates = {home for url in (entry.web_url, entry.original_url) if url for home in homes.get(url, ())}
    candidates = {home for home in candidates if home.id != entry.article}
    by_title = {home for home in candidates if home.title.casefold() == entry.title.casefold()}
    return min(by_title or candidates).id if candidates else None
