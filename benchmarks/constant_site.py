"""A site of one page that never changes, behind Django's own middleware: what the server and the framework can do."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = os.urandom(int(os.environ.get("CONSTANT_BYTES", "10000")))


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="constant",
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
)
urlpatterns = [path("", constant)]
application = get_wsgi_application()
