"""The index, made after migrations and mended where it is not what it should be. Safe to repeat.

SQLite loses the triggers of a table, without a word, when a migration makes the table anew. So whatever differs from
what it should be, the index is made anew as a whole: nobody knows what changed while it was not kept.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.search import postgres, sqlite


def install(sender: AppConfig, using: str, **_: Any) -> None:
    """For the signal post_migrate."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = {table.name for table in connection.introspection.get_table_list(cursor)}
        if "articles_article" not in tables:
            return
        columns = connection.introspection.get_table_description(cursor, "articles_article")
    if "search_tokens" not in {column.name for column in columns}:  # migrated to a time before search
        return
    with transaction.atomic(using=using):
        if connection.vendor == "sqlite":
            install_sqlite(connection)
        else:
            install_postgres(connection)


def install_sqlite(connection: BaseDatabaseWrapper) -> None:
    if not is_installed(connection):
        uninstall_sqlite(connection)
        _run(connection, [*sqlite.schema().values(), *sqlite.filling()])


def install_postgres(connection: BaseDatabaseWrapper) -> None:
    if not is_installed(connection):
        uninstall_postgres(connection)
        comment = f"COMMENT ON COLUMN articles_article.search IS '{postgres.version()}'"
        _run(connection, [*postgres.schema(), comment, "ANALYZE articles_article"])


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    """Whether the index is what this version makes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = sqlite.schema()
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger')")
            return {name: statement for name, statement in cursor.fetchall() if name in wanted} == wanted
        cursor.execute(
            "SELECT col_description(attrelid, attnum) FROM pg_attribute"
            " WHERE attrelid = 'articles_article'::regclass AND attname = 'search' AND NOT attisdropped"
        )
        return bool(cursor.fetchone() == (postgres.version(),))


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take it away, for a migration that changes a column it reads; it is made again when all are done."""
    if connection.vendor == "sqlite":
        uninstall_sqlite(connection)
    else:
        uninstall_postgres(connection)


def uninstall_sqlite(connection: BaseDatabaseWrapper) -> None:
    kinds = {name: "TABLE" if "VIRTUAL" in statement else "TRIGGER" for name, statement in sqlite.schema().items()}
    _run(connection, [f"DROP {kind} IF EXISTS {name}" for name, kind in sorted(kinds.items(), reverse=True)])


def uninstall_postgres(connection: BaseDatabaseWrapper) -> None:
    _run(connection, postgres.removal())


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
