"""What Prometheus is told: by whom it may be asked, what it finds, and what that costs."""

import re
from datetime import timedelta
from timeit import timeit

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from articles.models import ImportRun, RunState, Status
from articles.views import metrics
from tests import make

TOKEN = {"Authorization": "Bearer let me see"}


@pytest.fixture(autouse=True)
def asked_anew(settings, monkeypatch):
    """The database's numbers are those of the test; the token is known."""
    settings.HEALTH_TOKEN = "let me see"
    monkeypatch.setattr(metrics, "COUNT_SECONDS", 0)
    monkeypatch.setattr(metrics.SITE, "next_look", 0)


@pytest.fixture
def told(client):
    """A function: every sample by its name and labels, as Prometheus reads them."""

    def asked():
        text = client.get("/metrics", headers=TOKEN).content.decode()
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return {(sample.name, *sample.labels.values()): sample.value for sample in samples}

    return asked


@pytest.fixture
def kept(settings, monkeypatch):
    """Pages are kept, under one edition."""
    settings.KEEP_PAGES = True
    monkeypatch.setattr("articles.edition.current", lambda: 7)


def seconds(view, status):
    return REGISTRY.get_sample_value("newsroom_request_seconds_count", {"view": view, "status": status}) or 0


def pages(how):
    return REGISTRY.get_sample_value("newsroom_pages_total", {"how": how})


# For whom


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", "let me see", "Basic let me see"])
def test_nobody_else_is_told(client, token):
    answer = client.get("/metrics", headers={"Authorization": token})
    assert (answer.status_code, b"newsroom_" in answer.content) == (403, False)


@pytest.mark.django_db
def test_no_token_is_no_open_door(settings, client):
    settings.HEALTH_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


@pytest.mark.django_db
def test_staff_are_told(admin_client):
    assert b"newsroom_articles" in admin_client.get("/metrics").content


@pytest.mark.django_db
def test_answer_is_text_that_nobody_keeps_or_indexes(kept, client):
    answer = client.get("/metrics", headers=TOKEN)
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert ("no-store" in answer["Cache-Control"], answer["X-Robots-Tag"], "ETag" in answer) == (True, "noindex", False)


@pytest.mark.django_db
def test_process_is_asked_at_its_own_address(settings, client):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/metrics", headers={"host": "10.0.0.7:8000", **TOKEN})
    assert answer.status_code == 200


@pytest.mark.django_db
def test_who_is_ready_is_asked_at_its_own_address_too(settings, client):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get("/readyz", headers={"host": "10.0.0.7:8000", **TOKEN})
    assert answer.json()["checks"]["database"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 405), ("DELETE", 405), ("X", 405)]
)
def test_metrics_are_only_read(client, method, status):
    assert client.generic(method, "/metrics", headers=TOKEN).status_code == status


# How the site is


@pytest.mark.django_db
def test_articles_and_pictures_are_counted_by_state(told):
    make.article()
    make.article(status=Status.DRAFT)
    make.article(status=Status.DRAFT)
    make.picture(cached=False)
    found = told()
    assert found["newsroom_articles", "draft"] == 2
    assert (found["newsroom_articles", "published"], found["newsroom_articles", "withdrawn"]) == (1, 0)
    assert (found["newsroom_pictures", "waiting"], found["newsroom_pictures", "cached"]) == (1, 0)


@pytest.mark.django_db
def test_last_import_is_told_with_its_age_and_counts(told):
    ended = timezone.now() - timedelta(hours=1)
    common = {"who": "me", "started_at": ended, "state": RunState.DONE}
    ImportRun.objects.create(**common, ended_at=ended, created=3, rejected=1)
    ImportRun.objects.create(**common, ended_at=ended + timedelta(minutes=1), dry_run=True, created=9)
    ImportRun.objects.create(who="me", started_at=ended)  # still at work
    found = told()
    assert found["newsroom_last_import_age_seconds",] == pytest.approx(3600, abs=5)
    assert found["newsroom_last_import_timestamp_seconds",] == pytest.approx(ended.timestamp())
    assert (found["newsroom_last_import_files", "created"], found["newsroom_last_import_files", "rejected"]) == (3, 1)
    assert found["newsroom_last_import_good",] == 1


@pytest.mark.django_db
def test_failed_import_is_no_good_one(told):
    now = timezone.now()
    ImportRun.objects.create(who="me", started_at=now, ended_at=now, state=RunState.FAILED)
    assert told()["newsroom_last_import_good",] == 0


@pytest.mark.django_db
def test_edition_is_told(told, monkeypatch):
    monkeypatch.setattr("articles.edition.current", lambda: 4711)
    assert told()["newsroom_edition",] == 4711


@pytest.mark.django_db
def test_database_is_asked_once_in_a_while(monkeypatch, client, django_assert_num_queries):
    monkeypatch.setattr("articles.edition.current", lambda: 1)
    monkeypatch.setattr(metrics, "COUNT_SECONDS", 60)
    client.get("/metrics", headers=TOKEN)
    with django_assert_num_queries(0):
        client.get("/metrics", headers=TOKEN)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [metrics.articles, metrics.pictures])
def test_rows_are_counted_by_an_index_alone(count):
    with CaptureQueriesContext(connection) as asked, connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Quicker for no rows, and for pages that no vacuum has seen yet.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        count()
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {asked[-1]['sql']}")
        plan = str(cursor.fetchall())
    assert re.search("USING COVERING INDEX|Index Only Scan", plan), plan


@pytest.mark.django_db
def test_broken_database_leaves_what_the_process_knows(told, monkeypatch):
    def gone(*_args):
        raise OperationalError("connection refused")

    make.article()
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", gone)
    found = told()
    assert found["newsroom_database_up",] == 0
    assert ("newsroom_articles", "published") not in found
    assert found["newsroom_pages_total", "hit"] >= 0


@pytest.mark.django_db
def test_database_that_comes_back_is_asked_soon(told, monkeypatch):
    now = 1000.0
    monkeypatch.setattr(metrics, "COUNT_SECONDS", 600)
    monkeypatch.setattr(metrics, "monotonic", lambda: now)
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", lambda: 1 / 0)
        assert told()["newsroom_database_up",] == 0
    assert told()["newsroom_database_up",] == 0
    now += metrics.TROUBLE_SECONDS
    assert told()["newsroom_database_up",] == 1


@pytest.mark.django_db
def test_count_that_fails_is_missing_alone(told, monkeypatch):
    monkeypatch.setattr(metrics, "articles", lambda: 1 / 0)
    make.picture(cached=False)
    found = told()
    assert (found["newsroom_database_up",], found["newsroom_pictures", "waiting"]) == (1, 1)
    assert ("newsroom_articles", "published") not in found


# How this process answers


@pytest.mark.django_db
def test_time_is_told_by_view_and_class_of_status(client):
    before = seconds("topics", "2xx"), seconds("article", "4xx")
    client.get("/topics/")
    client.get("/news/nothing/")
    assert (seconds("topics", "2xx"), seconds("article", "4xx")) == (before[0] + 1, before[1] + 1)


@pytest.mark.django_db
def test_kept_page_counts_for_its_view_and_as_a_hit(kept, client):
    view, hits, misses = seconds("about", "2xx"), pages("hit"), pages("miss")
    for _ in range(3):
        client.get("/about/")
    assert (seconds("about", "2xx") - view, pages("hit") - hits, pages("miss") - misses) == (3, 2, 1)


@pytest.mark.django_db
def test_page_that_cannot_be_made_counts_as_stale(kept, client, monkeypatch, settings):
    client.get("/about/")
    monkeypatch.setattr("articles.views.kept.is_fresh", lambda *_args: False)
    monkeypatch.setattr("articles.views.about.render", lambda *_args: 1 / 0)
    client.raise_request_exception = False
    before = pages("stale")
    assert (client.get("/about/").status_code, pages("stale")) == (200, before + 1)


@pytest.mark.django_db
def test_trouble_is_counted_by_view(client, monkeypatch):
    monkeypatch.setattr("articles.views.about.render", lambda *_args: 1 / 0)
    client.raise_request_exception = False
    before = seconds("about", "5xx")
    client.get("/about/")
    assert seconds("about", "5xx") == before + 1


def test_made_up_addresses_make_no_new_series(client, db):
    client.get("/wp-login.php")
    text = client.get("/metrics", headers=TOKEN).content.decode()
    assert "wp-login" not in text
    assert re.search(r'newsroom_request_seconds_count\{.*view="none"', text)


def test_taking_the_time_costs_next_to_nothing(rf):
    request, answer = rf.get("/topics/"), HttpResponse()
    middleware = metrics.MetricsMiddleware(lambda _request: answer)
    middleware(request)
    best = min(timeit(lambda: middleware(request), number=1_000) for _ in range(5)) / 1_000
    assert best < 30e-6, f"{best * 1e6:.0f} µs"
