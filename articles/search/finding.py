"""Search: from a Query to the ids of articles, and the topics and outlets that are called so."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import Length
from django.utils import timezone

from articles.models import Article, Provider, ProviderDomain, Topic, TopicAddress, TopicName
from articles.search import postgres, sqlite
from articles.search.plan import MOST_HITS, Group, Plan
from articles.search.query import Filter, Notice, Query, Term, words_of
from articles.search.tokens import of_outlet, of_topic
from articles.sources.text import domain_of, folded

SUGGESTED = 4  # topics, and as many outlets


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of articles in the order that was asked for, at most MOST_HITS; whether there are more; what is called so."""

    articles: list[int] = field(default_factory=list)
    more: bool = False
    topics: list[Topic] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


def search(query: Query, *, newest: bool = False, at: datetime | None = None) -> Found:
    """Published articles that match: the best of the newest MOST_HITS first, or the newest first. Six queries at most.

    A title counts more than an excerpt, and that more than the names of the outlet and of topics.
    """
    if not query.asks:
        return Found()
    engine = sqlite if connection.vendor == "sqlite" else postgres
    named = Named.of(query, engine.named)
    plan, notices = planned(query, named)
    hits = engine.hits(plan, at or timezone.now(), ranked=not newest) if plan.asks else []
    shown = hits[:MOST_HITS]
    if not newest:
        shown = sorted(shown, key=lambda hit: -hit.points)  # stays newest first where points are the same
    topics, providers = called(query, named)
    return Found([hit.article for hit in shown], len(hits) > MOST_HITS, topics, providers, notices)


class Named:
    """The topics and outlets, as tokens, whose names hold a query's words."""

    def __init__(self, terms: dict[Term, set[str]]) -> None:
        self._terms = terms

    @classmethod
    def of(cls, query: Query, look_up: Callable[[Sequence[Term]], list[set[str]]]) -> "Named":
        asked = [words_of(one.value) for one in query.filters if one.name != "type"]
        terms = list(dict.fromkeys([*query.terms, *query.without, *asked]))
        return cls(dict(zip(terms, look_up(terms), strict=True)))

    def by(self, term: Term) -> set[str]:
        return self._terms[term]

    def group(self, *terms: Term) -> Group:
        """One of these, in the text or in a name."""
        return Group(terms, tuple(sorted(set().union(*map(self.by, terms)))))


def planned(query: Query, named: Named) -> tuple[Plan, list[Notice]]:
    """The query for the databases, and what of it is about nothing we know."""
    exact = exactly_named(query.filters)
    notices = []
    within: dict[str, set[str]] = {}
    outside: set[str] = set()
    for one in query.filters:
        tokens = _tokens(one, named, exact)
        if not tokens:
            notices.append(Notice(f"no {one.name}", one.value))
        elif one.negated:
            outside |= tokens
        else:
            within.setdefault(one.name, set()).update(tokens)
    plan = Plan(
        groups=tuple(named.group(*group) for group in query.groups),
        without=tuple(named.group(term) for term in query.without),
        within=tuple(tuple(sorted(tokens)) for tokens in within.values()),
        outside=tuple(sorted(outside)),
        start=_midnight(query.after),
        end=_midnight(query.before),
    )
    return plan, notices


def exactly_named(filters: Iterable[Filter]) -> dict[Filter, set[str]]:
    """The outlets of these domains, and the topics that have or had these names or addresses. A query for each kind
    that is asked.
    """
    domains = {one: _domain(one.value) for one in filters if one.name == "from"}
    names = {one: folded(one.value) for one in filters if one.name == "topic"}
    found: dict[Filter, set[str]] = {}
    if domains:
        own = Provider.objects.filter(domain__in=domains.values()).order_by().values_list("domain", "pk")
        others = ProviderDomain.objects.filter(domain__in=domains.values()).order_by()
        outlets = dict(own.union(others.values_list("domain", "provider_id")))
        found |= {one: {of_outlet(outlets[domain])} for one, domain in domains.items() if domain in outlets}
    if names:
        known = TopicName.objects.filter(folded__in=names.values()).values_list("folded", "topic_id")
        slugs = Topic.objects.filter(slug__in=names.values()).order_by().values_list("slug", "pk")
        before = TopicAddress.objects.filter(slug__in=names.values()).order_by().values_list("slug", "topic_id")
        topics = dict(slugs.union(known, before))
        found |= {one: {of_topic(topics[name])} for one, name in names.items() if name in topics}
    return found


def called(query: Query, named: Named) -> tuple[list[Topic], list[Provider]]:
    """Topics and outlets whose names hold all that is asked for, and that have news. Two queries, or none."""
    if not query.groups:
        return [], []
    common = set.intersection(*(set().union(*map(named.by, group)) for group in query.groups))
    ids = {kind: [int(token[1:]) for token in common if token[0] == kind] for kind in "tp"}
    topics, providers = Topic.objects.filter(pk__in=ids["t"]), Provider.objects.filter(pk__in=ids["p"])
    own = Article.objects.published().order_by().filter(provider=OuterRef("pk"))
    return (
        list(topics.with_news().order_by(Length("name"), "name")[:SUGGESTED]) if ids["t"] else [],
        list(providers.filter(Exists(own)).order_by(Length("name"), "name")[:SUGGESTED]) if ids["p"] else [],
    )


def _tokens(one: Filter, named: Named, exact: dict[Filter, set[str]]) -> set[str]:
    if one.name == "type":
        return {one.value}
    kind = of_topic if one.name == "topic" else of_outlet
    return exact.get(one) or {token for token in named.by(words_of(one.value)) if token[0] == kind(0)[0]}


def _domain(value: str) -> str:
    try:
        return domain_of(value)
    except ValueError:
        return ""


def _midnight(day: date | None) -> datetime | None:
    """When the day begins, in the site's zone."""
    if day is None:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone()).astimezone(UTC)
