"""The page of an outlet."""

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render

from articles.models import ArticleTopic, Provider, ProviderPicture, Topic
from articles.views.listing import page_of

TOPICS = 12


def provider(request: HttpRequest, domain: str) -> HttpResponse:
    canonical = domain.lower().removeprefix("www.")
    if canonical != domain:
        return moved(canonical)
    logos = Prefetch("placed_logos", ProviderPicture.objects.select_related("picture"))
    provider = get_object_or_404(Provider.objects.in_use().prefetch_related(logos), domain=domain)
    articles = provider.articles.published()
    context = {
        "provider": provider,
        "article_count": articles.count(),
        "topics": topics_of(provider),
        "page": page_of(articles.newest_first(), request),
    }
    return render(request, "articles/provider.html", context)


def moved(domain: str) -> HttpResponsePermanentRedirect:
    """To the outlet's one address, if there is such an outlet."""
    return redirect(get_object_or_404(Provider.objects.in_use(), domain=domain), permanent=True)


def topics_of(provider: Provider) -> list[tuple[Topic, int]]:
    """The topics it writes most about, each with how many articles. Two queries."""
    links = ArticleTopic.objects.published().filter(article__provider=provider).order_by()
    counts = links.values_list("topic").annotate(articles=Count("pk")).order_by("-articles", "topic")[:TOPICS]
    topics = Topic.objects.in_bulk([topic for topic, _ in counts])
    return [(topics[topic], articles) for topic, articles in counts if topic in topics]
