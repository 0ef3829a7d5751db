"""Database and caches, as their addresses name them and as we use them."""

from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",  # a writer waits for its turn instead of failing half-way
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
    " PRAGMA mmap_size=268435456;",  # bytes; halves the time of reading rows here and there
}
POSTGRES_OPTIONS = {  # a server that is gone without a word is noticed, by commands, too
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,  # ms
}
MOST_KEPT = 2_000  # pages, of some 20 KB, in the memory of one process
REDIS_SECONDS = 0.25  # for an answer; one that takes longer is no help. `?socket_timeout=` in the address says another


def database(url: str) -> dict[str, Any]:
    """Django's description of the database at `url`; what `url` says of options stands before ours."""
    if urlsplit(url).scheme not in {"sqlite", "postgres", "postgresql", "pgsql"}:
        raise ImproperlyConfigured(f"DATABASE_URL={url!r}: write postgres://user:password@host/name or sqlite:///path")
    described: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
    if described["ENGINE"] == "django.db.backends.sqlite3":
        described |= {"ENGINE": "newsroom.sqlite", "OPTIONS": {**described.get("OPTIONS", {}), **SQLITE_OPTIONS}}
        described["TEST"] = {"NAME": ":memory:"}  # as Django's own has it; pytest-django goes by the name of the engine
    else:
        described |= {"ENGINE": "newsroom.postgresql", "OPTIONS": POSTGRES_OPTIONS | described.get("OPTIONS", {})}
    return described


def caches(url: str) -> dict[str, dict[str, Any]]:
    """The one at `url`, and what articles.views.store has while that is gone."""
    return {"default": cache(url), "spare": cache("locmem://") | {"LOCATION": "spare"}}


def cache(url: str) -> dict[str, Any]:
    """Django's description of the cache at `url`: `locmem://` or `redis://host:port/number`."""
    if url.startswith(("redis://", "rediss://", "unix://")):
        options = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": options}
    if url.startswith("locmem://"):
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": MOST_KEPT}}
    raise ImproperlyConfigured(f"CACHE_URL={url!r}: write locmem:// or redis://host:6379/0")
