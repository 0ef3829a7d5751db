"""Topic and organisation files → topics and outlets."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from articles.ingest.incoming import Changes, Incoming, edited_fields, remember, update
from articles.ingest.options import Options
from articles.ingest.placing import place, wanted
from articles.ingest.report import FileReport
from articles.ingest.shared import Needs, Shared
from articles.models import Provider, Seed, Topic
from articles.naming import absorb, free_slug, is_described, know, new_topic, topic_named, topic_slug
from articles.sources.errors import SourceError
from articles.sources.records import OrganizationRecord, ProviderRecord, TopicRecord
from articles.sources.seedfile import order_of


def store_topic(incoming: Incoming, record: TopicRecord, options: Options, new: Counter[str]) -> FileReport:
    """Create or update the topic. `tree.place` gives it its parent, once all topics of the batch are there."""
    slug = topic_slug(record.id)
    topic = _topic(record, slug)
    if topic and (seed := Seed.objects.filter(topic=topic).first()) and incoming.gives_way_to(seed):
        return incoming.duplicate("topic", seed)
    changes = Changes(created=topic is None)
    _make_room(slug, topic)
    shared = Shared(Needs.of([incoming]), options)
    new.update(shared.new + Counter(topics=int(topic is None)))
    topic = topic or new_topic(record.name, slug)
    _take_name(topic, record)
    edited = edited_fields(topic, overwrite=options.overwrite_edits)
    update(topic, _topic_values(incoming, record, topic, slug), changes, edited)
    _place(topic.placed_pictures, incoming, shared, changes, "pictures", edited)
    remember(incoming, Seed.objects.filter(topic=topic).first(), topic=topic)
    return changes.report(incoming, "topic")


def _topic(record: TopicRecord, slug: str) -> Topic | None:
    """The topic that the file describes: the one of its id, if more than its name is known of it; else of its name."""
    same_id = Topic.objects.filter(slug=slug).first()
    return same_id if same_id and is_described(same_id) else topic_named(record.name)


def _make_room(slug: str, topic: Topic | None) -> None:
    """Move a topic that only articles name from an address that a topic file has for another."""
    other = Topic.objects.filter(slug=slug).first()
    if other and (topic is None or other.pk != topic.pk) and not is_described(other):
        other.slug = free_slug(Topic.objects.all(), slug)
        other.save(update_fields=["slug", "modified_at"])


def _take_name(topic: Topic, record: TopicRecord) -> None:
    """Let the topic be found by its name. One that articles made of that name meanwhile becomes part of it."""
    other = topic_named(record.name)
    if other is not None and other.pk == topic.pk:
        return
    if other is not None:
        if Seed.objects.filter(topic=other).exists():
            raise SourceError.of(f"the topic {other.slug} is called {record.name} already", field="name")
        absorb(topic, other)
    know(topic, record.name)


def _topic_values(incoming: Incoming, record: TopicRecord, topic: Topic, slug: str) -> dict[str, Any]:
    return {
        "name": record.name,
        "slug": topic.slug if topic.slug == slug else free_slug(Topic.objects.exclude(pk=topic.pk), slug),
        "short_name": record.short_name,
        "parent_name": record.parent,
        "description": record.description,
        "keywords": record.keywords,
        "hashtags": record.hashtags,
        "services": record.services,
        "order": order_of(incoming.path),
        "extra": record.extra,
    }


def store_organization(
    incoming: Incoming, record: OrganizationRecord, options: Options, new: Counter[str]
) -> FileReport:
    """Create or update the outlet. The file's name for it stands above the articles', its logos before theirs."""
    provider = Provider.objects.filter(domain=record.domain).first()
    if provider and (seed := Seed.objects.filter(provider=provider).first()) and incoming.gives_way_to(seed):
        return incoming.duplicate("organization", seed)
    changes = Changes(created=provider is None)
    needs = Needs.of([incoming])
    needs.providers.append((ProviderRecord(domain=record.domain), None))
    shared = Shared(needs, options)
    new.update(shared.new)
    provider = provider or Provider.objects.get(domain=record.domain)
    edited = edited_fields(provider, overwrite=options.overwrite_edits)
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
    _place(provider.placed_logos, incoming, shared, changes, "logos", edited)
    remember(incoming, Seed.objects.filter(provider=provider).first(), provider=provider)
    return changes.report(incoming, "organization")


def _place(owners: Any, incoming: Incoming, shared: Shared, changes: Changes, name: str, edited: Iterable[str]) -> None:
    """Give the owner of `owners` the file's pictures, unless an editor's word stands."""
    places, changes.warnings = wanted(incoming.parsed.record.images, shared.stock, incoming.file)
    if place(owners, places, write=name not in edited):
        changes.differ(name, edited=name in edited)
