"""Whether, when and how high up readers see an article: the rules of its form, and its pins."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.admin.edits import EditForm
from articles.admin.ordered import is_going
from articles.admin.times import name_inputs
from articles.models import Pin, Status

STILL_TO_COME = _("Give a time that is still to come.")
NOT_SCHEDULED = _("To let it appear at this time choose the status “scheduled”. For any other status leave it blank.")

SEEN = (Status.PUBLISHED, Status.MUTED)


class PublishingForm(EditForm):
    """Holds the status, its time and the boost together. Who may not publish has none of these fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_inputs(self)
        if "status" in self.fields:
            self._offer_what_can_be_chosen(self.fields["status"])

    def _offer_what_can_be_chosen(self, field: Any) -> None:
        """All but `muted`, which follows from the outlet; of a muted article it stands for `published`."""
        left_out = Status.PUBLISHED if self.instance.status == Status.MUTED else Status.MUTED
        field.choices = [(value, label) for value, label in field.choices if value != left_out]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if "status" in self.fields and not {"status", "publish_at"} & set(self.errors):
            self._clean_time(said)
        if "boost" in self.changed_data and "boost" in said:
            self.instance.boosted_at = timezone.now() if said["boost"] else None
        return said

    def _clean_time(self, said: dict[str, Any]) -> None:
        """A time is for what is scheduled. One that was given just now is not thrown away without a word."""
        status = said.get("status", self.instance.status)
        at = said.get("publish_at", self.instance.publish_at)
        changed = {"status", "publish_at"} & set(self.changed_data)
        if status == Status.SCHEDULED:
            if changed and (at is None or at <= timezone.now()):
                self.add_error("publish_at", ValidationError(STILL_TO_COME, code="past"))
        elif at and "publish_at" in changed and not (status in SEEN and at <= timezone.now()):
            self.add_error("publish_at", ValidationError(NOT_SCHEDULED, code="unscheduled"))
        elif at and changed:
            said["publish_at"] = None


class PinForm(forms.ModelForm):
    """A pin ends in the future."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_inputs(self)

    def clean_until(self) -> Any:
        until = self.cleaned_data["until"]
        if "until" in self.changed_data and until <= timezone.now():
            raise ValidationError(STILL_TO_COME, code="past")
        return until


class PinFormSet(BaseInlineFormSet):
    """Pins of an article, one a place: the front page is one, too."""

    def clean(self) -> None:
        super().clean()
        places = set()
        for form in self.forms:
            if is_going(form) or not (form.instance.pk or form.has_changed()) or form.errors:
                continue
            place = form.cleaned_data.get("topic")
            if place in places:
                form.add_error("topic", ValidationError(_("It is pinned there already."), code="twice"))
            places.add(place)


class PinInline(admin.StackedInline):
    """Where the article stands at the top, and until when."""

    model = Pin
    form = PinForm
    formset = PinFormSet
    template = "admin/articles/article/rows.html"
    explained = _("At the top of a topic until a time; or of the front page, if you leave the topic blank.")
    fields = ["topic", "until"]
    autocomplete_fields = ["topic"]
    extra = 1
    verbose_name = _("pin")
    verbose_name_plural = _("Pins")
