"""Who asks, where a proxy stands in front."""

from ipaddress import ip_address

from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The address that the proxy saw: the last it wrote down, since what stands before may be the asker's own words.

    What is no address, such as one with a port, is not taken: databases refuse it.
    """
    said: str = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(said.partition("%")[0]))  # without the scope, which is the proxy's own affair
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))


def username(request: HttpRequest, credentials: dict[str, str] | None = None) -> str | None:
    """The name that was tried, as far as what is kept of logins has room for it."""
    said = (credentials or request.POST).get("username")
    return said and said[:255]
