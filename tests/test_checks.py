"""Settings that do not fit together are told before they do harm."""

import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from newsroom import checks
from tests.sites import ROOT

LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
REDIS = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}
PRODUCTION = {
    "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "SITE_URL": "https://news.example.org",
    "ALLOWED_HOSTS": "news.example.org",
    "DATABASE_URL": "postgres://newsroom@db.example.org/newsroom",
    "CACHE_URL": "redis://cache.example.org/0",
    "WEB_CONCURRENCY": "4",
    "DEBUG": "",
}


@pytest.fixture
def on(monkeypatch):
    """A function: checks see this kind of database."""
    return lambda vendor: monkeypatch.setattr("newsroom.checks.connection.vendor", vendor)


def ids(found):
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("processes", "vendor", "caches", "found"),
    [
        (1, "sqlite", LOCMEM, []),
        (1, "postgresql", LOCMEM, []),
        (2, "postgresql", REDIS, []),
        (2, "postgresql", LOCMEM, ["newsroom.W003"]),
        (2, "sqlite", REDIS, ["newsroom.W001"]),
        (2, "sqlite", LOCMEM, ["newsroom.W003", "newsroom.W001"]),
    ],
)
def test_several_processes_need_a_cache_and_a_database_in_common(settings, on, processes, vendor, caches, found):
    settings.WEB_CONCURRENCY, settings.CACHES = processes, caches
    on(vendor)
    assert ids(checks.before_commands(None)) == found


@pytest.mark.parametrize(
    ("vendor", "caches", "found"),
    [("sqlite", LOCMEM, []), ("postgresql", REDIS, []), ("postgresql", LOCMEM, ["newsroom.W002"])],
)
def test_several_machines_need_a_cache_in_common(settings, on, vendor, caches, found):
    settings.CACHES = caches
    on(vendor)
    assert ids(checks.several_machines(None)) == found


def test_command_is_only_warned_of_what_serve_refuses():
    given = os.environ | PRODUCTION | {"CACHE_URL": "locmem://", "DATABASE_URL": "sqlite://:memory:"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, "newsroom.W003" in done.stderr, "newsroom.E001" in done.stderr) == (0, True, False)


def test_serve_refuses_what_the_check_does_before_it_does_anything(settings, monkeypatch):
    settings.CACHES = LOCMEM
    monkeypatch.setattr("articles.management.commands.serve.one_at_a_time", lambda: pytest.fail("began"))
    with pytest.raises(CommandError, match=r"^2 processes would keep .* Set CACHE_URL=redis"):
        call_command("serve", workers=2, skip_checks=True)


@pytest.mark.parametrize(("arguments", "workers"), [([], "1"), (["--workers", "3"], "3")])
def test_serve_starts_so_many_processes(settings, monkeypatch, arguments, workers):
    settings.CACHES, started = REDIS, []
    monkeypatch.setattr("articles.management.commands.serve.Command.prepare", lambda *_args: None)
    monkeypatch.setattr("os.execv", lambda _path, command: started.append(command))
    monkeypatch.chdir(ROOT)
    call_command("serve", *arguments)
    assert started[0][started[0].index("--workers") + 1] == workers


def deployed(**environment):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    given = os.environ | PRODUCTION | environment
    return subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


def test_deployment_check_is_clean_for_many_machines():
    assert deployed().returncode == 0


def test_deployment_check_tells_of_both():
    done = deployed(CACHE_URL="locmem://")
    assert (done.returncode, "newsroom.E001" in done.stderr, "newsroom.W002" in done.stderr) == (1, True, True)
