"""The second step of logging in: a code of an app on the telephone (TOTP, RFC 6238), or one of ten backup codes."""

from typing import Any

import segno
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.people import codes
from articles.admin.people.middleware import has_second_step

BACKUP_CODES = 10


class CodeForm(forms.Form):
    """One code, as the app shows it or as it was written down."""

    code = forms.CharField(
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )

    def __init__(self, request: HttpRequest, user: Any, *, confirmed: bool = True, blank: bool = False) -> None:
        super().__init__(request.POST if request.method == "POST" and not blank else None)
        self.request, self.user, self.confirmed = request, user, confirmed

    def clean_code(self) -> Any:
        """The device that took the code. A code that was refused counts towards the lock."""
        return codes.device_for(self.request, self.user, self.cleaned_data["code"], confirmed=self.confirmed)


def shown(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return render(request, f"admin/{template}.html", admin.site.each_context(request) | context | {"title": title})


@never_cache
def login(request: Any) -> HttpResponse:
    """Django's, but whoever gave the password goes on to the second step."""
    if request.method == "GET" and request.half_user.is_authenticated:
        ask = has_second_step(request.half_user)
        return HttpResponseRedirect(
            reverse("second_step_code" if ask else "second_step", query={"next": destination(request)})
        )
    return admin.site.login(request)


def destination(request: HttpRequest) -> str:
    """Where the person was going, if that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("admin:index")


@never_cache
@sensitive_post_parameters("code")
def second_step_code(request: Any) -> HttpResponse:
    """Ask whoever gave the password for the code."""
    user = request.half_user
    if not user.is_authenticated or not has_second_step(user):
        return redirect("admin:index")
    form = CodeForm(request, user)
    if form.is_valid():
        codes.let_in(request, user, form.cleaned_data["code"])
        return HttpResponseRedirect(destination(request))
    return shown(request, "second_step_code", _("Second step"), form=form, next=destination(request))


@never_cache
@sensitive_post_parameters("code")
def second_step(request: Any) -> HttpResponse:
    """Where staff set up the second step, get new backup codes and take it away."""
    user = request.user if request.user.is_authenticated else request.half_user
    if not user.is_authenticated or not user.is_staff:
        return redirect_to_login(request.get_full_path(), reverse("admin:login"))
    enrolled = has_second_step(user)
    if enrolled and not user.is_verified():
        return redirect("second_step_code")
    act = {True: {"renew": renew, "remove": remove}, False: {"start": start, "confirm": confirm}}[enrolled]
    if request.method == "POST" and request.POST.get("action") in act:
        return act[request.POST["action"]](request, user)
    return page(request, user)


def page(request: HttpRequest, user: Any, form: CodeForm | None = None) -> HttpResponse:
    """What there is to do: set up, confirm, or what is set up. A bound form shows why it was refused."""
    device = TOTPDevice.objects.filter(user=user).order_by("-confirmed", "-pk").first()
    context: dict[str, Any] = {"device": device, "form": form or CodeForm(request, user, blank=True)}
    if device and device.confirmed:
        context["codes_left"] = StaticToken.objects.filter(device__user=user).count()
    elif device:
        context |= {"qr": qr_of(device.config_url), "key": codes.spelled(device)}
    return shown(request, "second_step", _("Second step of logging in"), **context)


@transaction.atomic
def start(request: HttpRequest, user: Any) -> HttpResponse:
    """Make a key that is not in force before a code of it was given."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    TOTPDevice.objects.create(user=user, name="app", confirmed=False)
    return redirect("second_step")


def confirm(request: HttpRequest, user: Any) -> HttpResponse:
    """Put the key in force, and show the backup codes once."""
    form = CodeForm(request, user, confirmed=False)
    if not form.is_valid():
        return page(request, user, form)
    device = form.cleaned_data["code"]
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    codes.let_in(request, user, device)
    return new_codes(request, user, "Second step set up.")


def renew(request: HttpRequest, user: Any) -> HttpResponse:
    """Ten new backup codes in place of those there were."""
    form = CodeForm(request, user)
    return new_codes(request, user, "New backup codes.") if form.is_valid() else page(request, user, form)


@transaction.atomic
def new_codes(request: HttpRequest, user: Any, done: str) -> HttpResponse:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="backup")
    tokens = [StaticToken.random_token() for _number in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in tokens)
    noted(user, done)
    return shown(request, "second_step_codes", _("Backup codes"), codes=tokens)


def remove(request: HttpRequest, user: Any) -> HttpResponse:
    """From now on the password is enough, or a new key has to be set up where the site asks for one."""
    form = CodeForm(request, user)
    if not form.is_valid():
        return page(request, user, form)
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        noted(user, "Second step removed.")
    messages.success(request, _("The second step is removed."))
    return redirect("second_step")


def noted(user: Any, done: str) -> None:
    """Into the account's own log, which admins read."""
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, done, single_object=True)


def qr_of(text: str) -> dict[str, Any]:
    """Its QR code: the side in squares with a margin of four, and the dark ones as the `d` of an SVG path."""
    rows = list(segno.make(text, error="m", micro=False).matrix_iter(border=4))
    dark = ((x, y) for y, row in enumerate(rows) for x, square in enumerate(row) if square)
    return {"size": len(rows), "squares": "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)}


addresses = [
    path("login/", login),
    path("logout/", admin.site.logout),  # Django's turns those away who are not quite in
    path("second-step/", second_step, name="second_step"),
    path("second-step/code/", second_step_code, name="second_step_code"),
]
