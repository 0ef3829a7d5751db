"""Seed files from an editor's browser: chosen, tried, looked at, then imported or discarded."""

import contextlib
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from articles import uploads
from articles.ingest.record import ending
from articles.ingest.turns import reason_of
from articles.models import ImportRun, Upload, UploadState
from articles.uploads import UploadRefused
from articles.uploads.arriving import MOST_PICTURES, MOST_SEEDS
from articles.uploads.receiving import Receiver
from articles.uploads.telling import told
from articles.uploads.zips import CHUNK_BYTES, MOST_UNPACKED_BYTES

MEGABYTE = 1_000_000
FORM_BYTES = MEGABYTE  # what a request holds besides files
MOST_IGNORED_BYTES = 1_000 * MEGABYTE  # of an upload that is refused
SUFFIXES = ".md,.markdown,.txt,.yaml,.yml,.zip"


class FilesInput(forms.ClearableFileInput):
    """Any number of files."""

    allow_multiple_selected = True


class OptionsForm(forms.Form):
    """How to import."""

    publish = forms.BooleanField(
        required=False,
        label=_("Publish everything"),
        help_text=_("Publishes also articles whose files say “published: false”."),
    )
    overwrite_edits = forms.BooleanField(
        required=False,
        label=_("Overwrite editors’ changes"),
        help_text=_("Takes the files’ word even where an editor changed something here. Otherwise that is kept."),
    )


class UploadForm(OptionsForm):
    """What to import, and how. The files go past the form, see `Receiver`."""

    seeds = forms.FileField(
        required=False,
        label=_("Seed files, or one zip"),
        widget=FilesInput(
            attrs={"multiple": True, "accept": SUFFIXES, "required": True, "aria-describedby": "upload-limits"}
        ),
    )
    field_order = ["seeds"]


class UploadDesk(admin.ModelAdmin):
    """The pages for uploads, beside those of import runs."""

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether this editor may import; who may also sees what came of it."""
        return request.user.has_perm("articles.import_seeds")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_import_permission(request)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [path("upload/", view(self.upload_view), name="articles_upload")]
        own += [path("upload/<uuid:number>/", view(self.uploaded_view), name="articles_uploaded")]
        return [*own, *super().get_urls()]

    @csrf_exempt  # until the files are on their way to disk; then the token is asked for, see `received`
    def upload_view(self, request: HttpRequest) -> HttpResponseBase:
        """Choose files and options; what was chosen is tried at once."""
        self.require_permission(request)
        if request.method != "POST":
            return self.form_page(request)
        try:
            if length_of(request) > settings.UPLOADS_MOST_MB * MEGABYTE + FORM_BYTES:
                raise UploadRefused(too_large())
            with uploads.begin() as number:
                return self.received(request, number)
        except UploadRefused as error:
            why = str(error)
        except TooManyFilesSent:
            most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            why = f"expected at most {most} files at once; put more of them into one zip"
        except (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent):
            why = "expected the form of this page; try it again"
        except DatabaseError as error:
            why = f"cannot be done now: {reason_of(error)}; try it again"
        read_to_end(request)
        return self.form_page(request, why)

    def received(self, request: HttpRequest, number: UUID) -> HttpResponseBase:
        """Receive the files, into the folder of the upload to come, and try them. Raises UploadRefused."""
        receiver = Receiver(request, uploads.folder_of(number), settings.UPLOADS_MOST_MB * MEGABYTE)
        request.upload_handlers = [receiver]

        def tried(request: HttpRequest) -> HttpResponse:
            form = UploadForm(request.POST)  # here at the latest all of the request is read
            form.full_clean()
            if receiver.is_full:
                raise UploadRefused(too_large())
            upload = uploads.arrive(number, editor_of(request), receiver.given)
            uploads.check(upload, **chosen(form))
            return HttpResponseRedirect(reverse("admin:articles_uploaded", args=[number]))

        return csrf_protect(tried)(request)

    def uploaded_view(self, request: HttpRequest, number: UUID) -> HttpResponse:
        """What an import of the upload would do; and the buttons to do it, to try it otherwise, or to discard it."""
        self.require_permission(request)
        upload = get_object_or_404(Upload.objects.select_related("owner", "run"), pk=number, owner=request.user)
        try:
            if request.method == "POST":
                return self.ordered(request, upload)
            if upload.state == UploadState.IMPORTED:
                return self.to_run(upload.run)
            return self.report_page(request, upload)
        except UploadRefused as error:
            self.message_user(request, f"{upload}: {error}.", messages.ERROR)
        except DatabaseError as error:
            self.message_user(request, f"{upload}: cannot be done now: {reason_of(error)}.", messages.ERROR)
        return HttpResponseRedirect(reverse("admin:articles_upload"))

    def ordered(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """Do what the button that was pressed says. Options that changed are tried before anything is imported."""
        here = HttpResponseRedirect(reverse("admin:articles_uploaded", args=[upload.pk]))
        order = request.POST.get("order")
        if order == "discard":
            return self.discarded(request, upload, here)
        form = OptionsForm(request.POST)
        form.full_clean()
        changed = chosen(form) != {"publish": upload.publish, "overwrite_edits": upload.overwrite_edits}
        if upload.state == UploadState.WAITING and (order == "check" or (order == "import" and changed)):
            uploads.check(upload, **chosen(form))
            if order == "import":
                self.message_user(request, gettext("The options changed: look again, nothing was imported yet."))
        elif order == "import":
            return self.imported(request, upload, here)
        return here

    def discarded(self, request: HttpRequest, upload: Upload, here: HttpResponse) -> HttpResponse:
        if not uploads.discard(upload):
            self.message_user(request, gettext("It is being imported."), messages.WARNING)
            return here
        self.message_user(request, gettext("Discarded: %(names)s") % {"names": upload})
        return HttpResponseRedirect(reverse("admin:articles_upload"))

    def imported(self, request: HttpRequest, upload: Upload, here: HttpResponse) -> HttpResponse:
        """Import it, unless that is done or being done, or its report is another one by now."""
        run = uploads.confirm(upload, request.POST.get("report", ""))
        if run is None:
            text = gettext("Not imported again: it was imported, is being imported, or was tried with other options.")
            self.message_user(request, text, messages.WARNING)
            return here
        counts = ", ".join(f"{getattr(run, name)} {name}" for name in ("created", "updated", "unchanged", "rejected"))
        self.message_user(request, gettext("Imported: %(counts)s.") % {"counts": counts}, messages.SUCCESS)
        return self.to_run(run)

    def to_run(self, run: ImportRun | None) -> HttpResponse:
        """The page of the run; the list of runs, if that one could not be recorded."""
        if run is None or run.pk is None:
            return HttpResponseRedirect(reverse("admin:articles_importrun_changelist"))
        return HttpResponseRedirect(reverse("admin:articles_importrun_change", args=[run.pk]))

    def form_page(self, request: HttpRequest, error: str = "") -> HttpResponse:
        waiting: Any = []
        try:
            uploads.sweep()
            waiting = list(uploads.waiting_of(editor_of(request)))
        except UploadRefused as refused:
            error = error or str(refused)
        limits = {"seeds": MOST_SEEDS, "pictures": MOST_PICTURES, "files": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
        limits |= {"megabytes": settings.UPLOADS_MOST_MB, "unpacked": MOST_UNPACKED_BYTES // MEGABYTE}
        context = {"form": UploadForm(), "error": error, "waiting": waiting, "limits": limits}
        return self.page(request, "upload", gettext("Import seed files"), context)

    def report_page(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        options = {"publish": upload.publish, "overwrite_edits": upload.overwrite_edits}
        context = {"upload": upload, "form": OptionsForm(options), "ending": ending(upload.run) if upload.run else ""}
        if upload.state == UploadState.WAITING:
            context["told"] = told(upload)
        return self.page(request, "uploaded", gettext("What this import would do"), context)

    def page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        every = self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/articles/importrun/{name}.html", every | context)

    def require_permission(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied


def editor_of(request: HttpRequest) -> int:
    """The editor's id; only who is logged in comes so far."""
    return int(request.user.pk or 0)


def chosen(form: OptionsForm) -> dict[str, bool]:
    """The options, as they were chosen."""
    return {name: form.cleaned_data[name] for name in ("publish", "overwrite_edits")}


def length_of(request: HttpRequest) -> int:
    """How many bytes the request says it has, of which no more are read; 0 if it says nothing that makes sense."""
    said = str(request.META.get("CONTENT_LENGTH", ""))
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else 0


def read_to_end(request: HttpRequest) -> None:
    """Take what is left of the request, and keep none of it: a browser that is still sending does not see our answer.
    What is longer by far than an upload may be is cut off.
    """
    most = MOST_IGNORED_BYTES
    with contextlib.suppress(OSError):  # the browser is gone
        while most > 0 and (chunk := request.read(CHUNK_BYTES)):
            most -= len(chunk)


def too_large() -> str:
    return f"expected at most {settings.UPLOADS_MOST_MB} MB at once; upload them in parts"
