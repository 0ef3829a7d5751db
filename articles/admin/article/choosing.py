"""Finding an article of ours by its title, while an editor types."""

import re
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article, Status

PER_PAGE = 20
MOST_WORDS = 6


def titled(term: str) -> QuerySet[Article]:
    """Articles that can be chosen, with all these words, or beginnings of words, in their titles; the newest first."""
    articles = Article.objects.exclude(status=Status.WITHDRAWN).newest_first()
    for word in term.split()[:MOST_WORDS]:
        articles = articles.filter(title__icontains=word)
    return articles


def told(article: Article) -> str:
    """The article in one line: its title, its outlet, its day, and its status where readers do not see it."""
    day = date_format(timezone.localtime(article.published_at), "DATE_FORMAT")
    seen = article.status == Status.PUBLISHED
    return " · ".join([article.title, str(article.provider), day, *([] if seen else [article.get_status_display()])])


class ArticleChoosing(admin.ModelAdmin):
    """Answers fields in which an article is chosen. What it costs does not depend on how many there are found."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.choose_view)
        return [path("choose/", view, name="articles_article_choose"), *super().get_urls()]

    def choose_view(self, request: HttpRequest) -> JsonResponse:
        """A page of what is found, as Django's fields with completion read it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = request.GET.get("page", "1")
        start = PER_PAGE * (int(page) - 1 if re.fullmatch("[1-9][0-9]{0,2}", page) else 0)
        found: list[Any] = list(
            self._found(request.GET.get("term", "").replace("\0", ""))[start : start + PER_PAGE + 1]
        )
        results = [{"id": str(article.pk), "text": told(article)} for article in found[:PER_PAGE]]
        return JsonResponse({"results": results, "pagination": {"more": len(found) > PER_PAGE}})

    def _found(self, term: str) -> QuerySet[Article]:
        shown = ["title", "status", "published_at", "provider__name", "provider__domain"]
        return titled(term).select_related("provider").only(*shown)
