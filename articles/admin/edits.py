"""What the admins of rows that seeds describe share: an editor's change outlives the next import."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import WEB_ADDRESSES
from articles.models import RelatedArticle, Seed
from articles.models.fields import Editable

GOES_WITH_ITS_ROW = {Seed._meta.verbose_name, RelatedArticle._meta.verbose_name}


class EditForm(forms.ModelForm):
    """Changes what its user changed since the form was shown, and nothing else.

    What was shown comes back with the form (`show_hidden_initial`). So a field that an import wrote in the
    meantime is neither taken for an edit nor set back; and seconds' fractions and line ends, which browsers
    alter, stay as they are. What somebody else changed in the meantime, and this user too, is refused.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for field in self.fields.values():
                field.show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        super().clean()
        for name in list(self.changed_data):
            if self.was_changed_by_others(name):
                message = _("Somebody else changed this while you did. Keep what you wrote, and load the page again.")
                self.add_error(name, forms.ValidationError(message, code="overtaken"))
        for name, value in list(self.cleaned_data.items()):
            if self.instance.pk and name not in self.changed_data:
                del self.cleaned_data[name]  # ModelForm leaves the row's own value where there is none here
            elif isinstance(value, str):
                self.cleaned_data[name] = value.replace("\r\n", "\n")
        return self.cleaned_data

    def was_changed_by_others(self, name: str) -> bool:
        """Whether the row says neither what the form was shown with, nor what was entered."""
        bound, field = self[name], self.fields[name]
        of_the_row = name in {column.name for column in self.instance._meta.concrete_fields}
        if not of_the_row or not any(key.startswith(bound.html_initial_name) for key in self.data):
            return False  # nobody was shown what the row says
        shown = field.hidden_widget().value_from_datadict(self.data, self.files, bound.html_initial_name)
        return field.has_changed(bound.initial, shown) and field.has_changed(bound.initial, bound.data)


class EditableAdmin(admin.ModelAdmin):
    """Keeps in a row's `edited_fields` what an editor changed: fields, and the lists of `kept_inlines`."""

    form = EditForm
    formfield_overrides = WEB_ADDRESSES
    identity: list[str] = []
    """Fields that are fixed once the row exists: the import finds it by them, readers by its address."""
    kept_inlines: dict[type[models.Model], str] = {}
    """What a change of the inline's rows is called in `edited_fields`."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*super().get_readonly_fields(request, obj), *(self.identity if obj else [])]

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Iterable[BaseInlineFormSet], change: bool
    ) -> None:
        """Save the inlines' rows; then keep in mind what was edited. A new row is the editor's word altogether."""
        super().save_related(request, form, formsets, change)
        changed = {formset.model for formset in formsets if formset.has_changed()}
        lists = [name for model, name in self.kept_inlines.items() if model in changed]
        edited, columns = form.changed_data if change else form.fields, {field.name for field in self.opts.fields}
        keep(form.instance, [*(name for name in edited if name in columns), *lists])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django has it, but without asking for the right to delete what cannot be deleted by itself."""
        rows, counts, missing_rights, protected = super().get_deleted_objects(objs, request)
        return rows, counts, set(missing_rights) - GOES_WITH_ITS_ROW, protected

    @admin.display(description=_("seed file"))
    def seed_file(self, row: Any) -> str:
        """The path of the row's seed, leading to what was in it."""
        seed = getattr(row, "seed", None)
        if seed is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("admin:articles_seed_change", args=[seed.pk]), seed.path)

    @admin.display(description=_("edited by hand"))
    def edited(self, row: Editable) -> str:
        """Names of the fields that the next import leaves alone."""
        return ", ".join(row.edited_fields)


def keep(row: Editable, fields: list[str]) -> None:
    """Mark `fields` of a stored row as an editor's."""
    if fields:
        row.keep_edits(fields)
        row.save(update_fields=["edited_fields", "modified_at"])
