"""Is what the database holds sound, and is every article wholly there? Asked while nothing or anything else runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from random import Random
from typing import Any

import yaml
from django.core.files.storage import default_storage
from django.db import connection
from django.db.utils import IntegrityError
from django.test import Client

from articles.digest import CONTENT, Row
from articles.models import Article, Picture, Provider, Topic
from articles.sources.standing import standing
from articles.sources.text import folded

PAGES = 4  # articles whose pages are looked at


@contextmanager
def snapshot() -> Iterator[None]:
    """Read what there is at one moment, without stopping anybody: a transaction that writes nothing.

    Not `atomic`, which on SQLite waits for the writers' turn.
    """
    begin = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def database_faults() -> Iterator[str]:
    """What the database itself finds wrong."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            found = cursor.execute("PRAGMA integrity_check").fetchall()
        yield from (f"integrity: {row[0]}" for row in found if row[0] != "ok")
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield f"foreign keys: {error}"


def article_faults() -> Iterator[str]:
    """Articles of which something is missing, or is not as their seed's text says."""
    with snapshot():
        texts = {(row["article__key"], row["article__provider__domain"]): row["text"] for row in CONTENT["seeds"]()}
        for article in CONTENT["articles"]():
            identity = article["key"], article["provider__domain"]
            faults = _faults_of(article, texts[identity]) if identity in texts else ["has no seed"]
            yield from (f"{article['key']} {fault}" for fault in faults)


def _faults_of(article: Row, text: str) -> Iterator[str]:
    own = {article["web_url"], article["original_url"]}
    counts = {
        "topics": len(article["topics"]),
        "pictures": len(article["pictures"]),
        "related": [len(entry["pictures"]) for entry in article["related"] if entry["web_url"] not in own],
    }
    if counts != said_by(text):
        yield f"has {counts}, its seed {said_by(text)}"
    for link in article["topics"]:
        if any(link[column] != article[column] for column in ("status", "published_at", "rank")):
            yield f"stands otherwise in the topic {link['topic__name']}"
    if derived_of(article) != {name: article[name] for name in derived_of(article)}:
        yield f"should have {derived_of(article)}"


def derived_of(article: Row) -> dict[str, Any]:
    """The derived columns as they should be."""
    first: Row = next(iter(article["pictures"]), {})
    return {
        "rank": article["heat"] or 0,
        "standing": standing(article["quality"], (entry["quality"] for entry in article["related"])),
        "other_outlets": len(
            {entry["provider__domain"] for entry in article["related"]} - {article["provider__domain"]}
        ),
        "lead_picture__url": first.get("picture__url"),
    }


@lru_cache(maxsize=50_000)
def said_by(text: str) -> dict[str, Any]:
    """How many topics, pictures and, for each entry of related coverage, pictures a seed's text tells of.

    An entry that is the article itself does not count: it may be left out.
    """
    data = next(yaml.load_all(text, yaml.CSafeLoader))
    own = {data.get("webUrl"), data.get("originalUrl")}
    entries = [entry for entry in data.get("related", []) if entry["webUrl"] not in own]
    return {
        "topics": len({folded(name) for name in data.get("topics", [])}),
        "pictures": _pictures(data),
        "related": [_pictures(entry) for entry in entries],
    }


def _pictures(data: dict[str, Any]) -> int:
    return len({picture["url"] for picture in data.get("images", [])})


def picture_faults() -> Iterator[str]:
    """Copies of pictures that the database tells of and nobody keeps."""
    for name in Picture.objects.exclude(file="").values_list("file", flat=True):
        if not default_storage.exists(name):
            yield f"the picture {name} is not there"


def page_faults(client: Client, random: Random) -> Iterator[str]:
    """Pages that a reader is refused: lists, and some of the articles, topics and outlets there are."""
    rows: list[Article | Topic | Provider] = [*_some(Article.objects.published(), random, PAGES)]
    rows += [*_some(Topic.objects.public(), random, 1), *_some(Provider.objects.in_use(), random, 1)]
    seen: list[tuple[str, Any]] = [("/", None), ("/topics/", None), ("/archive/", None)]
    for address, row in [*seen, *((row.get_absolute_url(), row) for row in rows)]:
        try:
            status: object = client.get(address).status_code
        except Exception as error:
            status = repr(error)
        if status != 200 and not _was_withdrawn(row):
            yield f"{address} answers {status}"


def _was_withdrawn(row: Any) -> bool:
    """Whether readers may not see it any more: an article's file may say so by now, and a topic or an outlet may have
    been named by nothing else.
    """
    if isinstance(row, Topic | Provider):
        return not type(row).objects.public().filter(pk=row.pk).exists()
    return isinstance(row, Article) and not Article.objects.published().filter(pk=row.pk).exists()


def _some(rows: Any, random: Random, most: int) -> list[Any]:
    """Some of the rows, the latest always among them."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    chosen = {*ids[-1:], *random.sample(ids, min(len(ids), most))}
    return list(rows.filter(pk__in=chosen))


def faults(client: Client, random: Random) -> Iterator[str]:
    """All that is wrong."""
    yield from database_faults()
    yield from article_faults()
    yield from picture_faults()
    yield from page_faults(client, random)
