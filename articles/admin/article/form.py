"""The form of an article: its words, what hangs on it, whether readers see it, where it leads."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.article.choosing import ArticleChoosing
from articles.admin.article.publishing import PinInline, PublishingForm
from articles.admin.article.seed import SeedForms
from articles.admin.article.topics import TopicInline
from articles.admin.people import may_publish
from articles.admin.picture import PlacedPictureInline
from articles.admin.related import RelatedInline
from articles.models import Article, ArticlePicture, Status
from articles.naming import free_slug
from articles.preview import GOOD_FOR, preview_url
from articles.sources.text import key_of, slug_of

TITLE_SHOWN, EXCERPT_SHOWN = 110, 200
"""About as many characters as a card has room for."""
COUNTED = {"data-count": _("Now: {n}."), "data-too-many": _("Now: {n}. A card cuts it.")}


def counted(most: int, **attributes: Any) -> dict[str, Any]:
    """Attributes of a text whose characters are counted as it is written; see static/desk/form.js."""
    return COUNTED | {"dir": "auto", "data-most": most} | attributes


class ArticleForm(PublishingForm):
    """Refuses an article that leads nowhere, and names one that is made by hand."""

    class Meta:
        widgets = {
            "title": AdminTextInputWidget(attrs=counted(TITLE_SHOWN, **{"class": "vLargeTextField"})),
            "excerpt": AdminTextareaWidget(attrs=counted(EXCERPT_SHOWN, rows=4)),
            "withdrawal_note": AdminTextInputWidget(attrs={"class": "vLargeTextField", "dir": "auto"}),
            "featured_content": AdminTextareaWidget(attrs={"rows": 3}),
        }
        labels = {
            "provider": _("Outlet"),
            "web_url": _("Web address"),
            "original_url": _("Original address"),
            "featured_content": _("Embed code"),
        }
        help_texts = {
            "title": _("A card shows about %(n)d characters.") % {"n": TITLE_SHOWN},
            "excerpt": _("A card shows about %(n)d characters.") % {"n": EXCERPT_SHOWN},
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


class PictureInline(PlacedPictureInline):
    """Pictures of an article; the first is the one on its card."""

    model = ArticlePicture
    explained = _("The lowest number comes first, and stands on the card.")
    verbose_name_plural = _("Pictures")


class Part(NamedTuple):
    """A part of the form as it stands on the page: a group of fields, or the rows of an inline."""

    id: str
    name: Any
    fieldset: Any = None
    formset: Any = None


ORDER: list[Any] = ["words", PictureInline, TopicInline, "publishing", PinInline, "leads", RelatedInline]
ORDER += ["scores", "seed", "amp"]
"""The parts, as editors think of them; groups of fields in the order of `ArticleForms.fieldsets`."""


def parts_of(fieldsets: Sequence[Any], formsets: Sequence[Any]) -> list[Part]:
    """The form's parts in their order; of inlines those that there are for this person."""
    groups = iter(fieldsets)
    rows = {type(formset.opts): formset for formset in formsets}
    parts = []
    for part in ORDER:
        if isinstance(part, str):
            fieldset = next(groups)
            parts.append(Part(part, fieldset.name, fieldset=fieldset))
        elif part in rows:
            formset = rows[part]
            parts.append(Part(formset.formset.prefix, formset.opts.verbose_name_plural, formset=formset))
    return parts


class ArticleForms(ArticleChoosing, SeedForms, admin.ModelAdmin):
    """The form of an article."""

    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    autocomplete_fields = ["provider"]
    readonly_fields = ["standing", "other_outlets", "seed_file", "seed_says", "edited", "preview"]
    inlines = [PictureInline, TopicInline, PinInline, RelatedInline]
    fieldsets = [
        (_("Headline and excerpt"), {"fields": ["title", "excerpt", ("type", "category")]}),
        (_("Publishing"), {"fields": ["status", "publish_at", "withdrawal_note", "boost", "slug", "preview"]}),
        (
            _("Where it leads"),
            {"fields": ["provider", "web_url", "original_url", "published_at", "updated_at", "featured_content"]},
        ),
        (_("Scores"), {"fields": [("quality", "heat"), "standing", "other_outlets"]}),
        (_("The seed"), {"fields": ["key", "seed_file", "seed_says", "edited"]}),
        (_("AMP pages"), {"fields": ["amp_web_url", "cdn_amp_web_url"], "classes": ["collapse"]}),
    ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Pins are for those who may publish."""
        return [one for one in super().get_inlines(request, obj) if one is not PinInline or may_publish(request.user)]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        article = context.get("original")
        context["parts"] = parts_of(list(context["adminform"]), context["inline_admin_formsets"])
        context.update(self.seed_context(request, article))
        if article and article.status != Status.WITHDRAWN:
            context["preview_url"] = preview_url(article.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The article's page, or for what readers do not see yet its preview. A withdrawn one has neither."""
        return super().get_view_on_site_url(obj) if obj and obj.status != Status.WITHDRAWN else None

    @admin.display(description=_("preview"))
    def preview(self, article: Article) -> Any:
        """A link that can be sent to a colleague."""
        if not article.pk or article.status == Status.WITHDRAWN:
            return _("none")
        text, days = _("as readers will see it"), _("Whoever has the link can open it, for %(days)d days.")
        link = '<a href="{}">{}</a><br><span class="help">{}</span>'
        return format_html(link, preview_url(article.pk), text, str(days) % {"days": GOOD_FOR.days})
