"""The edition: a number that changes whenever what readers see does, so that pages can be kept until then.

It is counted in the database, after the transaction that made the change: a page made in between is newer than it says,
never older. What every process knows of it is at most LOOK_EVERY seconds old, in the one that changed it not at all.
"""

import logging
from threading import Lock
from time import monotonic
from typing import Any

from django.db import Error, transaction
from django.db.models import F

from articles.models import Edition

LOOK_EVERY = 1.0  # seconds

log = logging.getLogger(__name__)


class Known:
    """What this process knows of the edition."""

    def __init__(self) -> None:
        self.number = -1
        self.nothing_before = 0
        self.next_look = 0.0
        self.turn = Lock()

    def is_due(self) -> bool:
        return monotonic() >= self.next_look

    def look(self) -> None:
        self.next_look = monotonic() + LOOK_EVERY
        try:
            known = Edition.objects.values_list("number", "nothing_before").first()
            self.number, self.nothing_before = known or (0, 0)
        except Error as error:  # pages that are kept can be had all the same
            log.warning("the edition cannot be asked for: %s", error)


_known = Known()


def current() -> int:
    """The number of the edition. One query a second, for whoever asks first; those beside take what is known."""
    if _known.is_due() and _known.turn.acquire(blocking=_known.number < 0):
        try:
            if _known.is_due():
                _known.look()
        finally:
            _known.turn.release()
    return _known.number


def nothing_before() -> int:
    """The number of the oldest edition whose pages may be handed out for a while, as `current` last learned it."""
    return _known.nothing_before


def advance(*, for_all_pages: bool = False) -> None:
    """Say that what readers see has changed, once the transaction is through; and, `for_all_pages`, that nobody is to
    see what was before, even for a moment.
    """
    how = _advance_for_all if for_all_pages else _advance
    if how not in [function for _ids, function, _robust in transaction.get_connection().run_on_commit]:
        transaction.on_commit(how)


def _advance_for_all() -> None:
    _advance(nothing_before=F("number") + 1)


def _advance(**more: Any) -> None:
    if not Edition.objects.update(number=F("number") + 1, **more):
        Edition.objects.bulk_create([Edition(number=1, nothing_before=1)], ignore_conflicts=True)
    _known.next_look = 0.0
