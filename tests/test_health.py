"""Whether the site lives and is ready, and what is written to its log."""

import json
import logging

import pytest
from django.db import OperationalError
from django.test import Client

from newsroom.logs import JsonFormatter, RequestIdFilter
from tests import make

TOKEN = {"Authorization": "Bearer let me see"}


@pytest.fixture
def told(settings, client):
    settings.HEALTH_TOKEN = "let me see"
    return lambda: client.get("/readyz", headers=TOKEN).json()["checks"]


def test_alive_asks_nothing_of_the_database_and_knows_any_host(client):
    answer = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (200, b"alive\n", "no-store")


@pytest.mark.django_db
def test_ready_site_says_so_and_no_more(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json(), "no-store" in answer["Cache-Control"]) == (200, {"ready": True}, True)


@pytest.mark.django_db
def test_details_are_for_the_token(told):
    assert told() == {"database": "ok", "migrations": "ok", "cache": "ok", "static": "ok", "media": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_name_of_the_scheme_may_be_written_anyhow(settings, client, scheme):
    settings.HEALTH_TOKEN = "let me see"
    assert "checks" in client.get("/readyz", headers={"Authorization": f"{scheme} let me see"}).json()


@pytest.mark.django_db
def test_static_files_that_were_not_collected_are_told(settings, told, client):
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.storage.StaticFilesStorage"}}
    assert told()["static"] == "ValueError: Missing staticfiles manifest entry for 'css/site.css'"
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", "let me see you", "Bearer é"])
def test_wrong_token_is_told_nothing(settings, client, token):
    settings.HEALTH_TOKEN = "let me see"
    assert client.get("/readyz", headers={"Authorization": token}).json() == {"ready": True}


@pytest.mark.django_db
def test_no_token_is_no_open_door(settings, client):
    settings.HEALTH_TOKEN = ""
    assert client.get("/readyz", headers={"Authorization": "Bearer "}).json() == {"ready": True}


@pytest.mark.django_db
def test_details_are_for_staff(admin_client, client):
    assert "checks" in admin_client.get("/readyz").json()


@pytest.mark.django_db
def test_cache_that_does_not_answer_is_told(settings, told, client):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    assert "ConnectionError" in told()["cache"]
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_missing_migration_is_told(told, monkeypatch):
    monkeypatch.setattr("articles.views.health.MigrationExecutor.migration_plan", lambda *_args: ["one"])
    assert told()["migrations"] == "1 have not run: ./run manage migrate"


@pytest.mark.django_db
def test_database_that_is_gone_is_told(told, monkeypatch):
    def gone():
        raise OperationalError("connection refused")

    monkeypatch.setattr("articles.views.health.connection.cursor", gone)
    assert told()["database"] == "OperationalError: connection refused"


@pytest.mark.django_db
def test_request_has_an_id_which_the_answer_tells(client):
    make.article()
    assert len(client.get("/")["X-Request-ID"]) == 32
    assert client.get("/", headers={"X-Request-ID": "proxy-0815"})["X-Request-ID"] == "proxy-0815"


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space", "new\nline", "ünïcödé-id"])
def test_id_that_is_none_is_not_taken(given):
    answer = Client().get("/sw.js", HTTP_X_REQUEST_ID=given)
    assert len(answer["X-Request-ID"]) == 32


def test_log_can_be_json_with_the_traceback():
    try:
        raise ValueError("ü\n")
    except ValueError as error:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "went %s", ("wrong",), (ValueError, error, None))
    RequestIdFilter().filter(record)
    line = JsonFormatter().format(record)
    said = json.loads(line)
    assert (said["message"], said["level"], said["request_id"], "\n" in line) == ("went wrong", "ERROR", "-", False)
    assert "ValueError: ü" in said["traceback"]
