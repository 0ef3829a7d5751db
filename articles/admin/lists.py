"""Lists at the desk: whose rows say how many articles they hold, and which are only to read."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


class CountedList(ChangeList):
    """Counts articles for the rows of the page only: one query, however long the table is."""

    counted: tuple[type[Model], str]
    """The model whose rows are counted, and its foreign key to the listed ones."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        model, key = self.counted
        rows: list[Any] = list(self.result_list)
        counts = model._default_manager.filter(**{f"{key}__in": rows}).order_by().values_list(key)
        by_row = dict(counts.annotate(Count("pk")))
        for row in rows:
            row.article_count = by_row.get(row.pk, 0)
        self.result_list = self.arranged(rows)

    def arranged(self, rows: list[Any]) -> list[Any]:
        """The rows of the page, in the order they are shown."""
        return rows


class CountedAdmin(admin.ModelAdmin):
    """An admin whose list has a column `article_count`, leading to the articles."""

    article_lookup = ""
    """How the list of articles is asked for those of one row."""

    @admin.display(description=_("articles"))
    def article_count(self, row: Any) -> str:
        """Number of articles of any status."""
        url = reverse("admin:articles_article_changelist", query={self.article_lookup: row.pk})
        return format_html('<a href="{}">{}</a>', url, row.article_count)


class OnlyReadAdmin(admin.ModelAdmin):
    """Rows that are written elsewhere."""

    show_full_result_count = False
    list_per_page = 50
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
