"""Article files → articles."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from articles.ingest.files import SeedFile
from articles.ingest.incoming import Changes, Incoming, edited_fields, is_there, remember, update
from articles.ingest.placing import add_pictures, inside, place_pictures
from articles.ingest.report import FileReport
from articles.ingest.shared import Shared
from articles.listing import relist
from articles.models import Article, ArticleTopic, RelatedArticle, Seed, Status
from articles.naming import free_slug
from articles.sources import seedfile
from articles.sources.errors import Problem
from articles.sources.records import ArticleRecord, RelatedRecord, plain_fields
from articles.sources.text import is_key, slug_of

_PLAIN = [*plain_fields(ArticleRecord), "extra"]
_RELATED_PLAIN = [*plain_fields(RelatedRecord), "extra"]

Identity = tuple[str, str]
"""The key and the outlet's domain: what an article is known by."""


def identity(incoming: Incoming, record: ArticleRecord) -> Identity:
    """What the article of this file is known by."""
    return incoming.parsed.key, record.provider.domain


def find(incoming: Incoming, record: ArticleRecord, coming: Collection[Identity]) -> Article | None:
    """The article that the file describes, if we have it. `coming` are the articles of all files of this run.

    That is the one of its key and outlet (also where an editor gave it another outlet since). Else the one last
    imported from this path, unless the file's name is a key, which says that it is another. Else, of its outlet's
    with its origin address: one of the same title and time, or one whose file is gone, so that it was renamed.
    """
    articles = Article.objects.select_related("seed", "provider")
    key, domain = identity(incoming, record)
    found = articles.filter(key=key, provider__domain=domain).first()
    found = found or next((one for one in articles.filter(key=key) if _came_from(one, incoming, domain)), None)
    if found is None and not is_key(incoming.file.path.stem):
        found = articles.filter(seed__path=incoming.path).first()
    return found or _renamed(articles, record, coming)


def _came_from(article: Article, incoming: Incoming, domain: str) -> bool:
    """Whether the article of this key was imported from this path, or from this outlet before an editor changed it."""
    seed = getattr(article, "seed", None)
    if seed is None or seed.path == incoming.path:
        return seed is not None
    said = seedfile.parse(seed.text, seed.path).record if "provider" in article.edited_fields else None
    return isinstance(said, ArticleRecord) and said.provider.domain == domain


def _renamed(articles: QuerySet[Article], record: ArticleRecord, coming: Collection[Identity]) -> Article | None:
    urls = {record.original_url, record.web_url} - {""}
    same_origin = Q(original_url__in=urls) | Q(web_url__in=urls)
    for other in articles.filter(same_origin, provider__domain=record.provider.domain).order_by("pk"):
        if (other.title, other.published_at) == (record.title, record.published_at):
            return other
        seed = getattr(other, "seed", None)
        if seed and (other.key, other.provider.domain) not in coming and not is_there(seed):
            return other
    return None


def is_copy(article: Article, incoming: Incoming) -> bool:
    """Whether the file is another copy of an article, under another key, of which the file we know is still there."""
    seed = getattr(article, "seed", None)
    return article.key != incoming.parsed.key and seed is not None and seed.path != incoming.path and is_there(seed)


def is_settled(article: Article, incoming: Incoming, record: ArticleRecord, shared: Shared) -> bool:
    """Whether the file says nothing that was not imported already, so that it need not be looked at further."""
    options = shared.options
    seed = getattr(article, "seed", None)
    return (
        seed is not None
        and seed.digest == incoming.digest
        and article.key == incoming.parsed.key
        and not article.edited_fields
        and not options.base_url
        and article.status == _status(article, record, publish=options.publish)
    )


def store(
    incoming: Incoming, record: ArticleRecord, article: Article | None, shared: Shared
) -> tuple[Article, FileReport]:
    """Create or update the article, whole: with its outlet, topics, pictures and related coverage."""
    changes = Changes(created=article is None)
    provider = shared.provider(record.provider, record.published_at)
    values = {name: getattr(record, name) for name in _PLAIN} | {"provider": provider, "key": incoming.parsed.key}
    edited: list[str] = []
    if article is None:
        article = _create(record, shared, values)
    else:
        status_was_edited = "status" in article.edited_fields
        edited = edited_fields(article, overwrite=shared.options.overwrite_edits)
        restored = status_was_edited and "status" not in edited
        values["status"] = _status(article, record, publish=shared.options.publish, restored=restored)
        update(article, values, changes, edited)
    _place(article, incoming, record, shared, changes, edited)
    if "logos" not in provider.edited_fields:
        notes = add_pictures(provider.placed_logos, record.provider.images, shared, incoming.file)
        changes.notes += inside("provider", notes)
    remember(incoming, Seed.objects.filter(article=article).first(), article=article)
    if changes.created or changes.fields:
        relist([article.pk])
    return article, changes.report(incoming, "article")


def _create(record: ArticleRecord, shared: Shared, values: dict[str, Any]) -> Article:
    wanted = slug_of(values["key"]) or "untitled"
    slug = free_slug(Article.objects.all(), wanted, f"{wanted}-{slug_of(record.provider.domain.replace('.', '-'))}")
    status = Status.PUBLISHED if record.is_listed or shared.options.publish else Status.DRAFT
    return Article.objects.create(slug=slug, status=status, **values)


def _status(article: Article, record: ArticleRecord, *, publish: bool, restored: bool = False) -> str:
    """The status that the seed asks for: a new one only when its word changed, or `publish` is given, or `restored`.

    An article that was withdrawn because its file had gone comes back with its file.
    """
    said = Status.PUBLISHED if record.is_listed or publish else Status.DRAFT
    was_listed = article.published is not False
    if restored or was_listed != record.is_listed or article.status == Status.WITHDRAWN:
        return said
    return Status.PUBLISHED if publish else article.status


# What hangs on an article


def _place(
    article: Article, incoming: Incoming, record: ArticleRecord, shared: Shared, changes: Changes, edited: Sequence[str]
) -> None:
    """Give the article its topics, pictures and related coverage where they differ, unless an editor changed them."""
    file = incoming.file
    topics = _place_topics(article, record.topics, shared, write="topics" not in edited)
    pictures, notes = place_pictures(
        article.placed_pictures, record.images, shared, file, write="pictures" not in edited
    )
    related, more_notes = _place_related(article, record.related, shared, file, write="related" not in edited)
    for name, differ in (("topics", topics), ("pictures", pictures), ("related", related)):
        if differ:
            (changes.kept if name in edited else changes.fields).append(name)
    changes.notes += [*notes, *more_notes]


def _place_topics(article: Article, names: Sequence[str], shared: Shared, *, write: bool) -> bool:
    wanted = list(dict.fromkeys(shared.topic(name).pk for name in names))
    have = list(article.topic_links.order_by("position", "pk").values_list("topic_id", flat=True))
    if wanted == have:
        return False
    if write:
        article.topic_links.all().delete()
        ArticleTopic.objects.bulk_create(
            ArticleTopic(article=article, topic_id=topic, position=position, published_at=article.published_at)
            for position, topic in enumerate(wanted)
        )
    return True


def _place_related(
    article: Article, records: Sequence[RelatedRecord], shared: Shared, file: SeedFile, *, write: bool
) -> tuple[bool, list[Problem]]:
    """Give the article these entries in this order. One that says what it said before keeps its row."""
    rows = {row.position: row for row in article.related.select_related("provider")}
    differ, notes = False, list[Problem]()
    for position, record in enumerate(records):
        provider = shared.provider(record.provider, record.published_at)
        values = {name: getattr(record, name) for name in _RELATED_PLAIN} | {"provider": provider}
        row = rows.pop(position, None)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            differ = True
            if not write:
                continue
            fresh = {**values, "same_as": None}
            row, _ = RelatedArticle.objects.update_or_create(article=article, position=position, defaults=fresh)
        placed, missing = place_pictures(row.placed_pictures, record.images, shared, file, write=write)
        differ = differ or placed
        notes += inside(f"related[{position}]", missing)
    if rows and write:
        article.related.filter(position__in=rows).delete()
    return differ or bool(rows), notes
