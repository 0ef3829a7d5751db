"""What is done to many articles at once: a constant number of queries for each batch, all of it or nothing."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import bulk, history
from articles.ingest.turns import in_turn
from articles.listing import relist
from articles.models import Article, ArticleTopic, Status, Topic

BATCH = 500
AS_PUBLISHED = [Status.PUBLISHED, Status.MUTED]  # the second is the first, of an outlet that is muted

Write = Callable[[Sequence[int]], None]


def set_status(ids: Collection[int], status: Status, editor: Any, note: str = "") -> int:
    """Give these articles the status; `note` is for readers of withdrawn ones. The number of those it changed."""
    same = AS_PUBLISHED if status == Status.PUBLISHED else [status]
    others = Article.objects.exclude(status__in=same)
    if note:
        others = others | Article.objects.exclude(withdrawal_note=note)
    values: dict[str, Any] = {"status": status, "publish_at": None}
    if status == Status.WITHDRAWN:
        values["withdrawal_note"] = note
    return changed(picked(others, ids), ["status"], lambda batch: _update(batch, **values), ["status"], editor)


def boost(ids: Collection[int], points: int, editor: Any) -> int:
    """Let the articles stand this much higher from now on; 0 ends a boost. The number of those it changed."""
    boosted = Article.objects.all() if points else Article.objects.exclude(boost=0)
    values = {"boost": points, "boosted_at": timezone.now() if points else None}
    return changed(picked(boosted, ids), ["boost"], lambda batch: _update(batch, **values), [], editor)


def file_under(ids: Collection[int], topics: Sequence[Topic], editor: Any, *, alone: bool) -> int:
    """Put the articles under these topics, after those that they have, or `alone` under these. The number of those it
    changed.
    """
    wanted = [topic.pk for topic in topics]
    held = _held(ids)
    if alone:
        others = [pk for pk in ids if held.get(pk, set()) != set(wanted)]
    else:
        others = [pk for pk in ids if not held.get(pk, set()).issuperset(wanted)]
    return changed(others, ["topics"], lambda batch: _file(batch, wanted, alone=alone), ["topics"], editor)


def changed(ids: Sequence[int], fields: list[str], write: Write, kept: list[str], editor: Any) -> int:
    """Let `write` change these articles batch by batch, with all that follows from an editor's change: imports leave
    the fields `kept` alone, lists follow, history and log tell of it. How many articles that were; all or none, in turn
    with imports. Raises ImportStopped where the database takes no more.
    """
    in_turn(lambda: _change(ids, fields, write, kept, editor))
    return len(ids)


def _change(ids: Sequence[int], fields: list[str], write: Write, kept: list[str], editor: Any) -> None:
    reason = _("One of %(number)d at once.") % {"number": len(ids)} if len(ids) > 1 else ""
    for batch in batches(ids):
        history.before_edit(Article, batch)
        write(batch)
        _keep(batch, kept)
        relist(batch)
        history.after_edit(Article, batch, editor, reason=reason)
        rows = list(Article.objects.filter(pk__among=batch).only("title"))
        LogEntry.objects.log_actions(editor.pk, rows, CHANGE, [{"changed": {"fields": fields}}])


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def picked(articles: QuerySet[Article], ids: Collection[int]) -> list[int]:
    """Of these ids those that are among the articles."""
    return list(articles.filter(pk__among=list(ids)).order_by("pk").values_list("pk", flat=True))


def _update(batch: Sequence[int], **values: Any) -> None:
    Article.objects.filter(pk__among=list(batch)).update(**values, modified_at=timezone.now())


def _keep(batch: Sequence[int], fields: list[str]) -> None:
    """Mark these fields as an editor's."""
    if fields:
        edited = Article.objects.filter(pk__among=list(batch)).order_by().values_list("pk", "edited_fields")
        bulk.update(Article, ("edited_fields",), [(sorted({*names, *fields}), pk) for pk, names in edited])


def _held(ids: Collection[int]) -> dict[int, set[int]]:
    """Ids of the topics of these articles."""
    held: dict[int, set[int]] = {}
    links = ArticleTopic.objects.filter(article__among=list(ids)).order_by()
    for article_id, topic_id in links.values_list("article_id", "topic_id"):
        held.setdefault(article_id, set()).add(topic_id)
    return held


def _file(batch: Sequence[int], wanted: Sequence[int], *, alone: bool) -> None:
    """Make the rows of their places; what lists are sorted by is brought up to date by `relist`."""
    links = ArticleTopic.objects.filter(article__among=list(batch))
    if alone:
        links.delete()
    last = dict(links.order_by().values_list("article_id").annotate(Max("position")))
    held = _held(batch)
    rows = []
    for pk, status, at, rank in (
        Article.objects.filter(pk__among=list(batch)).order_by().values_list("pk", "status", "published_at", "rank")
    ):
        new = [topic for topic in wanted if topic not in held.get(pk, set())]
        first = last.get(pk, -1) + 1
        rows += [(pk, topic, first + place, status, at, rank) for place, topic in enumerate(new)]
    bulk.insert(ArticleTopic, ("article_id", "topic_id", "position", "status", "published_at", "rank"), rows)
