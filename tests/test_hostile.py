"""The hostile set: several hundred files with one thing wrong in each, imported in one run, and every page after it."""

import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from articles.ingest import Outcome
from articles.models import Article, Picture, Provider, RelatedArticle, Seed, Topic
from tests import seeds
from tests.hostile import EITHER, REFUSED, SILENT, WARNED, audit, rows, table

pytestmark = pytest.mark.django_db
STORED = {Outcome.CREATED, Outcome.UPDATED, Outcome.DUPLICATE}
MARKUP = audit.ours()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of all the cases' files."""
    made = tmp_path_factory.mktemp("hostile")
    table.write(made)
    return made


@pytest.fixture(scope="module")
def reports(shared_rows, folder):
    """The report of each file, by its path. Published is all that can be, so that pages show it."""
    return {file.path: file for file in seeds.run(folder, publish=True).files}


def is_of(problem, case):
    """Whether it is of the field, or a part of it, and says what the case expects."""
    field, after = problem.field[: len(case.at)], problem.field[len(case.at) :]
    return (not case.at or (field == case.at and after[:1] in {"", ".", "["})) and re.search(case.says, problem.message)


def warnings_of(report):
    return getattr(report, "warnings", [])


def lines_of(case):
    return case.content.decode("utf-8", errors="replace").splitlines()


# The table


def test_there_are_more_than_five_hundred_cases_each_of_its_own_file():
    assert (
        len({case.file for case in table.CASES}) == len({case.name for case in table.CASES}) == len(table.CASES) > 500
    )


@pytest.mark.parametrize("case", table.CASES, ids=lambda case: case.name)
def test_file_comes_to_what_it_should(case, reports, folder):
    report = reports[str(folder / case.file)]
    told = [(problem.field, problem.message[:200]) for problem in (*report.problems, *warnings_of(report))]
    if case.outcome == REFUSED or (case.outcome == EITHER and report.outcome is Outcome.REJECTED):
        assert report.outcome is Outcome.REJECTED, told
        assert any(is_of(problem, case) for problem in report.problems), told
        return
    assert report.outcome in STORED, told
    assert report.outcome is not Outcome.DUPLICATE or case.outcome == EITHER, told
    assert case.outcome != SILENT or not warnings_of(report), told
    assert case.outcome != WARNED or any(is_of(warning, case) for warning in warnings_of(report)), told
    row = rows.row_of(folder / case.file)
    assert {name: rows.said(row, name) for name in case.row} == case.row


@pytest.mark.parametrize("case", [case for case in table.CASES if case.outcome == WARNED], ids=lambda case: case.name)
def test_warning_is_of_what_is_wrong_alone(case, reports, folder):
    assert [warning for warning in warnings_of(reports[str(folder / case.file)]) if not is_of(warning, case)] == []


@pytest.mark.parametrize("case", table.CASES, ids=lambda case: case.name)
def test_problem_has_the_line_that_its_field_is_on(case, reports, folder):
    report, lines = reports[str(folder / case.file)], lines_of(case)
    for problem in (*report.problems, *warnings_of(report)):
        key = re.sub(r"\[\d+\]$", "", problem.field).rpartition(".")[2]
        holds = [number for number, line in enumerate(lines, 1) if re.search(rf"\b{re.escape(key)}[\"']?:", line)]
        assert problem.line <= len(lines) + 1, problem
        assert not key or not holds or any(problem.line >= number for number in holds), problem


@pytest.mark.parametrize("case", table.CASES, ids=lambda case: case.name)
def test_what_is_said_of_a_file_is_printable_and_short(case, reports, folder):
    for line in reports[str(folder / case.file)].lines():
        assert "\n" not in line
        assert line.isprintable(), line
        assert len(line) < 1_000, line[:200]
        assert "Traceback" not in line
        assert "pydantic" not in line.replace(case.file, "").replace("__pydantic_extra__", "")


def test_what_is_unclear_is_never_published(reports):
    unclear = [case.file.removesuffix(".md") for case in table.CASES if case.at == "published"]
    assert len(unclear) >= 15
    assert not Article.objects.filter(key__in=unclear).exists()


def test_what_is_not_published_stays_so_without_being_told_to(folder, tmp_path):
    for case in table.CASES:
        if case.name.startswith("published-") or case.name == "key-is-listed":
            (tmp_path / case.file).write_bytes(case.content)
    seeds.run(tmp_path)
    listed = {article.key for article in Article.objects.published()}
    assert listed == {"2024-05-01-published-true", "2024-05-01-published-missing"}


# The rows


def test_no_text_of_a_row_has_what_feeds_cannot_hold(reports):
    for article in Article.objects.select_related("provider").prefetch_related("topics"):
        names = [topic.name for topic in article.topics.all()]
        texts = [article.title, article.excerpt, article.provider.name, *names]
        assert not audit.UNWANTED.search(" ".join(texts)), article.key
        assert audit.is_text_of_xml(*texts), article.key


def test_every_address_of_a_row_is_harmless(reports):
    for model in (Article, RelatedArticle):
        for row in model.objects.all():
            for address in (row.original_url, row.web_url, row.amp_web_url, row.cdn_amp_web_url):
                assert not address or re.match(r"https?://[^/@\\]+(/|$|\?|#)", address), address


def test_no_topic_is_above_itself(reports):
    for topic in Topic.objects.all():
        above, seen = topic, set()
        while above.parent:
            assert above.pk not in seen
            seen.add(above.pk)
            above = above.parent


# The pages


def addresses():
    """Of every page for readers, whatever its kind."""
    yield from (reverse(name) for name in ("front", "topics", "archive", "about"))
    for topic in Topic.objects.all():
        yield from (topic.get_absolute_url(), f"{topic.get_absolute_url()}?view=top")
    for row in (*Provider.objects.all(), *Article.objects.all()):
        yield row.get_absolute_url()
    for day in Article.objects.published().datetimes("published_at", "day"):
        yield reverse("archive_day", args=[day.year, day.month, day.day])
        yield reverse("archive_month", args=[day.year, day.month])
        yield reverse("archive_year", args=[day.year])


def desk_addresses():
    """Of every page for editors that shows what was imported."""
    for model in (Article, Topic, Provider, Picture, Seed):
        name = model._meta.model_name
        yield reverse(f"admin:articles_{name}_changelist")
        yield from (reverse(f"admin:articles_{name}_change", args=[row.pk]) for row in model.objects.only("pk"))


def faults_of(client, urls, known=None):
    """What is wrong with these pages: their faults, and answers that are no page."""
    found = {}
    for url in dict.fromkeys(urls):
        answer = client.get(url)
        faults = list(audit.faults(answer.content.decode(), known))
        if answer.status_code not in (200, 404) or faults:
            found[quote(url)] = [answer.status_code, *faults]
    return found


def test_every_page_for_readers_is_ours_alone(reports, client):
    assert faults_of(client, addresses(), MARKUP) == {}


def test_every_page_of_what_is_public_is_there(reports, client):
    public = [*Article.objects.published(), *Topic.objects.all(), *Provider.objects.all()]
    assert [str(row) for row in public if client.get(row.get_absolute_url()).status_code != 200] == []


def test_every_page_for_editors_is_ours_alone(reports, admin_client):
    assert faults_of(admin_client, desk_addresses()) == {}
