"""Headers that keep pages apart from those of other sites, as browsers understand them today."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

RESOURCE, EMBEDDER = "Cross-Origin-Resource-Policy", "Cross-Origin-Embedder-Policy"
OF_EVERYBODY = "Access-Control-Allow-Origin"


class IsolationMiddleware:
    """Nothing of ours is for other sites' pages, unless the view says so or opened it to scripts of all sites; and what
    is of others comes without their cookies, unless the view says otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault(RESOURCE, "cross-origin" if OF_EVERYBODY in response else "same-origin")
        response.headers.setdefault(EMBEDDER, "credentialless")
        return response
