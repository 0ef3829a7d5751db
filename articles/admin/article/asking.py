"""What is asked before something is done to many articles."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.fields import SeveralFound
from articles.limits import MOST_BOOST, TITLE_LENGTH
from articles.models import Article, Topic
from articles.naming import topic_named


class NoForm(forms.Form):
    """Nothing is asked but whether."""


class WithdrawForm(forms.Form):
    """What readers are told."""

    note = forms.CharField(
        required=False,
        max_length=TITLE_LENGTH,
        label=gettext_lazy("Note for readers"),
        help_text=gettext_lazy("Stands where the article was. Plain text; may be left blank."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def clean_note(self) -> str:
        return " ".join(self.cleaned_data["note"].split())


class BoostForm(forms.Form):
    """How much."""

    points = forms.IntegerField(
        label=gettext_lazy("Points"),
        help_text=gettext_lazy("Added to the heat; half of them are left after 12 hours. Below 0 lowers, 0 ends it."),
        validators=[MinValueValidator(-MOST_BOOST), MaxValueValidator(MOST_BOOST)],
    )


class TopicsForm(forms.Form):
    """Which, and whether besides those that the articles have."""

    topics = forms.ModelMultipleChoiceField(
        Topic.objects.all(),
        required=False,
        label=gettext_lazy("Topics"),
        widget=SeveralFound(Article._meta.get_field("topics"), admin.site),
    )
    names = forms.CharField(
        required=False,
        label=gettext_lazy("Names of topics"),
        help_text=gettext_lazy("One a line."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    how = forms.ChoiceField(
        choices=[
            ("add", gettext_lazy("Add these to the topics that they have")),
            ("replace", gettext_lazy("Replace the topics that they have by these")),
        ],
        initial="add",
        label=gettext_lazy("How"),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].widget.is_required = True  # so that there is no button that takes all of them away

    def clean_names(self) -> list[Topic]:
        """The topics of these names: the way where no script runs."""
        found = {line.strip(): topic_named(line.strip()) for line in self.cleaned_data["names"].splitlines()}
        if unknown := [name for name, topic in found.items() if name and topic is None]:
            raise forms.ValidationError(_("There is no topic “%(name)s”.") % {"name": unknown[0]})
        return [topic for topic in found.values() if topic]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not (said.get("topics") or said.get("names")) and not self.errors:
            self.add_error("topics", _("Choose at least one topic."))
        return said

    @property
    def chosen(self) -> list[Topic]:
        return list(dict.fromkeys([*self.cleaned_data["topics"], *self.cleaned_data["names"]]))
