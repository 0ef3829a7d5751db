"""The form of an outlet: what it is called, the domains it is known by, whether lists show it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.edits import EditForm
from articles.admin.fields import DomainField, LinesField, PictureFileField, checked
from articles.outlets import holder_of
from articles.sources.text import domain_of

ROWS = {"domains": 3, "other_names": 3, "description": 4, "notes": 4}
"""How many lines of each field are seen at once."""


def domain_in(line: str) -> str:
    """The domain that a line of several means. Raises ValidationError, which repeats the line."""
    try:
        return checked(domain_of, line)
    except ValidationError as error:
        why = "“%(line)s”: %(why)s"
        raise ValidationError(why, code="invalid", params={"line": line, "why": error.message}) from error


class DomainsField(LinesField):
    """Domains, one a line, each brought into the form that outlets are known by."""

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(map(domain_in, super().to_python(value))))


class ProviderForm(EditForm):
    """Takes domains however they are written, refuses those of other outlets, and takes a logo as a file."""

    domains = DomainsField(required=False, label=_("Other domains"))
    new_logo = PictureFileField(label=_("Upload a logo"))

    class Meta:
        field_classes = {"domain": DomainField, "other_names": LinesField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ROWS.keys() & self.fields.keys():
            self.fields[name].widget.attrs["rows"] = ROWS[name]
        outlet = self.instance
        self.initial["domains"] = list(outlet.other_domains.values_list("domain", flat=True)) if outlet.pk else []
        self.fields["domains"].help_text = _("One a line. Files and readers that use them are led to this outlet.")
        self.fields["new_logo"].help_text = _("%(picture)s It is placed before the others.") % {
            "picture": PictureFileField.default_help_text
        }

    def clean_domain(self) -> str:
        domain: str = self.cleaned_data["domain"]
        return self._free(domain) if domain not in ("", self.instance.domain) else domain

    def clean_domains(self) -> list[str]:
        own = self.cleaned_data.get("domain") or self.instance.domain
        return [self._free(domain) for domain in self.cleaned_data["domains"] if domain != own]

    def _free(self, domain: str) -> str:
        """The domain, unless it is another outlet's. Raises ValidationError, which says what can be done then."""
        holder = holder_of(domain, but=self.instance.pk or 0)
        if holder is None:
            return domain
        url = reverse("admin:articles_provider_change", args=[holder.pk])
        outlet = format_html('<a href="{}" dir="auto">{}</a>', url, holder)
        why = gettext("{domain} is a domain of {outlet}. If the two are one outlet, they can be merged.")
        raise ValidationError(format_html(why, domain=domain, outlet=outlet), code="taken")
