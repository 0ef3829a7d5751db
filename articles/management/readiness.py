"""Whether a command can begin: said in one line, before anything is done."""

import pkgutil

from django.core.management.base import CommandError
from django.db import Error, connection
from django.db.migrations.recorder import MigrationRecorder

from articles import migrations


def require_database() -> None:
    """Raise CommandError unless the database can be used and has all our migrations."""
    try:
        applied = {name for app, name in MigrationRecorder(connection).applied_migrations() if app == "articles"}
    except Error as error:
        raise CommandError(f"The database cannot be used: {str(error).strip()}") from error
    if any(module.name not in applied for module in pkgutil.iter_modules(migrations.__path__)):
        raise CommandError("The database is not up to date. Run this first: ./run manage migrate")
