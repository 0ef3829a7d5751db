"""What came of a picture, written into its row."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

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
_ASKED = ("source_bytes", "etag", "last_modified")
_NOTED = (*_ASKED, "state", "attempts", "error", "tried_at", "next_attempt_at", "fetched_at")

Jitter = Callable[[float, float], float]
"""A number between the two, as `random.uniform`: so that what failed together is not tried again together."""


def cached(picture: Picture, original: Original, copy: Copy | Picture, now: datetime) -> None:
    """We have a copy: one just made, or that of a row whose original is the same."""
    for name in _COPIED:
        setattr(picture, name, getattr(copy, name))
    picture.source_bytes, picture.etag, picture.last_modified = (
        len(original.data),
        original.etag,
        original.last_modified,
    )
    picture.state, picture.attempts, picture.error = PictureState.CACHED, 0, ""
    picture.fetched_at = picture.tried_at = now
    picture.next_attempt_at = None
    _save(picture)


def unchanged(picture: Picture, now: datetime) -> None:
    """The copy we have is still what is there."""
    picture.fetched_at = picture.tried_at = now
    picture.error = ""
    _save(picture)


def missed(
    picture: Picture, error: FetchError | Unobtainable | RasterError, now: datetime, jitter: Jitter = random.uniform
) -> None:
    """There is nothing to show. A copy we have is shown on, however."""
    final = error.final if isinstance(error, Unobtainable) else isinstance(error, RasterError)
    if isinstance(error, FetchError):
        final = error.permanent and error.status is None
    picture.error, picture.tried_at = reason_of(error), now
    if picture.is_shown:
        picture.fetched_at = now
    elif final:
        picture.state, picture.next_attempt_at = PictureState.REFUSED, None
    else:
        picture.state, picture.attempts = PictureState.FAILED, picture.attempts + 1
        picture.next_attempt_at = _next_attempt(picture.attempts, error, now, jitter)
    _save(picture)


def reason_of(error: Exception) -> str:
    """Why, in words that are the same for the same trouble."""
    reason = error.reason if isinstance(error, FetchError | Unobtainable) else str(error)
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


def _save(picture: Picture) -> None:
    """Write what may have changed, and let go of the picture."""
    picture.claimed_by, picture.claimed_until = "", None
    picture.save(update_fields=[*_COPIED, *_NOTED, "claimed_by", "claimed_until"])
