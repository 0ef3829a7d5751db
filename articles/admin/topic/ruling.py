"""The page on which a topic's keyword rules are tried, and then applied."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.admin.counting import counted
from articles.filing import Fitting, file_under, fitting
from articles.ingest.turns import ImportStopped
from articles.models import Article, Topic
from articles.rules import terms_of
from articles.search.marks import Part, Wanted

MOST_SHOWN = 50


class Shown(NamedTuple):
    """An article that would get the topic, with what matched marked in its title and its excerpt."""

    article: Article
    title: list[Part]
    excerpt: list[Part]


class RuleDesk(admin.ModelAdmin):
    """Keyword rules at work, reached from the page of their topic."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.rules_view)
        return [path("<int:pk>/rules/", view, name="articles_topic_rules"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        topic = context.get("original")
        may = topic is not None and self.has_change_permission(request, topic)
        context["may_apply"] = may and topic.rules.exists()
        return super().render_change_form(request, context, *args, **kwargs)

    def rules_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows which articles would get the topic, POST gives it to them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        topic = get_object_or_404(Topic, pk=pk)
        if request.method != "POST":
            return self.rules_page(request, topic)
        try:
            number = file_under(topic, request.user)
        except ImportStopped as error:
            text = _("Cannot be done to the end now: %(why)s. Try it again.") % {"why": error}
            self.message_user(request, text, messages.ERROR)
            return redirect("admin:articles_topic_rules", topic.pk)
        told = ngettext("%(n)s article got the topic.", "%(n)s articles got the topic.", number)
        self.message_user(request, counted(told, number), messages.SUCCESS)
        return redirect("admin:articles_topic_change", topic.pk)

    def rules_page(self, request: HttpRequest, topic: Topic) -> HttpResponse:
        found = fitting(topic)
        articles = shown(topic, found.new)
        context = self.admin_site.each_context(request) | {
            "title": _("Keyword rules of %(topic)s") % {"topic": topic},
            "rules": topic.rules.all(),
            "summary": summary(found),
            "notes": list(notes(found)),
            "order": order(len(found.new)),
            "shown": articles,
            "caption": caption(len(articles), len(found.new)),
            "object": topic,
            "opts": self.opts,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/articles/topic/rules.html", context)


def shown(topic: Topic, ids: list[int]) -> list[Shown]:
    """The newest of the articles of these ids."""
    wanted = Wanted(term for rule in topic.rules.all() for term in terms_of(rule.words))
    articles = Article.objects.filter(pk__among=ids).newest_first().select_related("provider")
    return [
        Shown(article, wanted.parts(article.title), wanted.excerpt(article.excerpt))
        for article in articles.only("title", "excerpt", "status", "published_at", "provider")[:MOST_SHOWN]
    ]


def summary(found: Fitting) -> str:
    number = len(found.new)
    if not number:
        return _("No article would get the topic.")
    told = ngettext("This %(n)s article would get the topic.", "These %(n)s articles would get the topic.", number)
    return counted(told, number)


def notes(found: Fitting) -> Iterator[str]:
    """What there is to say of articles that fit and do not get it."""
    if number := len(found.there):
        yield counted(ngettext("%(n)s that fits has it already.", "%(n)s that fit have it already.", number), number)
    if number := len(found.kept):
        one = "%(n)s is left alone, because an editor changed its topics by hand."
        many = "%(n)s are left alone, because an editor changed their topics by hand."
        yield counted(ngettext(one, many, number), number)


def order(number: int) -> str:
    """What the button says."""
    return counted(ngettext("Give the topic to %(n)s article", "Give the topic to %(n)s articles", number), number)


def caption(number: int, total: int) -> str:
    if number == total:
        return _("All of them, newest first")
    return counted(_("The newest %(number)d of %(n)s"), total, number=number)
