"""The list of articles: what it shows of each, how it is narrowed, and what is done to many at once."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from articles.admin.article import filters
from articles.admin.article.actions import ArticleActions
from articles.admin.article.columns import ArticleColumns
from articles.admin.article.finding import found
from articles.admin.article.paging import ArticleList
from articles.admin.article.quick import QuickForm
from articles.admin.people import may_publish


class ArticleLists(ArticleColumns, ArticleActions, admin.ModelAdmin):
    """The list of articles."""

    list_display = ["lead", "headline", "outlet", "filed", "status", "warmth", "appeared", "locks"]
    list_display_links = ["headline"]
    list_editable = ["status"]
    list_filter = [
        ("status", filters.StatusFilter),
        filters.StandingFilter,
        ("published_at", filters.DaysFilter),
        filters.TopicFilter,
        filters.OutletFilter,
        filters.PictureFilter,
        filters.PlannedFilter,
        filters.EditedFilter,
        ("type", filters.TypeFilter),
    ]
    search_fields = ["title", "excerpt", "key", "provider__name", "provider__domain"]
    search_help_text = _("Words of the title, the excerpt, the outlet or the key; or the address of an article.")
    show_facets = ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ArticleList]:
        return ArticleList

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **kwargs | {"form": QuickForm})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As Django has it; but who may not publish and sends a status is told so."""
        if "_save" in request.POST and not may_publish(request.user):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return found(queryset, search_term), False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if isinstance(form, QuickForm):
            form.save_columns()
        else:
            super().save_model(request, obj, form, change)
