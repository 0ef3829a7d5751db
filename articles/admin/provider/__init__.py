"""Outlets at the desk."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import outlets
from articles.admin.edits import EditableAdmin, keep
from articles.admin.history import HistoryAdmin
from articles.admin.lists import CountedAdmin, CountedList
from articles.admin.picture import PlacedPictureInline
from articles.admin.provider.form import ProviderForm
from articles.admin.provider.merging import MergeDesk, told_of
from articles.models import Article, Provider, ProviderPicture
from articles.pictures import orders
from articles.pictures.cache import CacheStopped
from articles.pictures.fetching import picture_fetcher
from articles.pictures.raster import RasterError


class ProviderList(CountedList):
    """Outlets with the number of their articles."""

    counted = (Article, "provider")


class LogoInline(PlacedPictureInline):
    """Logos of an outlet. A new one is given above them."""

    model = ProviderPicture
    extra = 0


@admin.register(Provider)
class ProviderAdmin(MergeDesk, CountedAdmin, HistoryAdmin, EditableAdmin):
    """Outlets. The domain is what the import knows them by, beside other domains that they have."""

    form = ProviderForm
    identity = ["domain"]
    kept_inlines = {ProviderPicture: "logos"}
    article_lookup = "provider__id__exact"
    list_display = ["__str__", "domain", "muting", "article_count"]
    list_filter = ["muted"]
    search_fields = ["name", "domain", "other_domains__domain"]
    show_full_result_count = False
    list_per_page = 50
    readonly_fields = ["seed_file", "edited"]
    fieldsets = [
        (None, {"fields": ["name", "domain", "domains", "other_names", "description"]}),
        (_("For readers"), {"fields": ["muted"]}),
        (_("For editors"), {"fields": ["notes"]}),
        (_("The seed"), {"fields": ["seed_file", "edited"]}),
        (_("Logo"), {"fields": ["new_logo"]}),
    ]
    inlines = [LogoInline]

    class Media:
        css = {"all": ["desk/outlets.css"]}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ProviderList]:
        return ProviderList

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the place for a file where there is nothing to change."""
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return self.fieldsets if may else self.fieldsets[:-1]

    @admin.display(description=_("other domains"))
    def domains(self, provider: Provider) -> str:
        """For who may not change them."""
        return ", ".join(map(str, provider.other_domains.all()))

    @admin.display(description=_("muted"), ordering="muted", empty_value="")
    def muting(self, provider: Provider) -> Any:
        """A word on those whose articles no list shows."""
        return _("muted") if provider.muted else ""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save; then what follows from other domains, from a logo, and from being muted or heard again."""
        outlet, changed = form.instance, form.changed_data
        if "domains" in changed:
            outlets.know_by(outlet, form.cleaned_data["domains"])
            form.reason = gettext("Other domains: %(domains)s") % {"domains": self.domains(outlet) or "–"}
        super().save_related(request, form, formsets, change)
        if data := form.cleaned_data.get("new_logo"):
            self.take_logo(request, outlet, data)
        if "muted" in changed and (number := outlets.hush(outlet)):
            self.message_user(request, told_of(number, muted=outlet.muted), messages.SUCCESS)

    def take_logo(self, request: HttpRequest, outlet: Provider, data: bytes) -> None:
        """Make the file a picture of ours, and the outlet's first logo; or say why that cannot be."""
        try:
            outlets.put_first(outlet, orders.take_in(data, picture_fetcher()))
        except (RasterError, CacheStopped) as error:
            self.message_user(request, f"{capfirst(str(error))}.", messages.ERROR)
        else:
            keep(outlet, ["logos"])
