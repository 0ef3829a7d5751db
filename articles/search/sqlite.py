"""Search in SQLite's FTS5.

`articles_search` holds where the words of published articles stand in title, excerpt and tokens; not the texts. Its row
ids are made of the second of publication and the article's id, counted down, so that times are ranges and walking it
forwards is newest first. (Walking backwards, FTS5 of SQLite 3.40 passes over some rows that hold two frequent words.)
`articles_search_names` holds the names of topics (even row ids) and outlets (odd ones).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from math import floor
from typing import Any

from django.db import connection

from articles.search.folding import LETTERS, without_odd_letters
from articles.search.plan import EXCERPT_POINTS, MOST_HITS, MOST_NAMED, TITLE_POINTS, Group, Hit, Plan
from articles.search.query import Term
from articles.search.tokens import EVERY, of_outlet, of_topic

SECOND = 1 << 28  # row ids from one second to the next: as many articles there may be
FURTHEST = 1 << 62  # row ids count down from here
_ARTICLES = "articles_search (rowid, title, excerpt, tokens)"
_NAMES = "articles_search_names (rowid, name)"
_TOKENIZER = "tokenize = \"porter unicode61 remove_diacritics 2\", columnsize = 0, content = ''"


# What is installed


def schema() -> dict[str, str]:
    """The statements that make the index, by the name of what they make. Its triggers keep it true to the tables."""
    article = ("title", "excerpt", "search_tokens", "status", "published_at", "id")
    made = {
        "articles_search": f"CREATE VIRTUAL TABLE articles_search USING fts5(title, excerpt, tokens, {_TOKENIZER})",
        "articles_search_names": f"CREATE VIRTUAL TABLE articles_search_names USING fts5(name, {_TOKENIZER})",
    }
    return (
        made
        | _triggers("article", article, _article_row, _ARTICLES)
        | _triggers("topic", ("id", "name", "short_name"), _topic_row, _NAMES)
        | _triggers("provider", ("id", "name", "domain"), _provider_row, _NAMES)
    )


def filling() -> list[str]:
    """The statements that fill the index, which is empty, from the tables. Merging less often, imports are faster."""
    return [
        "INSERT INTO articles_search (articles_search, rank) VALUES ('automerge', 16)",
        f"INSERT INTO {_ARTICLES} {_article_row('a', 'FROM articles_article AS a')} ORDER BY 1",
        f"INSERT INTO {_NAMES} {_topic_row('t', 'FROM articles_topic AS t')}",
        f"INSERT INTO {_NAMES} {_provider_row('p', 'FROM articles_provider AS p')}",
    ]


def _triggers(model: str, columns: Sequence[str], row: Callable[[str], str], into: str) -> dict[str, str]:
    """Three triggers: what a row said is taken out of the index, what it says is put in."""
    table, index = f"articles_{model}", into.partition(" ")[0]
    add = f"INSERT INTO {into} {row('NEW')};"
    taken = row("OLD").replace("SELECT ", "SELECT 'delete', ", 1)
    remove = f"INSERT INTO {into.replace('(', f'({index}, ')} {taken};"
    old, new = (", ".join(f"{which}.{column}" for column in columns) for which in ("OLD", "NEW"))
    changed = f"({old}) IS NOT ({new})"
    bodies = {
        "inserted": f"AFTER INSERT ON {table} BEGIN {add} END",
        "updated": f"AFTER UPDATE OF {', '.join(columns)} ON {table} WHEN {changed} BEGIN {remove} {add} END",
        "deleted": f"AFTER DELETE ON {table} BEGIN {remove} END",
    }
    return {f"{table}_{event}": f"CREATE TRIGGER {table}_{event} {body}" for event, body in bodies.items()}


def _article_row(name: str, origin: str = "") -> str:
    place = f"{FURTHEST} - CAST(strftime('%s', {name}.published_at) AS INTEGER) * {SECOND} - {name}.id"
    texts = f"{_plain(f'{name}.title')}, {_plain(f'{name}.excerpt')}, '{EVERY} ' || {name}.search_tokens"
    return f"SELECT {place}, {texts} {origin} WHERE {name}.status = 'published'"


def _topic_row(name: str, origin: str = "") -> str:
    return f"SELECT {name}.id * 2, {_plain(f'{name}.name || char(10) || {name}.short_name')} {origin}"


def _provider_row(name: str, origin: str = "") -> str:
    shown = f"CASE {name}.name WHEN '' THEN {name}.domain ELSE {name}.name END"
    return f"SELECT {name}.id * 2 + 1, {_plain(shown)} {origin}"


def _plain(value: str) -> str:
    """The SQL of a text without the letters that the tokenizer does not know to be others with an accent."""
    replaced = value
    for letter, plain in LETTERS.items():
        replaced = f"replace({replaced}, '{letter}', '{plain}')"
    in_ascii = f"length({value}) = length(CAST({value} AS BLOB))"
    return f"CASE WHEN {in_ascii} THEN {value} ELSE {replaced} END"


# What is asked


def hits(plan: Plan, at: datetime, *, ranked: bool) -> list[Hit]:
    """The newest articles that match, newest first; with points if ranked. One above MOST_HITS if there are more."""
    ends = [floor(at.timestamp()) + 1, *([floor(plan.end.timestamp())] if plan.end else [])]
    latest = FURTHEST - min(ends) * SECOND
    earliest = FURTHEST - floor(plan.start.timestamp()) * SECOND if plan.start else 2 * FURTHEST - 1
    match = _match(plan)
    rows = _rows(
        "SELECT rowid FROM articles_search WHERE articles_search MATCH %s AND rowid > %s AND rowid <= %s"
        " ORDER BY rowid LIMIT %s",
        [match, latest, earliest, MOST_HITS + 1],
    )
    found = [place for (place,) in rows]
    points = _points(plan, match, found) if ranked and plan.terms and len(found) > 1 else {}
    return [Hit((FURTHEST - place) % SECOND, points.get(place, 0)) for place in found]


def named(terms: Sequence[Term]) -> list[set[str]]:
    """For each term, the tokens of the topics and outlets whose names it is in. One query."""
    tokens: list[set[str]] = [set() for _ in terms]
    if terms:
        one = (
            "SELECT * FROM (SELECT {}, rowid FROM articles_search_names WHERE articles_search_names MATCH %s LIMIT {})"
        )
        union = " UNION ALL ".join(one.format(number, MOST_NAMED) for number in range(len(terms)))
        for number, row in _rows(union, [_phrase(term) for term in terms]):
            tokens[number].add(of_outlet(row // 2) if row % 2 else of_topic(row // 2))
    return tokens


def _points(plan: Plan, match: str, found: Sequence[int]) -> dict[int, int]:
    """Points by row id, in one query: which columns hold which terms, looked up for these rows only."""
    one = "SELECT rowid, {} AS points FROM articles_search WHERE articles_search MATCH %s AND rowid BETWEEN %s AND %s"
    asked, parameters = [], []
    for term in plan.terms:
        for column, points in (("title", TITLE_POINTS), ("excerpt", EXCERPT_POINTS)):
            asked.append(one.format(points))
            parameters += [f"({match}) AND {column} : {_phrase(term)}", found[0], found[-1]]
    union = " UNION ALL ".join(asked)
    return dict(_rows(f"SELECT rowid, sum(points) FROM ({union}) GROUP BY rowid", parameters))  # noqa: S608


def _match(plan: Plan) -> str:
    """The plan in FTS5's language. All of a reader's words are in quotes."""
    wanted = [_any(group) for group in plan.groups] + [_one_of(tokens) for tokens in plan.within]
    unwanted = [_any(group) for group in plan.without] + ([_one_of(plan.outside)] if plan.outside else [])
    match = " AND ".join(wanted or [_one_of([EVERY])])
    return f"({match}) NOT ({' OR '.join(unwanted)})" if unwanted else match


def _any(group: Group) -> str:
    texts = [f"{{title excerpt}} : {_phrase(term)}" for term in group.terms]
    return f"({' OR '.join([*texts, *([_one_of(group.tokens)] if group.tokens else [])])})"


def _one_of(tokens: Iterable[str]) -> str:
    quoted = " OR ".join(f'"{token}"' for token in tokens)
    return f"tokens : ({quoted})"


def _phrase(term: Term) -> str:
    return f'"{without_odd_letters(" ".join(term))}"'


def _rows(statement: str, parameters: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


# Whether it is true


def unlisted() -> int:
    """How many more articles the index holds than are published; below 0, how many it lacks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM articles_search WHERE articles_search MATCH %s)"
            " - (SELECT count(*) FROM articles_article WHERE status = 'published')",
            [f"tokens : {EVERY}"],
        )
        return int(cursor.fetchone()[0])
