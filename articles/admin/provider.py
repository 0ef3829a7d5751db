from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.admin.edits import EditableAdmin, EditForm
from articles.admin.fields import DomainField, LinesField
from articles.admin.lists import CountedAdmin, CountedList
from articles.admin.picture import PlacedPictureInline
from articles.models import Article, Provider, ProviderPicture


class ProviderList(CountedList):
    """Outlets with the number of their articles."""

    counted = (Article, "provider")


class ProviderForm(EditForm):
    """Takes a domain however it is written, and other names one a line."""

    class Meta:
        field_classes = {"domain": DomainField, "other_names": LinesField}


class LogoInline(PlacedPictureInline):
    """Logos of an outlet."""

    model = ProviderPicture


@admin.register(Provider)
class ProviderAdmin(CountedAdmin, EditableAdmin):
    """Outlets. The domain is what the import knows them by."""

    form = ProviderForm
    identity = ["domain"]
    kept_inlines = {ProviderPicture: "logos"}
    article_lookup = "provider__id__exact"
    list_display = ["__str__", "domain", "article_count"]
    search_fields = ["name", "domain"]
    show_full_result_count = False
    list_per_page = 50
    fields = ["name", "domain", "description", "other_names", "seed_file", "edited"]
    readonly_fields = ["seed_file", "edited"]
    inlines = [LogoInline]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ProviderList]:
        return ProviderList
