"""Rows that many seeds share: outlets, topics and pictures, found or made once a run."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Lower

from articles.ingest.files import SeedFile
from articles.ingest.options import Options
from articles.models import Picture, Provider, ProviderPicture, Topic
from articles.pictures import raster
from articles.sources.errors import Problem, SourceError
from articles.sources.records import PictureRecord, ProviderRecord
from articles.sources.text import slug_of

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Shared:
    """The outlets, topics and pictures that a run has met. `forget` when a transaction was undone."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.new: Counter[str] = Counter()
        self.forget()

    def forget(self) -> None:
        """Drop what was remembered: it may not be in the database any more."""
        self._providers: dict[str, Provider] = {}
        self._topics: dict[str, Topic] = {}
        self._pictures: dict[str, Picture] = {}

    def provider(self, record: ProviderRecord, said_at: datetime | None) -> Provider:
        """The outlet of this domain. Where seeds spell its name differently, the latest article's spelling is used."""
        provider = self._providers.get(record.domain) or Provider.objects.filter(domain=record.domain).first()
        said_at = said_at if said_at and record.name else LONG_AGO
        if provider is None:
            name = record.name or record.domain
            provider = Provider.objects.create(domain=record.domain, name=name, named_at=said_at)
            self.new["outlets"] += 1
        elif self._is_better_name(provider, record.name, said_at):
            provider.name, provider.named_at = record.name, said_at
            provider.save(update_fields=["name", "named_at", "modified_at"])
        self._providers[record.domain] = provider
        return provider

    @staticmethod
    def _is_better_name(provider: Provider, name: str, said_at: datetime) -> bool:
        """Whether a later article, or of two of one moment the first by alphabet, spells the name differently."""
        if not name or name == provider.name or provider.named_at is None or "name" in provider.edited_fields:
            return False
        return said_at > provider.named_at or (said_at == provider.named_at and name < provider.name)

    def topic(self, name: str) -> Topic:
        """The topic of this name, whatever its case; made if there is none."""
        known = name.casefold()
        topic = self._topics.get(known) or self.find_topic(name)
        if topic is None:
            topic = Topic.objects.create(name=name, slug=free_slug(Topic.objects.all(), slug_of(name) or "topic"))
            self.new["topics"] += 1
        self._topics[known] = topic
        return topic

    def learn(self, topic: Topic) -> None:
        """Know a topic that a file described, under the name it has now."""
        self._topics = {name: known for name, known in self._topics.items() if known.pk != topic.pk}
        self._topics[topic.name.casefold()] = topic

    @staticmethod
    def find_topic(name: str) -> Topic | None:
        """The topic of this name as it stands in the database."""
        return Topic.objects.alias(low=Lower("name")).filter(low=Lower(models.Value(name))).first()

    def picture(self, record: PictureRecord, file: SeedFile) -> Picture:
        """The picture at this address. Raises SourceError when it should lie beside the seed and does not."""
        if record.is_local:
            return self._local_picture(record, file)
        picture = self._pictures.get(record.url) or self._find_picture(record)
        if picture is None:
            base_url = self.options.base_url if record.is_site_relative else ""
            picture = Picture.objects.create(
                url=record.url, base_url=base_url, width=record.width, height=record.height
            )
            self.new["pictures"] += 1
        elif (record.width or 0) * (record.height or 0) > (picture.width or 0) * (picture.height or 0):
            picture.width, picture.height = record.width, record.height
            picture.save(update_fields=["width", "height"])
        self._pictures[record.url] = picture
        return picture

    def _find_picture(self, record: PictureRecord) -> Picture | None:
        """The row of this address. A site-relative one that no site is known for gets the one given now."""
        rows = Picture.objects.filter(url=record.url)
        base_url = self.options.base_url
        if not record.is_site_relative or not base_url:
            return rows.first()
        picture = rows.filter(base_url=base_url).first() or rows.filter(base_url="").first()
        if picture and not picture.base_url:
            picture.base_url = base_url
            picture.save(update_fields=["base_url"])
        return picture

    def _local_picture(self, record: PictureRecord, file: SeedFile) -> Picture:
        """The picture beside the seed, known by what it holds, so that one copy serves however it is called."""
        data = file.picture(record.url)
        url = f"local:{hashlib.sha256(data).hexdigest()}"
        picture = self._pictures.get(url) or Picture.objects.filter(url=url).first()
        if picture is None:
            try:
                found = raster.read(data)
            except raster.RasterError as error:
                raise SourceError.of(f"{record.url}: {error}") from error
            picture = Picture.objects.create(
                url=url,
                width=found.width,
                height=found.height,
                file=self._kept(data, found.suffix),
                file_width=found.width,
                file_height=found.height,
            )
            self.new["pictures"] += 1
        self._pictures[url] = picture
        return picture

    def _kept(self, data: bytes, suffix: str) -> str:
        """Keep the bytes under a name made of what they are; the name."""
        digest = hashlib.sha256(data).hexdigest()
        name = f"pictures/{digest[:2]}/{digest}.{suffix}"
        if not self.options.dry_run and not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        return name


def free_slug(taken: models.QuerySet[Any], wanted: str, *others: str) -> str:
    """The first of `wanted`, `others`, `wanted-2`, `wanted-3` … that no row of `taken` has."""
    candidates = [wanted, *others]
    used = set(taken.filter(slug__startswith=wanted).values_list("slug", flat=True))
    used |= set(taken.filter(slug__in=candidates).values_list("slug", flat=True))
    candidates += [f"{wanted}-{number}" for number in range(2, len(used) + 3)]
    return next(candidate for candidate in candidates if candidate not in used)


def place_pictures(
    owner: models.Model, records: Sequence[PictureRecord], shared: Shared, file: SeedFile
) -> tuple[bool, list[Problem]]:
    """Give `owner` these pictures in this order. Whether that changed anything; notes on those that are not there."""
    placed: Any = owner.placed_logos if isinstance(owner, Provider) else owner.placed_pictures  # type: ignore[attr-defined]
    wanted, notes = _wanted(records, shared, file)
    columns = ("picture_id", "position", "path", "title", "attribution", "is_cached")
    if list(placed.order_by("position").values_list(*columns)) == wanted:
        return False, notes
    placed.all().delete()
    row = placed.model
    owner_id = {placed.field.attname: owner.pk}
    row.objects.bulk_create(row(**owner_id, **dict(zip(columns, values, strict=True))) for values in wanted)
    return True, notes


def _wanted(
    records: Sequence[PictureRecord], shared: Shared, file: SeedFile
) -> tuple[list[tuple[Any, ...]], list[Problem]]:
    wanted: dict[int, tuple[Any, ...]] = {}
    notes: list[Problem] = []
    for index, record in enumerate(records):
        try:
            picture = shared.picture(record, file)
        except SourceError as error:
            notes += [Problem(0, f"images[{index}].url", problem.message) for problem in error.problems]
            continue
        path = record.url if record.is_local else ""
        values = (picture.pk, len(wanted), path, record.title, record.attribution, record.is_cached)
        wanted.setdefault(picture.pk, values)
    return list(wanted.values()), notes


def add_logos(provider: Provider, records: Sequence[PictureRecord], shared: Shared, file: SeedFile) -> list[Problem]:
    """Add the logos that the outlet does not have yet. Notes on those that are not there."""
    if "logos" in provider.edited_fields:
        return []
    wanted, notes = _wanted(records, shared, file)
    have = set(provider.placed_logos.values_list("picture_id", flat=True))
    for values in wanted:
        if values[0] not in have:
            ProviderPicture.objects.create(provider=provider, picture_id=values[0], position=len(have), path=values[2])
            have.add(values[0])
    return notes
