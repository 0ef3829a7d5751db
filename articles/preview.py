"""Links to articles that readers do not see yet: signed, so that nobody can make one up, and good for some days."""

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone

GOOD_FOR = timedelta(days=7)
_SALT = "articles.preview"


def preview_url(article_id: int) -> str:
    """Where whoever has this address sees the article as readers would, until GOOD_FOR from now."""
    ends = timezone.now() + GOOD_FOR
    return reverse("preview", args=[signing.dumps([article_id, int(ends.timestamp())], salt=_SALT)])


def previewed(token: str) -> tuple[int, datetime] | None:
    """The article's id, and when the link ends; None for a link that is none, or has ended."""
    try:
        article_id, ends = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    until = datetime.fromtimestamp(ends, UTC)
    return (article_id, until) if until > timezone.now() else None
