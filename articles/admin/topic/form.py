"""The form of a topic: what it is called, where it is found, and which words put articles under it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.admin.edits import EditForm
from articles.admin.fields import LinesField, OneFound
from articles.admin.picture import PlacedPictureInline
from articles.models import Topic, TopicPicture, TopicRule
from articles.naming import line, topic_at, topic_named
from articles.rules import terms_of
from articles.sources.text import slug_of


class TopicSelect(OneFound):
    """A topic, found by a part of its name. Says what it is while none is chosen, also to those who only hear it."""

    def __init__(self, none: Any) -> None:
        super().__init__(Topic._meta.get_field("parent"), admin.site)
        self.none = none

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": self.none}


class TopicForm(EditForm):
    """Keeps the tree a tree, lists lists, and every name and address one topic's."""

    class Meta:
        field_classes = {"keywords": LinesField, "hashtags": LinesField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].label = _("Address")
            self.fields["slug"].help_text = self._about_addresses()

    def _about_addresses(self) -> str:
        told: list[Any] = [_("Its page is at /topics/…/.")]
        if self.instance.pk:
            told.append(_("When you change it, the old address leads to the new one for good."))
            if old := ", ".join(map(str, self.instance.old_addresses.all())):
                told.append(_("It had before: %(old)s.") % {"old": old})
        return " ".join(map(str, told))

    def clean_parent(self) -> Topic | None:
        parent: Topic | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and self.instance in line(parent, Topic.objects.in_bulk()):
            raise ValidationError(_("A topic cannot stand under itself or under a topic below it."), code="circle")
        return parent

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        other = topic_named(name)
        if other and other.pk != self.instance.pk:
            message = _("Seeds know the topic “%(topic)s” by this name.")
            raise ValidationError(message, code="taken", params={"topic": other})
        return name

    def clean_slug(self) -> str:
        """The address as files would have it, if no other topic has it or had it."""
        given: str = self.cleaned_data["slug"]
        if self.instance.pk and "slug" not in self.changed_data:
            return given
        slug = slug_of(given)
        if not slug:
            raise ValidationError(_("Expected letters or digits."), code="invalid")
        other = topic_at(slug)
        if other and other.pk != self.instance.pk:
            here, before = (
                _("The topic “%(topic)s” is at this address."),
                _("This address leads to the topic “%(topic)s”."),
            )
            message = here if other.slug == slug else before
            raise ValidationError(message, code="taken", params={"topic": other})
        return slug

    def clean_services(self) -> Any:
        services = self.cleaned_data["services"]
        if services and not isinstance(services, dict):
            raise ValidationError(_('Expected names with addresses, such as {"site": "https://…"}.'), code="invalid")
        return services or {}


class TopicPictureInline(PlacedPictureInline):
    """Pictures of a topic."""

    model = TopicPicture


class RuleForm(forms.ModelForm):
    """Words, one a line, each of which has to be one."""

    class Meta:
        field_classes = {"words": LinesField, "without": LinesField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"words", "without"} & set(self.fields):
            self.fields[name].help_text = getattr(TopicRule._meta.get_field(name), "help_text", "")
            self.fields[name].widget.attrs["rows"] = 4

    def clean_words(self) -> list[str]:
        return _with_words(self.cleaned_data["words"])

    def clean_without(self) -> list[str]:
        return _with_words(self.cleaned_data["without"])


def _with_words(lines: list[str]) -> list[str]:
    """The lines, if there are letters or digits in each. Raises ValidationError."""
    for one in lines:
        if not terms_of([one]):
            raise ValidationError(_("There are no words in “%(line)s”."), code="invalid", params={"line": one})
    return lines


class RuleInline(admin.StackedInline):
    """The topic's keyword rules."""

    model = TopicRule
    form = RuleForm
    fields = ["words", "without"]
    extra = 0
