import re

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.lists import OnlyReadAdmin
from articles.models import Seed
from articles.sources.characters import NOT_STORABLE

_HIDDEN = re.compile(f"[{NOT_STORABLE}]")  # would show the text otherwise than it is, or not at all
LONG_TEXTS = ["text", "article__excerpt", "article__featured_content", "article__secured", "article__extra"]


@admin.register(Seed)
class SeedAdmin(OnlyReadAdmin):
    """What was imported, to read. It changes by importing."""

    list_display = ["path", "owner", "imported_at"]
    list_select_related = ["article", "topic", "provider"]
    search_fields = ["path"]
    fields = ["path", "owner", "imported_at", "digest", "as_imported"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer(*LONG_TEXTS)

    @admin.display(description=_("describes"))
    def owner(self, seed: Seed) -> str:
        """The row that the file describes."""
        return str(seed.article or seed.topic or seed.provider)

    @admin.display(description=_("text"))
    def as_imported(self, seed: Seed) -> str:
        """The file as it was, line by line."""
        return format_html('<pre dir="auto">{}</pre>', _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", seed.text))
