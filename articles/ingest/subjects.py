"""Topic and organisation files → topics and outlets."""

from collections.abc import Iterable, Iterator

from articles.ingest.incoming import Changes, Incoming, edited_fields, remember, update
from articles.ingest.placing import place_pictures
from articles.ingest.report import FileReport
from articles.ingest.shared import LONG_AGO, Shared
from articles.models import Provider, Seed, Topic
from articles.naming import absorb, free_slug, know, topic_named
from articles.sources.errors import Problem, SourceError
from articles.sources.records import OrganizationRecord, ProviderRecord, TopicRecord
from articles.sources.seedfile import order_of
from articles.sources.text import slug_of


def find_topic(record: TopicRecord) -> Topic | None:
    """The topic that the file describes: the one of its id, else the one of its name."""
    return Topic.objects.filter(slug=slug_of(record.id)).first() or topic_named(record.name)


def store_topic(
    incoming: Incoming, record: TopicRecord, topic: Topic | None, shared: Shared
) -> tuple[Topic, FileReport]:
    """Create or update the topic. `place_in_tree` gives it its parent, once all topics are there."""
    changes = Changes(created=topic is None)
    slug = slug_of(record.id) or "topic"
    topic = topic or shared.new_topic(record.name, slug)
    _take_name(topic, record, shared)
    edited = edited_fields(topic, overwrite=shared.options.overwrite_edits)
    values = {
        "name": record.name,
        "slug": topic.slug if topic.slug == slug else free_slug(Topic.objects.exclude(pk=topic.pk), slug),
        "short_name": record.short_name,
        "description": record.description,
        "keywords": record.keywords,
        "hashtags": record.hashtags,
        "services": record.services,
        "order": order_of(incoming.path),
        "extra": record.extra,
    }
    update(topic, values, changes, edited)
    keeps = "pictures" in edited
    differ, changes.notes = place_pictures(topic.placed_pictures, record.images, shared, incoming.file, write=not keeps)
    if differ:
        (changes.kept if keeps else changes.fields).append("pictures")
    remember(incoming, Seed.objects.filter(topic=topic).first(), topic=topic)
    return topic, changes.report(incoming, "topic")


def _take_name(topic: Topic, record: TopicRecord, shared: Shared) -> None:
    """Let the topic be found by its name. One that articles made of that name meanwhile becomes part of it."""
    other = topic_named(record.name)
    if other is not None and other.pk != topic.pk:
        if Seed.objects.filter(topic=other).exists():
            raise SourceError.of(f"the topic {other.slug} is called {record.name} already", field="name")
        absorb(topic, other)
    if other is None or other.pk != topic.pk:
        shared.forget()
        know(topic, record.name)


def place_in_tree(
    topics: Iterable[tuple[Topic, TopicRecord]], shared: Shared
) -> Iterator[tuple[int, str, list[Problem]]]:
    """Give each topic its parent, by name. Yields a topic's id with 'changed', with 'kept' where an editor's word
    stands, or with nothing and a note where it could not be.

    A parent that is below the topic now may be moved by a later file, so those are tried again until nothing moves.
    """
    waiting = [(topic, record, shared.topic(record.parent) if record.parent else None) for topic, record in topics]
    moved = True
    while waiting and moved:
        moved = False
        again: list[tuple[Topic, TopicRecord, Topic | None]] = []
        for topic, record, parent in waiting:
            topic.refresh_from_db(fields=["parent"])
            if topic.parent_id == (parent.pk if parent else None):
                continue
            if "parent" in topic.edited_fields:
                yield topic.pk, "kept", []
                continue
            if parent is not None and _is_below(parent, topic):
                again.append((topic, record, parent))
                continue
            topic.parent = parent
            topic.save(update_fields=["parent", "modified_at"])
            moved = True
            yield topic.pk, "changed", []
        waiting = again
    for topic, record, _ in waiting:
        note = Problem(0, "parent", f"{record.parent} is below {record.name} itself; left where it was")
        yield topic.pk, "", [note]


def _is_below(topic: Topic, other: Topic) -> bool:
    """Whether `topic` is `other` or stands somewhere below it."""
    parents = dict(Topic.objects.values_list("pk", "parent_id"))
    above: int | None = topic.pk
    while above is not None and above != other.pk:
        above = parents.get(above)
    return above is not None


def find_organization(record: OrganizationRecord) -> Provider | None:
    """The outlet that the file describes."""
    return Provider.objects.filter(domain=record.domain).first()


def store_organization(
    incoming: Incoming, record: OrganizationRecord, provider: Provider | None, shared: Shared
) -> tuple[Provider, FileReport]:
    """Create or update the outlet. The file's name for it stands above the articles', its logos before theirs."""
    changes = Changes(created=provider is None)
    provider = shared.provider(ProviderRecord(domain=record.domain, name=record.name), LONG_AGO)
    edited = edited_fields(provider, overwrite=shared.options.overwrite_edits)
    if provider.named_at is not None:
        provider.named_at = None
        provider.save(update_fields=["named_at", "modified_at"])
    values = {
        "name": record.name,
        "description": record.description,
        "other_names": record.other_names,
        "extra": {**record.extra, **({"_id": record.id} if record.id not in ("", record.domain) else {})},
    }
    update(provider, values, changes, edited)
    keeps = "logos" in edited
    differ, changes.notes = place_pictures(
        provider.placed_logos, record.images, shared, incoming.file, write=not keeps, keep_others=True
    )
    if differ:
        (changes.kept if keeps else changes.fields).append("logos")
    remember(incoming, Seed.objects.filter(provider=provider).first(), provider=provider)
    return provider, changes.report(incoming, "organization")
