"""The editors' desk: runs of the import are there to read, at the same cost however many they are."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.ingest import FileReport, Outcome, Report, record
from articles.models import ImportRun, RunState
from articles.sources.errors import Problem
from tests import desk, make

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


def runs(count, *, problems=2, state=RunState.DONE):
    """Runs that rejected as many files, for a reason that is no markup."""
    for _ in range(count):
        report = Report(make.NEWS_TIME, found=problems)
        why = (Problem(7, "title", SCRIPT),)
        report.add(FileReport(f"bad{number}.md", Outcome.REJECTED, problems=why) for number in range(problems))
        run = record.start("ann", "seeds --prune")
        record.finish(run, report, state, "disk full" if state == RunState.FAILED else "")
    return run


def cost(client, url):
    client.get(url)  # content types are looked up once
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_runs_are_listed_newest_first(admin_client):
    runs(1, state=RunState.FAILED)
    last = runs(1)
    page = admin_client.get(desk.list_url("importrun"))
    assert page.context["cl"].result_list[0] == last
    html = page.content.decode()
    assert "seeds --prune" in html
    assert "failed" in html


def test_list_costs_the_same_with_more_runs(admin_client):
    runs(3)
    few = cost(admin_client, desk.list_url("importrun"))
    runs(30)
    assert cost(admin_client, desk.list_url("importrun")) == few


def test_run_costs_the_same_with_more_problems(admin_client):
    few, many = runs(1), runs(1, problems=40)
    assert cost(admin_client, desk.change_url(few)) == cost(admin_client, desk.change_url(many))


def test_run_shows_each_problem_with_its_place(admin_client):
    html = admin_client.get(desk.change_url(runs(1))).content.decode()
    assert '<td dir="auto">bad1.md</td><td>7</td><td>title</td>' in html
    assert SCRIPT not in html
    assert "2 of 2" in html


def test_run_says_that_there_were_more_problems(admin_client, monkeypatch):
    monkeypatch.setattr(record, "MOST_PROBLEMS", 3)
    assert "3 of 5" in admin_client.get(desk.change_url(runs(1, problems=5))).content.decode()


@pytest.mark.parametrize(("state", "count"), [("failed", 1), ("done", 2)])
def test_runs_are_filtered_by_how_they_ended(admin_client, state, count):
    runs(1, state=RunState.FAILED)
    runs(2)
    page = admin_client.get(desk.list_url("importrun"), {"state__exact": state})
    assert len(page.context["cl"].result_list) == count
    assert f'href="?state__exact={state}"' in page.content.decode()


def test_runs_are_searched_by_their_arguments(admin_client):
    runs(1)
    for words, count in (("prune", 1), ("nothing has this", 0)):
        page = admin_client.get(desk.list_url("importrun"), {"q": words})
        assert len(page.context["cl"].result_list) == count


def test_run_that_was_cut_off_is_shown_so(admin_client):
    run = record.start("ann", "seeds")
    ImportRun.objects.filter(pk=run.pk).update(pid_since=run.pid_since + 1)
    page = admin_client.get(desk.list_url("importrun")).content.decode()
    assert '<td class="field-ending">did not end</td>' in page


def test_counts_of_a_run_that_did_not_end_are_not_shown_as_nothing(admin_client):
    run = record.start("ann", "seeds")
    assert '<td class="field-created">–</td>' in admin_client.get(desk.list_url("importrun")).content.decode()
    page = admin_client.get(desk.change_url(run)).content.decode()
    assert page.count('<div class="readonly">–</div>') > 10
    assert '<td class="field-created">0</td>' not in page


def test_counts_of_a_run_that_ended_are_shown(admin_client):
    runs(1)
    assert '<td class="field-rejected">2</td>' in admin_client.get(desk.list_url("importrun")).content.decode()


def test_run_can_be_neither_added_nor_changed(admin_client):
    run = runs(1)
    assert admin_client.get(reverse("admin:articles_importrun_add")).status_code == 403
    assert admin_client.post(desk.change_url(run), {"who": "eve"}).status_code == 403


def test_only_a_superuser_deletes_runs(admin_client, client):
    run = runs(1)
    url = reverse("admin:articles_importrun_delete", args=[run.pk])
    editor = User.objects.create_user("editor", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__endswith="_importrun"))
    client.force_login(editor, "django.contrib.auth.backends.ModelBackend")
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert admin_client.post(url, {"post": "yes"}).status_code == 302
    assert not ImportRun.objects.exists()
