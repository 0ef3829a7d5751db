"""Nobody is logged in by half."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_otp.plugins.otp_totp.models import TOTPDevice


def has_second_step(user: Any) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def owes_second_step(user: Any) -> bool:
    """Whether the password was given and the code is still to come, or has to be set up first."""
    if not (user.is_authenticated and user.is_staff) or user.is_verified():
        return False
    return settings.STAFF_NEEDS_TOTP or has_second_step(user)


class SecondStepMiddleware:
    """Whoever gave only the password is nobody: `request.user` is anonymous until the second step is done.

    So no page has to ask for it, in the admin or elsewhere. `request.half_user` is who it would be, and anonymous for
    everybody else. Both are looked up when they are asked for, so pages for readers cost nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        given, known = request.user, {}

        def owes() -> bool:
            if "owes" not in known:
                known["owes"] = owes_second_step(given)
            return known["owes"]

        request.user = SimpleLazyObject(lambda: AnonymousUser() if owes() else given)
        request.half_user = SimpleLazyObject(lambda: given if owes() else AnonymousUser())
        return self.get_response(request)
