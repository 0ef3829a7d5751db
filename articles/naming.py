"""How topics are known: by every name and every address that they have or had, whatever the case of a name."""

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Func, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest, Least

from articles.limits import NAME_LENGTH
from articles.listing import relist
from articles.models import ArticleTopic, Pin, Seed, Topic, TopicAddress, TopicName
from articles.sources.text import folded, slug_of

BATCH = 500
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
    topic = Topic.objects.create(name=name, slug=free_address(slug or topic_slug(name)))
    know(topic, name)
    return topic


def topic_at(slug: str) -> Topic | None:
    """The topic whose address this is, or was."""
    here = Topic.objects.filter(slug=slug).first()
    return here or Topic.objects.filter(old_addresses__slug=slug).first()


def free_address(wanted: str, topic: Topic | None = None) -> str:
    """The first address like `wanted` that no topic but this one has or had."""
    taken = [Topic.objects.all(), TopicAddress.objects.all()]
    if topic is not None:
        taken = [taken[0].exclude(pk=topic.pk), taken[1].exclude(topic=topic)]
    return free_slug(taken[0], wanted, besides=taken[1])


def readdress(topic: Topic, old: str) -> None:
    """Let an address that the topic had before lead to the one it has now, for good."""
    topic.old_addresses.filter(slug=topic.slug).delete()
    if old != topic.slug:
        TopicAddress.objects.update_or_create(slug=old, defaults={"topic": topic})


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


def line(topic: Topic, topics: Mapping[int, Topic]) -> list[Topic]:
    """The topic's ancestors from the root down, and itself. Ends where a circle would close."""
    above = [topic]
    while (parent := topics.get(above[0].parent_id or 0)) and parent not in above:
        above.insert(0, parent)
    return above


@transaction.atomic
def absorb(topic: Topic, other: Topic) -> list[int]:
    """Make `other` part of `topic`: its articles, pins, rules, names, old addresses and the topics below it. `other` is
    gone afterwards. Ids of the articles that were its.

    A topic that stands below the one that it takes in comes to its place.
    """
    articles = list(other.links.order_by("article_id").values_list("article_id", flat=True))
    _hand_over(ArticleTopic, topic, other, "position", Least)
    _hand_over(Pin, topic, other, "until", Greatest)
    for rows in (other.names, other.rules, other.old_addresses):
        rows.update(topic=topic)
    if other in line(topic, Topic.objects.only("parent").in_bulk()):
        Topic.objects.filter(pk=topic.pk).update(parent=other.parent_id)
        topic.parent_id = other.parent_id
    other.children.exclude(pk=topic.pk).update(parent=topic)
    other.delete()
    for start in range(0, len(articles), BATCH):
        relist(articles[start : start + BATCH])
    return articles


def _hand_over(model: Any, topic: Topic, other: Topic, column: str, better: type[Func]) -> None:
    """Give `topic` the articles that these rows say of `other`. Of an article that both have, `topic` keeps its row,
    with the better of the two values.
    """
    theirs, ours = model.objects.filter(topic=other).order_by(), model.objects.filter(topic=topic).order_by()
    said = Subquery(theirs.filter(article=OuterRef("article")).values(column))
    ours.filter(article__in=theirs.values("article")).update(**{column: better(F(column), said)})
    theirs.filter(article__in=ours.values("article")).delete()
    theirs.update(topic=topic)


def free_slug(taken: QuerySet, wanted: str, *others: str, besides: QuerySet | None = None) -> str:
    """The first of `wanted`, `others`, `wanted-2`, `wanted-3` … that no row of `taken` has, nor of those `besides`; cut
    to fit the column.
    """
    longest = taken.model._meta.get_field("slug").max_length or 0
    candidates = [slug[:longest].strip("-") for slug in (wanted, *others)]
    base = wanted[: longest - 8].strip("-")  # room for a number
    used: set[str] = set()
    for rows in (taken, besides) if besides is not None else (taken,):
        used |= set(rows.filter(slug__startswith=base).values_list("slug", flat=True))
        used |= set(rows.filter(slug__in=candidates).values_list("slug", flat=True))
    candidates += [f"{base}-{number}" for number in range(2, len(used) + 3)]
    return next(candidate for candidate in candidates if candidate not in used)
