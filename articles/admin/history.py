"""History at the desk: every edit is kept as a version, can be compared, and brought back by another edit."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import history
from articles.admin.edits import keep
from articles.admin.versions import shown, with_changes
from articles.models import Article, ArticleTopic, Topic

PAGE = "versions"  # what the page's number is called in an address
PER_PAGE = 20


class HistoryAdmin(admin.ModelAdmin):
    """Keeps versions of rows that are edited here. Stands before the admin whose way of saving it records."""

    object_history_template = "admin/versions.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_version"
        view = self.admin_site.admin_view(self.version_view)
        return [path("<path:object_id>/history/<int:version_id>/", view, name=name), *super().get_urls()]

    # Keeping

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        form.unseen = history.unseen(self.model, [obj.pk]) if change else []
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        version = getattr(form, "version", None)
        lists = self.restore_lists(form.instance, version) if version else []
        super().save_related(request, form, formsets, change)
        keep(form.instance, lists)
        if change and not (lists or form.has_changed() or any(formset.has_changed() for formset in formsets)):
            return
        self.model.history.bulk_create(form.unseen)
        kind = history.CHANGED if change else history.CREATED
        reason = reason_of(version) or getattr(form, "reason", "")
        history.after_edit(self.model, [form.instance.pk], request.user, kind=kind, reason=reason)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._keep_last([obj.pk], request)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._keep_last(list(queryset.values_list("pk", flat=True)), request)
        super().delete_queryset(request, queryset)

    def _keep_last(self, ids: list[int], request: HttpRequest) -> None:
        history.before_edit(self.model, ids)
        history.after_edit(self.model, ids, request.user, kind=history.DELETED)

    # Reading

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Django's page, under the versions. Rights are asked there, before anything is shown."""
        row = self.get_object(request, unquote(object_id))
        if row is not None:
            versions = self._versions(row)
            page = Paginator(versions, PER_PAGE).get_page(request.GET.get(PAGE))
            older = versions[page.end_index() : page.end_index() + 1].first()
            extra_context = (extra_context or {}) | {"versions": page, "shown": with_changes(list(page), older)}
        return super().history_view(request, object_id, extra_context)

    def _versions(self, row: Any) -> QuerySet:
        versions: QuerySet = self.model.history.filter(id=row.pk).select_related("history_user")
        return versions.order_by("-history_id")

    def version_view(self, request: HttpRequest, object_id: str, version_id: int) -> HttpResponse:
        """One version beside what the row says now, and the button that brings it back."""
        row = self.get_object(request, unquote(object_id))
        version = row and self._versions(row).filter(history_id=version_id).first()
        if row is None or version is None:
            raise Http404("No such version")
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        form = self.restoring(request, row, version) if self.has_change_permission(request, row) else None
        if request.method == "POST":
            if form is None:
                raise PermissionDenied
            if form.is_valid():
                return self.restore(request, form)
        return self._version_page(request, row, version, form)

    def _version_page(self, request: HttpRequest, row: Any, version: Any, form: Any) -> HttpResponse:
        [now] = history.current(self.model, [row.pk])
        context = self.admin_site.each_context(request) | {
            "title": _("Version of %(row)s") % {"row": row},
            "version": version,
            "shown": shown(now, version),
            "errors": refusals(form) if request.method == "POST" else [],
            "may_restore": form is not None,
            "object": row,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/version.html", context)

    # Bringing back

    def restoring(self, request: HttpRequest, row: Any, version: Any) -> Any:
        """The edit that a person would make in the row's form to bring the version back, with all that form's rules.

        Only what differs is in it, and of that only the fields that this person may edit.
        """
        form_class = self.get_form(request, row, change=True)
        now, then = form_class(instance=row), form_class(instance=self._row_of(row, version))
        differing = {field.name for field in version.tracked_fields if differs(field.attname, row, version)}
        data: dict[str, Any] = {}
        for name in now.fields:
            data |= sent(then if name in differing else now, name)
        form: Any = form_class(data, instance=row)
        form.changed_data = [name for name in form.fields if name in differing]
        form.version = version
        return form

    def _row_of(self, row: Any, version: Any) -> Any:
        """The row as it would be; not to be saved."""
        values = {field.attname: getattr(version, field.attname) for field in version.tracked_fields}
        return self.model(**values | {"pk": row.pk})

    @transaction.atomic
    def restore(self, request: HttpRequest, form: Any) -> HttpResponse:
        """Save it as the change form does, so that what follows from an edit follows from this one."""
        row = self.save_form(request, form, change=True)
        self.save_model(request, row, form, change=True)
        self.save_related(request, form, [], change=True)
        self.log_change(request, row, reason_of(form.version))
        self.message_user(request, reason_of(form.version), messages.SUCCESS)
        return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]))

    def restore_lists(self, row: Any, version: Any) -> list[str]:
        """Bring back what is kept of the row in other tables. Returns the names of the lists that it changed."""
        return []


class ArticleHistoryAdmin(HistoryAdmin):
    """Of an article also its topics. Pictures and related coverage are not kept."""

    def restore_lists(self, row: Article, version: Any) -> list[str]:
        there = set(Topic.objects.filter(pk__in=version.topic_ids).values_list("pk", flat=True))
        wanted = [pk for pk in version.topic_ids if pk in there]
        links = row.topic_links.order_by("position", "pk")
        if list(links.values_list("topic_id", flat=True)) == wanted:
            return []
        links.delete()
        about = {"status": row.status, "published_at": row.published_at}
        ArticleTopic.objects.bulk_create(
            ArticleTopic(article=row, topic_id=pk, position=place, **about) for place, pk in enumerate(wanted)
        )
        return ["topics"]


def differs(column: str, row: Any, version: Any) -> bool:
    return bool(getattr(row, column) != getattr(version, column))


def sent(form: BaseModelForm, name: str) -> dict[str, Any]:
    """What a browser would send of this field if nobody touched it."""
    widget: Any = form.fields[name].widget
    if hasattr(widget, "decompress"):  # of several inputs
        parts = widget.decompress(form.initial.get(name))
        return {f"{name}{end}": part for end, part in zip(widget.widgets_names, parts, strict=True)}
    return {name: form[name].value()}


def refusals(form: BaseModelForm) -> list[str]:
    """What the form's rules say against it, of whichever field."""
    return [str(error) for errors in form.errors.values() for error in errors]


def reason_of(version: Any) -> str:
    """What is told of an edit that brought a version back; blank for any other."""
    if version is None:
        return ""
    at = date_format(timezone.localtime(version.history_date), "DATETIME_FORMAT")
    return _("Restored the version of %(at)s.") % {"at": at}
