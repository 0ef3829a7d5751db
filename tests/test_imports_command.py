"""`manage.py imports`: the runs, and all of one."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.ingest import FileReport, Outcome, record
from articles.models import ImportRun, RunState
from tests.runs import BAD, ODD, listed, recorded, refuse_all, rejected

pytestmark = pytest.mark.django_db


def test_imports_lists_the_last_runs_in_the_zone_of_the_site(capsys, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    _, second, third = recorded(), recorded(rejected()), recorded(state=RunState.INTERRUPTED)
    ImportRun.objects.update(started_at="2024-05-01T20:00:00Z", ended_at="2024-05-01T20:00:02.5Z")
    assert listed(capsys, last=2).splitlines() == [
        f"{third.pk}: 2024-05-02 05:00:00, took 2.5 s, by ann, interrupted: "
        "created 1, updated 0, unchanged 0, rejected 0, warnings 0",
        f"{second.pk}: 2024-05-02 05:00:00, took 2.5 s, by ann, done: "
        "created 0, updated 0, unchanged 0, rejected 1, warnings 0",
    ]


def test_imports_on_a_terminal_is_a_table(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    run = recorded()
    record.start("[b]ben", "seeds")
    out = listed(capsys)
    assert "unchanged" in out
    assert "[b]ben" in out
    assert [str(run.pk), "ann", "done", "1", "0"] in [
        [words[0], *words[5:9]] for line in out.splitlines() if len(words := line.split()) > 8
    ]
    assert [line.split()[-5:] for line in out.splitlines() if "running" in line] == [["–"] * 5]


@pytest.mark.parametrize("ended", [False, True])
def test_counts_of_a_run_that_did_not_get_to_its_end_are_unknown(capsys, ended):
    run = record.start("ann", "seeds")
    if ended:
        record.finish(run, None, RunState.FAILED, "MemoryError")
    assert listed(capsys).rstrip().endswith(": counts unknown")
    assert listed(capsys, str(run.pk)).splitlines()[3] == "counts unknown"


def test_imports_of_a_number_tells_all_of_that_run(capsys):
    odd = FileReport("odd.md", Outcome.CREATED, warnings=(ODD,))
    run = recorded(odd, rejected(), arguments="seeds --publish")
    lines = listed(capsys, str(run.pk)).splitlines()
    assert lines[0] == f"Run {run.pk}: done"
    assert lines[2:] == [
        "arguments: seeds --publish",
        "files 2, created 1, rejected 1, warnings 1",
        "bad.md: line 9, quality: expected a whole number",
        "odd.md: line 4, publishedDateTime: has no offset; taken as UTC (warning)",
    ]


def test_imports_of_a_run_says_that_there_were_more_problems(capsys, monkeypatch):
    monkeypatch.setattr(record, "MOST_PROBLEMS", 1)
    run = recorded(rejected("bad.md", BAD, ODD))
    assert "the first 1 of 2 problems:" in listed(capsys, str(run.pk))


@pytest.mark.parametrize("number", ["999999", "9" * 40])
def test_imports_of_a_number_that_no_run_has_is_one_clear_line(number):
    with pytest.raises(CommandError, match=f"^There is no run {number}"):
        call_command("imports", number)


@pytest.mark.parametrize("arguments", [["-1"], ["x"], ["0"], ["--last", "0"]])
def test_imports_of_what_is_no_number_is_refused(arguments):
    with pytest.raises(CommandError):
        call_command("imports", *arguments)


def test_imports_before_the_first_one_says_so(capsys):
    assert listed(capsys) == "There was no import yet.\n"


def test_imports_without_its_tables_is_one_clear_line():
    with connection.execute_wrapper(refuse_all), pytest.raises(CommandError, match=r"manage migrate$"):
        call_command("imports")
