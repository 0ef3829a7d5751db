"""`manage.py rebuild_search`: make the search index anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from articles.management.readiness import require_database
from articles.search.installing import install_postgres, install_sqlite, uninstall


class Command(BaseCommand):
    """Nothing in, one line out. Readers find as before until it is done."""

    help = "Make the search index anew from the articles, topics and outlets."

    def handle(self, **_options: Any) -> None:
        require_database()
        with transaction.atomic():
            uninstall(connection)
            (install_sqlite if connection.vendor == "sqlite" else install_postgres)(connection)
        self.stdout.write("The search index was made anew.")
