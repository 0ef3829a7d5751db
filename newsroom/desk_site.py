"""The admin's site: Django's, with today's desk above its list of models, and deaf to what no page sends."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import BadRequest
from django.db.models import BigIntegerField
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse

View = Callable[..., HttpResponseBase]


class DeskSite(AdminSite):
    """Whoever may see articles sees what there is to do. Our admins register here, so it is made before they are."""

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from articles.admin.desk.page import today

        shown = {"today": today(request.user)} if request.user.has_perm("articles.view_article") else {}
        return super().index(request, {**(extra_context or {}), **shown})

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(_refusing(view), cacheable)


def _refusing(view: View) -> View:
    """Answers 400 to what the database would fail at: NUL in an address, rows chosen by what is no number."""

    reads_its_own = getattr(view, "csrf_exempt", False)  # and chooses how files are received before it does

    @wraps(view)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = [text for name, values in request.GET.lists() if name != SEARCH_VAR for text in (name, *values)]
        if any("\x00" in text for text in asked):
            raise BadRequest("A null character in the query.")
        if not reads_its_own and not all(map(_names_a_row, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            raise BadRequest("Rows are chosen by their numbers.")
        return view(request, *args, **kwargs)

    return refusing


def _names_a_row(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= BigIntegerField.MAX_BIGINT
