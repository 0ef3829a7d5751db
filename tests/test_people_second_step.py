"""The second step of logging in: set up, asked for, locked, taken away; and nobody is logged in by half."""

import re

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.admin.people import codes
from tests import make

pytestmark = pytest.mark.django_db

DESK, LOGIN = "/admin/", "/admin/login/"
PASSWORD = "a long way to the Moon"


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_superuser("editor", password=PASSWORD)


@pytest.fixture
def device(editor):
    made = TOTPDevice.objects.create(user=editor, name="app")
    StaticDevice.objects.create(user=editor).token_set.create(token="abcd2345")
    return made


def code_of(device, wrong=0):
    return f"{(totp(device.bin_key) + wrong) % 1_000_000:06}"


def later():
    """Half a minute later: codes are fresh, waits are over."""
    TOTPDevice.objects.update(last_t=-1, throttling_failure_timestamp=None)


def give_password(client):
    return client.post(
        f"{LOGIN}?next=/admin/articles/topic/", {"username": "editor", "password": PASSWORD}, follow=True
    )


def give_code(client, code, **more):
    return client.post(reverse("second_step_code"), {"code": code, **more})


def at_desk(client):
    return client.get(DESK).status_code == 200


def set_up(client, user):
    """The device and the page with the backup codes."""
    client.post(reverse("second_step"), {"action": "start"})
    device = TOTPDevice.objects.get(user=user)
    return device, client.post(reverse("second_step"), {"action": "confirm", "code": code_of(device)})


# Asked for


def test_without_a_second_step_the_password_is_enough(client, editor):
    assert give_password(client).request["PATH_INFO"] == "/admin/articles/topic/"


def test_password_alone_leads_to_the_code_and_the_code_to_where_one_was_going(client, device):
    page = give_password(client)
    assert page.request["PATH_INFO"] == reverse("second_step_code")
    answer = give_code(client, code_of(device), next=page.context["next"])
    assert (answer.status_code, answer["Location"]) == (302, "/admin/articles/topic/")
    assert at_desk(client)


def test_code_leads_to_no_other_site(client, device):
    give_password(client)
    assert give_code(client, code_of(device), next="https://evil.example/")["Location"] == DESK


@pytest.mark.parametrize("code", ["", "000000x", "ab\0cd", "１２３４５６", "9" * 41, "abcd 9999", "²²²²²²"])
def test_anything_else_is_refused(client, device, code):
    give_password(client)
    assert give_code(client, code).status_code == 200
    assert not at_desk(client)


def test_code_is_good_once(client, device):
    give_password(client)
    code = code_of(device)
    assert give_code(client, code).status_code == 302
    client.post(reverse("admin:logout"))
    give_password(client)
    assert "not right, or was used" in give_code(client, code).content.decode()


def test_backup_code_is_good_once_however_it_is_written(client, device):
    give_password(client)
    assert give_code(client, " ABCD-2345 ").status_code == 302
    assert not StaticToken.objects.exists()


def test_code_of_somebody_else_is_refused(client, device, django_user_model):
    other = TOTPDevice.objects.create(user=django_user_model.objects.create_user("other", is_staff=True))
    give_password(client)
    assert give_code(client, code_of(other)).status_code == 200
    assert not at_desk(client)


def test_nobody_is_logged_in_by_half(client, device):
    make.article(slug="draft", status="draft")
    give_password(client)
    assert client.get(DESK).status_code == 302
    assert client.get("/news/draft/").status_code == 404
    assert client.post(reverse("admin:password_change"), {}).status_code == 302
    give_code(client, code_of(device))
    assert client.get("/news/draft/").status_code == 200


def test_session_from_before_is_asked_for_the_code_too(client, editor):
    give_password(client)
    assert at_desk(client)
    TOTPDevice.objects.create(user=editor)
    assert not at_desk(client)


def test_whoever_has_no_code_can_log_out(client, device):
    give_password(client)
    client.post(reverse("admin:logout"))
    assert "_auth_user_id" not in client.session


def test_session_key_changes_at_both_steps(client, device):
    client.get(LOGIN)
    give_password(client)
    half = client.session.session_key
    give_code(client, code_of(device))
    assert client.session.session_key not in {None, half}


def test_pages_for_readers_ask_nothing_of_accounts(client, device):
    give_password(client)
    answer = client.get("/about/")
    assert "Cookie" not in answer.headers.get("Vary", "")


# Locks


def test_wrong_code_makes_the_right_one_wait(client, device):
    give_password(client)
    give_code(client, code_of(device, wrong=1))
    answer = give_code(client, code_of(device))
    assert re.search(r"Wait \d+ second", answer.content.decode())
    assert not at_desk(client)


def test_ten_wrong_codes_lock_the_door(client, device):
    give_password(client)
    answers = []
    for _attempt in range(10):
        answers.append(give_code(client, code_of(device, wrong=1)).status_code)
        later()
    assert answers == [200] * 9 + [429]
    assert give_code(client, code_of(device)).status_code == 429


def test_giving_the_password_again_does_not_shorten_the_wait(client, device):
    give_password(client)
    for _attempt in range(4):
        give_code(client, code_of(device, wrong=1))
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
    give_password(client)
    device.refresh_from_db()
    assert device.throttling_failure_count == 4


def test_failure_and_success_are_kept_for_admins(client, device):
    give_password(client)
    give_code(client, code_of(device, wrong=1))
    [failure], [login] = AccessFailureLog.objects.all(), AccessLog.objects.all()
    assert (failure.username, failure.path_info) == ("editor", reverse("second_step_code"))
    assert login.path_info == LOGIN
    later()
    give_code(client, code_of(device))
    client.post(reverse("admin:logout"))
    login.refresh_from_db()
    assert login.path_info == reverse("second_step_code")
    assert login.logout_time


# Set up, and taken away


def test_setting_up_takes_a_code_and_gives_ten_backup_codes(client, editor):
    give_password(client)
    _device, page = set_up(client, editor)
    assert len(page.context["codes"]) == 10
    assert set(page.context["codes"]) == set(StaticToken.objects.values_list("token", flat=True))
    assert at_desk(client)
    client.post(reverse("admin:logout"))
    assert give_password(client).request["PATH_INFO"] == reverse("second_step_code")


def test_key_is_not_in_force_before_it_is_confirmed(client, editor):
    give_password(client)
    client.post(reverse("second_step"), {"action": "start"})
    html = client.get(reverse("second_step")).content.decode()
    assert 'class="qr"' in html
    assert codes.spelled(TOTPDevice.objects.get()) in html
    client.post(reverse("second_step"), {"action": "confirm", "code": code_of(TOTPDevice.objects.get(), wrong=1)})
    assert not TOTPDevice.objects.get().confirmed
    assert at_desk(client)


def test_key_is_shown_only_before_it_is_confirmed(client, editor):
    give_password(client)
    device, _page = set_up(client, editor)
    for url in (reverse("second_step"), f"/admin/otp_totp/totpdevice/{device.pk}/change/"):
        html = client.get(url).content.decode()
        assert device.key not in html
        assert codes.spelled(device) not in html
        assert 'class="qr"' not in html


def test_removing_takes_a_code(client, editor):
    give_password(client)
    device, _page = set_up(client, editor)
    client.post(reverse("second_step"), {"action": "remove", "code": ""})
    assert TOTPDevice.objects.exists()
    later()
    client.post(reverse("second_step"), {"action": "remove", "code": code_of(device)})
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()
    assert [entry.change_message for entry in LogEntry.objects.order_by("pk")][-1] == "Second step removed."


def test_new_backup_codes_take_the_place_of_the_old(client, editor):
    give_password(client)
    device, old = set_up(client, editor)
    later()
    new = client.post(reverse("second_step"), {"action": "renew", "code": code_of(device)})
    assert len(new.context["codes"]) == StaticToken.objects.count() == 10
    assert not set(new.context["codes"]) & set(old.context["codes"])


def test_admin_takes_it_from_somebody_whose_telephone_is_gone(admin_client, device, editor):
    url = f"/admin/otp_totp/totpdevice/{device.pk}/delete/"
    assert admin_client.post(url, {"post": "yes"}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert not StaticDevice.objects.exists()


@pytest.mark.parametrize("action", ["start", "confirm", "renew", "remove", "", "page"])
def test_strangers_and_those_in_by_half_change_nothing(client, device, action):
    for _step in range(2):
        assert client.post(reverse("second_step"), {"action": action}).status_code == 302
        assert TOTPDevice.objects.get() == device
        give_password(client)


# Necessary for all


def test_where_it_is_necessary_the_password_leads_to_setting_it_up(client, editor, settings):
    settings.STAFF_NEEDS_TOTP = True
    assert give_password(client).request["PATH_INFO"] == reverse("second_step")
    assert not at_desk(client)
    set_up(client, editor)
    assert at_desk(client)
