"""How topics are known: by every name they have or had, whatever its case."""

import hashlib
import unicodedata

from django.db import transaction
from django.db.models import QuerySet

from articles.limits import NAME_LENGTH
from articles.models import ArticleTopic, Seed, Topic, TopicName
from articles.sources.text import folded, slug_of

_SPOKEN = str.maketrans({"+": " plus ", "#": " sharp ", "&": " and ", "@": " at ", "%": " percent "})


def known_as(name: str) -> str:
    """A name as it is looked up: folded, which may make eighteen letters of one, and cut to fit the column."""
    return folded(name)[: NAME_LENGTH * 2]


def topic_named(name: str) -> Topic | None:
    """The topic that is, or was, called so."""
    known = TopicName.objects.filter(folded=known_as(name)).select_related("topic").first()
    return known.topic if known else Topic.objects.filter(name__iexact=name).first()


def know(topic: Topic, name: str) -> None:
    """Let `topic` be found by `name` from now on; no other topic is then."""
    TopicName.objects.update_or_create(folded=known_as(name), defaults={"topic": topic})


def new_topic(name: str, slug: str = "") -> Topic:
    """A topic of this name, at this address or one like it; without one, at an address made of the name."""
    topic = Topic.objects.create(name=name, slug=free_slug(Topic.objects.all(), slug or topic_slug(name)))
    know(topic, name)
    return topic


def topic_slug(name: str) -> str:
    """An address for a topic of this name: "C", "C++" and "C#" have one each, and so has a name of signs alone.

    Signs that a slug has no place for are spoken, or told by a few digits made of the whole name.
    """
    spoken = name.translate(_SPOKEN) if any(sign in name for sign in "+#") else name
    slug = slug_of(spoken)
    if slug and not any(unicodedata.category(char).startswith("S") for char in spoken):
        return slug
    digits = hashlib.sha256(folded(name).encode()).hexdigest()[:6]
    return f"{slug or 'topic'}-{digits}"


def is_described(topic: Topic) -> bool:
    """Whether a topic file or an editor says what the topic is, not only articles that name it."""
    return bool(topic.edited_fields) or Seed.objects.filter(topic=topic).exists()


def spelling(name: str) -> tuple[bool, bool, bool, str]:
    """What the spellings of one name are sorted by, the best first: plain letters, some of them capitals, but not all
    of a long name; then by alphabet. So it does not matter which of them comes in first.
    """
    return unicodedata.normalize("NFKC", name) != name, name.islower(), len(name) > 4 and name.isupper(), name


def respell(topic: Topic, name: str) -> None:
    """Of the spellings that articles use for a topic that nothing else describes, take the best."""
    if spelling(name) < spelling(topic.name) and folded(name) == folded(topic.name) and not is_described(topic):
        topic.name = name
        topic.save(update_fields=["name", "modified_at"])


@transaction.atomic
def absorb(topic: Topic, other: Topic) -> None:
    """Make `other` part of `topic`: its articles, its names and the topics below it. `other` is gone afterwards."""
    there = ArticleTopic.objects.filter(topic=topic).values("article_id")
    ArticleTopic.objects.filter(topic=other).exclude(article_id__in=there).update(topic=topic)
    other.names.update(topic=topic)
    other.children.exclude(pk=topic.pk).update(parent=topic)
    other.delete()


def free_slug(taken: QuerySet, wanted: str, *others: str) -> str:
    """The first of `wanted`, `others`, `wanted-2`, `wanted-3` … that no row of `taken` has; cut to fit the column."""
    longest = taken.model._meta.get_field("slug").max_length or 0
    candidates = [slug[:longest].strip("-") for slug in (wanted, *others)]
    base = wanted[: longest - 8].strip("-")  # room for a number
    used = set(taken.filter(slug__startswith=base).values_list("slug", flat=True))
    used |= set(taken.filter(slug__in=candidates).values_list("slug", flat=True))
    candidates += [f"{base}-{number}" for number in range(2, len(used) + 3)]
    return next(candidate for candidate in candidates if candidate not in used)
