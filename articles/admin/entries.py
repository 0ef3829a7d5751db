"""What a new entry of related coverage is taken from: an article of ours, an entry that is known, or its address."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from articles.admin.fields import checked
from articles.ingest.shared import NEVER_NAMED
from articles.limits import NAME_LENGTH
from articles.models import Article, Provider, ProviderDomain, RelatedArticle, RelatedPicture
from articles.sources.addresses import host_of
from articles.sources.domains import shown_domain
from articles.sources.text import web_address

Known = Article | RelatedArticle

TAKEN = ["type", "title", "excerpt", "published_at", "updated_at", "original_url", "web_url"]
TAKEN += ["amp_web_url", "cdn_amp_web_url", "quality", "provider_id"]
"""What an entry says of an article as the article itself, or another entry, does."""


def our_page(address: str, host: str) -> Article | None:
    """The article whose page on this site the address is; we are called as the settings say, or `host`."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or parts.netloc not in {host, urlsplit(settings.SITE_URL).netloc}:
        return None
    try:
        page = resolve(parts.path)
    except Resolver404:
        return None
    return Article.objects.filter(slug=page.kwargs["slug"]).first() if page.url_name == "article" else None


def known_at(address: str) -> Known | None:
    """Our article of this address, else the newest entry of related coverage that has it."""
    for model in (Article, RelatedArticle):
        for column in ("web_url", "original_url"):
            found: Known | None = model._default_manager.filter(**{column: address}).order_by("-pk").first()
            if found:
                return found
    return None


def outlet_at(address: str) -> Provider:
    """The outlet whose domain the address has, or one made for it. Raises ValidationError where there is none."""
    domain = checked(host_of, address)
    if not domain:
        raise ValidationError(_("Expected an address with a domain such as example.org."), code="invalid")
    other = ProviderDomain.objects.filter(domain=domain).select_related("provider").first()
    if other:
        return other.provider
    shown = shown_domain(domain)
    said = {"name": domain[:NAME_LENGTH], "named_at": NEVER_NAMED, "shown_domain": shown if shown != domain else ""}
    return Provider.objects.get_or_create(domain=domain, defaults=said)[0]


def is_by(entry: RelatedArticle, known: Known) -> bool:
    """Whether the entry says what one taken from `known` would."""
    return (entry.story_url, entry.title) == (known.story_url, known.title)


def take(entry: RelatedArticle, known: Known) -> None:
    """Let an entry that is not stored yet say what is known, and be the article of ours that that is."""
    for name in TAKEN:
        setattr(entry, name, getattr(known, name))
    article_id = known.pk if isinstance(known, Article) else known.same_as_id
    entry.same_as_id = article_id if article_id != entry.article_id else None


def take_pictures(entry: RelatedArticle, known: Known) -> None:
    """Place the pictures that are known on the entry."""
    said: Any = known.placed_pictures.order_by("position", "pk")
    values = said.values("picture_id", "title", "attribution", "is_cached")
    RelatedPicture.objects.bulk_create(
        RelatedPicture(related=entry, position=position, **one) for position, one in enumerate(values)
    )


def address_of(given: str) -> str:
    """The address in the one spelling that rows have. Raises ValidationError where readers cannot be sent to it."""
    return checked(web_address, given)
