"""The pictures of a batch: found or made, and those beside seeds taken into our storage."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles import bulk
from articles.ingest.files import SeedFile
from articles.ingest.options import Options
from articles.ingest.turns import ImportStopped, reason_of
from articles.models import Picture, PictureState
from articles.pictures import raster
from articles.pictures.names import folder_of
from articles.sources.addresses import origin_of, server_of
from articles.sources.errors import SourceError
from articles.sources.records import PictureRecord

_REMOTE = ("id", "url", "base_url", "width", "height", "file", "host")
_LOCAL = ("id", "url", "base_url", "width", "height", "file")

Size = tuple[int, int]


@dataclass(slots=True)
class Kept:
    """A picture's row: which, and the size that seeds declare for it."""

    id: int
    url: str
    base_url: str
    size: Size


class Stock:
    """The pictures that seeds name, by where they are."""

    def __init__(self, options: Options, new: Counter[str]) -> None:
        self.options = options
        self.new = new
        self._remote: dict[str, Kept] = {}
        self._local: dict[tuple[str, str], int | SourceError] = {}

    def id_of(self, record: PictureRecord, file: SeedFile) -> int:
        """The picture's row. Raises SourceError when it should lie beside the seed and cannot be had."""
        if not record.is_local:
            return self._remote[record.url].id
        found = self._local[file.path, record.url]
        if isinstance(found, SourceError):
            raise found
        return found

    def take_in(self, named: Iterable[tuple[PictureRecord, SeedFile]]) -> None:
        """Find or make the rows of these pictures."""
        sizes: dict[str, Size] = {}
        for record, file in named:
            if record.is_local:
                self._take_local(record, file)
            else:
                sizes[record.url] = larger(sizes.get(record.url, (0, 0)), (record.width or 0, record.height or 0))
        self._take_remote(sizes)

    # Elsewhere

    def _take_remote(self, sizes: dict[str, Size]) -> None:
        """Rows for pictures at these addresses. Of the sizes that seeds declare for one the largest is kept."""
        rows: dict[str, list[Kept]] = defaultdict(list)
        columns = ("pk", "url", "base_url", "width", "height")
        for pk, url, base_url, width, height in (
            Picture.objects.filter(url__among=sizes).order_by().values_list(*columns)
        ):
            rows[url].append(Kept(pk, url, base_url, (width or 0, height or 0)))
        self._remote = {url: kept for url in rows if (kept := self._chosen(url, rows[url]))}
        grown = []
        for url, kept in self._remote.items():
            if larger(kept.size, sizes[url]) != kept.size:
                grown.append((*_declared(sizes[url]), kept.id))
        bulk.update(Picture, ("width", "height"), grown)
        self._make({url: size for url, size in sizes.items() if url not in self._remote})

    def _chosen(self, url: str, rows: Sequence[Kept]) -> Kept | None:
        """The row of this address. A path that no site is known for gets the site given now."""
        site = self.options.base_url if url.startswith("/") else ""
        if not site:
            return min(rows, key=lambda row: row.base_url)
        chosen = next((row for row in rows if row.base_url == site), None)
        if chosen is None and (chosen := next((row for row in rows if not row.base_url), None)):
            row = (site, server_of(origin_of(rows[0].url, site)), PictureState.WAITING, chosen.id)
            bulk.update(Picture, ("base_url", "host", "state"), [row])
        return chosen

    def _make(self, sizes: dict[str, Size]) -> None:
        rows = []
        for pk, (url, size) in zip(bulk.next_ids(Picture, len(sizes)), sizes.items(), strict=True):
            base_url = self.options.base_url if url.startswith("/") else ""
            self._remote[url] = Kept(pk, url, base_url, size)
            rows.append((pk, url, base_url, *_declared(size), "", server_of(origin_of(url, base_url))))
        bulk.insert(Picture, _REMOTE, rows)
        self.new["pictures"] += len(rows)

    # Beside the seed

    def _take_local(self, record: PictureRecord, file: SeedFile) -> None:
        try:
            self._local[file.path, record.url] = self._local_row(record, file)
        except SourceError as error:
            self._local[file.path, record.url] = error

    def _local_row(self, record: PictureRecord, file: SeedFile) -> int:
        """The row of the picture beside the seed, known by what it holds, so that one copy serves however called."""
        data = file.picture(record.url)
        digest = hashlib.sha256(data).hexdigest()
        known = Picture.objects.filter(url=f"local:{digest}").values_list("pk", "file").first()
        if known:
            if digest in known[1]:  # else an editor's upload stands in its place
                self._keep(known[1], data)
            return int(known[0])
        try:
            found = raster.read(data)
        except raster.RasterError as error:
            raise SourceError.of(f"{record.url}: {error}") from error
        name = f"{folder_of(digest)}.{found.suffix}"
        [pk] = bulk.next_ids(Picture, 1)
        bulk.insert(Picture, _LOCAL, [(pk, f"local:{digest}", "", found.width, found.height, name)])
        self.new["pictures"] += 1
        self._keep(name, data)
        return pk

    def _keep(self, name: str, data: bytes) -> None:
        """See that our storage holds the bytes under a name made of what they are."""
        if self.options.dry_run:
            return
        try:
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(data))
        except OSError as error:
            raise ImportStopped(f"the picture {name} cannot be stored: {reason_of(error)}") from error


def larger(one: Size, other: Size) -> Size:
    """The size of more pixels; of as many, the wider."""
    return max(one, other, key=lambda size: (size[0] * size[1], size))


def _declared(size: Size) -> tuple[int | None, int | None]:
    return size[0] or None, size[1] or None
