"""Fields for a moment, whose two inputs say to those who only hear them what they are."""

from django import forms
from django.utils.translation import gettext as _


def name_inputs(form: forms.BaseForm) -> None:
    """Give the date and the time of each moment in the form a name of its own; Django's have none."""
    for field in form.fields.values():
        if isinstance(field, forms.SplitDateTimeField):
            date, time = field.widget.widgets
            date.attrs["aria-label"] = _("%(field)s: date") % {"field": field.label}
            time.attrs["aria-label"] = _("%(field)s: time") % {"field": field.label}
