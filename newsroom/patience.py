"""How long this thread waits for the database. Commands wait as long as it takes; who answers readers does not."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

READER_SECONDS = 1.25  # for one answer of the database, in a request that has to be over within two
STRANGER_SECONDS = 1.5  # the same where somebody logs in, who may be anybody, and writes
ASK_SECONDS = 0.75  # for a sign that there is a database at all
DESK_SECONDS = math.inf  # an editor's work takes the time it takes, as long as there is a database


class Patience(threading.local):
    """`seconds` for one answer, None in commands. `is_over` once that was not enough: nothing more is asked then."""

    seconds: float | None = None
    is_over = False

    def begin(self, seconds: float | None) -> None:
        """Of a request; None at its end."""
        self.seconds, self.is_over = seconds, False

    @property
    def is_a_readers(self) -> bool:
        return self.seconds is not None and self.seconds <= READER_SECONDS

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """For a question whose answer takes no time. Commands wait all the same."""
        before = self.seconds
        if before is not None:
            self.seconds = min(before, seconds)
        try:
            yield
        finally:
            self.seconds = before


patience = Patience()
