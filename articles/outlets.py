"""What editors decide of outlets: the domains they are known by, whether lists show them, and that two are one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from articles import history
from articles.ingest.turns import in_turn
from articles.listing import heard, relist
from articles.models import Article, Picture, Provider, ProviderDomain, ProviderPicture, RelatedArticle, Status

BATCH = 500
MOST_SHOWN = 10  # of articles that stand in the way of a merge


def holder_of(domain: str, but: int = 0) -> Provider | None:
    """The outlet whose own or other domain this is, leaving out that of the id `but`."""
    others = Provider.objects.exclude(pk=but)
    return others.filter(domain=domain).first() or others.filter(other_domains__domain=domain).first()


@transaction.atomic
def know_by(provider: Provider, domains: Collection[str]) -> None:
    """Let these be the outlet's other domains, and no more."""
    provider.other_domains.exclude(domain__in=domains).delete()
    there = set(provider.other_domains.values_list("domain", flat=True))
    ProviderDomain.objects.bulk_create(
        ProviderDomain(provider=provider, domain=domain) for domain in domains if domain not in there
    )


@transaction.atomic
def put_first(provider: Provider, picture: Picture) -> None:
    """Let the picture stand before the outlet's other logos."""
    provider.placed_logos.update(position=F("position") + 1)
    ProviderPicture.objects.update_or_create(provider=provider, picture=picture, defaults={"position": 0})


def hush(provider: Provider) -> int:
    """Let lists show the outlet's articles, or not, as it is muted now. How many that hides, or brings back."""
    ids = list(_misplaced(provider.articles.all(), muted=provider.muted).values_list("pk", flat=True))
    _relist(ids)
    return len(ids)


def _misplaced(articles: QuerySet[Article], *, muted: bool) -> QuerySet[Article]:
    """Those whose status is not that of an outlet which is muted, or is not."""
    return articles.filter(status__in=[status for status in Status.values if heard(status, muted=muted) != status])


@transaction.atomic
def _relist(ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        relist(ids[start : start + BATCH])


# Two that are one


@dataclass(frozen=True, slots=True)
class Merger:
    """What it comes to when `other` becomes part of `into`. `hushed` counts the articles that lists show no more, or
    again, as `into` is muted or not.

    `clashing` counts keys that both have an article of; while there are any, nothing is done. `clashes` are the first
    MOST_SHOWN of these, by twos.
    """

    other: Provider
    into: Provider
    articles: int
    related: int
    logos: int
    hushed: int
    clashing: int
    clashes: list[tuple[Article, Article]] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)


def merger(other: Provider, into: Provider) -> Merger:
    """What merging them would do."""
    same = Article.objects.filter(provider=into, key=OuterRef("key"))
    clashing = other.articles.filter(Exists(same)).order_by("key")
    first = list(clashing[:MOST_SHOWN])
    twins = {one.key: one for one in into.articles.filter(key__among=[one.key for one in first])}
    return Merger(
        other=other,
        into=into,
        articles=other.articles.count(),
        related=other.related_entries.count(),
        logos=_new_logos(other, into).count(),
        hushed=_misplaced(other.articles.all(), muted=into.muted).count(),
        clashing=clashing.count(),
        clashes=[(one, twins[one.key]) for one in first],
        domains=[other.domain, *other.other_domains.values_list("domain", flat=True)],
    )


def merge(other: Provider, into: Provider, user: Any) -> Merger:
    """Make `other` part of `into`: its articles, entries, domains, names, notes and logos. It is gone afterwards.

    All of it is done, or nothing; importers wait meanwhile. Nothing is done where there are clashes. Raises
    Provider.DoesNotExist when one of them is gone, ImportStopped when the database takes no more.
    """
    return in_turn(lambda: _merged(Provider.objects.get(pk=other.pk), Provider.objects.get(pk=into.pk), user))


def _merged(other: Provider, into: Provider, user: Any) -> Merger:
    found = merger(other, into)
    if found.clashing:
        return found
    reason = _("%(other)s became part of %(into)s.") % {"other": other.domain, "into": into.domain}
    touched = _touched(other)
    history.before_edit(Provider, [other.pk, into.pk])
    history.after_edit(Provider, [other.pk], user, kind=history.DELETED, reason=reason)
    LogEntry.objects.log_actions(user.pk, [other], DELETION, reason, single_object=True)
    _move_rows(other, into)
    edited = [*_move_logos(other, into), *_take_words(other, into)]
    other.delete()
    into.keep_edits(edited)
    into.save()
    _relist(touched)
    history.after_edit(Provider, [into.pk], user, reason=reason)
    LogEntry.objects.log_actions(user.pk, [into], CHANGE, reason, single_object=True)
    return found


def _touched(other: Provider) -> list[int]:
    """The articles that are its, or that have a related entry of it."""
    beside = RelatedArticle.objects.filter(provider=other).order_by().values_list("article_id", flat=True)
    return sorted({*other.articles.order_by().values_list("pk", flat=True), *beside})


def _move_rows(other: Provider, into: Provider) -> None:
    """Versions of articles are moved, too: one that names an outlet that is gone could not be brought back."""
    model: Any = Article
    other.articles.update(provider=into)
    other.related_entries.update(provider=into)
    other.other_domains.update(provider=into)
    model.history.filter(provider_id=other.pk).update(provider_id=into.pk)
    ProviderDomain.objects.create(provider=into, domain=other.domain)


def _new_logos(other: Provider, into: Provider) -> QuerySet[ProviderPicture]:
    return other.placed_logos.exclude(picture__in=into.placed_logos.values("picture")).order_by("position", "pk")


def _move_logos(other: Provider, into: Provider) -> list[str]:
    """Behind those that are there. The name of what that changes, if it does."""
    last = into.placed_logos.aggregate(last=Max("position"))["last"]
    logos = list(_new_logos(other, into))
    for position, logo in enumerate(logos, 0 if last is None else last + 1):
        logo.provider, logo.position = into, position
    ProviderPicture.objects.bulk_update(logos, ["provider", "position"])
    return ["logos"] if logos else []


def _take_words(other: Provider, into: Provider) -> list[str]:
    """Keep its names and notes. The outlet's own name stays, whatever later articles of the other domain call it."""
    known = {into.name, *into.other_names, other.domain}
    names = dict.fromkeys(name for name in (other.name, *other.other_names) if name not in known)
    into.other_names = [*into.other_names, *names]
    into.notes = "\n\n".join(filter(None, [into.notes, other.notes]))
    return ["name", "other_names"] if names else []
