"""Article files → articles."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from articles.ingest.files import SeedFile
from articles.ingest.incoming import Changes, Incoming, remember, update
from articles.ingest.report import FileReport
from articles.ingest.shared import Shared, add_logos, free_slug, place_pictures
from articles.listing import relist
from articles.models import Article, ArticleTopic, RelatedArticle, Seed, Status, Topic
from articles.sources.errors import Problem
from articles.sources.records import ArticleRecord, RelatedRecord
from articles.sources.text import slug_of

_PLAIN = (
    "category",
    "type",
    "title",
    "excerpt",
    "published_at",
    "updated_at",
    "original_url",
    "web_url",
    "amp_web_url",
    "cdn_amp_web_url",
    "quality",
    "heat",
    "published",
    "featured_content",
    "secured",
    "extra",
)
_RELATED_PLAIN = (
    "type",
    "title",
    "excerpt",
    "published_at",
    "updated_at",
    "original_url",
    "web_url",
    "amp_web_url",
    "cdn_amp_web_url",
    "quality",
    "extra",
)


def find(incoming: Incoming, record: ArticleRecord) -> Article | None:
    """The article that the file describes, if we have it.

    That is the one of its key and outlet; else the one last imported from this very path; else one of its outlet with
    its origin address, if that is plainly the same piece (title and time) or its own file is gone (so it was renamed).
    """
    articles = Article.objects.select_related("seed", "provider")
    key, domain = incoming.parsed.key, record.provider.domain
    found = articles.filter(key=key, provider__domain=domain).first()
    return found or articles.filter(key=key, seed__path=incoming.path).first() or _renamed(articles, incoming, record)


def _renamed(articles: QuerySet[Article], incoming: Incoming, record: ArticleRecord) -> Article | None:
    urls = {record.original_url, record.web_url} - {""}
    same_origin = Q(original_url__in=urls) | Q(web_url__in=urls)
    for other in articles.filter(same_origin, provider__domain=record.provider.domain).order_by("pk"):
        if (other.title, other.published_at) == (record.title, record.published_at):
            return other
        seed = getattr(other, "seed", None)
        if seed and seed.path != incoming.path and not SeedFile.is_at(seed.path):
            return other
    return None


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
    overwrite = shared.options.overwrite_edits
    provider = shared.provider(record.provider, record.published_at)
    values = {name: getattr(record, name) for name in _PLAIN}
    if article is None:
        article = _create(incoming, record, shared, changes, values | {"provider": provider})
    else:
        edited = () if overwrite else tuple(article.edited_fields)
        status = _status(article, record, publish=shared.options.publish, overwrite_edits=overwrite)
        values |= {"provider": provider, "key": incoming.parsed.key, "status": status}
        update(article, values, changes, overwrite_edits=overwrite)
        changes.kept += _differing_parts(article, record, shared, edited)
        _place(article, incoming, record, shared, changes, kept=edited)
    changes.notes += add_logos(provider, record.provider.images, shared, incoming.file)
    remember(incoming, Seed.objects.filter(article=article).first(), article=article)
    if changes.created or changes.fields:
        relist([article.pk])
    return article, changes.report(incoming, "article")


def _create(
    incoming: Incoming, record: ArticleRecord, shared: Shared, changes: Changes, values: dict[str, Any]
) -> Article:
    key = incoming.parsed.key
    wanted = slug_of(key) or "untitled"
    slug = free_slug(Article.objects.all(), wanted, f"{wanted}-{slug_of(record.provider.domain.replace('.', '-'))}")
    status = Status.PUBLISHED if record.is_listed or shared.options.publish else Status.DRAFT
    article = Article.objects.create(key=key, slug=slug, status=status, **values)
    _place(article, incoming, record, shared, changes, kept=())
    return article


def _status(article: Article, record: ArticleRecord, *, publish: bool, overwrite_edits: bool = False) -> str:
    """The status that the import would give: changed only when the seed's word did, or `publish` asks for it.

    An article that was withdrawn because its file had gone comes back with its file.
    """
    if "status" in article.edited_fields and not overwrite_edits:
        return article.status
    said = Status.PUBLISHED if record.is_listed or publish else Status.DRAFT
    was_listed = article.published is not False
    if was_listed != record.is_listed or article.status == Status.WITHDRAWN or overwrite_edits:
        return said
    return Status.PUBLISHED if publish else article.status


# What hangs on an article


def _place(
    article: Article,
    incoming: Incoming,
    record: ArticleRecord,
    shared: Shared,
    changes: Changes,
    *,
    kept: Sequence[str],
) -> None:
    """Give the article its topics, pictures and related coverage, where they differ and no editor changed them."""
    if "topics" not in kept and _place_topics(article, record.topics, shared):
        changes.fields.append("topics")
    if "pictures" not in kept:
        placed, notes = place_pictures(article, record.images, shared, incoming.file)
        changes.fields += ["pictures"] if placed else []
        changes.notes += notes
    if "related" not in kept:
        placed, notes = _place_related(article, record.related, shared, incoming.file)
        changes.fields += ["related"] if placed else []
        changes.notes += notes


def _differing_parts(article: Article, record: ArticleRecord, shared: Shared, edited: Sequence[str]) -> list[str]:
    """Of the edited parts that hang on the article, those that the seed has otherwise."""
    differing: list[str] = []
    if "topics" in edited and _topic_ids(article) != [topic.pk for topic in _topics(record.topics, shared)]:
        differing.append("topics")
    placed = article.placed_pictures.order_by("position").values_list("path", "picture__url")
    if "pictures" in edited and [path or url for path, url in placed] != [picture.url for picture in record.images]:
        differing.append("pictures")
    entries = article.related.order_by("position").values_list("title", "web_url")
    if "related" in edited and list(entries) != [(entry.title, entry.web_url) for entry in record.related]:
        differing.append("related")
    return differing


def _topics(names: Sequence[str], shared: Shared) -> list[Topic]:
    """The topics of these names, each once."""
    return list({topic.pk: topic for topic in map(shared.topic, names)}.values())


def _topic_ids(article: Article) -> list[int]:
    return list(article.topic_links.order_by("position", "pk").values_list("topic_id", flat=True))


def _place_topics(article: Article, names: Sequence[str], shared: Shared) -> bool:
    topics = _topics(names, shared)
    if _topic_ids(article) == [topic.pk for topic in topics]:
        return False
    article.topic_links.all().delete()
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic=topic, position=position, published_at=article.published_at)
        for position, topic in enumerate(topics)
    )
    return True


def _place_related(
    article: Article, records: Sequence[RelatedRecord], shared: Shared, file: SeedFile
) -> tuple[bool, list[Problem]]:
    """Give the article these entries in this order. One that says what it said before keeps its row."""
    rows = {row.position: row for row in article.related.select_related("provider")}
    changed, notes = False, list[Problem]()
    for position, record in enumerate(records):
        provider = shared.provider(record.provider, record.published_at)
        values = {name: getattr(record, name) for name in _RELATED_PLAIN} | {"provider": provider}
        row = rows.pop(position, None)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            fresh = {**values, "same_as": None}
            row, _ = RelatedArticle.objects.update_or_create(article=article, position=position, defaults=fresh)
            changed = True
        placed, missing = place_pictures(row, record.images, shared, file)
        changed = changed or placed
        notes += [Problem(0, f"related[{position}].{note.field}", note.message) for note in missing]
    if rows:
        article.related.filter(position__in=rows).delete()
    return changed or bool(rows), notes
