"""Rows that many seeds share: outlets, topics and pictures, found or made once a run."""

import hashlib
from collections import Counter
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.ingest.files import SeedFile
from articles.ingest.options import Options
from articles.models import Picture, Provider, Topic
from articles.naming import free_slug, know, topic_named
from articles.pictures import raster
from articles.sources.errors import SourceError
from articles.sources.records import PictureRecord, ProviderRecord
from articles.sources.text import folded, slug_of

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Shared:
    """The outlets, topics and pictures that a run has met. `new` counts those it made."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.new: Counter[str] = Counter()
        self.forget()

    def forget(self) -> None:
        """Drop what was remembered: a transaction was undone, so it may not be in the database any more."""
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
        elif _is_better_name(provider, record.name, said_at):
            provider.name, provider.named_at = record.name, said_at
            provider.save(update_fields=["name", "named_at", "modified_at"])
        self._providers[record.domain] = provider
        return provider

    def topic(self, name: str) -> Topic:
        """The topic that is or was called so, whatever its case; made if there is none."""
        known = folded(name)
        topic = self._topics.get(known) or topic_named(name) or self.new_topic(name, slug_of(name))
        self._topics[known] = topic
        return topic

    def new_topic(self, name: str, slug: str) -> Topic:
        """A topic of this name, at this address or one like it."""
        topic = Topic.objects.create(name=name, slug=free_slug(Topic.objects.all(), slug or "topic"))
        know(topic, name)
        self.new["topics"] += 1
        return topic

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
        rows = Picture.objects.filter(url=record.url).order_by("pk")
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
        digest = hashlib.sha256(data).hexdigest()
        url = f"local:{digest}"
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
                file=f"pictures/{digest[:2]}/{digest}.{found.suffix}",
                file_width=found.width,
                file_height=found.height,
            )
            self.new["pictures"] += 1
        if url not in self._pictures:
            self._keep(picture.file.name or "", data)
        self._pictures[url] = picture
        return picture

    def _keep(self, name: str, data: bytes) -> None:
        """See that our storage holds the bytes under a name made of what they are."""
        if not self.options.dry_run and not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))


def _is_better_name(provider: Provider, name: str, said_at: datetime) -> bool:
    """Whether a later article, or of two of one moment the first by alphabet, spells the name differently."""
    if not name or name == provider.name or provider.named_at is None or "name" in provider.edited_fields:
        return False
    return said_at > provider.named_at or (said_at == provider.named_at and name < provider.name)
