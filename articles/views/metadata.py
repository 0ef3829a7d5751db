"""What pages tell programs: search engines, and networks where a link is shared. As JSON-LD of schema.org, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.fragments import Card
from articles.models import Article, Picture, Provider, Topic
from articles.views.listing import Listing

DESCRIPTION_LENGTH = 200
Node = dict[str, Any]  # of JSON-LD


@dataclass(frozen=True, slots=True)
class Metadata:
    """`title` is without the site's name, and empty on the front page. `image` is a copy of ours.

    `feed` is what the addresses of its feeds begin with, called `feed_title`, or by the site's name. `data` goes into
    the page as JSON-LD.
    """

    title: str
    description: str
    kind: str
    data: Node
    image: Node | None = None
    feed: str = "/feed."
    feed_title: str = ""
    is_indexed: bool = True


def of_front(articles: Sequence[Article | Card]) -> Metadata:
    """Of the front page with these articles on it."""
    description = _("%(site_name)s: the news of many outlets, by topic.") % {"site_name": settings.SITE_NAME}
    search = {"@type": "EntryPoint", "urlTemplate": _absolute(reverse("search")) + "?q={search_term_string}"}
    action = {"@type": "SearchAction", "target": search, "query-input": "required name=search_term_string"}
    site = _site() | {"description": description, "potentialAction": action}
    pictures = (getattr(article, "lead_picture", None) for article in articles)  # a row may be gone meanwhile
    image = next((image for picture in pictures if (image := image_of(picture))), None)
    front = _collection(settings.SITE_NAME, description, "/")
    return Metadata("", description, "website", _graph(site, front), image)


def of_article(article: Article, topic: Topic | None, picture: Picture | None) -> Metadata:
    """Of an article's page, whose picture this is."""
    description = _short(article.excerpt) or article.title
    image, outlet, url = image_of(picture), _organization(article.provider), article.get_absolute_url()
    told: Node = {
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.excerpt or None,
        "url": _absolute(url),
        "mainEntityOfPage": _absolute(url),
        "datePublished": article.published_at.isoformat(timespec="seconds"),
        "dateModified": (article.updated_at or article.published_at).isoformat(timespec="seconds"),
        "image": image,
        "isBasedOn": article.story_url,
        "author": outlet,
        "publisher": outlet,
        "articleSection": [link.topic.name for link in article.topic_links.all()],
    }
    trail = [*_above(topic), (article.title, url)]
    feed, name = (f"{topic.get_absolute_url()}feed.", topic.name) if topic else ("/feed.", "")
    graph = _graph(told, _trail(trail))
    return Metadata(article.title, description, "article", graph, image, feed, name, article.is_indexed)


def of_topic(topic: Topic, page: Listing) -> Metadata:
    """Of a page of a topic's list."""
    description = _short(topic.description) or _("News about %(name)s, from many outlets.") % {"name": topic.name}
    return _of_list(topic.name, description, topic.get_absolute_url(), page, _trail(_above(topic)))


def of_provider(provider: Provider, page: Listing) -> Metadata:
    """Of a page of an outlet's list."""
    description = _short(provider.description) or _("News from %(provider)s.") % {"provider": provider}
    return _of_list(str(provider), description, provider.get_absolute_url(), page, _organization(provider))


def image_of(picture: Picture | None) -> Node | None:
    """Our copy of a picture, in a format that every program shows."""
    if picture is None or not picture.is_shown or not (file := picture.plain_file):
        return None
    url = _absolute(default_storage.url(picture.name_of(file)))
    return {"@type": "ImageObject", "url": url, "width": file.width, "height": file.height}


def _of_list(title: str, description: str, path: str, page: Listing, more: Node) -> Metadata:
    graph = _graph(_collection(title, description, path), more)
    image = next(
        (image for article in page.articles if (image := image_of(getattr(article, "lead_picture", None)))), None
    )
    indexed = page.is_first and bool(page.articles)
    return Metadata(title, description, "website", graph, image, f"{path}feed.", title, indexed)


def _graph(*nodes: Node) -> Node:
    return {"@context": "https://schema.org", "@graph": [_told(node) for node in nodes]}


def _told(node: Node) -> Node:
    """Without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def _site() -> Node:
    return {"@type": "WebSite", "name": settings.SITE_NAME, "url": _absolute("/")}


def _collection(name: str, description: str, path: str) -> Node:
    known = {"@type": "CollectionPage", "name": name, "description": description}
    return known | {"url": _absolute(path), "isPartOf": _site()}


def _organization(provider: Provider) -> Node:
    logos = (image for placed in provider.placed_logos.all() if (image := image_of(placed.picture)))
    logo = next(logos, None)
    known = {"@type": "NewsMediaOrganization", "name": provider.name, "url": f"https://{provider.domain}/"}
    return _told(known | {"logo": logo})


def _above(topic: Topic | None) -> list[tuple[str, str]]:
    """Names and addresses from the list of all topics down to this one."""
    topics = [topic.parent, topic] if topic and topic.parent else [topic] if topic else []
    return [(_("Topics"), reverse("topics")), *((each.name, each.get_absolute_url()) for each in topics)]


def _trail(places: Sequence[tuple[str, str]]) -> Node:
    listed = [
        {"@type": "ListItem", "position": number, "name": name, "item": _absolute(path)}
        for number, (name, path) in enumerate(places, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": listed}


def _absolute(address: str) -> str:
    return urljoin(f"{settings.SITE_URL}/", address)


def _short(text: str) -> str:
    return str(Truncator(text).chars(DESCRIPTION_LENGTH)) if text else ""
