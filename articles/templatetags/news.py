"""Formatting for templates: values in, text out."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zlib import crc32

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, ngettext_lazy

from articles.querysets import MOST_COUNTED
from articles.sources.addresses import web_address

register = template.Library()

NOT_IN_SCRIPTS = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
TINTS = 12  # .tint-0 to .tint-11 in static/css/tokens.css
HOUR, DAY, MONTH, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=30.44), timedelta(days=365.25)
UNITS = (  # up to how far apart, counted in what, in which words
    (
        23.5 * HOUR,
        HOUR,
        ngettext_lazy("%(n)d hour earlier", "%(n)d hours earlier", "n"),
        ngettext_lazy("%(n)d hour later", "%(n)d hours later", "n"),
    ),
    (
        2 * MONTH,
        DAY,
        ngettext_lazy("%(n)d day earlier", "%(n)d days earlier", "n"),
        ngettext_lazy("%(n)d day later", "%(n)d days later", "n"),
    ),
    (
        2 * YEAR,
        MONTH,
        ngettext_lazy("%(n)d month earlier", "%(n)d months earlier", "n"),
        ngettext_lazy("%(n)d month later", "%(n)d months later", "n"),
    ),
    (
        timedelta.max,
        YEAR,
        ngettext_lazy("%(n)d year earlier", "%(n)d years earlier", "n"),
        ngettext_lazy("%(n)d year later", "%(n)d years later", "n"),
    ),
)


@register.filter
def followable(url: str) -> str:
    """The address if a reader may be sent there, checked as on import. Else nothing."""
    try:
        return web_address(url or "")
    except ValueError:
        return ""


@register.filter
def tint(name: object) -> str:
    """The CSS class of a topic's or outlet's hue: the same name, the same hue."""
    return f"tint-{crc32(str(name).encode()) % TINTS}"


@register.filter
def initial(name: object) -> str:
    """The first letter or digit of a name, for a drawn picture."""
    return next((character for character in str(name) if character.isalnum()), "·").upper()


@register.filter
def counted(count: int) -> str:
    """The number of what is counted no further than `MOST_COUNTED`."""
    if count > MOST_COUNTED:
        return gettext("more than %(n)s") % {"n": number_format(MOST_COUNTED, force_grouping=True)}
    return str(count)


@register.filter
def articles(count: int) -> str:
    """So many articles, in words."""
    return ngettext("%(n)s article", "%(n)s articles", count) % {"n": counted(count)}


@register.filter
def machine_time(at: datetime | date) -> str:
    """For the datetime attribute of <time>, in UTC and to the second, as HTML wants it."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


@register.filter
def json_ld(data: dict[str, Any]) -> SafeString:
    """The data as a script element, which nothing in it can end."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(NOT_IN_SCRIPTS)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


@register.filter
def local_day(at: datetime) -> date:
    """The day in the site's zone."""
    return timezone.localdate(at)


@register.filter
def relative_to(at: datetime | None, other: datetime) -> str:
    """How far `at` is from `other` in words, such as "2 days earlier". A time of exactly midnight UTC is only a day."""
    if at is None:
        return ""
    apart = abs(at - other)
    if is_day_only(at) or is_day_only(other):
        apart = abs(at.astimezone(UTC).date() - other.astimezone(UTC).date())
    if apart < HOUR:
        return gettext("same day")
    size, earlier, later = next(unit[1:] for unit in UNITS if apart < unit[0])
    return str((earlier if at < other else later) % {"n": round(apart / size)})


def is_day_only(at: datetime) -> bool:
    """Many outlets give a date and no time, which arrives as midnight UTC."""
    return at.astimezone(UTC).time() == datetime.min.time()
