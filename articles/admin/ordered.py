"""Inlines whose rows stand in an order: by any numbers, which are closed up when they are saved."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

AWAY = 10_000  # from where rows stand while others take their places; no number in a form is so large
LAST = (AWAY, 0)
GONE = _("Some of this was replaced while the form was open, by an import or by somebody else. Open the form again.")


def is_going(form: Any) -> bool:
    """Whether the form's row is to be removed."""
    return bool(form.cleaned_data.get(DELETION_FIELD_NAME))


class OrderedForm(forms.ModelForm):
    """A row with its number; without one it goes to the end."""

    order = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=AWAY - 1,
        label=_("Order"),
        widget=forms.NumberInput(attrs={"class": "order"}),
    )

    @property
    def place(self) -> tuple[int, int]:
        """What rows are sorted by. A row that was moved to another's number takes its place."""
        number = self.cleaned_data.get("order")
        if number is None:
            return LAST
        before = self.initial.get("order", AWAY)
        return number, (number > before) - (number < before)


class OrderedFormSet(BaseInlineFormSet):
    """Rows in their order, from 0 on without gaps: also where the database lets no two have one position."""

    is_stale = False

    def _existing_object(self, pk: Any) -> Any:
        """The row of a form; None if somebody removed it meanwhile, which Django would take for a new one."""
        row = super()._existing_object(pk)  # type: ignore[misc]
        self.is_stale = self.is_stale or row is None
        return row

    def clean(self) -> None:
        super().clean()
        if self.is_stale:
            raise ValidationError(GONE, code="stale")

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if i < self.initial_form_count():
            form.initial["order"] = i + 1
        return form

    def rows_there(self) -> QuerySet:
        manager: Any = self.model._default_manager  # type: ignore[union-attr]
        rows: QuerySet = manager.filter(**{self.fk.name: self.instance})
        return rows

    @property
    def remaining(self) -> list[Any]:
        """The forms of rows that will be there, in the order that was asked for."""
        forms: list[Any] = [*self.initial_forms, *(form for form in self.extra_forms if form.has_changed())]
        return sorted((form for form in forms if not is_going(form)), key=lambda form: form.place)

    def save(self, commit: bool = True) -> Any:
        if not self.has_changed():
            return super().save(commit)
        rows = self.rows_there()
        rows.update(position=F("position") + AWAY)
        remaining = self.remaining
        for position, form in enumerate(remaining):
            form.instance.position = position
        saved = super().save(commit)
        for form in remaining:
            if not form.has_changed():
                rows.filter(pk=form.instance.pk).update(position=form.instance.position)
        close_up(rows)
        return saved


def close_up(rows: QuerySet) -> None:
    """Let the rows stand at 0, 1, 2 … as they are ordered: also those that came while the form was open."""
    for place, (pk, position) in enumerate(rows.order_by("position", "pk").values_list("pk", "position")):
        if position != place:
            rows.filter(pk=pk).update(position=place)
