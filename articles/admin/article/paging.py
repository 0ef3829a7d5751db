"""Pages of the list of articles: two queries, however long it is, and a count that ends where nobody counts on."""

import re
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import InvalidPage, Paginator
from django.db.models import Case, Count, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from articles.admin.people import may_publish
from articles.models import Article, ArticleTopic, RelatedArticle
from articles.querysets import MOST_COUNTED

NOT_SHOWN = ["excerpt", "featured_content", "secured", "extra", "search_tokens", "amp_web_url", "cdn_amp_web_url"]
NOT_SHOWN += ["provider__description", "provider__extra", "provider__notes"]
_POSTED = re.compile(r"form-([0-9]{1,4})-id")
_ID = re.compile("[0-9]{1,18}")


class ArticleList(ChangeList):
    """The ids of all that match, up to a limit, from an index; then the articles of the page. Whoever may not publish
    edits nothing in it.
    """

    is_cut = False
    """Whether there are more than were counted."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        if not may_publish(request.user):
            self.list_editable = ()

    def get_results(self, request: HttpRequest) -> None:
        ids = list(self.queryset.values_list("pk", flat=True)[: MOST_COUNTED + 1])
        self.is_cut = len(ids) > MOST_COUNTED
        del ids[MOST_COUNTED:]
        self.paginator = Paginator(ids, self.list_per_page)
        self.result_count, self.full_result_count = len(ids), None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all = len(ids) <= self.list_max_show_all
        self.multi_page = len(ids) > self.list_per_page
        self.result_list = self.rows(posted(request) or self.page_of(ids))

    def page_of(self, ids: list[int]) -> list[int]:
        """The ids on the page that was asked for."""
        if not self.multi_page or (self.show_all and self.can_show_all):
            return ids
        try:
            return list(self.paginator.page(self.page_num).object_list)
        except InvalidPage as error:
            raise IncorrectLookupParameters from error

    def rows(self, ids: list[int]) -> QuerySet[Article]:
        """The articles of these ids, in their order, with what the columns show."""
        place = Case(*(When(pk=pk, then=Value(number)) for number, pk in enumerate(ids)), default=Value(0))
        entries = RelatedArticle.objects.filter(article=OuterRef("pk")).order_by().values("article")
        articles: QuerySet[Article] = (
            self.root_queryset.filter(pk__in=ids)
            .annotate(related_count=Coalesce(Subquery(entries.annotate(many=Count("pk")).values("many")), 0))
            .select_related("provider", "lead_picture")
            .defer(*NOT_SHOWN)
            .prefetch_related(Prefetch("topic_links", ArticleTopic.objects.select_related("topic")))
            .order_by(place)
        )
        return articles

    @property
    def count_shown(self) -> str:
        """How many there are, as people are told."""
        number = number_format(self.result_count, force_grouping=True)
        return _("more than %(number)s") % {"number": number} if self.is_cut else number


def posted(request: HttpRequest) -> list[int]:
    """The ids of the rows that were sent to be saved, in their order: those, and no others, are shown again beside
    what is wrong with them.
    """
    if "_save" not in request.POST:
        return []
    found = {int(match[1]): str(value) for name, value in request.POST.items() if (match := _POSTED.fullmatch(name))}
    return [int(found[place]) for place in sorted(found) if _ID.fullmatch(found[place])]
