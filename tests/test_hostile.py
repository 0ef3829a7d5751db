"""The hostile set: several hundred files with one thing wrong in each, imported in one run, and every page after it."""

import re

import pytest
from django.urls import reverse

from articles.export import export_seeds
from articles.ingest import Outcome
from articles.models import Article, Picture, Provider, RelatedArticle, Seed, Topic
from tests import make, seeds
from tests.hostile import EITHER, REFUSED, SILENT, WARNED, audit, rows, table, yaml_cases

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


# The table


def test_there_are_more_than_five_hundred_cases_each_of_its_own_file():
    assert (
        len({case.file for case in table.CASES}) == len({case.name for case in table.CASES}) == len(table.CASES) > 500
    )


@pytest.mark.parametrize("case", table.CASES, ids=lambda case: case.name)
def test_file_comes_to_what_it_should(case, reports, folder):
    report = reports[str(folder / case.file)]
    told = [(problem.field, problem.message[:200]) for problem in (*report.problems, *report.warnings)]
    if case.outcome == REFUSED or (case.outcome == EITHER and report.outcome is Outcome.REJECTED):
        assert report.outcome is Outcome.REJECTED, told
        assert any(is_of(problem, case) for problem in report.problems), told
        return
    assert report.outcome in STORED, told
    assert report.outcome is not Outcome.DUPLICATE or case.outcome == EITHER, told
    assert case.outcome != SILENT or not report.warnings, told
    assert case.outcome != WARNED or any(is_of(warning, case) for warning in report.warnings), told
    row = rows.row_of(folder / case.file)
    assert {name: rows.said(row, name) for name in case.row} == case.row


def told(reports, folder):
    """What was said of each file: its case, its report, and the problem or warning."""
    for case in table.CASES:
        report = reports[str(folder / case.file)]
        yield from ((case, report, problem) for problem in (*report.problems, *report.warnings))


def is_on_its_line(problem, case):
    """Whether its line is not above all lines with the key that it is of, and not below the file."""
    lines = case.content.decode("utf-8", errors="replace").splitlines()
    key = re.escape(re.sub(r"\[\d+\]$", "", problem.field).rpartition(".")[2])
    holds = [number for number, line in enumerate(lines, 1) if key and re.search(rf"\b{key}[\"']?:", line)]
    return problem.line <= len(lines) + 1 and (not holds or problem.line >= min(holds))


def test_warnings_are_of_what_is_wrong_alone(reports, folder):
    more = [
        (case.name, str(said))
        for case, report, said in told(reports, folder)
        if case.outcome == WARNED and not is_of(said, case)
    ]
    assert more == []


def test_problems_and_warnings_have_the_line_that_their_field_is_on(reports, folder):
    elsewhere = [(case.name, str(said)) for case, _, said in told(reports, folder) if not is_on_its_line(said, case)]
    assert elsewhere == []


def test_errors_of_yaml_have_line_and_column(reports, folder):
    names = {case.name for case in (*yaml_cases.CLEVER, *yaml_cases.TWICE)}
    said = {case.name: said for case, _, said in told(reports, folder) if case.name in names}
    assert set(said) == names
    assert [str(one) for one in said.values() if one.line < 2 or not re.search(r"column \d", one.message)] == []


def test_what_is_said_of_files_is_printable_and_short(reports, folder):
    lines = {line: case for case in table.CASES for line in reports[str(folder / case.file)].lines()}
    assert [line[:200] for line in lines if not line.isprintable() or len(line) > 1_000] == []
    ours = [line for line, case in lines.items() if case.name != "key-pydantic"]
    assert [line for line in ours if re.search(r"Traceback|pydantic|Error\b", line)] == []


def test_what_is_unclear_is_never_published(reports):
    unclear = [case.file.removesuffix(".md") for case in table.CASES if case.at == "published"]
    assert len(unclear) >= 15
    assert not Article.objects.filter(key__in=unclear).exists()


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
    """Of every page for readers; articles and topics apart, which are the most."""
    yield from (reverse(name) for name in ("front", "topics", "archive", "about"))
    yield from (provider.get_absolute_url() for provider in Provider.objects.all())
    for day in Article.objects.published().datetimes("published_at", "day"):
        yield reverse("archive_day", args=[day.year, day.month, day.day])
        yield reverse("archive_month", args=[day.year, day.month])
        yield reverse("archive_year", args=[day.year])


def desk_addresses(model, rows):
    """Of the list of a kind of rows in the admin, and of each row's page there."""
    yield reverse(f"admin:articles_{model._meta.model_name}_changelist")
    yield from (reverse(f"admin:articles_{model._meta.model_name}_change", args=[row.pk]) for row in rows)


def tempting(rows):
    """Those of the rows with texts that a page could take for something else; the others' pages are all alike."""
    kinds = {"CharField", "TextField", "UrlField", "SlugField"}
    texts = [field for field in rows.model._meta.fields if type(field).__name__ in kinds]

    def said(row):
        return "\n".join(str(field.value_from_object(row)) for field in texts)

    return [row for row in rows.all() if audit.TEMPTING.search(said(row))]


def faults_of(client, urls, known=None, status=200):
    """What is wrong with these pages: an answer other than `status`, and their faults."""
    found = {}
    for url in dict.fromkeys(urls):
        answer = client.get(url)
        faults = list(audit.faults(answer.content.decode(), known))
        if answer.status_code != status or faults:
            found[url] = [answer.status_code, *faults]
    return found


def test_every_page_of_lists_is_ours_alone(reports, client):
    assert faults_of(client, addresses(), MARKUP) == {}


def test_every_page_of_an_article_is_ours_alone(reports, client):
    pages = [article.get_absolute_url() for article in Article.objects.published()]
    assert len(pages) > 400
    assert faults_of(client, pages, MARKUP) == {}


def test_no_page_is_there_of_what_is_not_public(reports, client):
    public = Article.objects.published().values("pk")
    pages = [article.get_absolute_url() for article in Article.objects.exclude(pk__in=public)]
    assert pages
    assert faults_of(client, pages, MARKUP, status=404) == {}


@pytest.mark.parametrize("view", ["", "?view=top"])
def test_every_page_of_a_topic_is_ours_alone(reports, client, view):
    pages = [f"{topic.get_absolute_url()}{view}" for topic in Topic.objects.in_use()]
    assert len(pages) > 100
    assert faults_of(client, pages, MARKUP) == {}


@pytest.mark.parametrize("model", [Article, Topic, Provider, Picture, Seed], ids=lambda model: model.__name__)
def test_every_page_for_editors_is_ours_alone(reports, admin_client, model):
    assert faults_of(admin_client, desk_addresses(model, tempting(model.objects))) == {}


def test_address_that_runs_is_not_written_even_if_a_row_has_it(client):
    run = "javascript:alert(1)"
    bad = {"web_url": run, "original_url": run, "amp_web_url": run, "cdn_amp_web_url": run}
    article = make.article(pictures=[make.picture(run, cached=False)], related=[{**bad, "title": "Bad"}], **bad)
    pages = ["/", article.get_absolute_url(), *(row.get_absolute_url() for row in (article.provider, make.topic()))]
    assert faults_of(client, pages, MARKUP) == {}


# Once more


def test_second_import_finds_all_unchanged(reports, folder):
    again = seeds.run(folder, publish=True)
    assert set(again.counts) <= {"unchanged", "duplicate", "rejected"}
    assert again.counts["rejected"] == [report.outcome for report in reports.values()].count(Outcome.REJECTED)


def test_export_of_it_makes_the_same_rows_where_there_are_none(reports, tmp_path):
    done = export_seeds(tmp_path)
    titles = sorted(Article.objects.values_list("key", "title", "excerpt", "web_url", "status"))
    for model in (Article, Topic, Provider, Picture):
        model.objects.all().delete()
    again = seeds.run(tmp_path, publish=True)
    told = [line for file in again.files if file.outcome is not Outcome.CREATED for line in file.lines()]
    assert (told, done.lost, done.failed) == ([], set(), [])
    assert again.counts == {"created": done.count}
    assert sorted(Article.objects.values_list("key", "title", "excerpt", "web_url", "status")) == titles
