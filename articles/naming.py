"""How topics are known: by every name they have or had, whatever its case."""

from django.db import transaction
from django.db.models import QuerySet

from articles.limits import NAME_LENGTH
from articles.models import ArticleTopic, Topic, TopicName
from articles.sources.text import folded


def _known_as(name: str) -> str:
    """A name as it is looked up: folded, which may make eighteen letters of one, and cut to fit the column."""
    return folded(name)[: NAME_LENGTH * 2]


def topic_named(name: str) -> Topic | None:
    """The topic that is, or was, called so."""
    known = TopicName.objects.filter(folded=_known_as(name)).select_related("topic").first()
    return known.topic if known else Topic.objects.filter(name__iexact=name).first()


def know(topic: Topic, name: str) -> None:
    """Let `topic` be found by `name` from now on; no other topic is then."""
    TopicName.objects.update_or_create(folded=_known_as(name), defaults={"topic": topic})


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
    longest = (taken.model._meta.get_field("slug").max_length or 0) - 8  # room for a number
    candidates = [slug[:longest].strip("-") for slug in (wanted, *others)]
    used = set(taken.filter(slug__startswith=candidates[0]).values_list("slug", flat=True))
    used |= set(taken.filter(slug__in=candidates).values_list("slug", flat=True))
    candidates += [f"{candidates[0]}-{number}" for number in range(2, len(used) + 3)]
    return next(candidate for candidate in candidates if candidate not in used)
