"""The page on which an outlet becomes part of another: choose which, see what will happen, confirm."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.counting import counted
from articles.admin.fields import DomainField, OneFound
from articles.ingest.turns import ImportStopped
from articles.models import Article, Provider
from articles.outlets import Merger, holder_of, merge, merger

CHANGE = "admin:articles_provider_change"


class MergeForm(forms.Form):
    """Which outlet it becomes part of. Without scripts no list can be searched; then its domain is written."""

    into = forms.ModelChoiceField(
        Provider.objects.all(),
        required=False,
        label=_("Becomes part of"),
        widget=OneFound(Article._meta.get_field("provider"), admin.site),
    )
    domain = DomainField(required=False, label=_("Its domain"))

    def __init__(self, other: Provider, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.other = other

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.errors:
            return said
        said["into"] = said["into"] or holder_of(said["domain"])
        if said["into"] is None:
            self.add_error("into", ValidationError(_("Choose an outlet that there is."), code="required"))
        elif said["into"] == self.other:
            self.add_error("into", ValidationError(_("Choose another outlet than this one."), code="itself"))
        return said


class MergeDesk(admin.ModelAdmin):
    """Merging, reached from the page of the outlet that goes."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<path:object_id>/merge/", view, name="articles_provider_merge"), *super().get_urls()]

    def may_merge(self, request: HttpRequest, outlet: Provider | None) -> bool:
        """Whether this person may let the outlet go."""
        return self.has_change_permission(request, outlet) and self.has_delete_permission(request, outlet)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        outlet = context.get("original")
        context["may_merge"] = outlet is not None and self.may_merge(request, outlet)
        return super().render_change_form(request, context, *args, **kwargs)

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """GET chooses and shows, POST does it."""
        other: Any = self.get_object(request, unquote(object_id))
        if not self.may_merge(request, other):
            raise PermissionDenied
        if other is None:
            raise Http404("No such outlet")
        form = MergeForm(other, request.POST if request.method == "POST" else request.GET or None)
        if not form.is_valid():
            return self.merge_page(request, other, form)
        if request.method == "POST":
            return self.merged(request, other, form)
        return self.merge_page(request, other, form, merger(other, form.cleaned_data["into"]))

    def merged(self, request: HttpRequest, other: Provider, form: MergeForm) -> HttpResponse:
        try:
            done = merge(other, form.cleaned_data["into"], request.user)
        except Provider.DoesNotExist:
            self.message_user(request, gettext("One of the two is not there any more."), messages.WARNING)
            return redirect("admin:articles_provider_changelist")
        except ImportStopped as error:
            text = gettext("Cannot be done now: %(why)s. Try it again.") % {"why": error}
            self.message_user(request, text, messages.ERROR)
            return self.merge_page(request, other, form)
        if done.clashing:
            return self.merge_page(request, other, form, done)
        told = gettext("“%(other)s” is part of “%(into)s” now.") % {"other": done.other, "into": done.into}
        self.message_user(request, told, messages.SUCCESS)
        return redirect(CHANGE, done.into.pk)

    def merge_page(
        self, request: HttpRequest, other: Provider, form: MergeForm, found: Merger | None = None
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": gettext("Merge %(outlet)s into another outlet") % {"outlet": other},
            "form": form,
            "media": self.media + form.media,
            "found": found,
            "into": found and found.into,
            "steps": list(steps(found)) if found and not found.clashing else [],
            "object": other,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/provider/merge.html", context)


def steps(found: Merger) -> Iterator[str]:
    """What will happen, a line each."""
    other, into = found.other, found.into
    yield counted(ngettext("%(n)s article moves.", "%(n)s articles move.", found.articles), found.articles)
    if found.related:
        one, many = "%(n)s entry of related coverage moves.", "%(n)s entries of related coverage move."
        yield counted(ngettext(one, many, found.related), found.related)
    if found.logos:
        one, many = "%(n)s logo is added behind those there are.", "%(n)s logos are added behind those there are."
        yield counted(ngettext(one, many, found.logos), found.logos)
    if found.hushed:
        yield told_of(found.hushed, muted=into.muted)
    domains = gettext("Files that name %(domains)s mean “%(into)s” from then on.")
    yield domains % {"domains": ", ".join(found.domains), "into": into}
    readers = gettext("Readers of %(from)s are led on to %(to)s.")
    yield readers % {"from": other.get_absolute_url(), "to": into.get_absolute_url()}
    if other.name != into.name:
        yield gettext("“%(name)s” becomes one of its other names.") % {"name": other}
    if other.notes:
        yield gettext("The notes for editors are added to its own.")


def told_of(number: int, *, muted: bool) -> str:
    """What becomes of articles whose outlet is muted from now on, or is not any more."""
    if muted:
        text = ngettext("%(n)s article is no longer listed.", "%(n)s articles are no longer listed.", number)
    else:
        text = ngettext("%(n)s article is listed again.", "%(n)s articles are listed again.", number)
    return counted(text, number)
