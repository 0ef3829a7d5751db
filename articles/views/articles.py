"""The page of an article."""

from functools import cached_property, partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache

from articles.coverage import Coverage, coverage
from articles.fragments import Cards, edition_of, kept
from articles.models import Article, Picture, RelatedArticle, RelatedPicture, Status, Topic, Type
from articles.preview import previewed
from articles.video import Video, video
from articles.views.errors import gone
from articles.views.metadata import Metadata, of_article

MORE, ROW = 6, 3  # whole rows, where there are enough for one


def article(request: HttpRequest, slug: str) -> HttpResponse:
    edition = edition_of(request)
    pk = kept(
        edition,
        ("article", slug),
        lambda: Article.objects.readable().filter(slug=slug).values_list("pk", flat=True).first(),
    )
    if pk is None:
        return unpublished(request, slug)
    return page_of_article(request, Shown(pk, edition), page_key=f"article {pk}")


@never_cache
def unpublished(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft or scheduled article for editors, the news of a withdrawal for everyone, else 404."""
    article = Article.objects.for_page().filter(slug=slug).first()
    if article and article.status == Status.WITHDRAWN:
        return gone(request, article.withdrawal_note)
    is_editor = request.user.is_staff and request.user.has_perm("articles.view_article")
    if article is None or not is_editor:  # asked of both, so that a 404 does not tell whether there is a draft
        raise Http404("Not published")
    return page_of_article(request, Shown(article.pk, article=article), preview=True)


@never_cache
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """An article for whoever was sent this link, whatever its status; see `articles.preview`."""
    found = previewed(token)
    article = found and Article.objects.for_page().filter(pk=found[0]).first()
    if not found or not article or article.status == Status.WITHDRAWN:
        raise Http404("No such preview")
    if Article.objects.readable().filter(pk=article.pk).exists():
        return redirect(article)
    answer = page_of_article(request, Shown(article.pk, article=article), preview=True, until=found[1])
    answer.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    return answer


class Shown:
    """What the page of an article shows. Each part is asked for when it is first needed: none where pieces are kept."""

    def __init__(self, pk: int, edition: int | None = None, article: Article | None = None) -> None:
        self.pk, self.edition, self.known = pk, edition, article

    @cached_property
    def article(self) -> Article:
        article: Article = self.known or get_object_or_404(Article.objects.for_page(), pk=self.pk)
        return article

    @cached_property
    def entries(self) -> list[RelatedArticle]:
        return list(related(self.article))

    @cached_property
    def coverage(self) -> Coverage[Any]:
        entries: list[Any] = self.entries
        return coverage(entries)

    @cached_property
    def topic(self) -> Topic | None:
        return self.article.main_topic

    @cached_property
    def more(self) -> Cards:
        return more(self.article, self.topic, self.entries, self.edition)

    @cached_property
    def video(self) -> Video | None:
        return video(self.article.featured_content) if self.article.type == Type.VIDEO else None

    @cached_property
    def meta(self) -> Metadata:
        return of_article(self.article, self.topic, first_picture(self.article))


def page_of_article(request: HttpRequest, shown: Shown, **more: Any) -> HttpResponse:
    """The page. `page_key` lets its pieces be kept; `preview` gives it a notice, which says when the link ends if there
    was one (`until`).
    """
    parts = ("article", "coverage", "topic", "more", "video", "meta")
    context = {name: SimpleLazyObject(partial(getattr, shown, name)) for name in parts}
    answer = render(request, "articles/article.html", context | more)
    if kept(shown.edition, ("has a video", shown.pk), lambda: shown.video is not None):
        answer.headers["Cross-Origin-Embedder-Policy"] = "unsafe-none"  # players do not say that they may be embedded
    return answer


def first_picture(article: Article) -> Picture | None:
    """The first of its pictures that we have a copy of."""
    placed = (place.picture for place in article.placed_pictures.all())
    return next((picture for picture in placed if picture.is_shown), None)


def related(article: Article) -> QuerySet[RelatedArticle]:
    """The related entries in the data's order; `same_as` is None unless readers may see that article."""
    ours = Article.objects.published().only("slug", "published_at")
    pictures = RelatedPicture.objects.select_related("picture")
    return (
        article.related.order_by("position")
        .select_related("provider")
        .prefetch_related(Prefetch("same_as", ours), Prefetch("placed_pictures", pictures))
    )


def more(article: Article, topic: Topic | None, entries: list[RelatedArticle], edition: int | None) -> Cards:
    """The newest articles of the topic that this page does not show already. Three queries."""
    if topic is None:
        return Cards([], edition)
    shown = {article.pk, *(entry.same_as_id for entry in entries)}
    newest = topic.links.published().newest_first().values_list("article_id", flat=True)[: MORE + len(shown)]
    others = [id_ for id_ in newest if id_ not in shown][:MORE]
    return Cards(others[: len(others) // ROW * ROW or None], edition)
