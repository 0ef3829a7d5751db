"""Two topics made one, by an editor's decision: what would come of it, and doing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import history
from articles.ingest.turns import in_turn
from articles.models import ArticleTopic, Topic
from articles.naming import absorb, know, line, readdress
from articles.sources.text import folded


class MergeRefused(ValueError):  # noqa: N818
    """These two cannot be made one. The text says why, for people."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """What goes with a topic that is made part of another. `both`: of its articles, those that the other has, too."""

    articles: int
    both: int
    below: Sequence[Topic]
    names: Sequence[str]
    addresses: Sequence[str]
    pins: int
    rules: int


def consequences(other: Topic, topic: Topic) -> Consequences:
    """What would come of making `other` part of `topic`. Raises MergeRefused."""
    _require_two(other, topic)
    theirs, ours = (ArticleTopic.objects.filter(topic=one).order_by() for one in (other, topic))
    return Consequences(
        articles=theirs.count(),
        both=theirs.filter(article__in=ours.values("article")).count(),
        below=list(other.children.exclude(pk=topic.pk)),
        names=[other.name, *other.names.exclude(folded=folded(other.name)).values_list("folded", flat=True)],
        addresses=[other.slug, *other.old_addresses.values_list("slug", flat=True)],
        pins=other.pins.count(),
        rules=other.rules.count(),
    )


def merge(other: Topic, topic: Topic, editor: Any) -> int:
    """Make `other` part of `topic`, all of it or nothing. The number of articles that were its. Raises MergeRefused.

    Readers and seeds that know it by its address or its name find the other. Importers wait meanwhile.
    """
    return in_turn(lambda: _merged(other.pk, topic.pk, editor))


def _merged(other_id: int, topic_id: int, editor: Any) -> int:
    rows = Topic.objects.select_for_update().in_bulk([other_id, topic_id])
    if len(rows) < 2 and other_id != topic_id:
        raise MergeRefused(_("One of the two topics is not there any more."))
    other, topic = rows[other_id], rows[topic_id]
    _require_two(other, topic)
    below = list(other.children.values_list("pk", flat=True))
    history.before_edit(Topic, [other.pk, topic.pk, *below])
    told = _("Merged into “%(topic)s”.") % {"topic": topic}
    history.after_edit(Topic, [other.pk], editor, kind=history.DELETED, reason=told)
    LogEntry.objects.log_actions(editor.pk, [other], DELETION, told)
    know(other, other.name)
    old = other.slug
    articles = absorb(topic, other)
    readdress(topic, old)
    history.after_edit(Topic, below, editor, reason=told)
    told = merged_words(other, len(articles))
    history.after_edit(Topic, [topic.pk], editor, reason=told)
    LogEntry.objects.log_actions(editor.pk, [topic], CHANGE, told)
    return len(articles)


def merged_words(other: Topic, articles: int) -> str:
    """What is told of a merge in the history of the topic that stays."""
    words = ngettext(
        "Merged “%(topic)s” into it, %(number)s article.", "Merged “%(topic)s” into it, %(number)s articles.", articles
    )
    return words % {"topic": other, "number": number_format(articles, force_grouping=True)}


def _require_two(other: Topic, topic: Topic) -> None:
    """Raise MergeRefused unless the two can be made one without turning the tree round."""
    if other.pk == topic.pk:
        raise MergeRefused(_("A topic cannot become part of itself."))
    if other in line(topic, Topic.objects.in_bulk()):
        message = _("“%(topic)s” stands below “%(other)s”: move it elsewhere first, or merge it the other way round.")
        raise MergeRefused(message % {"topic": topic, "other": other})
