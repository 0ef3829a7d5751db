from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import AddressField, PictureFileField, checked
from articles.admin.placed import PlacedPictureForm, PlacedPictureFormSet
from articles.models import Picture, PictureState
from articles.pictures import orders
from articles.pictures.cache import CacheStopped, Summary
from articles.pictures.fetching import picture_fetcher
from articles.pictures.health import STATES, health
from articles.sources.addresses import origin_of, server_of
from articles.sources.text import picture_address

THUMBNAIL_WIDTH_PX = 96
LONGEST_SHOWN = 60  # characters of an address in a list


def thumbnail(picture: Picture) -> str:
    """Our own copy, shown small. Never the remote one: its host would learn who edits here."""
    files = [file for file in picture.files if file.suffix == "webp"] if picture.is_shown else []
    if not files:
        return ""
    file = min(files, key=lambda file: abs(file.width - 2 * THUMBNAIL_WIDTH_PX))
    image = '<img src="{}" alt="" width="{}" loading="lazy">'
    return format_html(image, default_storage.url(picture.name_of(file)), THUMBNAIL_WIDTH_PX)


def size(width: int | None, height: int | None) -> str:
    """Such as 1200 × 675, or nothing if either is not known."""
    return f"{width} × {height}" if width and height else ""


class PlacedPictureInline(admin.StackedInline):
    """Pictures of something, in their order."""

    form = PlacedPictureForm
    formset = PlacedPictureFormSet
    template = "admin/placed_pictures.html"
    explained = _("The lowest number comes first.")
    fields = ["order", "title", "attribution", "upload", "address"]
    extra = 1

    class Media:
        css = {"all": ["desk/form.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("picture")


class PictureForm(forms.ModelForm):
    """Takes addresses and paths on the publisher's site, and a file to show instead of what is there."""

    upload = PictureFileField(
        label=_("Replace by"),
        help_text=_(
            "A JPEG, PNG, WebP, GIF or AVIF picture of at most 15 MB, shown instead of what is at the address."
        ),
    )

    class Meta:
        field_classes = {"base_url": AddressField}

    def clean_url(self) -> Any:
        url = checked(picture_address, self.cleaned_data["url"])
        if "://" not in url and not url.startswith("/"):
            raise ValidationError(_("Expected an http(s) address, or a path that begins with /."), code="invalid")
        return url


class HostFilter(admin.SimpleListFilter):
    """The hosts of most of the pictures that we have no copy of."""

    title, parameter_name = _("host"), "host"
    MOST = 20

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        missing = Picture.objects.exclude(state=PictureState.CACHED).exclude(host="").order_by()
        counts = missing.values_list("host").annotate(number=Count("pk")).order_by("-number", "host")
        return [(host, f"{host} ({number})") for host, number in counts[: self.MOST]]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(host=self.value()) if self.value() else queryset


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    """Pictures by their address. Files come from the import, the picture cache and editors; all are checked alike."""

    form = PictureForm
    list_display = ["preview", "address", "state", "host", "error", "next_attempt_at", "copy_size", "bytes_kept"]
    list_display_links = ["preview", "address"]
    list_filter = ["state", HostFilter]
    search_fields = ["url", "error"]
    search_help_text = _("Part of the address, or of the reason why it is missing.")
    show_full_result_count = False
    list_per_page = 50
    ordering = ["-pk"]
    actions = ["fetch_now", "refuse"]
    fields = ["url", "base_url", "width", "height", "preview", "upload", "state", "error", "attempts"]
    fields += ["tried_at", "next_attempt_at", "fetched_at", "source", "copy_size", "bytes_kept"]
    readonly_fields = ["preview", "state", "error", "attempts", "tried_at", "next_attempt_at", "fetched_at"]
    readonly_fields += ["source", "copy_size", "bytes_kept"]

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *(["url"] if obj else [])]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.health_view)
        return [path("health/", view, name="articles_picture_health"), *super().get_urls()]

    def health_view(self, request: HttpRequest) -> HttpResponse:
        """How the pictures are, on one page."""
        if not self.has_view_permission(request):
            return self.admin_site.login(request)
        context = self.admin_site.each_context(request) | {"title": gettext("How the pictures are"), "opts": self.opts}
        context |= {"health": health(), "states": [state.label for state in STATES]}
        return TemplateResponse(request, "admin/articles/picture/health.html", context)

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        host = server_of(origin_of(obj.url, obj.base_url))
        if host != obj.host:
            obj.host, obj.state = host, PictureState.CACHED if obj.is_shown else PictureState.WAITING
        super().save_model(request, obj, form, change)
        if data := form.cleaned_data.get("upload"):
            self.tell(request, lambda: orders.replace(obj, data, picture_fetcher()))

    @admin.action(description=_("Fetch now"), permissions=["change"])
    def fetch_now(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Fetch the first few while the editor waits, and leave the rest to the next run of the cache."""
        ids = list(queryset.order_by("-pk").values_list("pk", flat=True))
        now, later = ids[: orders.AT_ONCE], ids[orders.AT_ONCE :]
        if left := orders.order(Picture.objects.filter(pk__among=later)) if later else 0:
            text = ngettext("%(n)s picture is left to the next run.", "%(n)s pictures are left to the next run.", left)
            self.message_user(request, text % {"n": left}, messages.INFO)
        self.tell(request, lambda: orders.fetch_now(now, picture_fetcher()))

    @admin.action(description=_("Refuse: show it no more, and do not ask for it"), permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet) -> None:
        refused = orders.refuse(Picture.objects.filter(pk__in=queryset.values("pk")))
        text = ngettext("%(n)s picture is refused.", "%(n)s pictures are refused.", refused)
        self.message_user(request, text % {"n": refused})

    def tell(self, request: HttpRequest, work: Any) -> None:
        """Do the work, and say what came of it: how many copies there are now, and why others are missing."""
        try:
            summary: Summary = work()
        except CacheStopped as error:
            self.message_user(request, capfirst(str(error)), messages.ERROR)
            return
        kept = summary.outcomes["cached"] + summary.outcomes["unchanged"]
        text = ngettext("We have a copy of %(n)s picture.", "We have copies of %(n)s pictures.", kept) % {"n": kept}
        self.message_user(request, text, messages.SUCCESS if kept else messages.INFO)
        for reason, number in summary.reasons.most_common():
            self.message_user(request, f"{capfirst(reason)} ({number})", messages.WARNING)

    class Media:
        css = {"all": ["css/admin.css"]}

    @admin.display(description=_("address"), ordering="url")
    def address(self, picture: Picture) -> str:
        """As much of it as tells it from others of its host, which has a column of its own."""
        where = picture.url.partition("://")[2].partition("/")[2] or picture.url
        return where if len(where) <= LONGEST_SHOWN else f"{where[:LONGEST_SHOWN]}…"

    @admin.display(description=_("our copy"), empty_value="—")
    def preview(self, picture: Picture) -> str:
        return thumbnail(picture)

    @admin.display(description=_("original"), empty_value="—")
    def source(self, picture: Picture) -> str:
        """Format, pixels and bytes of what our copy was made of, and its name where it is ours to keep."""
        about = [picture.source_type, size(picture.file_width, picture.file_height)]
        about += [filesizeformat(picture.source_bytes) if picture.source_bytes else "", picture.file.name or ""]
        return ", ".join(filter(None, about))

    @admin.display(description=_("our copy's size"), empty_value="—")
    def copy_size(self, picture: Picture) -> str:
        widest = next(iter(picture.files), None)
        return size(widest.width, widest.height) if widest else ""

    @admin.display(description=_("kept"), ordering="copy_bytes", empty_value="—")
    def bytes_kept(self, picture: Picture) -> str:
        return filesizeformat(picture.copy_bytes) if picture.copy_bytes else ""
