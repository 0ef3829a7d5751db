"""Databases of a benchmark's own: made beside the one it is given, emptied between rounds, dropped at the end."""

import os
import shutil
import signal
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit


class SqliteFile:
    """A database in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "newsroom.sqlite3"
        self.kept = folder / "kept.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def keep(self) -> None:
        """Remember what is in it: no articles. Nobody may be connected."""
        shutil.copy(self.path, self.kept)

    def restore(self) -> None:
        """Make it what it was then. Nobody may be connected."""
        for path in self.folder.glob(f"{self.path.name}*"):
            path.unlink()
        shutil.copy(self.kept, self.path)

    def guests(self) -> int:
        """How many connections of processes that are gone still do something. A file has none."""
        return 0


class PostgresDatabase:
    """A database of the server at `url`, of which the one named there stays as it is."""

    def __init__(self, url: str) -> None:
        self.server = url
        self.name = f"newsroom_bench_{uuid.uuid4().hex[:12]}"
        self.url = urlunsplit(urlsplit(url)._replace(path=f"/{self.name}"))

    def run(self, url: str, statement: str) -> list[tuple[object, ...]]:
        """The rows that this gives, if any."""
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def create(self) -> None:
        """Make it, without a table."""
        self.run(self.server, f'CREATE DATABASE "{self.name}"')

    def keep(self) -> None:
        """What is in it besides articles and theirs stays as it is."""

    def restore(self) -> None:
        """Empty the tables of the app. Nobody may be connected."""
        tables = self.run(self.url, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'articles\\_%'")
        self.run(self.url, f"TRUNCATE {', '.join(str(name) for (name,) in tables)} CASCADE")

    def drop(self) -> None:
        """Leave nothing behind."""
        self.run(self.server, f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def guests(self) -> int:
        """How many connections there are: of a process that is gone, the server may still finish the last command."""
        return len(self.run(self.server, f"SELECT 1 FROM pg_stat_activity WHERE datname = '{self.name}'"))


FreshDatabase = SqliteFile | PostgresDatabase


@contextmanager
def fresh_database(url: str = "") -> Iterator[FreshDatabase]:
    """A new database, migrated and kept: PostgreSQL's if `url` is of a server, else SQLite's. Sets Django up for it.

    What the environment says of pictures, mail and the like does not count: each run begins alike.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # after cleaning up
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        database: FreshDatabase = (
            PostgresDatabase(url) if url.startswith(("postgres", "pgsql")) else SqliteFile(Path(folder))
        )
        if isinstance(database, PostgresDatabase):
            database.create()
        try:
            _set_up(database, Path(folder, "media"))
            database.keep()
            yield database
        finally:
            _disconnect()
            if isinstance(database, PostgresDatabase):
                database.drop()


def _set_up(database: FreshDatabase, media: Path) -> None:
    os.environ |= {"DATABASE_URL": database.url, "MEDIA_ROOT": str(media), "DEBUG": "", "CACHE_URL": "locmem://"}
    os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "AWS_STORAGE_BUCKET_NAME": ""}

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    _disconnect()


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
