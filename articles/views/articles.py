"""The page of an article."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from articles.coverage import coverage
from articles.models import Article, RelatedArticle, RelatedPicture, Status, Topic, Type
from articles.video import video
from articles.views.errors import gone

MORE = 6


def article(request: HttpRequest, slug: str) -> HttpResponse:
    article = Article.objects.published().for_page().filter(slug=slug).first()
    if article is None:
        return unpublished(request, slug)
    return page_of_article(request, article)


@never_cache
def unpublished(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft or scheduled article for editors, the news of a withdrawal for everyone, else 404."""
    article = Article.objects.for_page().filter(slug=slug).first()
    if article and article.status == Status.WITHDRAWN:
        return gone(request)
    is_editor = request.user.is_staff and request.user.has_perm("articles.view_article")
    if article is None or not is_editor:  # asked of both, so that a 404 does not tell whether there is a draft
        raise Http404("Not published")
    return page_of_article(request, article, preview=True)


def page_of_article(request: HttpRequest, article: Article, *, preview: bool = False) -> HttpResponse:
    entries = list(related(article))
    topic = article.main_topic
    context = {
        "article": article,
        "preview": preview,
        "coverage": coverage(entries),
        "video": video(article.featured_content) if article.type == Type.VIDEO else None,
        "topic": topic,
        "more": more(article, topic, entries),
    }
    return render(request, "articles/article.html", context)


def related(article: Article) -> QuerySet[RelatedArticle]:
    """The related entries in the data's order; `same_as` is None unless readers may see that article."""
    ours = Article.objects.published().only("slug", "published_at")
    pictures = RelatedPicture.objects.select_related("picture")
    return (
        article.related.order_by("position")
        .select_related("provider")
        .prefetch_related(Prefetch("same_as", ours), Prefetch("placed_pictures", pictures))
    )


def more(article: Article, topic: Topic | None, entries: list[RelatedArticle]) -> list[Article]:
    """The newest articles of the topic that this page does not show already. Three queries."""
    if topic is None:
        return []
    shown = {article.pk, *(entry.same_as_id for entry in entries)}
    newest = topic.links.published().newest_first().values_list("article_id", flat=True)[: MORE + len(shown)]
    return Article.objects.cards([id_ for id_ in newest if id_ not in shown][:MORE])
