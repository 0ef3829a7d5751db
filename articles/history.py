"""Versions of articles, topics and outlets: what an editor's change left, and what stood there before it."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Max
from django.utils import timezone

from articles.models import Article, ArticleTopic

CREATED, CHANGED, DELETED = "+", "~", "-"


def tracked(model: Any) -> list[models.Field]:
    """The fields that versions keep."""
    return list(model.history.model.tracked_fields)


def state(version: Any) -> dict[str, Any]:
    """What a version says, by column; for articles with the ids of their topics."""
    said = {field.attname: getattr(version, field.attname) for field in version.tracked_fields}
    return said | ({"topic_ids": version.topic_ids} if hasattr(version, "topic_ids") else {})


def current(model: Any, ids: Collection[int], **about: Any) -> list[Any]:
    """The rows of these ids as versions that are not stored yet."""
    names = [field.attname for field in tracked(model)]
    rows = list(model.objects.filter(pk__among=list(ids)).order_by("pk").values(*names))
    if model is Article:
        filed = _topics(ids)
        rows = [row | {"topic_ids": filed.get(row["id"], [])} for row in rows]
    return [model.history.model(**row, history_date=timezone.now(), **about) for row in rows]


def latest(model: Any, ids: Collection[int]) -> dict[int, Any]:
    """The last version of each row, by the row's id."""
    history = model.history.filter(id__among=list(ids)).order_by()
    last = history.values("id").annotate(last=Max("history_id")).values("last")
    return {version.id: version for version in model.history.filter(history_id__in=last)}


def unseen(model: Any, ids: Collection[int]) -> list[Any]:
    """Nobody's versions, not stored yet: of rows that say other than their last version, or have none.

    An import wrote that, or whatever else is no editor. Without them the next editor would seem to have written it,
    and a first edit would have nothing to go back to.
    """
    known = latest(model, ids)
    rows = current(model, ids, history_type=CHANGED)
    return [row for row in rows if row.id not in known or state(row) != state(known[row.id])]


def before_edit(model: Any, ids: Collection[int]) -> None:
    """Keep what has come to the rows since their last version."""
    model.history.bulk_create(unseen(model, ids))


def after_edit(model: Any, ids: Collection[int], user: Any, *, kind: str = CHANGED, reason: str = "") -> None:
    """Keep what the rows say now as this user's versions; None is nobody's. `reason` is for readers of the history."""
    who = user.pk if user else None
    about = {"history_type": kind, "history_user_id": who, "history_change_reason": reason[:100] or None}
    model.history.bulk_create(current(model, ids, **about))


def _topics(ids: Iterable[int]) -> dict[int, list[int]]:
    """Ids of the topics in their order, by article id."""
    topics: dict[int, list[int]] = {}
    links = ArticleTopic.objects.filter(article__among=list(ids)).order_by("article_id", "position", "pk")
    for article_id, topic_id in links.values_list("article_id", "topic_id"):
        topics.setdefault(article_id, []).append(topic_id)
    return topics


class Change(NamedTuple):
    """A field whose value differs between two versions, as the two have it in the database."""

    name: str
    old: Any
    new: Any


def changes(old: Any, new: Any) -> list[Change]:
    """Where the versions differ, in the order of the model's fields."""
    before, after = state(old), state(new)
    return [Change(name, before[name], value) for name, value in after.items() if before[name] != value]
