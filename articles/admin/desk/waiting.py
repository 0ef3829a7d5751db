"""What waits for an editor: drafts, pictures that cannot be had, files that were not imported."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.urls import reverse

from articles.admin.article.filters import NOT_TO_BE_HAD, own
from articles.admin.desk.days import Days
from articles.models import Article, ArticleTopic, ImportProblem, ImportRun, ProblemLevel, Seed, Standing, Status

SHOWN = 10
LATEST_RUNS = 10
MOST_PROBLEMS = 500
FOLLOWS = Q(standing=Standing.FOLLOWER)


class Drafts(NamedTuple):
    """Drafts of the week: those worth a look and those that another outlet leads, and the lists of them. What is made
    by hand and led elsewhere is among both.
    """

    name: str
    own: int
    own_url: str
    followers: int
    followers_url: str


class Number(NamedTuple):
    number: int
    url: str


class Reject(NamedTuple):
    """Why a file was not imported, and the run that says so."""

    problem: ImportProblem
    url: str


def drafts(days: Days) -> Drafts:
    """All of them, each once."""
    articles = Article.objects.filter(status=Status.DRAFT).between(days.week, days.end)
    counts = articles.aggregate(own=Count("pk", filter=own()), followers=Count("pk", filter=FOLLOWS))
    return _drafts("", counts["own"], counts["followers"], days)


def drafts_by_topic(days: Days) -> list[Drafts]:
    """Those of the topics that have most that is worth a look. An article counts in each of its topics."""
    links = ArticleTopic.objects.filter(status=Status.DRAFT).order_by().between(days.week, days.end)
    follows = Q(article__standing=Standing.FOLLOWER)
    made = Q(article__seed__isnull=True)
    counts = links.values("topic").annotate(
        own=Count("pk", filter=~follows | made), followers=Count("pk", filter=follows)
    )
    rows = counts.order_by("-own", "-followers", "topic").values_list("topic", "topic__name", "own", "followers")
    return [_drafts(name, own_, others, days, topics__id__exact=pk) for pk, name, own_, others in rows[:SHOWN]]


def _drafts(name: str, own_: int, followers: int, days: Days, **asked: Any) -> Drafts:
    asked |= {"status__exact": Status.DRAFT.value}
    return Drafts(name, own_, days.link(**asked, standing="own"), followers, days.link(**asked, standing="follower"))


def leads_without_picture(days: Days) -> Number:
    """Leads of the week whose picture could not be had."""
    leads = Article.objects.filter(standing=Standing.LEAD, lead_picture__state__in=NOT_TO_BE_HAD)
    return Number(leads.between(days.week, days.end).count(), days.link(standing="lead", picture="failed"))


def rejects() -> list[Reject]:
    """Problems of the latest imports' files, the newest first, each once, without what was imported since."""
    runs = list(ImportRun.objects.filter(dry_run=False).order_by("-pk").values_list("pk", flat=True)[:LATEST_RUNS])
    problems = ImportProblem.objects.filter(run__in=runs, level=ProblemLevel.REJECTED).select_related("run")
    latest = list(problems.order_by("-run", "pk")[:MOST_PROBLEMS])
    since = imported([problem.path for problem in latest])
    seen: dict[str, int] = {}
    left = []
    for problem in latest:
        told = seen.setdefault(problem.path, problem.run_id) == problem.run_id
        if told and not any(is_later(seed, problem) for seed in since.get(stem(problem.path), [])):
            left.append(Reject(problem, reverse("admin:articles_importrun_change", args=[problem.run_id])))
    return left


def stem(path: str) -> str:
    """The name of a file without its suffix, which is an article's key."""
    return re.split(r"[/\\]", path)[-1].rpartition(".")[0]


def imported(paths: Iterable[str]) -> dict[str, list[Seed]]:
    """The seeds that may be of these files, by stem: those of articles by key, and the few that are of no article."""
    keys = sorted({stem(path) for path in paths})
    found: dict[str, list[Seed]] = {}
    if keys:
        seeds = Seed.objects.filter(Q(article__key__among=keys) | Q(article=None)).order_by()
        for seed in seeds.only("path", "imported_at"):
            found.setdefault(stem(seed.path), []).append(seed)
    return found


def is_later(seed: Seed, problem: ImportProblem) -> bool:
    """Whether the seed is of the problem's file, and came in after the run that rejected it. Seeds know absolute paths,
    problems the path that was given.
    """
    given = problem.path.removeprefix("./").lstrip("/")
    return f"/{seed.path}".endswith(f"/{given}") and seed.imported_at > problem.run.started_at
