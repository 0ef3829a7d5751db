"""What is due by the clock happens when somebody looks: no job has to run for it."""

import logging
from collections.abc import Callable
from threading import Lock
from time import monotonic

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.publishing import catch_up

log = logging.getLogger(__name__)


class DueMiddleware:
    """Before a page is made, publishes what is scheduled for now and ends what ends now; every DUE_EVERY_SECONDS at
    most. One request does the work; those beside it do not wait.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.DUE_EVERY_SECONDS is None:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.every_seconds: float = settings.DUE_EVERY_SECONDS
        self.next_look = 0.0
        self.caught_up = timezone.now()
        self.turn = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if monotonic() >= self.next_look and self.turn.acquire(blocking=False):
            try:
                self.next_look = monotonic() + self.every_seconds
                now = timezone.now()
                catch_up(self.caught_up, now)
                self.caught_up = now
            except Error as error:  # the page may be had all the same
                log.warning("scheduled articles cannot be published now: %s", error)
            finally:
                self.turn.release()
        return self.get_response(request)
