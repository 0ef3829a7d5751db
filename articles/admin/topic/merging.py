"""The page on which a topic becomes part of another: choose which, see what will happen, confirm."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.counting import counted
from articles.admin.topic.form import TopicSelect
from articles.ingest.turns import ImportStopped
from articles.models import Topic
from articles.naming import topic_named
from articles.topics import Consequences, MergeRefused, consequences, merge


class MergeForm(forms.Form):
    """Which topic it becomes part of. Without scripts no list can be searched; then its name is written."""

    into = forms.ModelChoiceField(
        Topic.objects.all(),
        required=False,
        label=_("Becomes part of"),
        widget=TopicSelect(_("Choose a topic")),
    )
    name = forms.CharField(required=False, label=_("Its name"))

    def __init__(self, other: Topic, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.other = other

    def clean(self) -> dict[str, Any]:
        """Adds `consequences`, unless the two cannot be merged."""
        said = self.cleaned_data
        if self.errors:
            return said
        said["into"] = said["into"] or (topic_named(said["name"]) if said["name"] else None)
        if said["into"] is None:
            self.add_error("into", ValidationError(_("Choose a topic that there is."), code="required"))
            return said
        try:
            said["consequences"] = consequences(self.other, said["into"])
        except MergeRefused as refusal:
            self.add_error("into", ValidationError(str(refusal), code="refused"))
        return said


class MergeDesk(admin.ModelAdmin):
    """Merging, reached from the page of the topic that goes."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("<int:pk>/merge/", view, name="articles_topic_merge"), *super().get_urls()]

    def may_merge(self, request: HttpRequest, topic: Topic | None = None) -> bool:
        """Whether this person may let the topic go."""
        return self.has_change_permission(request, topic) and self.has_delete_permission(request, topic)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        topic = context.get("original")
        context["may_merge"] = topic is not None and self.may_merge(request, topic)
        return super().render_change_form(request, context, *args, **kwargs)

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET chooses and shows, POST does it."""
        if not self.may_merge(request):
            raise PermissionDenied
        other = get_object_or_404(Topic, pk=pk)
        form = MergeForm(other, request.POST or request.GET or None)
        if form.is_valid() and request.method == "POST":
            return self.merged(request, other, form)
        return self.merge_page(request, other, form)

    def merged(self, request: HttpRequest, other: Topic, form: MergeForm) -> HttpResponse:
        into = form.cleaned_data["into"]
        try:
            merge(other, into, request.user)
        except MergeRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return redirect("admin:articles_topic_changelist")
        except ImportStopped as error:
            text = gettext("Cannot be done now: %(why)s. Try it again.") % {"why": error}
            self.message_user(request, text, messages.ERROR)
            return self.merge_page(request, other, form)
        told = gettext("“%(other)s” is part of “%(into)s” now.") % {"other": other, "into": into}
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:articles_topic_change", into.pk)

    def merge_page(self, request: HttpRequest, other: Topic, form: MergeForm) -> HttpResponse:
        chosen = form.cleaned_data if form.is_valid() else {}
        found = chosen.get("consequences")
        context = self.admin_site.each_context(request) | {
            "title": gettext("Merge %(topic)s into another topic") % {"topic": other},
            "form": form,
            "media": self.media + form.media,
            "into": chosen.get("into"),
            "steps": list(steps(found, other, chosen["into"])) if found else [],
            "object": other,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/topic/merge.html", context)


def steps(found: Consequences, other: Topic, into: Topic) -> Iterator[str]:
    """What will happen, a line each."""
    yield counted(ngettext("%(n)s article moves.", "%(n)s articles move.", found.articles), found.articles)
    if found.both:
        yield counted(ngettext("%(n)s of them has both.", "%(n)s of them have both.", found.both), found.both)
    if found.below:
        one, many = "%(n)s topic below it moves: %(names)s.", "%(n)s topics below it move: %(names)s."
        names = ", ".join(map(str, found.below))
        yield ngettext(one, many, len(found.below)) % {"n": len(found.below), "names": names}
    told = gettext("Files that name %(names)s mean “%(into)s” from then on.")
    yield told % {"names": ", ".join(f"“{name}”" for name in found.names), "into": into}
    told = gettext("A topic file of its own is passed over; the one of “%(into)s” counts.")
    yield told % {"into": into}
    told = gettext("Readers of %(from)s are led on to %(to)s.")
    yield told % {"from": ", ".join(f"/topics/{slug}/" for slug in found.addresses), "to": into.get_absolute_url()}
    if found.pins:
        yield counted(ngettext("%(n)s pin moves.", "%(n)s pins move.", found.pins), found.pins)
    if found.rules:
        yield counted(ngettext("%(n)s keyword rule moves.", "%(n)s keyword rules move.", found.rules), found.rules)
    told = gettext("Its description, its pictures and what it is found by are not taken over.")
    yield told
