from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin import entries
from articles.admin.edits import keep
from articles.admin.fields import WEB_ADDRESSES, OneFound
from articles.admin.ordered import OrderedForm, OrderedFormSet, is_going
from articles.admin.people import may_change
from articles.admin.picture import PlacedPictureInline
from articles.admin.times import name_inputs
from articles.limits import TITLE_LENGTH, URL_LENGTH
from articles.listing import relist
from articles.models import Article, Provider, RelatedArticle, RelatedPicture, Status
from articles.sources.text import plain_text

UNKNOWN = _("We know nothing of that page: give its headline.")
LONG_TEXTS = ["excerpt", "secured", "extra", "featured_content", "search_tokens"]


class ArticleSelect(OneFound):
    """Finds articles of ours by their titles; see `article.choosing`."""

    def get_url(self) -> str:
        return reverse("admin:articles_article_choose")


def ours() -> forms.ModelChoiceField:
    """A field for an article of ours, whose `same_as` an entry may be."""
    return forms.ModelChoiceField(
        Article.objects.exclude(status=Status.WITHDRAWN).defer(*LONG_TEXTS),
        required=False,
        label=_("One of our articles"),
        widget=ArticleSelect(RelatedArticle._meta.get_field("same_as"), admin.site),
    )


class RelatedForm(OrderedForm):
    """An entry of related coverage in its article's form: its number; a new one is chosen from ours, or by address."""

    ours = ours()
    address = forms.CharField(
        required=False,
        max_length=URL_LENGTH,
        label=_("or an address"),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    headline = forms.CharField(
        required=False,
        max_length=TITLE_LENGTH,
        label=_("Headline"),
        help_text=_("Only for a page that we know nothing of."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    host = ""
    """What this site is called by who sends the form."""
    known: entries.Known | None = None
    outlet: Provider | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("ours", "address", "headline"):
                del self.fields[name]

    def clean_headline(self) -> str:
        return plain_text(self.cleaned_data["headline"])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.instance.pk or self.errors:
            return said
        if bool(said["ours"]) == bool(said["address"]):
            raise ValidationError(_("Choose one of our articles, or give an address."), code="required")
        self.known = said["ours"] or self._known_at(said["address"])
        if isinstance(self.known, Article) and self.known.pk == self.instance.article_id:
            raise ValidationError(_("That is this article itself."), code="itself")
        return said

    def _known_at(self, given: str) -> entries.Known | None:
        """What is known of the page at that address; else it takes a headline and an outlet to tell of it."""
        if page := entries.our_page(given, self.host):
            return page
        try:
            self.cleaned_data["address"] = entries.address_of(given)
            known = entries.known_at(self.cleaned_data["address"])
            if not known and self.cleaned_data["headline"]:
                self.outlet = entries.outlet_at(self.cleaned_data["address"])
        except ValidationError as error:
            self.add_error("address", error)
            return None
        if not (known or self.outlet):
            self.add_error("headline", ValidationError(UNKNOWN, code="required"))
        return known

    def save(self, commit: bool = True) -> Any:
        entry = self.instance
        if entry.pk:
            return super().save(commit)
        if self.known:
            entries.take(entry, self.known)
        else:
            entry.web_url, entry.provider = self.cleaned_data["address"], self.outlet
        entry.title = self.cleaned_data["headline"] or entry.title
        super().save(commit)
        if self.known:
            entries.take_pictures(entry, self.known)
        return entry


class RelatedFormSet(OrderedFormSet):
    """An article's related coverage. The same under the same headline is not added twice."""

    def clean(self) -> None:
        super().clean()
        there: list[Any] = [form.instance for form in self.initial_forms if not is_going(form)]
        for form in self.extra_forms:
            known = getattr(form, "known", None)
            if known and any(entries.is_by(entry, known) for entry in there):
                form.add_error(None, ValidationError(_("It is there already."), code="twice"))
            there += [known] if known else []


class RelatedInline(admin.StackedInline):
    """An article's related coverage: one line an entry, which has a page of its own for the rest."""

    model = RelatedArticle
    fk_name = "article"
    form = RelatedForm
    formset = RelatedFormSet
    template = "admin/articles/article/related.html"
    fields = ["order", "ours", "address", "headline"]
    extra = 1
    verbose_name = _("related article")
    verbose_name_plural = _("related coverage")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = type("RelatedFormHere", (self.form,), {"host": request.get_host()})
        return super().get_formset(request, obj, **kwargs | {"form": form})

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        hidden = [f"{row}__{name}" for row in ("article", "same_as") for name in LONG_TEXTS]
        rows = super().get_queryset(request).select_related("article", "provider", "same_as")
        return rows.defer("excerpt", "extra", "provider__description", "provider__extra", *hidden)


class EntryForm(forms.ModelForm):
    """One related entry, whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_inputs(self)


class RelatedPictureInline(PlacedPictureInline):
    """Pictures of a related entry."""

    model = RelatedPicture


@admin.register(RelatedArticle)
class RelatedArticleAdmin(admin.ModelAdmin):
    """One related entry, whole. Reached from its article, where entries are also added and deleted."""

    form = EntryForm
    formfield_overrides = WEB_ADDRESSES
    list_display = ["title", "article", "provider", "position"]
    list_select_related = ["article", "provider"]
    search_fields = ["title", "web_url"]
    show_full_result_count = False
    list_per_page = 50
    ordering = ["-pk"]
    autocomplete_fields = ["provider"]
    readonly_fields = ["article", "position"]
    inlines = [RelatedPictureInline]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "same_as":
            field = ours()
            field.label, field.help_text = db_field.verbose_name, db_field.help_text
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An entry is its article's: who may not change that may not change this."""
        return super().has_change_permission(request, obj) and may_change(request.user, obj.article if obj else None)

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
