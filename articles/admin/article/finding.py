"""How editors search the list of articles: all of them, whatever their status."""

from urllib.parse import unquote, urlsplit

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.text import smart_split, unescape_string_literal

from articles.models import Article, Provider
from articles.search.query import words_of

_BEGINNING = "search @@ to_tsquery('articles_search', %s)"  # unqualified: of the inner query


def found(articles: QuerySet, text: str) -> QuerySet:
    """Of these articles those that hold every word somewhere, or whose address it is, there or here."""
    text = text.replace("\x00", "").strip()
    if text.startswith(("https://", "http://")) and " " not in text:
        return articles.filter(at_address(text))
    for word in smart_split(text):
        quoted = len(word) > 1 and word[0] in "\"'" and word[0] == word[-1]
        articles = articles.filter(holds(unescape_string_literal(word) if quoted else word))
    return articles


def holds(word: str) -> Q:
    """Has this in its title, its excerpt, its outlet's name or domain; or in its key, if it looks like one. Outlets are
    looked up once, not for every article.
    """
    outlets = Provider.objects.filter(Q(name__icontains=word) | Q(domain__icontains=word)).order_by()
    condition = in_text(word) | Q(provider__in=outlets.values("pk"))
    return condition | Q(key__icontains=word) if "-" in word else condition


def in_text(word: str) -> Q:
    """SQLite reads the texts. PostgreSQL would take a second for 100,000, and has those of all articles in an index:
    there a word is found by its beginning.
    """
    terms = [f"'{term}'" for term in words_of(word)]
    if connection.vendor == "sqlite" or not terms:
        return Q(title__icontains=word) | Q(excerpt__icontains=word)
    matches = RawSQL(_BEGINNING, [f"{' <-> '.join(terms)}:*"], output_field=BooleanField())  # noqa: S611
    return Q(pk__in=Article.objects.filter(matches).order_by().values("pk"))


def at_address(url: str) -> Q:
    """Leads there, or is what readers find here at the last part of it."""
    slug = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return Q(web_url=url) | Q(original_url=url) | Q(slug=slug)
