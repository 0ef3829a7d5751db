"""What Sentry is told, by a transport that goes nowhere; and what is said where it cannot be told."""

import json
import os
import subprocess
import sys
import tomllib

import pytest

from newsroom import __version__
from tests.sites import ROOT

DSN = "https://key@sentry.example.org/1"
PROGRAM = """
import json
from sentry_sdk.transport import Transport
from newsroom import sentry

class Kept(Transport):
    def capture_envelope(self, envelope):
        if event := envelope.get_event():  # not of a count of those that are not told
            print(json.dumps(event))

sentry.report_to(%r, transport=Kept)
import django
django.setup()
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.test import RequestFactory
from articles.views import articles

def broken(*_args):
    held = "-".join(["of", "a", "variable"])
    raise (ValueError if "secret" in _args[0] else OperationalError)("the page is broken")

articles.previewed = broken
settings.ALLOWED_HOSTS, settings.MIDDLEWARE = ["*"], ["newsroom.logs.RequestIdMiddleware"]
headers = {"Cookie": "sessionid=of-an-editor", "Authorization": "Bearer of-a-machine", "X-Request-ID": "proxy-0815"}
headers |= dict.fromkeys(["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"], "192.0.2.7")
headers |= {"Referer": "https://news.example.org/search/?q=of-a-reader", "User-Agent": "of-a-browser"}
for path in ("a-secret", "gone", "gone"):
    form = f"/preview/{path}/?q=of-a-reader", b'{"a": "of-a-form"}', "application/json"
    request = RequestFactory().generic("GET", *form, headers=headers)
    list(WSGIHandler()(request.environ, lambda *_args: None))
"""


def python(program, **environment):
    command, given = [sys.executable, "-c", program], {"DJANGO_SETTINGS_MODULE": "newsroom.settings", **environment}
    return subprocess.run(command, cwd=ROOT, env=os.environ | given, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def events():
    """What is told of a page that raises an error, and of two requests whose database is gone."""
    done = python(PROGRAM % DSN)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def event(events):
    return events[0]


def test_database_that_is_gone_is_told_once_a_minute(events):
    assert [event["exception"]["values"][-1]["type"] for event in events] == ["ValueError", "OperationalError"]


def test_error_is_told_with_place_version_and_request(event):
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "the page is broken")
    assert error["stacktrace"]["frames"][-1]["function"] == "broken"
    assert (event["transaction"], event["release"]) == ("/preview/{token}/", f"newsroom@{__version__}")
    assert event["tags"]["request_id"] == "proxy-0815"


@pytest.mark.parametrize(
    "told",
    [
        "of-an-editor",
        "of-a-reader",
        "of-a-form",
        "of-a-machine",
        "192.0.2.7",
        "of-a-variable",
        "of-a-browser",
        "a-secret",
    ],
)
def test_nothing_is_told_of_who_asked(event, told):
    assert told not in json.dumps(event)


def test_sentry_is_not_loaded_unless_it_is_named():
    done = python("import sys; from newsroom import settings; print('sentry_sdk' in sys.modules)", SENTRY_DSN="")
    assert done.stdout.strip() == "False"


def test_settings_begin_to_tell():
    done = python(
        "from newsroom import settings; import sentry_sdk; print(sentry_sdk.is_initialized())", SENTRY_DSN=DSN
    )
    assert done.stdout.strip() == "True"


@pytest.mark.parametrize(
    ("hidden", "dsn", "said"),
    [
        ("sentry_sdk", DSN, "manage.py: SENTRY_DSN needs sentry-sdk: install requirements-production.txt\n"),
        ("", "sentry", "manage.py: SENTRY_DSN='sentry': write the address that Sentry gives a project, "),
    ],
)
def test_what_cannot_work_is_told_in_one_line(hidden, dsn, said):
    program = f"import sys; sys.modules[{hidden!r}] = None; sys.argv = ['manage.py', 'check']; import manage"
    program += "; manage.main()"
    done = python(program, SENTRY_DSN=dsn)
    assert (done.returncode, done.stderr.startswith(said), done.stderr.count("\n")) == (1, True, 1), done.stderr


def test_version_is_the_projects():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__
