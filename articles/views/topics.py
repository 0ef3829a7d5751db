"""The tree of topics, and the page of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Article, ArticleTopic, Topic
from articles.views.listing import page_of


@dataclass
class Branch:
    """A topic of the tree with the newest of its articles, and the topics below it."""

    topic: Topic
    newest: Article | None
    branches: "list[Branch]" = field(default_factory=list)


def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/topics.html", {"branches": tree()})


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.in_use().select_related("parent"), slug=slug)
    top = request.GET.get("view") == "top"
    links = topic.links.published()
    listing = page_of(links.hottest_first() if top else links.newest_first(), request, view="top" if top else "")
    context = {"topic": topic, "children": topic.children.with_news(), "top": top, "page": listing}
    return render(request, "articles/topic.html", context)


def tree() -> list[Branch]:
    """The roots with what is below them, topics without news left out unless one below has some. Two queries."""
    newest = ArticleTopic.objects.published().newest_first().filter(topic=OuterRef("pk")).values("article_id")[:1]
    rows = list(Topic.objects.with_counts().annotate(newest_id=Subquery(newest)))
    articles = Article.objects.select_related("provider").in_bulk([row.newest_id for row in rows if row.newest_id])
    branches = {row.pk: Branch(row, articles.get(row.newest_id)) for row in rows}
    roots = [branch for branch in branches.values() if branch.topic.parent_id not in branches]
    for branch in branches.values():
        if branch.topic.parent_id in branches:
            branches[branch.topic.parent_id].branches.append(branch)
    return pruned(roots)


def pruned(branches: Iterable[Branch]) -> list[Branch]:
    """Those with news, or with a topic below that has."""
    kept: list[Branch] = []
    for branch in branches:
        branch.branches = pruned(branch.branches)
        if branch.newest or branch.branches:
            kept.append(branch)
    return kept
