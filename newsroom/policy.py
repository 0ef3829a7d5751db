"""The content security policy, as django-csp has it."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class PolicyMiddleware(CSPMiddleware):
    """Writes the policy once, and not for each page, unless the view changes something of it."""

    usual: str | None = None

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG or any(name.startswith("_csp") for name in [*vars(response), *vars(request)]):
            return super().process_response(request, response)
        if self.usual is None:
            self.usual = build_policy()
        response.headers.setdefault(HEADER, self.usual)
        return response
