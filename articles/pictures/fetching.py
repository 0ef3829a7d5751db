"""The fetcher of pictures, as the settings want it."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from articles.http import Fetcher, Policy


def picture_fetcher() -> Fetcher:
    """Asks public servers, and those of ours that `FETCH_ALLOWED` names. Raises ImproperlyConfigured where that is
    neither a host nor a network.
    """
    ports = {80, 443, *settings.FETCH_PORTS}
    try:
        return Fetcher(Policy(settings.FETCH_AGENT, ports=ports, allowed=tuple(settings.FETCH_ALLOWED)))
    except ValueError as error:
        raise ImproperlyConfigured(f"FETCH_ALLOWED: {error}") from error
