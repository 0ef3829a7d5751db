"""What can be done to many articles at once. Each is asked once more, with how many they are and what it means."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from articles.admin.article import changing
from articles.admin.article.asking import BoostForm, NoForm, TopicsForm, WithdrawForm
from articles.admin.people import may_publish
from articles.ingest.turns import ImportStopped
from articles.models import Article, ArticlePicture, Picture, PictureState, Status
from articles.querysets import MOST_COUNTED

MOST_DELETED = 200  # at once: Django reads all that goes with them, and shows it
MOST_NAMED = 10


@dataclass(frozen=True)
class Bulk:
    """One of the actions. `do` is given the ids, the checked form and the editor, and returns how many it changed,
    which `done` says; the pictures' desk does without.
    """

    name: str
    question: Any
    meaning: Any
    button: Any
    done: Any = ""
    do: Callable[[list[int], Any, Any], int] | None = None
    form: type[forms.Form] = NoForm


PUBLISH = Bulk(
    "publish",
    ngettext_lazy("Publish %(number)s article?", "Publish %(number)s articles?", "count"),
    gettext_lazy(
        "Readers see them at once, in every list, feed and search. Imports leave the status alone from then on."
    ),
    gettext_lazy("Publish"),
    ngettext_lazy("%(number)s article is now published.", "%(number)s articles are now published.", "count"),
    lambda ids, form, editor: changing.set_status(ids, Status.PUBLISHED, editor),
)
WITHDRAW = Bulk(
    "withdraw",
    ngettext_lazy("Withdraw %(number)s article?", "Withdraw %(number)s articles?", "count"),
    gettext_lazy("They leave every list at once. Their addresses say that they were withdrawn, and why if you say it."),
    gettext_lazy("Withdraw"),
    ngettext_lazy("%(number)s article is now withdrawn.", "%(number)s articles are now withdrawn.", "count"),
    lambda ids, form, editor: changing.set_status(ids, Status.WITHDRAWN, editor, form.cleaned_data["note"]),
    WithdrawForm,
)
TO_DRAFT = Bulk(
    "back_to_draft",
    ngettext_lazy("Make %(number)s article a draft?", "Make %(number)s articles drafts?", "count"),
    gettext_lazy(
        "Readers see them no more: their addresses answer as if there were nothing. They can be published again."
    ),
    gettext_lazy("Back to draft"),
    ngettext_lazy("%(number)s article is now a draft.", "%(number)s articles are now drafts.", "count"),
    lambda ids, form, editor: changing.set_status(ids, Status.DRAFT, editor),
)
TOPICS = Bulk(
    "set_topics",
    ngettext_lazy("Set the topics of %(number)s article?", "Set the topics of %(number)s articles?", "count"),
    gettext_lazy(
        "The lists of these topics follow at once. Imports leave the topics of these articles alone afterwards."
    ),
    gettext_lazy("Set topics"),
    ngettext_lazy("%(number)s article has other topics now.", "%(number)s articles have other topics now.", "count"),
    lambda ids, form, editor: changing.file_under(
        ids, form.chosen, editor, alone=form.cleaned_data["how"] == "replace"
    ),
    TopicsForm,
)
BOOST = Bulk(
    "boost",
    ngettext_lazy("Boost %(number)s article?", "Boost %(number)s articles?", "count"),
    gettext_lazy("They stand higher on the front page for a day or two, as if their heat were so much more."),
    gettext_lazy("Boost"),
    ngettext_lazy("%(number)s article has another boost now.", "%(number)s articles have another boost now.", "count"),
    lambda ids, form, editor: changing.boost(ids, form.cleaned_data["points"], editor),
    BoostForm,
)
FETCH = Bulk(
    "fetch_pictures",
    ngettext_lazy("Fetch the pictures of %(number)s article?", "Fetch the pictures of %(number)s articles?", "count"),
    gettext_lazy("The first few that we have no copy of are asked for while you wait, the rest by the next run."),
    gettext_lazy("Fetch pictures"),
)


class ArticleActions(admin.ModelAdmin):
    """The actions of the list."""

    actions = ["publish", "withdraw", "back_to_draft", "set_topics", "boost", "fetch_pictures"]

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish(self, request: HttpRequest, articles: QuerySet) -> HttpResponse | None:
        return self.asked(request, articles, PUBLISH)

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["publish"])
    def withdraw(self, request: HttpRequest, articles: QuerySet) -> HttpResponse | None:
        return self.asked(request, articles, WITHDRAW)

    @admin.action(description=gettext_lazy("Back to draft"), permissions=["publish"])
    def back_to_draft(self, request: HttpRequest, articles: QuerySet) -> HttpResponse | None:
        return self.asked(request, articles, TO_DRAFT)

    @admin.action(description=gettext_lazy("Set topics"), permissions=["change"])
    def set_topics(self, request: HttpRequest, articles: QuerySet) -> HttpResponse | None:
        """Whoever may not publish does it to drafts only."""
        return self.asked(request, self.theirs(request, articles), TOPICS)

    @admin.action(description=gettext_lazy("Boost"), permissions=["publish"])
    def boost(self, request: HttpRequest, articles: QuerySet) -> HttpResponse | None:
        return self.asked(request, articles, BOOST)

    @admin.action(description=gettext_lazy("Fetch pictures"), permissions=["fetch"])
    def fetch_pictures(self, request: HttpRequest, articles: QuerySet) -> HttpResponse | None:
        return self.asked(request, articles, FETCH)

    def has_fetch_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_picture")

    def theirs(self, request: HttpRequest, articles: QuerySet) -> QuerySet:
        """Of these articles those that the person may change."""
        return articles if may_publish(request.user) else articles.filter(status=Status.DRAFT)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As Django has it; but what the person may not do is refused."""
        asked = request.POST.getlist("action")
        if any(asked) and not {*filter(None, asked)}.issubset(self.get_actions(request)):
            raise PermissionDenied
        return super().changelist_view(request, extra_context)

    def response_action(self, request: HttpRequest, queryset: QuerySet, *place: Any) -> HttpResponse | None:
        """As Django has it; but more than can be shown is not deleted."""
        across = request.POST.get("select_across") == "1"
        if across and "delete_selected" in request.POST.getlist("action") and queryset[MOST_DELETED:].exists():
            text = _("Delete at most %(most)d articles at once.") % {"most": MOST_DELETED}
            self.message_user(request, text, messages.ERROR)
            return None
        return super().response_action(request, queryset, *place)

    def asked(self, request: HttpRequest, articles: QuerySet, bulk: Bulk) -> HttpResponse | None:
        """Ask; or if that was answered, and they are still as many as were asked about, do it."""
        ids = list(articles.order_by().values_list("pk", flat=True).distinct()[: MOST_COUNTED + 1])
        if refusal := self.refusal(ids):
            self.message_user(request, refusal, messages.ERROR)
            return None
        answered = "expected" in request.POST
        form = bulk.form(request.POST if answered else None)
        if answered and form.is_valid() and request.POST["expected"] == str(len(ids)):
            self.do(request, ids, bulk, form)
            return None
        return self.question(request, ids, bulk, form)

    def refusal(self, ids: list[int]) -> str:
        """Why nothing is done with these; blank if it can be."""
        if not ids:
            return _("None of these articles is yours to change.")
        if len(ids) > MOST_COUNTED:
            most = number_format(MOST_COUNTED, force_grouping=True)
            return _("Choose at most %(most)s articles at once: narrow the list.") % {"most": most}
        return ""

    def do(self, request: HttpRequest, ids: list[int], bulk: Bulk, form: Any) -> None:
        if bulk.do is None:
            self.fetch(request, ids)
            return
        try:
            self.message_user(request, numbered(bulk.done, bulk.do(ids, form, request.user)), messages.SUCCESS)
        except ImportStopped as error:
            self.message_user(request, _("Nothing was changed: %(reason)s.") % {"reason": error}, messages.ERROR)

    def fetch(self, request: HttpRequest, ids: list[int]) -> None:
        """Leave it to the desk of the pictures, which tells what came of it."""
        placed = ArticlePicture.objects.filter(article__among=ids).order_by().values("picture")
        missing = Picture.objects.filter(pk__in=placed).exclude(state=PictureState.CACHED)
        if not missing.exists():
            self.message_user(request, _("We have a copy of every picture of theirs."), messages.SUCCESS)
            return
        pictures: Any = self.admin_site.get_model_admin(Picture)
        pictures.fetch_now(request, missing)

    def question(self, request: HttpRequest, ids: list[int], bulk: Bulk, form: Any) -> HttpResponse:
        """The page that says how many they are, which, and what it means."""
        across = request.POST.get("select_across") == "1"
        named = Article.objects.filter(pk__among=ids).newest_first().select_related("provider")
        context = self.admin_site.each_context(request) | {
            "title": numbered(bulk.question, len(ids)),
            "bulk": bulk,
            "form": form,
            "media": self.media + form.media,
            "expected": len(ids),
            "others": "expected" in request.POST and request.POST["expected"] != str(len(ids)),
            "named": named[:MOST_NAMED],
            "unnamed": len(ids) - MOST_NAMED,
            "across": across,
            "selected": ids[:1] if across else ids,
            "checkbox": ACTION_CHECKBOX_NAME,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/articles/article/confirm.html", context)


def numbered(text: Any, number: int) -> str:
    """The text for this number of articles, with the number in it."""
    return str(text % {"number": number_format(number, force_grouping=True), "count": number})
