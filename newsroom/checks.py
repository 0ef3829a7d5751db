"""Settings that do not fit together, told by `manage.py check` and before each command."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection


@register(Tags.caches, deploy=True)
def several_processes(app_configs: Any = None, processes: int | None = None, **_given: Any) -> list[Error]:
    """Why so many processes must not serve readers, by default as many as in the settings. `serve` asks this, too."""
    count = processes or settings.WEB_CONCURRENCY
    if count < 2 or not is_each_ones_own():
        return []
    what = f"{count} processes would keep pages in each one's own memory."
    return [Error(what, hint="Set CACHE_URL=redis://…, or serve by one process.", id="newsroom.E001")]


@register(Tags.caches)
def before_commands(app_configs: Any, **_given: Any) -> list[CheckMessage]:
    """No more than warnings: a backup can be made whatever serves readers."""
    count = settings.WEB_CONCURRENCY
    found: list[CheckMessage] = [Warning(no.msg, hint=no.hint, id="newsroom.W003") for no in several_processes()]
    if count > 1 and connection.vendor == "sqlite":
        what = f"{count} processes, and SQLite: what one writes, the others wait for."
        hint = "Serve by one process and more threads, or set DATABASE_URL=postgres://…"
        found.append(Warning(what, hint=hint, id="newsroom.W001"))
    return found


@register(Tags.caches, deploy=True)
def several_machines(app_configs: Any, **_given: Any) -> list[CheckMessage]:
    """PostgreSQL is there for several servers. Each makes each page for itself where they do not share a cache."""
    if connection.vendor != "postgresql" or not is_each_ones_own():
        return []
    hint = "Set CACHE_URL=redis://…"
    return [Warning("PostgreSQL, and pages kept in one process's memory.", hint=hint, id="newsroom.W002")]


def is_each_ones_own() -> bool:
    return "locmem" in settings.CACHES["default"]["BACKEND"]
