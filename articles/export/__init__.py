"""Rows → seed files, in the publisher's layout. What was not changed since its import is written as it came."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q

from articles.export.rows import (
    PICTURES,
    RELATED,
    article_record,
    organization_record,
    path_beside,
    topic_record,
)
from articles.models import Article, ArticleTopic, PlacedPicture, Provider, Seed, Status, Topic
from articles.sources import seedfile
from articles.sources.records import PictureRecord, ProviderRecord, Record, RelatedRecord, SeedRecord

__all__ = ["ExportedFile", "export_seeds", "exported_files"]

_BATCH = 200
_SHARED_BY_MANY = {"images", "name"}  # of an outlet: articles' seeds add to them too


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file to write: its path below the export's folder, its text, and pictures (path beside it → our copy)."""

    path: PurePosixPath
    text: str
    pictures: dict[str, str]

    def moved_to(self, folder: str) -> "ExportedFile":
        """The same in a folder of its own."""
        return ExportedFile(self.path.parent / folder / self.path.name, self.text, self.pictures)

    def holds(self) -> dict[PurePosixPath, str]:
        """Every path that it takes, and what stands there: our copy's name, or nothing for the seed itself."""
        beside = {self.path.parent / path: name for path, name in self.pictures.items()}
        return {self.path: "", **beside}


def export_seeds(folder: Path) -> int:
    """Write every topic, outlet and article as a seed file below `folder`. Number of files.

    The same rows give the same bytes.
    """
    count = 0
    for exported in exported_files():
        count += 1
        path = folder / exported.path
        _write(path, exported.text.encode())
        for beside, name in exported.pictures.items():
            with default_storage.open(name) as kept:
                _write(path.parent / beside, kept.read())
    return count


def _write(path: Path, data: bytes) -> None:
    """Write `data`, unless just that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)


def exported_files() -> Iterator[ExportedFile]:
    """The files of an export, in a fixed order. One whose path, or a picture's, is taken gets a folder of its own."""
    taken: dict[PurePosixPath, str] = {}
    for own_folder, exported in _all_files():
        paths = exported.holds()
        if exported.path in taken or any(taken.get(path, name) != name for path, name in paths.items()):
            exported = exported.moved_to(own_folder)
            paths = exported.holds()
        taken.update(paths)
        yield exported


def _all_files() -> Iterator[tuple[str, ExportedFile]]:
    """Each file, and the name of a folder that is its own."""
    for topic in Topic.objects.select_related("parent", "seed").prefetch_related(PICTURES).order_by("slug"):
        yield topic.slug, _topic_file(topic)
    described = ~Q(description="") | Q(seed__isnull=False) | ~Q(edited_fields=[])
    providers = Provider.objects.filter(described).select_related("seed").prefetch_related("placed_logos__picture")
    for provider in providers.order_by("domain"):
        yield provider.domain, _provider_file(provider)
    links = Prefetch("topic_links", ArticleTopic.objects.select_related("topic"))
    articles = Article.objects.select_related("provider", "seed").prefetch_related(links, PICTURES, *RELATED)
    for article in articles.order_by("key", "provider__domain").iterator(chunk_size=_BATCH):
        yield article.slug, _article_file(article)


def _topic_file(topic: Topic) -> ExportedFile:
    seed = getattr(topic, "seed", None)
    name = PurePosixPath(seed.path).name if seed else f"{min(topic.order, 999):02d}-{topic.slug}.yaml"
    text = _text(seed, name, topic_record(topic), ignored=set())
    return ExportedFile(PurePosixPath("_data/topics", name), text, _beside(topic.placed_pictures.all()))


def _provider_file(provider: Provider) -> ExportedFile:
    seed = getattr(provider, "seed", None)
    name = f"{provider.domain}.md"
    ignored = _SHARED_BY_MANY - set(provider.edited_fields)
    text = _text(seed, name, organization_record(provider), ignored=ignored)
    return ExportedFile(PurePosixPath("_data/organizations", name), text, _beside(provider.placed_logos.all()))


def _article_file(article: Article) -> ExportedFile:
    seed = getattr(article, "seed", None)
    name = f"{article.key}.md"
    record = article_record(article)
    if seed is None or "status" in article.edited_fields:
        record = record.model_copy(update={"published": article.status == Status.PUBLISHED})
    text = _text(seed, name, record, ignored=set())
    placed = [
        *article.placed_pictures.all(),
        *(one for entry in article.related.all() for one in entry.placed_pictures.all()),
    ]
    return ExportedFile(PurePosixPath("_news", name), text, _beside(placed))


def _beside(placed: Iterable[PlacedPicture]) -> dict[str, str]:
    """The pictures that are to lie beside a seed: path → our copy's name."""
    return {path: one.picture.file.name or "" for one in placed if (path := path_beside(one))}


def _text(seed: Seed | None, name: str, record: SeedRecord, ignored: set[str]) -> str:
    """The seed as it came, with the rows' word where they differ from it; without a seed, the rows alone."""
    if seed is None:
        return seedfile.dump(seedfile.data_of(record), name)
    origin = PurePosixPath(seed.path).name
    said = seedfile.parse(seed.text, origin).record
    differing = [field for field in _fields(record) - ignored if _differ(record, said, field)]
    if not differing:
        return seed.text
    return seedfile.dump(seedfile.overlaid(seed.text, origin, record, differing), name)


def _fields(record: Record) -> set[str]:
    return set(type(record).model_fields) - {"id", "taxonomy"}


def _differ(record: Record, said: Record, field: str) -> bool:
    return bool(_comparable(getattr(record, field)) != _comparable(getattr(said, field)))


def _comparable(value: Any) -> Any:
    """What counts as a difference: outlets by domain, names in any case, pictures by what they are and are called."""
    if isinstance(value, ProviderRecord):
        return value.domain
    if isinstance(value, PictureRecord):
        return value.url, value.title, value.attribution, value.is_cached
    if isinstance(value, RelatedRecord):
        return [_comparable(getattr(value, name)) for name in RelatedRecord.model_fields]
    if isinstance(value, list):
        return [item.casefold() if isinstance(item, str) else _comparable(item) for item in value]
    return value
