"""The tree of topics, from the parents that topic files name."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.models import Topic
from articles.naming import new_topic, respell, topic_named


@dataclass(frozen=True, slots=True)
class Placed:
    """What came of a topic's place: `kept` where an editor's word stands, `cut` where the parent is below it."""

    topic: Topic
    kept: bool = False
    cut: bool = False


def place() -> Iterator[Placed]:
    """Give every topic that a file describes the parent that the file names. Yields what changed, or could not be.

    Parents that lead back to their own child make a circle. It is cut above the topic whose address is the first by
    alphabet, whatever the order the files came in.
    """
    topics = {topic.pk: topic for topic in Topic.objects.filter(seed__isnull=False).order_by("slug")}
    free = {pk: topic for pk, topic in topics.items() if "parent" not in topic.edited_fields}
    named = {pk: _named(topic) for pk, topic in topics.items()}
    parents = dict(Topic.objects.values_list("pk", "parent_id"))
    wanted = {**parents, **{pk: named[pk] for pk in free}}
    cut = [topic for topic in free.values() if _is_circular(topic, wanted)]
    for pk, topic in topics.items():
        if pk not in free:
            if named[pk] != parents[pk]:
                yield Placed(topic, kept=True)
            continue
        if topic in cut:
            yield Placed(topic, cut=True)
        if wanted[pk] != topic.parent_id:
            topic.parent_id = wanted[pk]
            topic.save(update_fields=["parent", "modified_at"])
            yield Placed(topic)


def _named(topic: Topic) -> int | None:
    """The parent that the topic's file names; made if there is none."""
    if not topic.parent_name:
        return None
    parent = topic_named(topic.parent_name) or new_topic(topic.parent_name)
    respell(parent, topic.parent_name)
    return parent.pk


def _is_circular(topic: Topic, parents: dict[int, int | None]) -> bool:
    """Whether the topic stands above itself; if so, the circle is cut at it in `parents`."""
    above = parents.get(topic.pk)
    seen = set[int]()
    while above is not None and above not in seen:
        if above == topic.pk:
            parents[topic.pk] = None
            return True
        seen.add(above)
        above = parents.get(above)
    return False
