from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import AddressField, checked
from articles.models import Picture
from articles.models.fields import PlacedPicture
from articles.sources.text import picture_address

THUMBNAIL_WIDTH_PX = 96


def thumbnail(picture: Picture) -> str:
    """Our own copy, shown small. Never the remote one: its host would learn who edits here."""
    if not picture.file:
        return ""
    image = '<img src="{}" alt="" width="{}" loading="lazy">'
    return format_html(image, picture.file.url, THUMBNAIL_WIDTH_PX)


def size(width: int | None, height: int | None) -> str:
    """Such as 1200 × 675, or nothing if either is not known."""
    return f"{width} × {height}" if width and height else ""


class PlacedPictureInline(admin.TabularInline):
    """Pictures of something, in their order."""

    fields = ["position", "picture", "preview", "title", "attribution", "is_cached"]
    readonly_fields = ["preview"]
    raw_id_fields = ["picture"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("picture")

    @admin.display(description=_("our copy"))
    def preview(self, placed: PlacedPicture) -> str:
        return thumbnail(placed.picture) if placed.picture_id else ""


class PictureForm(forms.ModelForm):
    """Takes addresses and paths on the publisher's site. What lies beside a seed comes in with the seed."""

    class Meta:
        field_classes = {"base_url": AddressField}

    def clean_url(self) -> Any:
        url = checked(picture_address, self.cleaned_data["url"])
        if "://" not in url and not url.startswith("/"):
            raise ValidationError(_("Expected an http(s) address, or a path that begins with /."), code="invalid")
        return url


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    """Pictures by their address. Files come from the import and the picture cache, which check them."""

    form = PictureForm
    list_display = ["preview", "url", "declared_size", "copy_size"]
    list_display_links = ["preview", "url"]
    search_fields = ["url"]
    search_help_text = _("Part of the address.")
    show_full_result_count = False
    list_per_page = 50
    ordering = ["-pk"]
    fields = ["url", "base_url", "width", "height", "preview", "file", "copy_size"]
    readonly_fields = ["preview", "file", "copy_size"]

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *(["url"] if obj else [])]

    @admin.display(description=_("our copy"), empty_value="—")
    def preview(self, picture: Picture) -> str:
        return thumbnail(picture)

    @admin.display(description=_("declared size"))
    def declared_size(self, picture: Picture) -> str:
        return size(picture.width, picture.height)

    @admin.display(description=_("our copy's size"))
    def copy_size(self, picture: Picture) -> str:
        return size(picture.file_width, picture.file_height)
