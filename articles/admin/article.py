from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.edits import EditableAdmin, EditForm
from articles.admin.picture import PlacedPictureInline
from articles.admin.related import RelatedInline
from articles.listing import relist
from articles.models import Article, ArticlePicture, ArticleTopic, RelatedArticle, Standing, Status
from articles.naming import free_slug
from articles.sources.text import key_of, slug_of

TITLE_SHOWN = 80  # characters
LONG_TEXTS = ["excerpt", "featured_content", "secured", "extra"]
BATCH = 500


class EditedFilter(admin.SimpleListFilter):
    """Whether an editor changed anything by hand."""

    title = _("edited by hand")
    parameter_name = "edited"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "yes":
                return queryset.exclude(edited_fields=[])
            case "no":
                return queryset.filter(edited_fields=[])
        return queryset


class ArticleList(ChangeList):
    """Articles without the texts that a list does not show."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        return super().get_queryset(request, exclude_parameters).defer(*LONG_TEXTS)


class ArticleForm(EditForm):
    """Refuses an article that leads nowhere, and names one that is made by hand."""

    class Meta:
        widgets = {
            "title": AdminTextInputWidget(attrs={"class": "vLargeTextField", "dir": "auto"}),
            "excerpt": AdminTextareaWidget(attrs={"rows": 4, "dir": "auto"}),
            "featured_content": AdminTextareaWidget(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"key", "slug"} & set(self.fields):
            self.fields[name].required = False
            self.fields[name].help_text = _("Made of the date and the title if you leave it blank.")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not (said.get("web_url", True) or said.get("original_url", True)):
            message = _("Give the web or the original address: an article has to lead somewhere.")
            self.add_error("web_url", ValidationError(message, code="required"))
        if not self.instance.pk and "title" in said and "published_at" in said:
            said["key"] = said.get("key") or key_of("", said["published_at"], said["title"])
            slug = slug_of(said["key"]) or "untitled"
            said["slug"] = said.get("slug") or free_slug(Article.objects.all(), slug)
        return super().clean()


class TopicFormSet(BaseInlineFormSet):
    """Places in topics, which repeat what the topic's lists are cut and sorted by."""

    def save_new(self, form: Any, commit: bool = True) -> Any:
        article = self.instance
        form.instance.status, form.instance.published_at = article.status, article.published_at
        return super().save_new(form, commit)


class TopicInline(admin.TabularInline):
    """The topics of an article, in their order."""

    model = ArticleTopic
    formset = TopicFormSet
    fields = ["position", "topic"]
    autocomplete_fields = ["topic"]
    extra = 0
    verbose_name = _("topic")
    verbose_name_plural = _("topics")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("topic", "article")


class PictureInline(PlacedPictureInline):
    """Pictures of an article; the first is the one on its card."""

    model = ArticlePicture


@transaction.atomic
def set_status(articles: QuerySet, status: Status, editor: Any) -> int:
    """Give the articles this status as an editor's word, and relist them. The number of those it changed."""
    ids = list(articles.exclude(status=status).values_list("pk", flat=True).distinct())
    for start in range(0, len(ids), BATCH):
        batch = list(Article.objects.filter(pk__in=ids[start : start + BATCH]).defer(*LONG_TEXTS))
        for article in batch:
            article.status, article.modified_at = status, timezone.now()
            article.keep_edits(["status"])
        Article.objects.bulk_update(batch, ["status", "edited_fields", "modified_at"])
        relist([article.pk for article in batch])
        LogEntry.objects.log_actions(editor.pk, batch, CHANGE, [{"changed": {"fields": ["status"]}}])
    return len(ids)


@admin.register(Article)
class ArticleAdmin(EditableAdmin):
    """Articles and videos: their words, where they lead, whether readers see them."""

    form = ArticleForm
    identity = ["key", "slug"]
    kept_inlines = {ArticleTopic: "topics", ArticlePicture: "pictures", RelatedArticle: "related"}
    list_display = [
        "short_title",
        "provider",
        "status",
        "type",
        "standing",
        "heat",
        "quality",
        "published_at",
        "edited",
    ]
    list_filter = ["status", "type", "standing", EditedFilter, "published_at", "topics"]
    list_select_related = ["provider"]
    search_fields = ["title", "excerpt", "key", "provider__name", "provider__domain"]
    search_help_text = _("Words of the title, the excerpt, the outlet or the key.")
    show_full_result_count = False
    list_per_page = 50
    autocomplete_fields = ["provider"]
    readonly_fields = ["standing", "other_outlets", "seed_file", "seed_says", "edited"]
    inlines = [TopicInline, PictureInline, RelatedInline]
    actions = ["publish", "withdraw", "back_to_draft"]
    fieldsets = [
        (_("Headline and excerpt"), {"fields": ["title", "excerpt", ("type", "category")]}),
        (_("Where it leads"), {"fields": ["provider", "web_url", "original_url", "featured_content"]}),
        (_("Publishing"), {"fields": ["status", "published_at", "updated_at", "slug"]}),
        (_("Scores"), {"fields": [("quality", "heat"), "standing", "other_outlets"]}),
        (_("The seed"), {"fields": ["key", "seed_file", "seed_says", "edited"]}),
        (_("AMP pages"), {"fields": ["amp_web_url", "cdn_amp_web_url"], "classes": ["collapse"]}),
    ]

    class Media:
        css = {"all": ["css/admin.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ArticleList]:
        return ArticleList

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The article's page, or for what readers do not see yet its preview. A withdrawn one has neither."""
        return super().get_view_on_site_url(obj) if obj and obj.status != Status.WITHDRAWN else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        relist([form.instance.pk])

    @admin.display(description=_("title"), ordering="title")
    def short_title(self, article: Article) -> str:
        """As much of the title as a line has room for; the pointer finds the rest."""
        shown = Truncator(article.title).chars(TITLE_SHOWN)
        return format_html('<span dir="auto" title="{}">{}</span>', article.title, shown)

    @admin.display(description=_("the seed says"))
    def seed_says(self, article: Article) -> Any:
        """Whether the publisher listed it, and if not, why: two reasons that ask for different answers."""
        match article.published, article.standing:
            case None, _standing:
                return _("nothing about publishing")
            case True, _standing:
                return _("published")
            case False, Standing.FOLLOWER:
                return _("not published: another outlet leads this story")
        return _("not published: below the bar")

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, articles: QuerySet) -> None:
        self._set_status(request, articles, Status.PUBLISHED)

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, articles: QuerySet) -> None:
        self._set_status(request, articles, Status.WITHDRAWN)

    @admin.action(description=_("Back to draft"), permissions=["change"])
    def back_to_draft(self, request: HttpRequest, articles: QuerySet) -> None:
        self._set_status(request, articles, Status.DRAFT)

    def _set_status(self, request: HttpRequest, articles: QuerySet, status: Status) -> None:
        number = set_status(articles, status, request.user)
        one, many = "%(number)d article is now %(status)s.", "%(number)d articles are now %(status)s."
        said = ngettext(one, many, number) % {"number": number, "status": status.label}
        self.message_user(request, said, messages.SUCCESS)
