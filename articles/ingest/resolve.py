"""Which article of ours a related entry is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import islice

from django.db.models import Q

from articles.models import Article, RelatedArticle

BATCH = 200  # articles; each has up to two addresses and fifty entries, and databases limit a query's values

Home = tuple[str, int, str]
"""Key, id and title of an article at some address."""


def resolve(ids: Iterable[int]) -> int:
    """Link the related entries of these articles, and entries elsewhere that are these articles. Number of changes.

    An entry is the article that has its address and its title; else, one that has its address; never the article it
    stands beside. Of several, the first by key. Entries of coverage that an editor changed are left alone.
    """
    remaining = iter(ids)
    changed = 0
    while batch := list(islice(remaining, BATCH)):
        changed += _resolve(batch)
    return changed


def _resolve(ids: Collection[int]) -> int:
    touched = Q(article_id__in=ids) | Q(same_as_id__in=ids) | _at(_urls_of(ids))
    entries = [
        entry
        for entry in RelatedArticle.objects.filter(touched).select_related("article")
        if "related" not in entry.article.edited_fields
    ]
    homes = _articles_at({url for entry in entries for url in (entry.web_url, entry.original_url) if url})
    changed = []
    for entry in entries:
        found = _article_of(entry, homes)
        if entry.same_as_id != found:
            entry.same_as_id = found
            changed.append(entry)
    RelatedArticle.objects.bulk_update(changed, ["same_as"], batch_size=BATCH)
    return len(changed)


def _at(urls: Collection[str]) -> Q:
    return Q(web_url__in=urls) | Q(original_url__in=urls)


def _urls_of(ids: Collection[int]) -> set[str]:
    rows = Article.objects.filter(pk__in=ids).values_list("web_url", "original_url")
    return {url for row in rows for url in row if url}


def _articles_at(urls: Collection[str]) -> dict[str, list[Home]]:
    """The articles at each of these addresses."""
    homes: dict[str, list[Home]] = defaultdict(list)
    remaining = iter(urls)
    while batch := list(islice(remaining, BATCH)):
        for article in Article.objects.filter(_at(batch)).only("key", "title", "web_url", "original_url"):
            for url in {article.web_url, article.original_url} - {""}:
                homes[url].append((article.key, article.pk, article.title))
    return homes


def _article_of(entry: RelatedArticle, homes: dict[str, list[Home]]) -> int | None:
    """The id of the article that the entry is."""
    candidates = {home for url in (entry.web_url, entry.original_url) if url for home in homes.get(url, ())}
    candidates = {home for home in candidates if home[1] != entry.article_id}
    by_title = {home for home in candidates if home[2].casefold() == entry.title.casefold()}
    return min(by_title or candidates)[1] if candidates else None
