"""Who asks, where a proxy stands in front."""

from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The address that the proxy saw: the last it wrote down, since what stands before may be the asker's own words."""
    said: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
