"""Article files → articles: whole batches of them, with all that hangs on each."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from articles.ingest.identity import Known, Pair, waves
from articles.ingest.incoming import Changes, Incoming
from articles.ingest.options import Options
from articles.ingest.parts import ENTRY, PARTS, Entry, Parts, Plan, parts_of
from articles.ingest.placing import Placed, add_logos, inside, wanted
from articles.ingest.report import FileReport
from articles.ingest.rows import Rows
from articles.ingest.shared import Needs, Outlet, Shared
from articles.listing import heard
from articles.models import Article, Status
from articles.sources.errors import Problem
from articles.sources.keys import withheld
from articles.sources.records import ArticleRecord, plain_fields

PLAIN = [*plain_fields(ArticleRecord), "extra"]


@dataclass(slots=True)
class Stored:
    """What came of a batch: a report for each file, the ids of articles that are new or changed, and what was made."""

    reports: list[FileReport] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    new: Counter[str] = field(default_factory=Counter)

    def clear(self) -> None:
        """Forget it: the batch was undone and is tried again."""
        self.reports.clear()
        self.changed.clear()
        self.new.clear()


def store(
    batch: Iterable[Pair],
    options: Options,
    coming: Callable[[], Collection[str]],
    stored: Stored,
) -> None:
    """Create or update the articles of a batch. Call it in a transaction: an article is wholly there, or not at all."""
    for wave in waves(batch):
        known = Known(wave, coming)
        found = [(incoming, record, known.article(incoming, record)) for incoming, record in wave]
        shared = Shared(Needs.of(incoming for incoming, _ in wave), options)
        taken, logos = [], Logos()
        for incoming, record, article in found:
            seed = getattr(article, "seed", None)
            if seed is not None and (why := incoming.gives_way_to(seed)):
                stored.reports.append(incoming.duplicate("article", seed, why))
                logos.add(
                    shared.provider(record.provider), wanted(record.provider.images, shared.stock, incoming.file)[0]
                )
            else:
                taken.append((incoming, record, article))
        _store_wave(taken, shared, logos, options, stored)
        add_logos(logos.of)
        stored.new.update(shared.new)


@dataclass(slots=True)
class Logos:
    """The logos that articles name for outlets, by the outlet's id; none where an editor's word stands.

    What files say of rows that they share counts also where another file is taken for the article, as do the names of
    outlets and topics and the sizes of pictures: so the same comes of any order.
    """

    of: dict[int, list[Placed]] = field(default_factory=dict)

    def add(self, outlet: Outlet, places: Sequence[Placed]) -> None:
        """Note these of an outlet."""
        if places and not outlet.keeps_logos:
            self.of.setdefault(outlet.id, []).extend(places)


def _store_wave(
    found: Sequence[tuple[Incoming, ArticleRecord, Article | None]],
    shared: Shared,
    logos: Logos,
    options: Options,
    stored: Stored,
) -> None:
    have = parts_of([article.pk for _, _, article in found if article])
    rows = Rows()
    for incoming, record, article in found:
        plan = plan_of(incoming, record, article, shared, options)
        if article is None:
            rows.add(plan)
        else:
            compare(plan, article, have[article.pk])
            rows.change(plan, article, have[article.pk])
        stored.reports.append(plan.changes.report(incoming, "article"))
        logos.add(shared.provider(record.provider), plan.logos)
    stored.changed += rows.write()


def plan_of(
    incoming: Incoming, record: ArticleRecord, article: Article | None, shared: Shared, options: Options
) -> Plan:
    """What the seed says of the article, which may be there already, as rows would hold it."""
    changes = Changes(created=article is None)
    outlet = shared.provider(record.provider)
    values = {name: getattr(record, name) for name in PLAIN} | {"provider_id": outlet.id, "key": incoming.parsed.key}
    edited = list(article.edited_fields) if article and not options.overwrite_edits else []
    restored = article is not None and "status" in article.edited_fields and options.overwrite_edits
    asked = status(article, record, publish=options.publish, restored=restored)
    values["status"] = heard(asked, muted=outlet.is_muted)
    pictures, changes.warnings = wanted(record.images, shared.stock, incoming.file)
    entries, warnings = _entries(record, shared, incoming)
    logos, missing = wanted(record.provider.images, shared.stock, incoming.file)
    changes.warnings += [*warnings, *inside("provider", missing)]
    topics = shared.topic_ids(record.topics)
    if "topics" not in edited:
        topics = list(dict.fromkeys([*topics, *_topics_by_rules(record, article, shared, edited)]))
    parts = Parts(topics, pictures, entries)
    return Plan(incoming, record, article, values, values, parts, logos, edited, changes)


def _topics_by_rules(
    record: ArticleRecord, article: Article | None, shared: Shared, edited: Collection[str]
) -> list[int]:
    """The topics that keyword rules give the article for its words: the editor's where there are such."""
    title, excerpt = (getattr(article if name in edited else record, name) for name in ("title", "excerpt"))
    return shared.rules.topics(title, excerpt)


def _entries(record: ArticleRecord, shared: Shared, incoming: Incoming) -> tuple[list[Entry], list[Problem]]:
    """The related entries as rows, in the seed's order."""
    entries, warnings = list[Entry](), list[Problem]()
    for position, entry in enumerate(record.related):
        pictures, missing = wanted(entry.images, shared.stock, incoming.file)
        warnings += inside(f"related[{position}]", missing)
        values = tuple([getattr(entry, name) for name in ENTRY])
        entries.append((shared.provider(entry.provider).id, values, tuple(pictures)))
    return entries, warnings


def status(article: Article | None, record: ArticleRecord, *, publish: bool, restored: bool = False) -> str:
    """The status that the seed asks for: a new one only when its word changed, or `publish` is given, or `restored`.

    An article that was withdrawn because its file had gone comes back with its file. One that says otherwise than by
    `published` that it is not for readers is not published by `publish` either.
    """
    publish = publish and not record.withheld
    said = Status.PUBLISHED if record.is_listed or publish else Status.DRAFT
    if article is None or restored or article.status == Status.WITHDRAWN:
        return said
    was_listed = article.published is not False and not withheld(article.extra)
    if was_listed != record.is_listed:
        return said
    return Status.PUBLISHED if publish else article.status


def compare(plan: Plan, article: Article, have: Parts) -> None:
    """Note what differs from what we have; what an editor's word stands for is kept."""
    plan.changed = {}
    for name, value in plan.values.items():
        shown = name.removesuffix("_id")
        if getattr(article, name) != value and plan.changes.differ(shown, edited=shown in plan.edited):
            plan.changed[name] = value
    for name in PARTS:
        if getattr(plan.parts, name) != have.plainly(name):
            plan.changes.differ(name, edited=name in plan.edited)
