"""Topic and organisation files → topics and outlets."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from articles.history import DELETED
from articles.ingest import aliases
from articles.ingest.files import modified_ns, printable
from articles.ingest.incoming import Changes, Incoming, edited_fields, remember, update
from articles.ingest.options import Options
from articles.ingest.placing import place, wanted
from articles.ingest.report import FileReport, Outcome
from articles.ingest.shared import Needs, Shared
from articles.models import Provider, Seed, Topic
from articles.naming import (
    absorb,
    free_address,
    is_described,
    know,
    new_topic,
    readdress,
    topic_at,
    topic_named,
    topic_slug,
)
from articles.sources import seedfile
from articles.sources.errors import Problem, SourceError
from articles.sources.records import OrganizationRecord, ProviderRecord, TopicRecord
from articles.sources.seedfile import order_of
from articles.sources.text import folded

_GIVE_ANOTHER = "give one of them another _id"


def store_topic(incoming: Incoming, record: TopicRecord, options: Options, new: Counter[str]) -> FileReport:
    """Create or update the topic. `tree.place` gives it its parent, once all topics of the batch are there."""
    slug = topic_slug(record.id)
    if whole := _merged_into(incoming, record, slug):
        return _passed_over(incoming, record, whole)
    holder, named = _topics(incoming, record, slug)
    rival = holder if holder and _is_anothers(holder, incoming, record) else None
    if rival and (seed := _seed_of(rival)) and (why := incoming.gives_way_to(seed)):
        return _second_of_its_id(incoming, record, rival, seed, why, options)
    topic = named if rival else holder or named
    if topic and (seed := _seed_of(topic)) and (why := incoming.gives_way_to(seed)):
        return incoming.duplicate("topic", seed, why)
    changes = Changes(created=topic is None)
    warnings = _taken_over(incoming, rival) if rival else []
    _make_room(slug, topic)
    shared = Shared(Needs.of([incoming]), options)
    new.update(shared.new + Counter(topics=int(topic is None)))
    topic = topic or new_topic(record.name, slug)
    _take_name(topic, named, record)
    slug_was_edited = "slug" in topic.edited_fields
    edited, before = edited_fields(topic, overwrite=options.overwrite_edits), topic.slug
    update(topic, _topic_values(incoming, record, topic, slug), changes, edited)
    if slug_was_edited and topic.slug != before:
        readdress(topic, before)
    _place(topic.placed_pictures, incoming, shared, changes, "pictures", edited)
    changes.warnings += [*warnings, *_readdressed(record, topic)]
    remember(incoming, _seed_of(topic), topic=topic)
    return changes.report(incoming, "topic")


def _topics(incoming: Incoming, record: TopicRecord, slug: str) -> tuple[Topic | None, Topic | None]:
    """The topic that the file's id is the address of, or was, if more than its name is known of it; and the one of its
    name, unless that is only an old name of another file's topic.
    """
    holder = topic_at(slug)
    if holder and holder.slug != slug and _is_anothers(holder, incoming, record):
        holder = None
    named = topic_named(record.name)
    return (
        holder if holder and is_described(holder) else None,
        None if named and _is_anothers(named, incoming, record) else named,
    )


def _seed_of(topic: Topic) -> Seed | None:
    return Seed.objects.filter(topic=topic).first()


def _is_anothers(topic: Topic, incoming: Incoming, record: TopicRecord) -> bool:
    """Whether another file, which is still there, describes the topic, and by another name: so it is another topic."""
    seed = _seed_of(topic)
    if seed is None or seed.path == incoming.path or topic.edited_fields or folded(topic.name) == folded(record.name):
        return False
    return bool(modified_ns(seed.path))


# Topics that an editor made part of others


def _merged_into(incoming: Incoming, record: TopicRecord, slug: str) -> Topic | None:
    """The topic that an editor made the file's own topic part of, if so.

    What was merged left its address and its name to the other, which had neither of its own: not as its file says it,
    nor before an editor changed it. An address that leads on is enough to know by, also where history was forgotten.
    """
    here = topic_at(slug)
    whole = here or topic_named(record.name)
    if whole is None or _is_its_own(whole, incoming, record, slug):
        return None
    versions = Topic.history.filter(Q(slug=slug) | Q(name__iexact=record.name))  # type: ignore[attr-defined]
    if whole.slug != slug and versions.filter(id=whole.pk).exists():
        return None
    if here is not None and whole.slug != slug:
        return whole
    is_taken = here is None or "slug" in whole.edited_fields
    return whole if is_taken and versions.filter(history_type=DELETED).exclude(id=whole.pk).exists() else None


def _is_its_own(topic: Topic, incoming: Incoming, record: TopicRecord, slug: str) -> bool:
    """Whether the file describes this topic by its name, or as the topic's own file does."""
    if folded(topic.name) == folded(record.name):
        return True
    seed = _seed_of(topic)
    if seed is None or seed.path == incoming.path:
        return seed is not None
    said = seedfile.parse(seed.text, seed.path).record
    return isinstance(said, TopicRecord) and slug == topic_slug(said.id)


def _passed_over(incoming: Incoming, record: TopicRecord, whole: Topic) -> FileReport:
    """The report of a file whose topic is part of another."""
    note = Problem(0, "", f"describes {record.name}, which an editor made part of {whole.name}; passed over")
    return FileReport(incoming.file.label, Outcome.DUPLICATE, "topic", incoming.parsed.key, notes=(note,))


# Two topics with one `_id`


def _second_of_its_id(
    incoming: Incoming, record: TopicRecord, rival: Topic, seed: Seed, why: str, options: Options
) -> FileReport:
    """The report of a file that gives way to the one that describes `rival`. Its own topic is known by its name alone,
    as it would be if this file had come first.
    """
    Shared(Needs(topics=[record.name]), options)
    word = f"{printable(seed.path)} has it for {rival.name}, too, {why} and is taken; {_GIVE_ANOTHER}"
    report = incoming.duplicate("topic", seed, why)
    report.notes, report.warnings = (), tuple(incoming.placed([Problem(0, "_id", word)]))
    return report


def _taken_over(incoming: Incoming, rival: Topic) -> list[Problem]:
    """Make a topic, whose `_id` this file has for another, one that is known by its name alone. What is to be said."""
    seed = _seed_of(rival)
    if seed is None:
        return []
    where, why = printable(seed.path), incoming.comes_before(seed)
    seed.delete()
    rival.placed_pictures.all().delete()
    bare = Topic(pk=rival.pk, name=rival.name, created_at=rival.created_at)
    bare.slug = free_address(topic_slug(rival.name))
    bare.save()
    word = f"{where} has it for {rival.name}, too; this file {why} and is taken; {_GIVE_ANOTHER}"
    return [Problem(0, "_id", word)]


def _make_room(slug: str, topic: Topic | None) -> None:
    """Move a topic that only articles name from an address that a topic file has for another."""
    other = Topic.objects.filter(slug=slug).first()
    if other and (topic is None or other.pk != topic.pk) and not is_described(other):
        other.slug = free_address(slug)
        other.save(update_fields=["slug", "modified_at"])


def _take_name(topic: Topic, other: Topic | None, record: TopicRecord) -> None:
    """Let the topic be found by its name. One that articles made of that name meanwhile becomes part of it."""
    if other is not None and other.pk != topic.pk:
        if Seed.objects.filter(topic=other).exists():
            raise SourceError.of(f"the topic {other.slug} is called {record.name} already", field="name")
        absorb(topic, other)
    know(topic, record.name)


def _readdressed(record: TopicRecord, topic: Topic) -> list[Problem]:
    """What is to be said where the `_id` cannot be an address."""
    if all(char.isalnum() or char == "-" for char in record.id):
        return []
    word = f"expected letters, digits and hyphens; the address of the topic is {topic.slug}"
    return [Problem(0, "_id", word)]


def _topic_values(incoming: Incoming, record: TopicRecord, topic: Topic, slug: str) -> dict[str, Any]:
    return {
        "name": record.name,
        "slug": topic.slug if topic.slug == slug else free_address(slug, topic),
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
    """Create or update the outlet. The file's name for it stands above the articles', its logos before theirs.

    A file of another domain of an outlet is passed over: the outlet's own describes it.
    """
    if (main := aliases.main_domain(record.domain)) != record.domain:
        why = f"is another domain of {main}, whose file alone describes the outlet; passed over"
        note = Problem(0, "domain", why)
        return FileReport(incoming.file.label, Outcome.DUPLICATE, "organization", incoming.parsed.key, notes=(note,))
    provider = Provider.objects.filter(domain=record.domain).first()
    seed = Seed.objects.filter(provider=provider).first() if provider else None
    if seed and (why := incoming.gives_way_to(seed)):
        return incoming.duplicate("organization", seed, why)
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
