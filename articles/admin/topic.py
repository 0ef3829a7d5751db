from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.edits import EditableAdmin, EditForm
from articles.admin.fields import LinesField
from articles.admin.lists import CountedAdmin, CountedList
from articles.admin.picture import PlacedPictureInline
from articles.models import ArticleTopic, Topic, TopicPicture
from articles.naming import know, topic_named

EM_SPACE = "\u2003"


def line(topic: Topic, topics: Mapping[int, Topic]) -> list[Topic]:
    """The topic's ancestors from the root down, and itself. Ends where a circle would close."""
    above = [topic]
    while (parent := topics.get(above[0].parent_id or 0)) and parent not in above:
        above.insert(0, parent)
    return above


class TopicList(CountedList):
    """Topics with the number of their articles, as a tree unless a column was chosen to sort by."""

    counted = (ArticleTopic, "topic")

    def arranged(self, rows: list[Topic]) -> list[Topic]:
        if ORDER_VAR in self.params:
            return rows
        topics = Topic.objects.only("parent", "order", "name").in_bulk()
        lines = {row: line(row, topics) for row in rows}
        for row in rows:
            row.depth = len(lines[row]) - 1  # type: ignore[attr-defined]
        return sorted(rows, key=lambda row: [(above.order, above.name.lower(), above.pk) for above in lines[row]])


class TopicForm(EditForm):
    """Keeps the tree a tree, and lists lists."""

    class Meta:
        field_classes = {"keywords": LinesField, "hashtags": LinesField}

    def clean_parent(self) -> Topic | None:
        parent: Topic | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and self.instance in line(parent, Topic.objects.in_bulk()):
            raise ValidationError(_("A topic cannot stand under itself or under a topic below it."), code="circle")
        return parent

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        other = topic_named(name)
        if other and other.pk != self.instance.pk:
            message = _("Seeds know the topic “%(topic)s” by this name.")
            raise ValidationError(message, code="taken", params={"topic": other})
        return name

    def clean_services(self) -> Any:
        services = self.cleaned_data["services"]
        if services and not isinstance(services, dict):
            raise ValidationError(_('Expected names with addresses, such as {"site": "https://…"}.'), code="invalid")
        return services or {}


class TopicPictureInline(PlacedPictureInline):
    """Pictures of a topic."""

    model = TopicPicture


@admin.register(Topic)
class TopicAdmin(CountedAdmin, EditableAdmin):
    """Topics, shown as the tree they are."""

    form = TopicForm
    identity = ["slug"]
    kept_inlines = {TopicPicture: "pictures"}
    article_lookup = "topics__id__exact"
    list_display = ["in_tree", "parent", "order", "slug", "article_count"]
    list_select_related = ["parent"]
    list_per_page = 500  # so that the tree is on one page
    search_fields = ["name", "short_name", "slug"]
    autocomplete_fields = ["parent"]
    readonly_fields = ["seed_file", "edited"]
    inlines = [TopicPictureInline]
    fieldsets = [
        (None, {"fields": ["name", "short_name", "slug", "parent", "order", "description"]}),
        (_("Found by"), {"fields": ["keywords", "hashtags", "services"]}),
        (_("The seed"), {"fields": ["seed_file", "edited"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """Save it, and let seeds find it by its new name as by those it had."""
        super().save_model(request, obj, form, change)
        know(obj, obj.name)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TopicList]:
        return TopicList

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=_("name"), ordering="name")
    def in_tree(self, topic: Topic) -> str:
        """The name, as far in as the topic is deep in the tree."""
        return format_html('{}<span dir="auto">{}</span>', EM_SPACE * getattr(topic, "depth", 0), topic.name)
