"""What is written to the log: lines for people, or JSON for programs, each with the id of its request."""

import json
import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from random import getrandbits
from time import monotonic
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from newsroom.outage import is_the_databases

HEADER = "X-Request-ID"
SELDOM_SECONDS = 60.0
FORMATS: dict[str, dict[str, Any]] = {
    "line": {"format": "{asctime} {levelname} {name} {request_id}: {message}", "style": "{"},
    "json": {"()": "newsroom.logs.JsonFormatter"},
}
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def logging_as(form: str) -> dict[str, Any]:
    """Django's description of the log: all that goes wrong, on the standard error stream, in one of FORMATS."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": "newsroom.logs.RequestIdFilter"},
            "brief": {"()": "newsroom.logs.BriefFilter"},
            "seldom": {"()": "newsroom.logs.SeldomFilter"},
        },
        "formatters": {"chosen": FORMATS[form]},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["request_id", "brief"]}
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "articles.edition": {"filters": ["seldom"]},  # they try each second, and go on without
            "articles.views.due": {"filters": ["seldom"]},
            "django.request": {"level": "ERROR"},  # pages that are not there are no trouble of ours
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # nor are those who call us by other names
        },
    }


class RequestIdMiddleware:
    """Gives each request an id, the proxy's if that names one, and the answer the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if _GIVEN.fullmatch(given) else f"{getrandbits(128):032x}"
        token = _current.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response.headers[HEADER] = request_id
        return response


def current_id() -> str:
    """The id of the request at hand; `-` outside of requests."""
    return _current.get() or "-"


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to what is written; `-` outside of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_id()
        return True


class BriefFilter(logging.Filter):
    """Tells in a line that the database failed: each request meets it, and a traceback says nothing more of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if is_the_databases(error):
            said = f"{record.getMessage()}: {error}".splitlines()[0]
            record.msg, record.args, record.exc_info, record.exc_text = said, None, None, None
        return True


class SeldomFilter(logging.Filter):
    """Lets one message of a kind through in SELDOM_SECONDS."""

    def __init__(self) -> None:
        super().__init__()
        self.next_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if monotonic() < self.next_at.get(record.msg, 0.0):
            return False
        self.next_at[record.msg] = monotonic() + SELDOM_SECONDS
        return True


class JsonFormatter(logging.Formatter):
    """One object a line: time, level, logger, message, request_id, and the traceback of an error."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
