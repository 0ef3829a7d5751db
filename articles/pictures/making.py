"""One picture on its way: its original obtained, its renditions made and kept. No rows are read or written here."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.http import Fetcher
from articles.models import Picture, Rendition
from articles.pictures import raster
from articles.pictures.names import copy_of
from articles.pictures.rendering import Renderer
from articles.sources.addresses import origin_of

LEAST_PX = 100  # either side of what is no tracking pixel or spacer
LEAST_LOGO_PX = 16
NOT_NAMED = "a path on a site that nobody named: import with --base-url"
LOST = "the original is gone from our storage: import its seed again"
UNREADABLE = "the original in our storage cannot be read"


class Unobtainable(Exception):  # noqa: N818  (of one picture, and nothing is wrong with the code)
    """There is no original to be had, for a reason of ours. `final`: asking again makes no sense."""

    def __init__(self, reason: str, *, final: bool) -> None:
        super().__init__(reason)
        self.reason, self.final = reason, final


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes of a picture, and what to ask its server with the next time."""

    data: bytes
    digest: str
    etag: str = ""
    last_modified: str = ""

    @property
    def copy(self) -> str:
        """Folder of the renditions that are made of it."""
        return copy_of(self.digest)


@dataclass(frozen=True, slots=True)
class Copy:
    """What we keep of a picture: columns of its row."""

    copy: str
    renditions: list[Rendition]
    copy_bytes: int
    file_width: int
    file_height: int
    color: str
    source_type: str


def obtained(picture: Picture, fetcher: Fetcher) -> Original | None:
    """The original: ours if we keep it, else from its server. None if a copy we have is still what is there.

    Raises FetchError or Unobtainable.
    """
    if picture.file:
        try:
            with default_storage.open(str(picture.file.name), "rb") as file:
                data = file.read()
        except FileNotFoundError as error:
            raise Unobtainable(LOST, final=False) from error
        except OSError as error:
            raise Unobtainable(UNREADABLE, final=False) from error
        return Original(data, hashlib.sha256(data).hexdigest())
    url = origin_of(picture.url, picture.base_url)
    if not url:
        raise Unobtainable(NOT_NAMED, final=True)
    known = {"etag": picture.etag, "last_modified": picture.last_modified} if picture.is_shown else {}
    found = fetcher.fetch(url, **known)
    if found.not_modified:
        return None
    return Original(found.data, hashlib.sha256(found.data).hexdigest(), found.etag, found.last_modified)


def widths_of(picture: Picture) -> tuple[int, ...]:
    """The widths that a picture is needed at, by what shows it; `picture` comes from `with_roles`."""
    logo, illustration = getattr(picture, "is_logo", False), getattr(picture, "is_illustration", True)
    return (*(raster.LOGO_WIDTHS if logo else ()), *(raster.WIDTHS if illustration or not logo else ()))


def made(original: Original, picture: Picture, renderer: Renderer) -> Copy:
    """The renditions, each kept whole. Raises RasterError for what is no picture, OSError where nothing can be kept."""
    least = LEAST_LOGO_PX if getattr(picture, "is_logo", False) else LEAST_PX
    rendered = renderer.render(original.data, widths_of(picture), least)
    kept = []
    for each in rendered.renditions:
        kept.append(Rendition(each.suffix, each.width, each.height, len(each.data)))
        default_storage.save(f"{original.copy}/{each.width}.{each.suffix}", ContentFile(each.data))
    size = sum(rendition.bytes for rendition in kept)
    return Copy(original.copy, kept, size, rendered.width, rendered.height, rendered.color, rendered.format)
