"""What the list of articles shows of each."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.picture import thumbnail
from articles.models import Article, Standing
from articles.publishing import boost_left

POINTS_OF_AN_ENTRY = 10  # what each entry of related coverage adds to the heat of a lead
MOST_BONUS = 8  # points by which the heat of an article without any differs from its quality
LOCK = (
    '<svg aria-hidden="true" width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor"'
    ' stroke-width="1.5"><path d="M4 6V4a3 3 0 0 1 6 0v2"/><rect x="2.5" y="6" width="9" height="6.5" rx="1"/></svg>'
)


def heat_told(heat: int | None, quality: int | None, related: int, standing: str) -> str:
    """The heat, with how it came about where the publisher's rule explains it."""
    if heat is None:
        return ""
    if heat < 0 and standing == Standing.FOLLOWER:
        return _("−%(heat)d: another outlet leads") % {"heat": -heat}
    if quality is None:
        return str(heat)
    bonus = heat - quality
    numbers = {"quality": quality, "related": related, "heat": heat, "bonus": abs(bonus)}
    if standing == Standing.LEAD and bonus == POINTS_OF_AN_ENTRY * related:
        return _("%(quality)d + 10 × %(related)d related = %(heat)d") % numbers
    if standing != Standing.ALONE or abs(bonus) > MOST_BONUS:
        return str(heat)
    if bonus > 0:
        return _("%(quality)d + bonus %(bonus)d = %(heat)d") % numbers
    return (_("%(quality)d − %(bonus)d = %(heat)d") if bonus else _("%(heat)d: its quality")) % numbers


class ArticleColumns(admin.ModelAdmin):
    """The columns."""

    @admin.display(description=gettext_lazy("picture"), empty_value="")
    def lead(self, article: Article) -> str:
        """Our own copy of the picture on its card."""
        return thumbnail(article.lead_picture) if article.lead_picture else ""

    @admin.display(description=gettext_lazy("headline"), ordering="title")
    def headline(self, article: Article) -> str:
        """Two lines of it; the pointer finds the rest, and whoever has the page read to them hears it all."""
        return format_html('<span class="headline" dir="auto" title="{}">{}</span>', article.title, article.title)

    @admin.display(description=gettext_lazy("outlet"))
    def outlet(self, article: Article) -> str:
        return format_html('<bdi title="{}">{}</bdi>', article.provider.domain, article.provider)

    @admin.display(description=gettext_lazy("topics"), empty_value="")
    def filed(self, article: Article) -> str:
        """Its topics, in their order."""
        names = ((link.topic.name,) for link in article.topic_links.all())
        return format_html_join(", ", "<bdi>{}</bdi>", names)

    @admin.display(description=gettext_lazy("heat"), ordering="heat", empty_value="–")
    def warmth(self, article: Any) -> str:
        """Heat, how it came about, and what is left of an editor's boost."""
        told = heat_told(article.heat, article.quality, article.related_count, article.standing)
        left = boost_left(article.boost, article.boosted_at, timezone.now())
        if not left:
            return told
        boost = _("boost %(boost)d, now %(left)d") % {"boost": article.boost, "left": left}
        return _("%(heat)s and %(boost)s") % {"heat": told, "boost": boost} if told else boost

    @admin.display(description=gettext_lazy("published"), ordering="published_at")
    def appeared(self, article: Article) -> str:
        """When the outlet published it, in the site's zone."""
        at = timezone.localtime(article.published_at)
        return format_html("{} {}", date_format(at, "SHORT_DATE_FORMAT"), date_format(at, "TIME_FORMAT"))

    @admin.display(description=gettext_lazy("by hand"), empty_value="")
    def locks(self, article: Article) -> str:
        """A lock where the next import leaves fields alone, with their names."""
        number = len(article.edited_fields)
        if not number:
            return ""
        text = ngettext("Edited by hand: %(fields)s", "Edited by hand: %(fields)s", number)
        said = text % {"fields": ", ".join(article.edited_fields)}
        mark = '<span class="lock" title="{}">{}<span class="visually-hidden">{}</span></span>'
        return format_html(mark, said, SafeString(LOCK), said)
