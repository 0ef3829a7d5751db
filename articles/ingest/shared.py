"""Rows that many seeds share: outlets, topics and pictures. Found or made for a whole batch at once."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from articles import bulk
from articles.ingest.files import SeedFile
from articles.ingest.incoming import Incoming, images_of
from articles.ingest.options import Options
from articles.ingest.ruling import rules
from articles.ingest.stock import Stock
from articles.limits import NAME_LENGTH
from articles.models import Provider, Topic, TopicName
from articles.naming import known_as, new_topic, respell, spelling, topic_named
from articles.rules import Rules
from articles.sources.records import ArticleRecord, PictureRecord, ProviderRecord
from articles.sources.text import folded, shown_domain

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NEVER_NAMED = datetime(1901, 1, 1, tzinfo=UTC)  # the domain stands in for the name until a seed says one
_PROVIDER = ("id", "domain", "shown_domain", "name", "named_at", "description", "other_names", "extra")
_EDITABLE = ("edited_fields", "created_at", "modified_at")


@dataclass(slots=True)
class Outlet:
    """An outlet as far as a batch needs it."""

    id: int
    keeps_logos: bool
    is_muted: bool


@dataclass(slots=True)
class Needs:
    """What seeds name: outlets with the time of what names them, topics, and pictures with the file they may lie by."""

    providers: list[tuple[ProviderRecord, datetime | None]] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    pictures: list[tuple[PictureRecord, SeedFile]] = field(default_factory=list)

    @classmethod
    def of(cls, batch: Iterable[Incoming]) -> "Needs":
        """What the seeds of a batch name."""
        needs = cls()
        for incoming in batch:
            record = incoming.parsed.record
            needs.pictures += [(picture, incoming.file) for picture in images_of(record)]
            if isinstance(record, ArticleRecord):
                needs.topics += record.topics
                needs.providers.append((record.provider, record.published_at))
                needs.providers += [(entry.provider, entry.published_at) for entry in record.related]
        return needs


class Shared:
    """The rows that a batch needs. `new` counts those that were made for it."""

    stock_of: Callable[[Options, Counter[str]], Stock] = Stock

    def __init__(self, needs: Needs, options: Options) -> None:
        self.options = options
        self.new: Counter[str] = Counter()
        self.providers: dict[str, Outlet] = {}
        self.topics: dict[str, int] = {}
        self.stock = self.stock_of(options, self.new)
        self._name_providers(needs.providers)
        self._name_topics(needs.topics)
        self.stock.take_in(needs.pictures)

    def provider(self, record: ProviderRecord) -> Outlet:
        """The outlet of this domain."""
        return self.providers[record.domain]

    def topic_ids(self, names: Iterable[str]) -> list[int]:
        """The topics of these names, each once."""
        return list(dict.fromkeys(self.topics[folded(name)] for name in names))

    @cached_property
    def rules(self) -> Rules:
        """The keyword rules of all topics."""
        return rules()

    # Outlets

    def _name_providers(self, named: Iterable[tuple[ProviderRecord, datetime | None]]) -> None:
        """Find the outlets or make them. Of the spellings of a name the latest article's is used, of one moment the
        first by alphabet.
        """
        best: dict[str, tuple[datetime, str]] = {}
        for record, said_at in named:
            said = (said_at or LONG_AGO, record.name) if record.name else (NEVER_NAMED, record.domain[:NAME_LENGTH])
            known = best.setdefault(record.domain, said)
            if _is_better(said, known):
                best[record.domain] = said
        columns = ("pk", "domain", "name", "named_at", "edited_fields", "muted")
        renamed = []
        for pk, domain, name, named_at, edited, muted in (
            Provider.objects.filter(domain__among=list(best)).order_by().values_list(*columns)
        ):
            said = best.pop(domain)
            self.providers[domain] = Outlet(pk, "logos" in edited, muted)
            if named_at is not None and "name" not in edited and _is_better(said, (named_at, name)):
                renamed.append((said[1], said[0], timezone.now(), pk))
        bulk.update(Provider, ("name", "named_at", "modified_at"), renamed)
        self._make_providers(best)

    def _make_providers(self, best: dict[str, tuple[datetime, str]]) -> None:
        now = timezone.now()
        rows: list[tuple[Any, ...]] = []
        for pk, (domain, (said_at, name)) in zip(bulk.next_ids(Provider, len(best)), sorted(best.items()), strict=True):
            shown = shown_domain(domain)
            self.providers[domain] = Outlet(pk, keeps_logos=False, is_muted=False)
            shown = shown if shown != domain else ""
            rows.append((pk, domain, shown, name, said_at, "", [], {}, [], now, now))
        bulk.insert(Provider, (*_PROVIDER, *_EDITABLE), rows)
        self.new["outlets"] += len(rows)

    # Topics

    def _name_topics(self, names: Iterable[str]) -> None:
        """Find the topics that are or were called so, whatever their case; make those there are none of."""
        spellings: dict[str, str] = {}
        for name in names:
            spellings[folded(name)] = min(name, spellings.get(folded(name), name), key=spelling)
        known = TopicName.objects.filter(folded__among=map(known_as, spellings)).select_related("topic")
        topics = {row.folded: row.topic for row in known}
        for key, name in sorted(spellings.items()):
            topic = topics.get(known_as(key)) or topic_named(name) or self._new_topic(name)
            respell(topic, name)
            self.topics[key] = topic.pk

    def _new_topic(self, name: str) -> Topic:
        self.new["topics"] += 1
        return new_topic(name)


def _is_better(said: tuple[datetime, str], known: tuple[datetime, str]) -> bool:
    """Whether a spelling is a later one than the known, or of one moment the first by alphabet."""
    return said[0] > known[0] or (said[0] == known[0] and said[1] < known[1])
