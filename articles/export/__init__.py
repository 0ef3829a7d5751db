"""Rows → seed files, in the publisher's layout. What was not changed since its import is written as it came."""

import errno
import hashlib
import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q

from articles.export.rows import (
    LOGOS,
    PICTURES,
    RELATED,
    article_record,
    organization_record,
    path_beside,
    topic_record,
)
from articles.ingest.files import printable
from articles.limits import KEY_LENGTH
from articles.models import Article, ArticleTopic, PlacedPicture, Provider, Seed, Status, Topic
from articles.sources import seedfile
from articles.sources.errors import SourceError
from articles.sources.records import ArticleRecord, ProviderRecord, SeedRecord
from articles.sources.text import folded, is_key

__all__ = ["Exported", "ExportedFile", "export_seeds", "exported_files"]

LONGEST_NAME = 255  # bytes, as file systems have it
_BATCH = 200
_NO_MORE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}  # nothing can be written any more
_KNOWN_BY = {"id", "taxonomy", "domain"}
_PARTS = {
    "provider": {"provider"},
    "topics": {"topics"},
    "images": {"pictures", "logos"},
    "related": {"related"},
}
"""Fields of a record that are rows of their own, and what they are called in `edited_fields`."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file to write: its path below the export's folder, its text, and pictures (path beside it → our copy)."""

    path: PurePosixPath
    text: str
    pictures: dict[str, str]

    def moved_to(self, folder: str) -> "ExportedFile":
        """The same in a folder of its own."""
        return ExportedFile(self.path.parent / file_name(folder) / self.path.name, self.text, self.pictures)

    def holds(self) -> dict[PurePosixPath, str]:
        """Every path that it takes, and what stands there: our copy's name, or nothing for the seed itself."""
        beside = {self.path.parent / path: name for path, name in self.pictures.items()}
        return {self.path: "", **beside}


@dataclass(slots=True)
class Exported:
    """What an export did: the number of seed files, the names of pictures that our storage has lost, and a line for
    each file that could not be written.
    """

    count: int = 0
    lost: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)


def export_seeds(folder: Path) -> Exported:
    """Write every topic, outlet and article as a seed file below `folder`. The same rows give the same bytes.

    A file that cannot be written costs no other. Raises OSError where none can be.
    """
    done = Exported()
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    for exported in exported_files():
        path = folder / exported.path
        done.count += _written(path, exported.text.encode(errors="replace"), done)
        for beside, name in exported.pictures.items():
            try:
                with default_storage.open(name) as kept:
                    data = kept.read()
            except FileNotFoundError:
                done.lost.add(name)
            else:
                _written(path.parent / beside, data, done)
    return done


def _written(path: Path, data: bytes, done: Exported) -> bool:
    """Write `data`, unless just that is there. Whether that could be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            path.write_bytes(data)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _NO_MORE:
            raise
        reason = error.strerror if isinstance(error, OSError) else str(error)
        done.failed.append(f"{printable(str(path))}: cannot be written: {reason}")
        return False
    return True


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
    for topic in Topic.objects.in_use().select_related("parent", "seed").prefetch_related(PICTURES).order_by("slug"):
        yield topic.slug, _topic_file(topic)
    described = ~Q(description="") | Q(seed__isnull=False) | ~Q(edited_fields=[])
    providers = Provider.objects.filter(described).select_related("seed").prefetch_related("placed_logos__picture")
    for provider in providers.order_by("domain"):
        yield provider.domain, _provider_file(provider)
    links = Prefetch("topic_links", ArticleTopic.objects.select_related("topic"))
    articles = Article.objects.select_related("provider", "seed").prefetch_related(links, PICTURES, LOGOS, *RELATED)
    for article in articles.order_by("key", "provider__domain").iterator(chunk_size=_BATCH):
        yield article.slug, _article_file(article)


def _topic_file(topic: Topic) -> ExportedFile:
    seed = getattr(topic, "seed", None)
    name = PurePosixPath(seed.path).name if seed else ""
    if not name or "order" in topic.edited_fields:
        name = file_name(f"{topic.order:02d}-{topic.slug}", ".yaml")
    text = _text(seed, name, topic_record(topic), topic.edited_fields)
    return ExportedFile(PurePosixPath("_data/topics", name), text, _beside(topic.placed_pictures.all()))


def _provider_file(provider: Provider) -> ExportedFile:
    seed = getattr(provider, "seed", None)
    name = file_name(provider.domain, _suffix(seed))
    text = _text(seed, name, organization_record(provider), provider.edited_fields)
    return ExportedFile(PurePosixPath("_data/organizations", name), text, _beside(provider.placed_logos.all()))


def _article_file(article: Article) -> ExportedFile:
    """What readers do not see any more is exported as not published; else `published` says what the seed said."""
    seed = getattr(article, "seed", None)
    name = file_name(article.key.replace("/", "-"), _suffix(seed))
    if seed and name != f"{article.key}{_suffix(seed)}" and _is_of_key(seed.path, article.key):
        name = PurePosixPath(seed.path).name
    record = article_record(article)
    if seed is None or "status" in article.edited_fields or article.status == Status.WITHDRAWN:
        record = record.model_copy(update={"published": article.status in (Status.PUBLISHED, Status.MUTED)})
    text = _text(seed, name, record, article.edited_fields)
    entries = [one for entry in article.related.all() for one in entry.placed_pictures.all()]
    logos = [one for one in article.provider.placed_logos.all() if one.path and one.path in text]
    placed = [*article.placed_pictures.all(), *entries, *logos]
    return ExportedFile(PurePosixPath("_news", name), text, _beside(placed))


def file_name(stem: str, suffix: str = "") -> str:
    """A name for a file. One that is too long for file systems is cut, and ends in digits made of the whole."""
    if len(stem.encode()) + len(suffix) <= LONGEST_NAME:
        return f"{stem}{suffix}"
    digits = hashlib.sha256(stem.encode()).hexdigest()[:12]
    kept = stem.encode()[: LONGEST_NAME - len(digits) - len(suffix) - 1].decode(errors="ignore")
    return f"{kept}-{digits}{suffix}"


def _suffix(seed: Seed | None) -> str:
    """Of the file that a row came from, so that its text stays what it is."""
    return PurePosixPath(seed.path).suffix.lower() if seed else ".md"


def _is_of_key(path: str, key: str) -> bool:
    """Whether a file of this name is of the key: composed letters may take more bytes than they did in its name."""
    stem = PurePosixPath(path).stem
    return is_key(stem) and unicodedata.normalize("NFC", stem)[:KEY_LENGTH] == key


def _beside(placed: Iterable[PlacedPicture]) -> dict[str, str]:
    """The pictures that are to lie beside a seed: path → our copy's name."""
    return {path: one.picture.file.name or "" for one in placed if (path := path_beside(one))}


def _text(seed: Seed | None, name: str, record: SeedRecord, edited: Collection[str]) -> str:
    """The seed as it came, with the rows' word where they differ from it; without a seed, the rows alone."""
    if seed is None:
        return seedfile.dump(seedfile.data_of(record), name)
    origin = PurePosixPath(seed.path).name
    try:
        said = seedfile.parse(seed.text, origin).record
    except SourceError:  # it was taken when the rules were others
        return seedfile.dump(seedfile.data_of(record), name)
    differing = {field for field in type(record).model_fields if _differs(record, said, field, edited)}
    if isinstance(record, ArticleRecord) and isinstance(said, ArticleRecord):
        moved = _at_own_domains(record, said, edited)
        record, differing = record.model_copy(update=moved), {*differing, *moved}
    return seedfile.overlaid(seed.text, origin, record, differing) if differing else seed.text


def _at_own_domains(record: ArticleRecord, said: ArticleRecord, edited: Collection[str]) -> dict[str, Any]:
    """Parts for which the file names another domain of an outlet: as the file has them, but for the outlet's own."""
    parts: dict[str, Any] = {}
    if "provider" not in edited:
        parts["provider"] = _at_domain(said.provider, record.provider)
    if "related" not in edited and len(record.related) == len(said.related):
        pairs = zip(record.related, said.related, strict=True)
        parts["related"] = [
            there.model_copy(update={"provider": _at_domain(there.provider, here.provider)}) for here, there in pairs
        ]
    return {field: part for field, part in parts.items() if part != getattr(said, field)}


def _at_domain(said: ProviderRecord, outlet: ProviderRecord) -> ProviderRecord:
    return said.model_copy(update={"domain": outlet.domain})


def _differs(record: SeedRecord, said: SeedRecord, field: str, edited: Collection[str]) -> bool:
    """Whether the rows say something else. Parts are rows of their own, cleaned and shared, and count once edited."""
    if field in _KNOWN_BY:
        return False
    if field in _PARTS:
        return bool(_PARTS[field] & set(edited))
    ours, theirs = getattr(record, field), getattr(said, field)
    if field == "parent" and not ours and field not in edited:
        return False  # the file's word led back to itself, and was not followed
    if field == "parent":  # is named in any case
        return folded(ours) != folded(theirs)
    return bool(ours != theirs)
