"""Keyword rules at work: which articles they would put under a topic, and putting them there."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils.formats import number_format
from django.utils.translation import ngettext

from articles import bulk, history
from articles.ingest.ruling import rules
from articles.ingest.turns import in_turn
from articles.listing import relist
from articles.models import Article, ArticleTopic, Topic

BATCH = 500  # articles written in one transaction
CHUNK = 2_000  # articles read at once
_LINK = ("article_id", "topic_id", "position", "status", "published_at", "rank")


@dataclass(frozen=True, slots=True)
class Fitting:
    """Ids of the articles that a topic's rules fit: to be filed under it; there already; an editor's to decide."""

    new: list[int] = field(default_factory=list)
    there: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)


def fitting(topic: Topic) -> Fitting:
    """Of all articles, drafts too, those that the topic's rules fit. Reads every article's title and excerpt."""
    held = rules(topic)
    texts = Article.objects.order_by().values_list("pk", "title", "excerpt").iterator(chunk_size=CHUNK)
    ids = [pk for pk, title, excerpt in texts if held.topics(title, excerpt)]
    there = set(ArticleTopic.objects.filter(topic=topic).order_by().values_list("article_id", flat=True))
    kept = _kept(ids)
    return Fitting(
        new=[pk for pk in ids if pk not in there and pk not in kept],
        there=[pk for pk in ids if pk in there],
        kept=[pk for pk in ids if pk not in there and pk in kept],
    )


def file_under(topic: Topic, editor: Any) -> int:
    """Put the articles that the topic's rules fit under it, behind their other topics. How many there were.

    Safe to repeat, also where it was ended in the middle: each batch is done, or not begun. The articles do not count
    as edited, as the next import goes by the same rules.
    """
    ids = fitting(topic).new
    history.before_edit(Topic, [topic.pk])
    number = sum(_filed(topic, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))
    if number:
        history.after_edit(Topic, [topic.pk], editor, reason=filed_words(number))
    return number


def filed_words(number: int) -> str:
    """What is told in the topic's history."""
    words = ngettext(
        "Keyword rules applied to %(number)s article.", "Keyword rules applied to %(number)s articles.", number
    )
    return words % {"number": number_format(number, force_grouping=True)}


def _filed(topic: Topic, batch: list[int]) -> int:
    return in_turn(lambda: _add(topic, batch))


def _add(topic: Topic, ids: list[int]) -> int:
    """Put those of these articles under the topic that are not, and whose topics no editor set meanwhile."""
    links = ArticleTopic.objects.filter(article__among=ids).order_by()
    passed_over = _kept(ids) | set(links.filter(topic=topic).values_list("article_id", flat=True))
    last = dict(links.values_list("article_id").annotate(Max("position")))
    articles = Article.objects.filter(pk__among=[pk for pk in ids if pk not in passed_over]).order_by("pk")
    rows = [
        (pk, topic.pk, last.get(pk, -1) + 1, *copied)
        for pk, *copied in articles.values_list("pk", "status", "published_at", "rank")
    ]
    bulk.insert(ArticleTopic, _LINK, rows)
    relist([row[0] for row in rows])
    return len(rows)


def _kept(ids: Collection[int]) -> set[int]:
    """Those of the articles whose topics an editor changed by hand."""
    edited = Article.objects.filter(pk__among=ids).exclude(edited_fields=[]).order_by()
    return {pk for pk, fields in edited.values_list("pk", "edited_fields") if "topics" in fields}
