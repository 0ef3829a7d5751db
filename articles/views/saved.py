"""The reader's own list, which this site knows nothing of: a script in the browser keeps it."""

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def saved(request: HttpRequest) -> HttpResponse:
    hosts = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"]
    return render(request, "articles/saved.html", {"picture_hosts": [host for host in hosts if host != SELF]})
