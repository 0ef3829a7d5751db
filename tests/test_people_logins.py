"""What is kept of logins: who reads it, who is locked out, and when it is forgotten."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from newsroom import clients
from tests.sites import ROOT

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
KEPT = ["accesslog", "accessfailurelog", "accessattempt"]


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", password="right")


def knock(password, name="editor", address=HERE):
    return Client(REMOTE_ADDR=address).post("/admin/login/", {"username": name, "password": password}).status_code


def fail(times=10, **who):
    return [knock("wrong", **who) for _time in range(times)]


# The lock


def test_lock_is_for_one_name_from_one_address(editor):
    assert fail()[-1] == 429
    assert knock("right") == 429
    assert knock("right", address=ELSEWHERE) == 302


@pytest.mark.parametrize(("minutes", "answer"), [(59, 429), (61, 302)])
def test_lock_opens_after_an_hour_without_trying(editor, minutes, answer):
    fail()
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        assert knock("right") == answer


@pytest.mark.parametrize("said", ["nobody", "1.2.3.4:80", "1.1.1.1, ", "\u00b2"])
def test_nonsense_from_a_proxy_breaks_no_login(editor, settings, said):
    settings.AXES_CLIENT_IP_CALLABLE = "newsroom.clients.address"
    client = Client(HTTP_X_FORWARDED_FOR=said)
    assert client.post("/admin/login/", {"username": "editor", "password": "wrong"}).status_code == 200
    assert AccessFailureLog.objects.get().ip_address == "127.0.0.1"


def test_address_is_that_of_the_reader_behind_a_proxy(rf):
    request = rf.get("/", HTTP_X_FORWARDED_FOR="9.9.9.9, FE80::1%eth0", REMOTE_ADDR="10.0.0.1")
    assert clients.address(request) == "fe80::1"


@pytest.mark.parametrize("name", ["x" * 300, "nul\0", "", "\ufffe"])
def test_strange_names_are_just_wrong(name):
    assert knock("wrong", name=name) == 200


# To read


def test_admin_reads_who_logged_in_who_failed_and_who_was_locked_out(editor, admin_client):
    knock("right")
    fail(name="guest")
    logins, failures, counts = [admin_client.get(f"/admin/axes/{model}/").content.decode() for model in KEPT]
    assert "editor" in logins
    assert HERE in logins
    assert failures.count("icon-yes.svg") == 1
    assert failures.count("icon-no.svg") == 9
    assert "guest" in counts


@pytest.mark.parametrize("model", KEPT)
def test_it_is_searched_and_not_rewritten(editor, admin_client, model):
    knock("right")
    fail(name="guest")
    row = {"accesslog": AccessLog, "accessfailurelog": AccessFailureLog, "accessattempt": AccessAttempt}[model].objects
    url = f"/admin/axes/{model}/"
    assert not admin_client.get(url, {"q": "nobody"}).context["cl"].result_list
    assert admin_client.get(url, {"q": HERE}).context["cl"].result_list
    change = f"{url}{row.first().pk}/change/"
    assert admin_client.get(change).status_code == 200
    assert admin_client.post(change, {"username": "else"}).status_code == 403
    assert admin_client.get(f"{url}add/").status_code == 403


@pytest.mark.parametrize("model", KEPT[:2])
def test_what_was_is_not_deleted_by_hand(editor, admin_client, model):
    knock("right")
    fail(1)
    row = {"accesslog": AccessLog, "accessfailurelog": AccessFailureLog}[model].objects.first()
    assert admin_client.post(f"/admin/axes/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_admin_lets_somebody_in_again(editor, admin_client):
    fail()
    url = f"/admin/axes/accessattempt/{AccessAttempt.objects.get().pk}/delete/"
    admin_client.post(url, {"post": "yes"})
    assert knock("right") == 302


def test_no_password_is_kept(editor):
    Client().post("/admin/login/", {"username": "editor", "password": "nearly-right", "code": "123456"})
    kept = AccessAttempt.objects.get().post_data
    assert "nearly-right" not in kept
    assert "123456" not in kept


# Forgotten


def test_old_logins_are_forgotten_and_new_ones_kept(editor, capsys):
    for days_ago in (91, 89):
        with time_machine.travel(timezone.now() - timedelta(days_ago)):
            knock("right")
            fail(1, name=f"guest {days_ago}")
    call_command("prune_logins")
    assert capsys.readouterr().out == "Removed 1 logins and 1 failures older than 90 days\n"
    assert (AccessLog.objects.count(), AccessFailureLog.objects.get().username) == (1, "guest 89")


@pytest.mark.parametrize("days", ["0", "-1", "many", "9" * 30, "²"])
def test_days_that_make_no_sense_are_refused(days):
    with pytest.raises(CommandError, match="expected a number of days"):
        call_command("prune_logins", f"--days={days}")


def test_cookies_are_for_https_alone_where_the_site_is():
    said = "from newsroom import settings as s; print(s.SESSION_COOKIE_SECURE, s.AXES_CLIENT_IP_CALLABLE)"
    environment = os.environ | {"SITE_URL": "https://news.example.org"}
    command = [sys.executable, "-c", said]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "newsroom.clients.address"]
