"""Search in PostgreSQL: a generated `tsvector` beside each article, topic and outlet, and a text search configuration.

`articles_search` (the configuration) takes accents off by `unaccent` and stems as SQLite's index does, without stop
words. Tokens are lexemes that begin with `=`, as no word does; `=` alone stands between title and excerpt, so that no
phrase goes across, and with every article.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import BooleanField, IntegerField, Value
from django.db.models.expressions import RawSQL

from articles.models import Article
from articles.search.plan import EXCERPT_POINTS, MOST_HITS, MOST_NAMED, TITLE_POINTS, Group, Hit, Plan
from articles.search.query import Term
from articles.search.tokens import of_outlet, of_topic

_TABLES = ("articles_article", "articles_topic", "articles_provider")
_KINDS = "asciihword asciiword email file float host hword hword_asciipart hword_numpart hword_part int numhword"
_KINDS += " numword sfloat uint url url_path version word"
_BREAKS = (
    "-./:@_+<&~"  # what the parser would read as part of a host, a path, a number, a tag …; it breaks at all others
)


# What is installed


def schema() -> list[str]:
    """The statements that make the index, where nothing of it is there."""
    words = "RETURN to_tsvector('articles_search', translate({}, '{}', '{}'))"
    article = (
        "RETURN setweight(articles_search_words(title), 'A') || '''='':1'::tsvector"
        " || setweight(articles_search_words(excerpt), 'B')"
        " || array_to_tsvector(string_to_array('=' || replace(tokens, ' ', ' ='), ' '))"
    )
    return [
        "CREATE EXTENSION IF NOT EXISTS unaccent",
        "CREATE TEXT SEARCH DICTIONARY articles_porter (TEMPLATE = snowball, LANGUAGE = porter)",
        "CREATE TEXT SEARCH CONFIGURATION articles_search (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION articles_search ALTER MAPPING FOR "
        f"{', '.join(_KINDS.split())} WITH unaccent, articles_porter",
        "ALTER TEXT SEARCH CONFIGURATION articles_search ALTER MAPPING FOR asciiword, int, uint WITH articles_porter",
        "CREATE FUNCTION articles_search_words(said text) RETURNS tsvector IMMUTABLE PARALLEL SAFE LANGUAGE sql "
        + words.format("said", _BREAKS, " " * len(_BREAKS)),
        "CREATE FUNCTION articles_search_article(title text, excerpt text, tokens text) RETURNS tsvector "
        f"IMMUTABLE PARALLEL SAFE LANGUAGE sql {article}",
        _column("articles_article", "articles_search_article(title, excerpt, search_tokens)"),
        _column("articles_topic", "articles_search_words(name || chr(10) || short_name)"),
        _column("articles_provider", "articles_search_words(CASE name WHEN '' THEN domain ELSE name END)"),
        "CREATE INDEX articles_article_search ON articles_article USING gin (search)",
    ]


def removal() -> list[str]:
    """The statements that leave nothing of it."""
    return [
        *(f"ALTER TABLE IF EXISTS {table} DROP COLUMN IF EXISTS search" for table in _TABLES),
        "DROP FUNCTION IF EXISTS articles_search_article",
        "DROP FUNCTION IF EXISTS articles_search_words",
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS articles_search",
        "DROP TEXT SEARCH DICTIONARY IF EXISTS articles_porter",
    ]


def version() -> str:
    """What `schema` makes, in one word: kept as the comment of the article's column, to know an older one."""
    return sha256("\n".join(schema()).encode()).hexdigest()


def _column(table: str, value: str) -> str:
    return f"ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS ({value}) STORED"


# What is asked


def hits(plan: Plan, at: datetime, *, ranked: bool) -> list[Hit]:
    """The newest articles that match, newest first; with points if ranked. One above MOST_HITS if there are more."""
    query, parameters = _match(plan)
    matches = RawSQL(f"articles_article.search @@ ({query})", parameters, output_field=BooleanField())  # noqa: S611
    articles = Article.objects.published(at).newest_first().filter(matches)
    if plan.start:
        articles = articles.filter(published_at__gte=plan.start)
    if plan.end:
        articles = articles.filter(published_at__lt=plan.end)
    points = _points(plan) if ranked and plan.terms else Value(0)
    rows = articles.annotate(points=points).values_list("pk", "points")
    return [Hit(*row) for row in rows[: MOST_HITS + 1]]


def named(terms: Sequence[Term]) -> list[set[str]]:
    """For each term, the tokens of the topics and outlets whose names it is in. One query."""
    tokens: list[set[str]] = [set() for _ in terms]
    if not terms:
        return tokens
    one = "(SELECT {}, '{}', id FROM {} WHERE search @@ to_tsquery('articles_search', %s) LIMIT {})"
    asked, parameters = [], []
    for number, term in enumerate(terms):
        for kind, table in (("t", "articles_topic"), ("p", "articles_provider")):
            asked.append(one.format(number, kind, table, MOST_NAMED))
            parameters.append(_phrase(term))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), parameters)
        for number, kind, pk in cursor.fetchall():
            tokens[number].add(of_outlet(pk) if kind == "p" else of_topic(pk))
    return tokens


def _points(plan: Plan) -> RawSQL:
    """The SQL of an article's points."""
    one = "(articles_article.search @@ to_tsquery('articles_search', %s))::int * {}"
    each, parameters = [], []
    for term in plan.terms:
        for weight, points in (("A", TITLE_POINTS), ("B", EXCERPT_POINTS)):
            each.append(one.format(points))
            parameters.append(_phrase(term, f":{weight}"))
    return RawSQL(" + ".join(each), parameters, output_field=IntegerField())  # noqa: S611


def _match(plan: Plan) -> tuple[str, list[Any]]:
    """The SQL of the plan's tsquery, and its parameters."""
    wanted = [_any(group) for group in plan.groups] + [_one_of(tokens) for tokens in plan.within]
    unwanted = [_any(group) for group in plan.without] + ([_one_of(plan.outside)] if plan.outside else [])
    terms = wanted or [("'''='''::tsquery", [])]
    negated = [(f"!!{query}", parameters) for query, parameters in unwanted]
    parameters = [parameter for _, given in (*terms, *negated) for parameter in given]
    return " && ".join(query for query, _ in (*terms, *negated)), parameters


def _any(group: Group) -> tuple[str, list[Any]]:
    texts = ["to_tsquery('articles_search', %s)"] * len(group.terms)
    parameters = [_phrase(term) for term in group.terms]
    if group.tokens:
        query, more = _one_of(group.tokens)
        return f"({' || '.join([*texts, query])})", parameters + more
    return f"({' || '.join(texts)})", parameters


def _one_of(tokens: Iterable[str]) -> tuple[str, list[Any]]:
    return "(%s::tsquery)", [" | ".join(f"'={token}'" for token in tokens)]


def _phrase(term: Term, weight: str = "") -> str:
    """In the language of to_tsquery, each word in quotes."""
    return " <-> ".join(f"'{word}'{weight}" for word in term)
