"""Form fields that hold an editor to what the import holds a seed to."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AdminURLFieldWidget,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.models.fields import UrlField
from articles.pictures import orders, raster
from articles.pictures.making import LEAST_LOGO_PX
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


class OnlyNumbers:
    """A field with completion that looks nothing up but numbers: Django's fails at what is none."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        numbers = [one for one in value if one in ("", None) or re.fullmatch("[0-9]{1,18}", str(one))]
        return super().optgroups(name, numbers, attr)  # type: ignore[misc]


class OneFound(OnlyNumbers, AutocompleteSelect):
    """One row, found by a part of its name."""


class SeveralFound(OnlyNumbers, AutocompleteSelectMultiple):
    """Several of them."""


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


class PictureFileField(forms.FileField):
    """A picture from the editor's own machine: its bytes, held to what the cache holds those of other servers to; none
    if there is no file.
    """

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif"})
    default_help_text = _("A JPEG, PNG, WebP, GIF or AVIF picture of at most 15 MB.")

    def __init__(self, **kwargs: Any) -> None:
        given: dict[str, Any] = {"required": False, "help_text": self.default_help_text}
        super().__init__(**given | kwargs)

    def clean(self, data: Any, initial: Any = None) -> bytes:
        upload = super().clean(data, initial)
        if upload is None:
            return b""
        if upload.size > orders.MOST_UPLOADED_BYTES:
            raise ValidationError(_("Expected at most 15 MB."), code="invalid")
        picture = bytes(upload.read())
        try:
            raster.read(picture, least_px=LEAST_LOGO_PX)
        except raster.RasterError as error:
            raise ValidationError(f"{capfirst(str(error))}.", code="invalid") from error
        return picture


WEB_ADDRESSES: dict[Any, Any] = {UrlField: {"form_class": AddressField, "widget": AdminURLFieldWidget}}
