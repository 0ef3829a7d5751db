"""Errors are told to Sentry, or a service that speaks its protocol, where SENTRY_DSN names one."""

from time import monotonic
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from newsroom import __version__
from newsroom.logs import SELDOM_SECONDS, current_id
from newsroom.outage import is_the_databases

HEADERS = {"Accept", "Accept-Encoding", "Content-Length", "Content-Type", "Host"}  # those that say nothing of who asks


def report_to(dsn: str, **more: Any) -> None:
    """Tell of what goes wrong from now on: where and why, but nothing of who asked, what was sent, or what variables
    held. `more` goes to Sentry's client as it is.
    """
    try:
        import sentry_sdk
        from sentry_sdk.utils import BadDsn
    except ImportError as error:
        raise ImproperlyConfigured("SENTRY_DSN needs sentry-sdk: install requirements-production.txt") from error
    try:
        sentry_sdk.init(
            dsn,
            release=f"newsroom@{__version__}",
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            before_send=Telling(),
            **more,
        )
    except BadDsn as error:
        help_ = "write the address that Sentry gives a project, https://key@host/number"
        raise ImproperlyConfigured(f"SENTRY_DSN={dsn!r}: {help_}") from error


class Telling:
    """Makes of an event what may be told: with the request's id, as it stands in the log, and the address's pattern in
    place of the address, which may be a secret. Every request meets a database that is gone; one in a minute tells.
    """

    def __init__(self) -> None:
        self.next_at = 0.0

    def __call__(self, event: Any, hint: Any) -> Any:
        if is_the_databases(hint.get("exc_info", (None, None))[1]):
            if monotonic() < self.next_at:
                return None
            self.next_at = monotonic() + SELDOM_SECONDS
        event.setdefault("tags", {})["request_id"] = current_id()
        if asked := event.get("request"):
            headers = asked.get("headers", {})
            told = {name: headers[name] for name in HEADERS & headers.keys()}
            event["request"] = {"method": asked.get("method"), "headers": told}
            if event.get("transaction_info", {}).get("source") != "route":
                event.pop("transaction", None)  # the address itself, where nothing is
        return event
