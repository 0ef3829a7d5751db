"""What an article's seed says otherwise, in the article's form, and taking its word again."""

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.people import may_publish
from articles.admin.versions import value_of
from articles.ingest.again import Difference, Said, use_seed
from articles.models import Article, Standing, Status
from articles.sources.records import ArticleRecord

TICKED = "seed_again"
"""The name of the boxes in the form."""
LONGEST = 400  # characters of a value
NOT_FOR_EYES = {"secured"}


class Shown(NamedTuple):
    """A line of the form: a field or part, what we say of it and what the seed does, and whose word counts.

    `may_use`: whether this person can take the seed's word again.
    """

    name: str
    label: str
    ours: list[str]
    seeds: list[str]
    kept: bool
    same: bool
    lost: bool
    may_use: bool
    ticked: bool


class SeedForms(admin.ModelAdmin):
    """The part of an article's form that tells where it differs from its seed."""

    def seed_context(self, request: HttpRequest, article: Article | None) -> dict[str, Any]:
        """What the template reads: of what is stored, also where the form holds something else that was refused."""
        stored = Article.objects.filter(pk=article.pk).first() if article else None
        said = Said.of(stored) if stored else None
        if said is None:
            return {"has_seed": False}
        may = self.has_change_permission(request, article)
        ticked = request.POST.getlist(TICKED)
        return {
            "has_seed": True,
            "seed_differences": [
                shown(said, one, may=may and (one.name != "status" or may_publish(request.user)), ticked=ticked)
                for one in said.differences()
            ],
        }

    def use_seed_again(self, request: HttpRequest, article_id: int) -> None:
        """Take the seed's word of what was ticked."""
        names = request.POST.getlist(TICKED)
        if not names:
            return
        if "status" in names and not may_publish(request.user):
            raise PermissionDenied
        if taken := use_seed(article_id, names, request.user):
            labels = ", ".join(label_of(name) for name in taken)
            self.message_user(request, _("As its seed says again: %(names)s.") % {"names": labels}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("the seed says"))
    def seed_says(self, article: Article) -> Any:
        """Whether the publisher listed it, and if not, why: two reasons that ask for different answers."""
        match article.published, article.standing:
            case None, _standing:
                return _("nothing about publishing")
            case True, _standing:
                return _("published")
            case False, Standing.FOLLOWER:
                return _("not published: another outlet leads this story")
        return _("not published: below the bar")


def shown(said: Said, one: Difference, *, may: bool, ticked: Collection[str]) -> Shown:
    ours, seeds = values_of(said, one.name)
    may_use, is_ticked = may and not one.lost, one.name in ticked
    return Shown(one.name, label_of(one.name), ours, seeds, one.kept, one.same, one.lost, may_use, is_ticked)


def label_of(name: str) -> str:
    """What a field or part is called."""
    if name == "related":
        return _("Related coverage")
    return str(capfirst(Article._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def values_of(said: Said, name: str) -> tuple[list[str], list[str]]:
    """What we say and what the seed says, in lines for people."""
    article, record = said.article, said.record
    match name:
        case "provider":
            return [str(article.provider)], [record.provider.name or record.provider.domain]
        case "topics":
            return [str(link.topic) for link in rows(article.topic_links, "topic")], record.topics
        case "pictures":
            return pictures(article), [line(one.url, one.title, one.attribution) for one in record.images]
        case "related":
            return related(article, record)
        case "status":
            return [article.get_status_display()], [str(Status(said.plan.values[name]).label)]
    if name in NOT_FOR_EYES:
        return [_("kept, not shown")], [_("another, not shown")]
    field = Article._meta.get_field(name)
    return [text(field, getattr(article, name))], [text(field, said.plan.values[name])]


def text(field: Any, value: Any) -> str:
    return Truncator(json.dumps(value) if isinstance(value, dict) else value_of(field, value)).chars(LONGEST)


def rows(manager: Any, *related: str) -> list[Any]:
    return list(manager.select_related(*related).order_by("position", "pk"))


def line(*words: str) -> str:
    return " · ".join(word for word in words if word)


def pictures(article: Article) -> list[str]:
    placed = rows(article.placed_pictures, "picture")
    return [line(one.path or one.picture.url, one.title, one.attribution) for one in placed]


def related(article: Article, record: ArticleRecord) -> tuple[list[str], list[str]]:
    """Headlines in their order; where those are alike, what differs is within the entries."""
    ours = [line(one.title, str(one.provider)) for one in rows(article.related, "provider")]
    seeds = [line(one.title, one.provider.name or one.provider.domain) for one in record.related]
    if ours == seeds:
        return [_("the same headlines; something else of them differs")], seeds
    return ours, seeds
