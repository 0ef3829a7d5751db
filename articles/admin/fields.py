"""Form fields that hold an editor to what the import holds a seed to."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.models.fields import UrlField
from articles.sources.text import domain_of, web_address


def checked(rule: Callable[[str], str], text: str) -> str:
    """What a rule of `articles.sources.text` makes of `text`; its refusal becomes one a form can show."""
    try:
        return rule(text) if text else text
    except ValueError as error:
        raise ValidationError(f"{capfirst(str(error))}.", code="invalid") from error


class AddressField(forms.CharField):
    """An http(s) address that readers can be sent to."""

    def clean(self, value: Any) -> str:
        return checked(web_address, super().clean(value))


class DomainField(forms.CharField):
    """An outlet's domain, brought into the form that it is known by."""

    def clean(self, value: Any) -> str:
        return checked(domain_of, super().clean(value))


class LinesField(forms.CharField):
    """A list of short texts, written one a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {name: value for name, value in kwargs.items() if name not in {"encoder", "decoder"}}
        super().__init__(**kwargs | {"widget": AdminTextareaWidget, "help_text": _("One a line.")})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)


WEB_ADDRESSES: dict[Any, Any] = {UrlField: {"form_class": AddressField, "widget": AdminURLFieldWidget}}
