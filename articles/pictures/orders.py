"""What editors order of single pictures: fetch it now, refuse it, take this one in, or instead."""

import hashlib
from collections.abc import Collection

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from articles.http import Fetcher
from articles.models import Picture, PictureState
from articles.pictures import raster
from articles.pictures.cache import Options, Summary, cache_pictures
from articles.pictures.making import LEAST_LOGO_PX
from articles.pictures.names import folder_of
from articles.querysets import PictureQuerySet

REFUSED = "refused by an editor"
MOST_UPLOADED_BYTES = 15_000_000

AT_ONCE = 8
"""Pictures that are fetched while an editor waits; more are left to the next run of the cache."""


def refuse(pictures: PictureQuerySet) -> int:
    """Show these pictures no more, and do not ask for them again. How many."""
    state = {"state": PictureState.REFUSED, "error": REFUSED, "next_attempt_at": None}
    return pictures.update(**state, copy="", renditions=[], copy_bytes=0, etag="", last_modified="")


def order(pictures: PictureQuerySet) -> int:
    """Let the next run of the cache take what we have no copy of, whatever came of it before. How many."""
    missing = pictures.exclude(state=PictureState.CACHED)
    return missing.update(state=PictureState.WAITING, attempts=0, error="", next_attempt_at=None)


def fetch_now(ids: Collection[int], fetcher: Fetcher) -> Summary:
    """Make our copies of these pictures; of those we have, ask whether there is another picture now.

    Raises CacheStopped when our storage takes no more.
    """
    pictures = Picture.objects.filter(pk__among=list(ids))
    order(pictures)
    pictures.filter(state=PictureState.CACHED).update(fetched_at=None)
    return cache_pictures(Options(ids=ids), fetcher, processes=0)


def replace(picture: Picture, data: bytes, fetcher: Fetcher) -> Summary:
    """Show this picture instead, whatever there is at its address. Raises RasterError if it is nothing we show."""
    found = raster.read(data, least_px=LEAST_LOGO_PX)
    return _shown(picture, data, found.suffix, Options(ids=[picture.pk]), fetcher)


@transaction.atomic
def take_in(data: bytes, fetcher: Fetcher) -> Picture:
    """The picture of these bytes, with our copy made; the same bytes give the same row. It may be placed anywhere.

    Raises RasterError if it is nothing we show, CacheStopped when our storage takes no more.
    """
    found, url = raster.read(data, least_px=LEAST_LOGO_PX), f"local:{hashlib.sha256(data).hexdigest()}"
    size = {"width": found.width, "height": found.height}
    picture, _is_new = Picture.objects.get_or_create(url=url, base_url="", defaults=size)
    _shown(picture, data, found.suffix, Options(ids=[picture.pk], for_any_place=True), fetcher)
    picture.refresh_from_db()
    if picture.state == PictureState.REFUSED:
        raise raster.RasterError(picture.error)
    return picture


def _shown(picture: Picture, data: bytes, suffix: str, options: Options, fetcher: Fetcher) -> Summary:
    """Let these bytes be the picture's original, and make its copy of them."""
    name = f"{folder_of(hashlib.sha256(data).hexdigest())}.{suffix}"
    default_storage.save(name, ContentFile(data))
    states = {"state": PictureState.WAITING, "attempts": 0, "error": "", "next_attempt_at": None}
    Picture.objects.filter(pk=picture.pk).update(file=name, **states, etag="", last_modified="")
    return cache_pictures(options, fetcher, processes=0)
