"""Codes of the second step: whether one is right, what a wrong one costs, and what a right one opens."""

import re
from base64 import b32encode
from datetime import datetime
from typing import Any

import django_otp
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_session_hash
from axes.models import AccessLog
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

OF_AN_APP = re.compile(r"[0-9]{6}")


def device_for(request: Any, user: Any, text: str, *, confirmed: bool = True) -> Any:
    """The device whose code `text` is. Raises ValidationError for a wrong code and for one that comes too soon.

    Two locks stand behind it. The device's own makes every wrong code wait twice as long as the last, whoever sends
    it from where; the door's counts it as a failed login, and answers for ten of them instead of the page.
    """
    code = re.sub(r"[\s-]", "", text).lower()
    credentials = {"username": user.get_username()}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out, request.axes_credentials = True, credentials
        raise ValidationError(_("The door is locked."), code="locked")
    kind = TOTPDevice if OF_AN_APP.fullmatch(code) else StaticDevice
    device = kind.objects.filter(user=user, confirmed=confirmed).order_by("-pk").first()
    allowed, reason = device.verify_is_allowed() if device else (True, {})
    if not allowed:
        raise ValidationError(wait(reason["locked_until"]), code="wait")
    verified = device and django_otp.verify_token(user, device.persistent_id, code)
    if not verified:
        user_login_failed.send(sender=__name__, credentials=credentials, request=request)
        raise ValidationError(_("This code is not right, or was used before."), code="wrong")
    return verified


def wait(until: datetime) -> str:
    seconds = max(1, round((until - timezone.now()).total_seconds()))
    one, many = "Wait %(number)d second, then try again.", "Wait %(number)d seconds, then try again."
    return ngettext(one, many, seconds) % {"number": seconds}


def let_in(request: Any, user: Any, device: Any) -> None:
    """Log the person in altogether, in a session with a new key; the row of the login tells that the step was done."""
    row = AccessLog.objects.filter(username=user.get_username(), session_hash=get_client_session_hash(request))
    request.user = user
    django_otp.login(request, device)
    request.session.cycle_key()
    row.update(session_hash=get_client_session_hash(request), path_info=request.path)


def spelled(device: Any) -> str:
    """Its key, for those who type: base 32 in groups of four."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
