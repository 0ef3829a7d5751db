"""The front page: composed by `articles.front` from the newest articles."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.fragments import Card, Cards, edition_of, kept
from articles.front import Candidate, Front, arrange
from articles.models import Article, ArticleTopic, PictureState, Provider, RelatedArticle, Standing, Topic
from articles.publishing import boost_left, pinned
from articles.views.metadata import of_front
from articles.views.site import main_topics

CANDIDATES = 200
OTHER_OUTLETS = 6


def front(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    edition = edition_of(request)
    topics = main_topics(edition)
    found = candidates(now)
    at = {candidate.id: candidate.published_at for candidate in found}
    placed = arrange(found, [topic.pk for topic in topics], now)
    cards = Cards(placed.ids, edition, [at[id_] for id_ in placed.ids])
    leads = cards[: 1 + len(placed.leads)]
    context = {
        "now": now,
        "main_topics": topics,
        "outlets": kept(edition, ("outlets", placed.lead or 0), lambda: outlets(placed.lead or 0)),
        "meta": kept(edition, ("front", *placed.ids[: len(leads)]), lambda: of_front(leads)),
        **parts(placed, topics, cards),
    }
    return render(request, "articles/front.html", context)


def candidates(now: datetime) -> list[Candidate]:
    """The newest articles and those that are pinned, with just what their placing needs. Four queries, or five."""
    fields = ("id", "published_at", "rank", "boost", "boosted_at", "standing", "lead_picture__state")
    listed = Article.objects.published(now)
    rows = list(listed.newest_first().values_list(*fields)[:CANDIDATES])
    pins = pinned(None, now)
    older = set(pins) - {row[0] for row in rows}
    rows += listed.filter(pk__in=older).values_list(*fields) if older else []
    ids = [row[0] for row in rows]
    topics = _sets(ArticleTopic.objects.filter(article_id__in=ids).values_list("article_id", "topic_id"))
    known = RelatedArticle.objects.filter(article_id__in=ids).exclude(same_as=None).order_by()
    stories = _sets(known.values_list("article_id", "same_as_id"))
    return [
        Candidate(
            id_,
            published_at,
            rank,
            boost_left(boost, boosted_at, now),
            pinned=id_ in pins,
            follows=standing == Standing.FOLLOWER,
            has_picture=picture == PictureState.CACHED,
            topics=frozenset(topics.get(id_, ())),
            story=frozenset(stories.get(id_, ())),
        )
        for id_, published_at, rank, boost, boosted_at, standing, picture in rows
    ]


def parts(placed: Front, topics: Sequence[Topic], cards: Cards) -> dict[str, Any]:
    """The cards where they are placed."""
    by_article = {card.pk: card for card in cards}
    by_id = {topic.pk: topic for topic in topics}

    def these(ids: Sequence[int]) -> list[Card]:
        return [by_article[id_] for id_ in ids]

    return {
        "lead": by_article.get(placed.lead or 0),
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
