"""The tree of topics, and the page of each."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from articles.fragments import Cards, edition_of, kept
from articles.models import Article, ArticleTopic, Topic
from articles.publishing import pinned
from articles.querysets import ListedQuerySet
from articles.views.listing import page_of
from articles.views.metadata import of_topic


@dataclass
class Branch:
    """A topic of the tree with the newest of its articles, and the topics below it."""

    topic: Topic
    newest: Article | None
    branches: "list[Branch]" = field(default_factory=list)


def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/topics.html", {"branches": tree()})


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request)
    topic = kept(
        edition, ("topic", slug), lambda: Topic.objects.public().select_related("parent").filter(slug=slug).first()
    )
    if topic is None:
        return to_new_address(request, slug)
    top = request.GET.get("view") == "top"
    listing = page_of(request, f"topic {topic.pk}", partial(listed, topic, top), view="top" if top else "")
    pins = kept(edition, ("pinned", topic.pk), lambda: pinned_to(topic)) if listing.is_first else []
    context = {
        "topic": topic,
        "children": SimpleLazyObject(lambda: list(topic.children.with_news())),
        "top": top,
        "pinned": Cards(pins, edition),
        "page": replace(listing, articles=[article for article in listing.articles if article.pk not in pins]),
        "meta": SimpleLazyObject(lambda: of_topic(topic, listing)),
        "page_key": listing.key,
    }
    return render(request, "articles/topic.html", context)


def to_new_address(request: HttpRequest, slug: str) -> HttpResponsePermanentRedirect:
    """The same of the topic that had this address, where it is now. Raises Http404 if none had it.

    Browsers ask again each time: an editor may give the topic its old address back.
    """
    topic = get_object_or_404(Topic.objects.public(), old_addresses__slug=slug)
    here: Any = request.resolver_match
    address, asked = reverse(here.view_name, kwargs=here.kwargs | {"slug": topic.slug}), request.META["QUERY_STRING"]
    answer = HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def listed(topic: Topic, top: bool) -> ListedQuerySet:
    """What readers may see of it, in either order."""
    links = topic.links.published()
    return links.hottest_first() if top else links.newest_first()


def pinned_to(topic: Topic) -> list[int]:
    """Ids of what an editor pinned to the topic, and readers may see. One query, or two."""
    ids = pinned(topic.pk, timezone.now())
    seen = set(topic.links.published().filter(article__in=ids).values_list("article_id", flat=True)) if ids else set()
    return [pk for pk in ids if pk in seen]


def tree() -> list[Branch]:
    """The roots with what is below them, topics without news left out unless one below has some. Two queries."""
    newest = ArticleTopic.objects.published().newest_first().filter(topic=OuterRef("pk")).values("article_id")[:1]
    counted = Topic.objects.with_counts().annotate(newest_id=Subquery(newest))
    rows = list(counted.order_by("order", Lower("name"), "pk"))  # a query that counts has no order of its own
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
