"""Which article of ours a related entry is."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from articles.models import Article, RelatedArticle


def resolve(ids: Collection[int]) -> int:
    """Link the related entries of these articles, and entries elsewhere that are these articles. Number of changes.

    An entry is the article that has its address and its title; else, one that has its address; never the article it
    stands beside. Of several, the first by key.
    """
    urls = _urls_of(ids)
    entries = list(RelatedArticle.objects.filter(Q(article_id__in=ids) | _at(urls)))
    urls |= {url for entry in entries for url in (entry.web_url, entry.original_url)}
    homes = _articles_at(urls)
    changed = []
    for entry in entries:
        found = _article_of(entry, homes)
        if entry.same_as_id != found:
            entry.same_as_id = found
            changed.append(entry)
    RelatedArticle.objects.bulk_update(changed, ["same_as"], batch_size=500)
    return len(changed)


def _at(urls: Collection[str]) -> Q:
    known = [url for url in urls if url]
    return Q(web_url__in=known) | Q(original_url__in=known)


def _urls_of(ids: Collection[int]) -> set[str]:
    rows = Article.objects.filter(pk__in=ids).values_list("web_url", "original_url")
    return {url for row in rows for url in row if url}


def _articles_at(urls: Collection[str]) -> dict[str, list[tuple[str, int, str]]]:
    """Key, id and title of the articles at each of these addresses."""
    homes: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for article in Article.objects.filter(_at(urls)).only("key", "title", "web_url", "original_url"):
        for url in {article.web_url, article.original_url} - {""}:
            homes[url].append((article.key, article.pk, article.title))
    return homes


def _article_of(entry: RelatedArticle, homes: dict[str, list[tuple[str, int, str]]]) -> int | None:
    candidates = {home for url in (entry.web_url, entry.original_url) if url for home in homes.get(url, ())}
    candidates = {home for home in candidates if home[1] != entry.article_id}
    by_title = {home for home in candidates if home[2].casefold() == entry.title.casefold()}
    return min(by_title or candidates)[1] if candidates else None
