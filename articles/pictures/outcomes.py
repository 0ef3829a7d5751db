"""What came of a picture, written into its row."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from articles import edition
from articles.http import FetchError
from articles.limits import REASON_LENGTH
from articles.models import Picture, PictureState
from articles.pictures.making import Copy, Original, Unobtainable
from articles.pictures.raster import RasterError

FIRST_WAIT = timedelta(minutes=5)
FIRST_WAIT_DENIED = timedelta(days=1)  # where the server says that the fault is ours, as with 404
LONGEST_WAIT = timedelta(days=14)
MOST_ATTEMPTS = 8
_COPIED = ("copy", "renditions", "copy_bytes", "file_width", "file_height", "color", "source_type")

Jitter = Callable[[float, float], float]
"""A number between the two, as `random.uniform`: so that what failed together is not tried again together."""


def cached(picture: Picture, original: Original, copy: Copy | Picture, now: datetime) -> None:
    """We have a copy: one just made, or that of a row whose original is the same."""
    copied = {name: getattr(copy, name) for name in _COPIED}
    asked = {"etag": original.etag, "last_modified": original.last_modified, "source_bytes": len(original.data)}
    tried = {"attempts": 0, "error": "", "fetched_at": now, "tried_at": now, "next_attempt_at": None}
    _write(picture, state=PictureState.CACHED, **copied, **asked, **tried)
    if isinstance(copy, Copy):
        _share(picture, copy)


def _share(picture: Picture, copy: Copy) -> None:
    """Note the sizes of files that were written anew with other rows that have them: they are not quite as before."""
    written = {rendition[:3]: rendition for rendition in copy.renditions}
    others = Picture.objects.filter(copy=copy.copy, state=PictureState.CACHED).exclude(pk=picture.pk)
    for row in others:
        files = [written.get(file[:3], file) for file in row.files]
        if files != row.files:
            others.filter(pk=row.pk).update(renditions=files, copy_bytes=sum(file.bytes for file in files))


def unchanged(picture: Picture, now: datetime) -> None:
    """The copy we have is still what is there."""
    _write(picture, fetched_at=now, tried_at=now, error="")


def missed(
    picture: Picture, error: FetchError | Unobtainable | RasterError, now: datetime, jitter: Jitter = random.uniform
) -> None:
    """There is nothing to show. A copy we have is shown on, however."""
    final = error.final if isinstance(error, Unobtainable) else isinstance(error, RasterError)
    if isinstance(error, FetchError):
        final = error.permanent and error.status is None
    values: dict[str, Any] = {"error": reason_of(error), "tried_at": now}
    if picture.is_shown:
        values |= {"fetched_at": now}
    elif final:
        values |= {"state": PictureState.REFUSED, "next_attempt_at": None}
    else:
        attempts = picture.attempts + 1
        values |= {"state": PictureState.FAILED, "attempts": attempts}
        values |= {"next_attempt_at": _next_attempt(attempts, error, now, jitter)}
    _write(picture, **values)


def reason_of(error: Exception) -> str:
    """Why, in words that are the same for the same trouble: without the numbers that a RasterError ends with."""
    reason = error.reason if isinstance(error, FetchError | Unobtainable) else str(error).partition(": ")[0]
    return reason[:REASON_LENGTH]


def _next_attempt(attempts: int, error: Exception, now: datetime, jitter: Jitter) -> datetime | None:
    """When to try again: each time after four times as long, and never before the server said. None: no more."""
    if attempts >= MOST_ATTEMPTS:
        return None
    denied = isinstance(error, FetchError) and error.permanent
    waiting = min((FIRST_WAIT_DENIED if denied else FIRST_WAIT) * 4.0 ** (attempts - 1), LONGEST_WAIT)
    waiting *= jitter(0.8, 1.2)
    asked = timedelta(seconds=error.retry_after or 0) if isinstance(error, FetchError) else timedelta()
    return now + max(waiting, asked)


def _write(picture: Picture, **values: Any) -> None:
    """Change the row, unless it is another's by now, refused by an editor or given another original; and let it go."""
    ours = Picture.objects.filter(pk=picture.pk, claimed_by=picture.claimed_by)
    as_it_was = ours.filter(file=picture.file.name or "").exclude(state=PictureState.REFUSED)
    if not as_it_was.update(**values, claimed_by="", claimed_until=None):
        ours.update(claimed_by="", claimed_until=None)
    elif values.get("state") == PictureState.CACHED:
        edition.advance()
    for name, value in values.items():
        setattr(picture, name, value)
