"""What Prometheus asks for: how this process answers, and how the site is. For staff, and for who has HEALTH_TOKEN.

Each process counts for itself. What the database knows is asked for once in COUNT_SECONDS, however often we are.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from time import monotonic, perf_counter

from django.conf import settings
from django.db.models import Count, Model, TextChoices
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from articles import edition
from articles.models import Article, ImportRun, Picture, PictureState, RunState, Status
from articles.views.health import READY, database, has_token, may_know, readyz, trouble

METRICS = "/metrics"
COUNT_SECONDS = 60.0  # counting a million articles takes a fifth of one
TROUBLE_SECONDS = 5.0  # after which a database that did not answer is asked again
PATHS_REMEMBERED = 4_096
OUTCOMES = ("created", "updated", "unchanged", "duplicate", "rejected", "withdrawn")

disable_created_metrics()  # type: ignore[no-untyped-call]  # they would be series of their own, for nobody

SECONDS = Histogram(
    "newsroom_request_seconds",
    "Time until an answer began, by the view's name (static, none: no view) and the class of its status.",
    ["view", "status"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_PAGES = Counter(
    "newsroom_pages", "Pages that may be kept: hit and stale as they were kept, miss made anew, waited for.", ["how"]
)
PAGES = {how: _PAGES.labels(how) for how in ("hit", "miss", "stale", "waited")}

log = logging.getLogger(__name__)


class MetricsMiddleware:
    """Takes the time of each answer. Answers who has the token, whatever the host's name and the scheme: who watches
    asks each process at its own address.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (view := FOR_MACHINES.get(request.path_info)) and has_token(request):
            return view(request)
        started = perf_counter()
        response = self.get_response(request)
        SECONDS.labels(view_of(request, response), f"{response.status_code // 100}xx").observe(perf_counter() - started)
        return response


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponseBase:
    """Everything, as text."""
    if not may_know(request):
        return HttpResponse("For staff, and for who sends HEALTH_TOKEN.\n", "text/plain", status=403)
    text = generate_latest(REGISTRY) + generate_latest(_site)
    return HttpResponse(text, CONTENT_TYPE_PLAIN_0_0_4, headers={"X-Robots-Tag": "noindex"})


FOR_MACHINES = {METRICS: metrics, READY: readyz}


def view_of(request: HttpRequest, response: HttpResponseBase) -> str:
    """The name of the view; also of one that was not asked because its page is kept."""
    if request.resolver_match:
        return request.resolver_match.view_name
    if response.status_code not in (200, 304):
        return "none"
    path = request.path_info
    return "static" if path.startswith(settings.STATIC_URL) else _name_at(path)


@lru_cache(PATHS_REMEMBERED)
def _name_at(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return "none"


# What the database knows


class Site(Collector):
    """How the site is. Where the database cannot be asked, that alone is told."""

    def __init__(self) -> None:
        self.known: list[Metric] = []
        self.ended_at: datetime | None = None
        self.next_look = 0.0
        self.turn = Lock()

    def collect(self) -> Iterator[Metric]:
        with self.turn:
            if monotonic() >= self.next_look:
                self.look()
        yield from self.known
        yield gauge("edition", "Counts how often what readers see has changed.", edition.current())
        if self.ended_at:
            age = (datetime.now(UTC) - self.ended_at).total_seconds()
            yield gauge("last_import_age_seconds", "Since the last import that left a record ended.", age)

    def look(self) -> None:
        is_up = not trouble(database)
        self.known = [gauge("database_up", "Whether the database answered when last asked.", is_up)]
        self.ended_at = None
        counted = [self.counts(what) for what in (articles, pictures, self.last_import) if is_up]
        self.next_look = monotonic() + (COUNT_SECONDS if is_up and all(counted) else TROUBLE_SECONDS)

    def counts(self, what: Callable[[], Iterable[Metric]]) -> bool:
        """Whether it could. If not, the rest is told all the same."""
        try:
            self.known += list(what())
        except Exception as error:  # of whatever kind
            log.warning("the site's metrics cannot be counted: %s", error)
            return False
        return True

    def last_import(self) -> Iterator[Metric]:
        run = ImportRun.objects.filter(ended_at__isnull=False, dry_run=False).order_by("-ended_at", "-pk").first()
        if not (run and run.ended_at):
            return
        self.ended_at = run.ended_at
        yield gauge("last_import_timestamp_seconds", "When the last import ended.", run.ended_at.timestamp())
        yield gauge("last_import_good", "Whether it got to its end.", run.state == RunState.DONE)
        counts = {outcome: getattr(run, outcome) for outcome in OUTCOMES}
        yield gauges("last_import_files", "What came of its files.", "outcome", counts)


def articles() -> list[Metric]:
    return [counted(Article, "status", Status, "Articles by status.")]


def pictures() -> list[Metric]:
    return [counted(Picture, "state", PictureState, "Pictures by how far we are with our copy.")]


def counted(model: type[Model], column: str, choices: type[TextChoices], help_: str) -> Metric:
    """By an index that begins with the column."""
    found = dict(model._default_manager.order_by().values_list(column).annotate(Count("pk")))
    by_choice = {str(choice): found.get(choice, 0) for choice in choices}
    return gauges(f"{model._meta.model_name}s", help_, column, by_choice)


def gauge(name: str, help_: str, value: float) -> Metric:
    return GaugeMetricFamily(f"newsroom_{name}", help_, value)


def gauges(name: str, help_: str, label: str, values: dict[str, int]) -> Metric:
    """One for each value of the label."""
    family = GaugeMetricFamily(f"newsroom_{name}", help_, labels=[label])
    for given, value in values.items():
        family.add_metric([given], value)
    return family


SITE = Site()
_site = CollectorRegistry()
_site.register(SITE)
