"""By what the list of articles is narrowed. None makes Django look for duplicates, which would sort them all."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.filters import ChoicesFieldListFilter, DateFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from articles.models import Article, ArticleTopic, PictureState, Pin, Provider, Seed, Standing, Status, Topic

TEMPLATE = "admin/articles/article/filter.html"
BAR = 70  # of quality: what stands alone and is below it, publishers do not list
LONGEST_BOOST = timedelta(days=6)  # after which nothing is left of the highest
RECENT = 1_000  # articles that are looked at for what is frequent
MOST_OFFERED = 10
LONGEST_NUMBER = 18  # digits that every database knows as a number

NOT_TO_BE_HAD = [PictureState.FAILED, PictureState.REFUSED]
BELOW_THE_BAR = Q(standing=Standing.ALONE) & (Q(published=False) | Q(quality__lt=BAR))


def own() -> Q:
    """Worth an editor's look: no other outlet leads it, or it was made by hand."""
    return ~Q(standing=Standing.FOLLOWER) | Q(~Exists(Seed.objects.filter(article=OuterRef("pk"))))


def boosted(now: datetime) -> Q:
    """Articles that an editor's boost may still move."""
    return ~Q(boost=0) & Q(boosted_at__gt=now - LONGEST_BOOST)


class StatusFilter(ChoicesFieldListFilter):
    template = TEMPLATE
    opened = True  # before it is asked for


class TypeFilter(ChoicesFieldListFilter):
    template = TEMPLATE


class DaysFilter(DateFieldListFilter):
    """Also tells which days were asked for by a link from elsewhere."""

    template = TEMPLATE

    def choices(self, changelist: Any) -> Any:
        """Django's, and the days that were chosen where they are none of those."""
        links = list(super().choices(changelist))
        if self.date_params and not any(link["selected"] for link in links):
            links.append({"selected": True, "query_string": "", "display": self.days()})
        return links

    def days(self) -> str:
        """The first and the last of them."""
        since = day_of(self.date_params.get(self.lookup_kwarg_since, ""))
        until = day_of(self.date_params.get(self.lookup_kwarg_until, ""), before=True)
        return f"{since}–{until}"


def day_of(text: str, *, before: bool = False) -> str:
    """The day of a time as it stands in an address, or of the moment before; nothing for what is no time."""
    try:
        at = datetime.fromisoformat(text) - timedelta(microseconds=before)
        return date_format(timezone.localtime(at) if timezone.is_aware(at) else at, "SHORT_DATE_FORMAT")
    except (ValueError, OverflowError):
        return ""


class Filter(admin.SimpleListFilter):
    """One whose choices are each a condition."""

    template = TEMPLATE

    def conditions(self) -> dict[str, tuple[Any, Q | Exists]]:
        """What each choice is called, and what it asks for."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.known = self.conditions()
        return [(value, label) for value, (label, _condition) in self.known.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.known.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class StandingFilter(Filter):
    """Leads and followers, which ask for different answers; see `Standing`."""

    title, parameter_name, opened = _("standing"), "standing", True

    def conditions(self) -> dict[str, tuple[Any, Q | Exists]]:
        return {
            "own": (_("worth a look"), own()),
            "lead": (_("leads its story"), Q(standing=Standing.LEAD)),
            "follower": (_("another outlet leads"), Q(standing=Standing.FOLLOWER)),
            "below": (_("below the bar"), BELOW_THE_BAR),
        }


class PictureFilter(Filter):
    """Whether readers see a picture on its card."""

    title, parameter_name = _("picture"), "picture"

    def conditions(self) -> dict[str, tuple[Any, Q | Exists]]:
        ours = Q(lead_picture__state=PictureState.CACHED)
        return {
            "ours": (_("our copy"), ours),
            "missing": (_("waiting or failed"), Q(lead_picture__isnull=False) & ~ours),
            "failed": (_("failed"), Q(lead_picture__state__in=NOT_TO_BE_HAD)),
            "none": (_("none"), Q(lead_picture__isnull=True)),
        }


class PlannedFilter(Filter):
    """What editors decided for a time."""

    title, parameter_name = _("planned"), "planned"

    def conditions(self) -> dict[str, tuple[Any, Q | Exists]]:
        now = timezone.now()
        return {
            "scheduled": (_("scheduled"), Q(status=Status.SCHEDULED)),
            "pinned": (_("pinned"), Exists(Pin.objects.filter(article=OuterRef("pk"), until__gt=now))),
            "boosted": (_("boosted"), boosted(now)),
        }


class EditedFilter(Filter):
    """Whether an editor changed anything by hand."""

    title, parameter_name = _("edited by hand"), "edited"

    def conditions(self) -> dict[str, tuple[Any, Q | Exists]]:
        return {"yes": (_("Yes"), ~Q(edited_fields=[])), "no": (_("No"), Q(edited_fields=[]))}


class FrequentFilter(admin.SimpleListFilter):
    """What most of the latest articles have, and what was chosen; the whole list would be thousands."""

    template = TEMPLATE
    model: Any

    def frequent(self, latest: QuerySet) -> QuerySet:
        """Id, name and number, of these articles."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        latest = Article.objects.newest_first().values("pk")[:RECENT]
        rows = self.frequent(latest).order_by("-number")[:MOST_OFFERED]
        found = [(str(pk), name) for pk, name, _number in rows]
        if (chosen := self.number()) and str(chosen) not in dict(found):
            found += [(str(row.pk), str(row)) for row in self.model.objects.filter(pk=chosen)]
        return found

    def number(self) -> int | None:
        """The id that was chosen."""
        value = self.value()
        if value and not (value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER):
            raise IncorrectLookupParameters
        return int(value) if value else None


class TopicFilter(FrequentFilter):
    title, parameter_name, model = _("topic"), "topics__id__exact", Topic

    def frequent(self, latest: QuerySet) -> QuerySet:
        links = ArticleTopic.objects.filter(article__in=latest).order_by()
        return links.values("topic").annotate(number=Count("pk")).values_list("topic", "topic__name", "number")

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        links = ArticleTopic.objects.filter(article=OuterRef("pk"), topic=self.number())
        return queryset.filter(Exists(links)) if self.number() else queryset


class OutletFilter(FrequentFilter):
    title, parameter_name, model = _("outlet"), "provider__id__exact", Provider

    def frequent(self, latest: QuerySet) -> QuerySet:
        rows = Article.objects.filter(pk__in=latest).order_by()
        counts: QuerySet = rows.values("provider").annotate(number=Count("pk"))
        return counts.values_list("provider", "provider__name", "number")

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.number()
        return queryset.filter(provider=chosen) if chosen else queryset
