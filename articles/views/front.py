"""The front page: composed by `articles.front` from the newest articles."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.front import Candidate, Front, arrange
from articles.models import Article, ArticleTopic, PictureState, Provider, RelatedArticle, Standing, Topic
from articles.views.site import main_topics

CANDIDATES = 200
OTHER_OUTLETS = 6


def front(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    topics = main_topics()
    placed = arrange(candidates(), [topic.pk for topic in topics], now)
    context = {"now": now, "main_topics": topics, "outlets": outlets(placed.lead or 0), **parts(placed, topics)}
    return render(request, "articles/front.html", context)


def candidates() -> list[Candidate]:
    """The newest articles, with just what their placing needs. Three queries."""
    fields = ("id", "published_at", "rank", "standing", "lead_picture__state")
    rows = Article.objects.published().newest_first().values_list(*fields)[:CANDIDATES]
    ids = [row[0] for row in rows]
    topics = _sets(ArticleTopic.objects.filter(article_id__in=ids).values_list("article_id", "topic_id"))
    known = RelatedArticle.objects.filter(article_id__in=ids).exclude(same_as=None).order_by()
    stories = _sets(known.values_list("article_id", "same_as_id"))
    return [
        Candidate(
            id_,
            published_at,
            rank,
            follows=standing == Standing.FOLLOWER,
            has_picture=picture == PictureState.CACHED,
            topics=frozenset(topics.get(id_, ())),
            story=frozenset(stories.get(id_, ())),
        )
        for id_, published_at, rank, standing, picture in rows
    ]


def parts(placed: Front, topics: Sequence[Topic]) -> dict[str, Any]:
    """The placed articles as cards. Two queries."""
    cards = {article.pk: article for article in Article.objects.cards(placed.ids)}
    by_id = {topic.pk: topic for topic in topics}

    def these(ids: Sequence[int]) -> list[Article]:
        return [cards[id_] for id_ in ids if id_ in cards]

    return {
        "lead": cards.get(placed.lead or 0),
        "leads": these(placed.leads),
        "blocks": [{"topic": by_id[topic], "articles": these(ids)} for topic, ids in placed.blocks],
        "latest": these(placed.latest),
    }


def outlets(article_id: int) -> list[Provider]:
    """The first outlets of an article's related coverage, each once, other than its own."""
    entries = RelatedArticle.objects.filter(article_id=article_id).select_related("provider", "article")
    entries = entries.only("provider__name", "provider__domain", "article__provider_id").order_by("position")
    others = {entry.provider.pk: entry.provider for entry in entries if entry.provider_id != entry.article.provider_id}
    return list(others.values())[:OTHER_OUTLETS]


def _sets(pairs: Any) -> dict[int, set[int]]:
    sets: dict[int, set[int]] = {}
    for key, value in pairs:
        sets.setdefault(key, set()).add(value)
    return sets
