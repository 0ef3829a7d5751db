"""For how long a request waits for the database."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signals import request_finished
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from articles.views.kept import DESK
from newsroom.patience import DESK_SECONDS, READER_SECONDS, STRANGER_SECONDS, patience

LOGIN = f"{DESK}login/"


class PatienceMiddleware:
    """Before all that asks the database. An editor's work takes its time, a reader's page does not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.READERS_WAIT:
            raise MiddlewareNotUsed
        self.get_response = get_response
        request_finished.connect(forget, dispatch_uid="patience")  # after Django, which sees to its connections there

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        patience.begin(seconds_for(request))
        return self.get_response(request)


def seconds_for(request: HttpRequest) -> float:
    """Threads are few: who is not logged in does not hold one for long. Any cookie is believed; it is of no use
    without a session, but to log in.
    """
    path = request.path_info
    if not path.startswith(DESK):
        return READER_SECONDS
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES and path != LOGIN
    return DESK_SECONDS if is_known else STRANGER_SECONDS


def forget(**_sent: Any) -> None:
    patience.begin(None)
