"""The page of an outlet."""

from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from articles.fragments import edition_of, kept
from articles.models import ArticleTopic, Provider, ProviderPicture, Topic
from articles.querysets import ArticleQuerySet, ProviderQuerySet
from articles.views.listing import page_of
from articles.views.metadata import of_provider

TOPICS = 12
NEWEST = 500  # articles of an outlet that say what it writes about


def provider(request: HttpRequest, domain: str) -> HttpResponse:
    logos = Prefetch("placed_logos", ProviderPicture.objects.select_related("picture"))
    outlets = Provider.objects.public().prefetch_related(logos)
    provider = kept(edition_of(request), ("outlet", domain), lambda: known_by(domain, outlets))
    if provider.domain != domain:
        return moved(request, "provider", provider)
    articles = provider.articles.published()
    listing = page_of(request, f"outlet {provider.pk}", articles.newest_first)
    context = {
        "provider": provider,
        "article_count": articles.counted,
        "topics": SimpleLazyObject(lambda: topics_of(articles)),
        "page": listing,
        "meta": SimpleLazyObject(lambda: of_provider(provider, listing)),
        "page_key": listing.key,
    }
    return render(request, "articles/provider.html", context)


def known_by(domain: str, outlets: ProviderQuerySet) -> Provider:
    """The one of these outlets whose domain this is, or another domain of it, however it is written; else Http404."""
    name = domain.lower().removeprefix("www.")
    found: Provider | None = outlets.filter(domain=name).first() or outlets.filter(other_domains__domain=name).first()
    if found is None:
        raise Http404("No such outlet")
    return found


def moved(request: HttpRequest, view: str, provider: Provider, *more: str) -> HttpResponsePermanentRedirect:
    """To the outlet's one address of this kind, with the query that was asked."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse(view, args=[provider.domain, *more])
    answer = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    answer.headers["Cache-Control"] = "no-cache"  # an editor may take the other domain away again
    return answer


def topics_of(articles: ArticleQuerySet) -> list[tuple[Topic, int | None]]:
    """What an outlet's newest articles are most about, each topic with how many there are unless these are not all of
    the outlet. Three queries.
    """
    newest = list(articles.newest_first().values_list("pk", flat=True)[: NEWEST + 1])
    links = ArticleTopic.objects.filter(article__in=newest[:NEWEST]).order_by()
    counts = links.values_list("topic").annotate(articles=Count("pk")).order_by("-articles", "topic")[:TOPICS]
    topics = Topic.objects.in_bulk([topic for topic, _ in counts])
    whole = len(newest) <= NEWEST
    return [(topics[topic], many if whole else None) for topic, many in counts if topic in topics]
