"""The topics of an article, in its form."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.admin.ordered import OrderedForm, OrderedFormSet
from articles.limits import NAME_LENGTH
from articles.models import ArticleTopic
from articles.naming import topic_named


class TopicForm(OrderedForm):
    """A topic and its number. Without scripts nothing can be chosen, so that a new one is also known by its name."""

    named = forms.CharField(required=False, max_length=NAME_LENGTH, label=_("or its name"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].required = False

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        said["topic"] = said.get("topic") or (topic_named(said["named"]) if said.get("named") else None)
        if not (said["topic"] or self.errors):
            word = (
                _("There is no topic of that name.")
                if said["named"]
                else self.fields["topic"].error_messages["required"]
            )
            self.add_error("topic", ValidationError(word, code="required"))
        return said


class TopicFormSet(OrderedFormSet):
    """Places in topics, which repeat what the topic's lists are cut and sorted by."""

    def save_new(self, form: Any, commit: bool = True) -> Any:
        article = self.instance
        form.instance.status, form.instance.published_at = article.status, article.published_at
        return super().save_new(form, commit)


class TopicInline(admin.StackedInline):
    """The topics of an article, in their order."""

    model = ArticleTopic
    form = TopicForm
    formset = TopicFormSet
    template = "admin/articles/article/rows.html"
    explained = _("The lowest number is the main topic.")
    fields = ["order", "topic", "named"]
    autocomplete_fields = ["topic"]
    extra = 1
    verbose_name = _("topic")
    verbose_name_plural = _("topics")

    def order(self, link: ArticleTopic) -> int:
        """For those who only read."""
        return link.position + 1

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("topic", "article")
