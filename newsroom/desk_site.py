"""The admin's site: Django's, with today's desk above its list of models."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse


class DeskSite(AdminSite):
    """Whoever may see articles sees what there is to do. Our admins register here, so it is made before they are."""

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from articles.admin.desk.page import today

        shown = {"today": today(request.user)} if request.user.has_perm("articles.view_article") else {}
        return super().index(request, {**(extra_context or {}), **shown})
