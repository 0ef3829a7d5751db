"""Topics at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.edits import EditableAdmin
from articles.admin.history import HistoryAdmin
from articles.admin.lists import CountedAdmin
from articles.admin.topic.form import RuleInline, TopicForm, TopicPictureInline, TopicSelect
from articles.admin.topic.listing import OrderForm, TopicList, TreeFormSet
from articles.admin.topic.merging import MergeDesk
from articles.admin.topic.ruling import RuleDesk
from articles.models import Topic, TopicPicture, TopicRule
from articles.naming import know, readdress

EM_SPACE = "\u2003"


@admin.register(Topic)
class TopicAdmin(MergeDesk, RuleDesk, CountedAdmin, HistoryAdmin, EditableAdmin):
    """Topics, shown as the tree they are."""

    form = TopicForm
    kept_inlines = {TopicPicture: "pictures"}
    article_lookup = "topics__id__exact"
    list_display = ["in_tree", "order", "parent", "slug", "article_count"]
    list_editable = ["order"]
    list_select_related = ["parent"]
    list_per_page = 500  # so that the tree is on one page
    search_fields = ["name", "short_name", "slug", "old_addresses__slug"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["seed_file", "edited"]
    inlines = [TopicPictureInline, RuleInline]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "slug", "parent", "order", "description"]}),
        (_("Found by"), {"fields": ["keywords", "hashtags", "services"]}),
        (_("The seed"), {"fields": ["seed_file", "edited"]}),
    ]

    class Media:
        css = {"all": ["desk/topics.css"]}

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """Save it. Seeds find it by its new name as by those it had, and readers by its new address."""
        before = Topic.objects.filter(pk=obj.pk).values_list("slug", flat=True).first()
        super().save_model(request, obj, form, change)
        know(obj, obj.name)
        if before:
            readdress(obj, before)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        formsets = list(formsets)
        if any(formset.model is TopicRule and formset.has_changed() for formset in formsets):
            form.reason = gettext("Keyword rules changed.")
        super().save_related(request, form, formsets, change)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["widget"] = TopicSelect(_("None: it stands at the top"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TopicList]:
        return TopicList

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": OrderForm} | kwargs)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_formset(request, **{"formset": TreeFormSet} | kwargs)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=_("name"), ordering="name")
    def in_tree(self, topic: Topic) -> str:
        """The name, as far in as the topic is deep in the tree."""
        return format_html('{}<span dir="auto">{}</span>', EM_SPACE * getattr(topic, "depth", 0), topic.name)
