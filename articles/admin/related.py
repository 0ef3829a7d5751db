from typing import Any

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from articles.admin.edits import keep
from articles.admin.fields import WEB_ADDRESSES
from articles.admin.picture import PlacedPictureInline
from articles.listing import relist
from articles.models import RelatedArticle, RelatedPicture


class RelatedFormSet(BaseInlineFormSet):
    """Related entries in the seed's order; new ones go to the end."""

    def save_new(self, form: Any, commit: bool = True) -> Any:
        last = self.instance.related.aggregate(last=Max("position"))["last"]
        form.instance.position = 0 if last is None else last + 1
        return super().save_new(form, commit)


class RelatedInline(admin.StackedInline):
    """An article's related coverage."""

    model = RelatedArticle
    fk_name = "article"
    formset = RelatedFormSet
    formfield_overrides = WEB_ADDRESSES
    fields = [
        ("title", "type"),
        "excerpt",
        ("provider", "published_at", "quality"),
        "web_url",
        "original_url",
        "same_as",
    ]
    autocomplete_fields = ["provider"]
    raw_id_fields = ["same_as"]
    show_change_link = True
    extra = 0
    classes = ["collapse"]


class RelatedPictureInline(PlacedPictureInline):
    """Pictures of a related entry."""

    model = RelatedPicture


@admin.register(RelatedArticle)
class RelatedArticleAdmin(admin.ModelAdmin):
    """One related entry, whole. Reached from its article, where entries are also added and deleted."""

    formfield_overrides = WEB_ADDRESSES
    list_display = ["title", "article", "provider", "position"]
    list_select_related = ["article", "provider"]
    search_fields = ["title", "web_url"]
    show_full_result_count = False
    list_per_page = 50
    ordering = ["-pk"]
    autocomplete_fields = ["provider"]
    raw_id_fields = ["same_as"]
    readonly_fields = ["article", "position"]
    inlines = [RelatedPictureInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("article__excerpt", "article__secured", "article__extra")

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return {}  # no entry of its own in the menu

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save; then keep in mind that the article's related coverage was edited, and relist it."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            keep(form.instance.article, ["related"])
            relist([form.instance.article_id])
