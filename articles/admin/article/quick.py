"""The status of an article, changed in the list itself."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin.edits import EditForm
from articles.models import Article, Status

OFFERED = [Status.DRAFT, Status.PUBLISHED, Status.WITHDRAWN]
OF_MUTED = [Status.DRAFT, Status.WITHDRAWN]  # published is what it would be if its outlet were not


class PlainSelect(forms.Select):
    """Django's, without its templates: fifty of those are a third of what the page costs."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        marked = ((key, SafeString(" selected") if key == value else "", label) for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', marked)
        return format_html("<select{}>{}</select>", flatatt({"name": name, **self.attrs, **(attrs or {})}), options)


class QuickForm(EditForm):
    """A row's status. What needs a time, or follows from the outlet, is only offered where it is so already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now, field = Status(self.instance.status), self.fields["status"]
        label = _("Status of “%(title)s”") % {"title": self.instance.title}
        field.widget = PlainSelect({"aria-label": label})
        offered = OF_MUTED if now == Status.MUTED else OFFERED
        choices = [now, *offered] if now not in offered else offered
        field.choices = [(status.value, status.label) for status in choices]  # type: ignore[attr-defined]

    def clean_status(self) -> str:
        """The status, unless somebody else gave the article another one since the page was shown."""
        chosen: str = self.cleaned_data["status"]
        shown = self.data.get(self.add_initial_prefix("status"))
        if shown not in (None, chosen, self.instance.status):
            now = Status(self.instance.status).label
            raise forms.ValidationError(_("It is %(status)s by now. Load the list again.") % {"status": now})
        return chosen

    def save_columns(self) -> None:
        """Store what was chosen, and nothing of the row that may be older than what others wrote by now."""
        article: Article = self.instance
        article.modified_at = timezone.now()
        if article.status != Status.SCHEDULED:
            article.publish_at = None
        article.save(update_fields=["status", "publish_at", "modified_at"])
