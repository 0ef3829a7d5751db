"""Topic and organisation files → topics and outlets."""

from articles.ingest.incoming import Changes, Incoming, remember, update
from articles.ingest.report import FileReport
from articles.ingest.shared import LONG_AGO, Shared, free_slug, place_pictures
from articles.models import Provider, Seed, Topic
from articles.sources.errors import Problem
from articles.sources.records import OrganizationRecord, ProviderRecord, TopicRecord
from articles.sources.seedfile import order_of
from articles.sources.text import slug_of


def store_topic(incoming: Incoming, record: TopicRecord, shared: Shared) -> FileReport:
    """Create or update the topic, known by its id or its name. `place_in_tree` sets its parent, once all are there."""
    overwrite = shared.options.overwrite_edits
    slug = slug_of(record.id) or "topic"
    topic = Topic.objects.filter(slug=slug).first() or shared.find_topic(record.name)
    changes = Changes(created=topic is None)
    if topic is None:
        topic = Topic.objects.create(slug=slug, name=record.name)
        shared.new["topics"] += 1
    values = {
        "name": record.name,
        "slug": slug if topic.slug == slug else free_slug(Topic.objects.exclude(pk=topic.pk), slug),
        "short_name": record.short_name,
        "description": record.description,
        "keywords": record.keywords,
        "hashtags": record.hashtags,
        "services": record.services,
        "order": order_of(incoming.path),
        "extra": record.extra,
    }
    seed = Seed.objects.filter(topic=topic).first()
    if seed is None or seed.digest != incoming.digest or topic.edited_fields:
        keeps_pictures = "pictures" in topic.edited_fields and not overwrite
        update(topic, values, changes, overwrite_edits=overwrite)
        if not keeps_pictures:
            placed, notes = place_pictures(topic, record.images, shared, incoming.file)
            changes.fields += ["pictures"] if placed else []
            changes.notes += notes
    remember(incoming, seed, topic=topic)
    shared.learn(topic)
    return changes.report(incoming, "topic")


def place_in_tree(record: TopicRecord, shared: Shared) -> tuple[bool, list[Problem]]:
    """Give the topic its parent, by name. Whether that changed it; and why not, where it would close a circle."""
    topic = shared.topic(record.name)
    parent = shared.topic(record.parent) if record.parent else None
    if topic.parent_id == (parent.pk if parent else None) or "parent" in topic.edited_fields:
        return False, []
    ancestor = parent
    while ancestor is not None:
        if ancestor.pk == topic.pk:
            return False, [Problem(0, "parent", f"{record.parent} is below {record.name} itself; left as it was")]
        ancestor = ancestor.parent
    topic.parent = parent
    topic.save(update_fields=["parent", "modified_at"])
    return True, []


def store_organization(incoming: Incoming, record: OrganizationRecord, shared: Shared) -> FileReport:
    """Create or update the outlet of this domain. The file's word on its name and logos stands above the articles'."""
    overwrite = shared.options.overwrite_edits
    known = Provider.objects.filter(domain=record.domain).exists()
    provider = shared.provider(ProviderRecord(name=record.name, domain=record.domain), LONG_AGO)
    changes = Changes(created=not known)
    values = {
        "name": record.name,
        "named_at": None,
        "description": record.description,
        "other_names": record.other_names,
        "extra": {**record.extra, **({"_id": record.id} if record.id not in ("", record.domain) else {})},
    }
    seed = Seed.objects.filter(provider=provider).first()
    if seed is None or seed.digest != incoming.digest or provider.edited_fields:
        keeps_logos = "logos" in provider.edited_fields and not overwrite
        update(provider, values, changes, overwrite_edits=overwrite)
        if not keeps_logos and (seed is None or seed.digest != incoming.digest):
            placed, notes = place_pictures(provider, record.images, shared, incoming.file)
            changes.fields += ["logos"] if placed else []
            changes.notes += notes
    remember(incoming, seed, provider=provider)
    return changes.report(incoming, "organization")
