"""The record of imports: what is kept of each run, for how long, and how operators are shown it."""

import getpass
import os
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles.ingest import FileReport, Outcome, record
from articles.models import ImportProblem, ImportRun, RunState
from articles.sources.errors import Problem
from tests import seeds
from tests.runs import BAD, ODD, abandoned, recorded, rejected, report

pytestmark = pytest.mark.django_db


# What is kept


def test_run_that_has_begun_is_running():
    run = ImportRun.objects.get(pk=record.start("ann", "seeds --prune", dry_run=True).pk)
    assert (run.who, run.arguments, run.dry_run, run.ended_at) == ("ann", "seeds --prune", True, None)
    assert record.ending(run) == "running, dry run"


def test_run_that_is_done_has_counts_and_an_end(tmp_path):
    seeds.write(tmp_path)
    seeds.write_two(tmp_path, title=None)
    run = record.start("ann", "seeds")
    record.finish(run, seeds.run(tmp_path), RunState.DONE)
    run.refresh_from_db()
    assert (run.found, run.created, run.rejected, run.new_topics, run.new_outlets) == (2, 1, 1, 1, 1)
    assert run.took
    assert run.took < timedelta(minutes=1)
    assert record.ending(run) == "done"


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_is_counted(outcome):
    run = recorded(FileReport("a.md", outcome))
    assert getattr(run, outcome.name.lower()) == 1


def test_rejects_and_warnings_are_kept_with_their_lines():
    odd = FileReport("odd.md", Outcome.CREATED, warnings=(ODD,))
    run = recorded(odd, rejected())
    kept = list(run.problems.values_list("level", "path", "line", "field"))
    assert kept == [("rejected", "bad.md", 9, "quality"), ("warning", "odd.md", 4, "publishedDateTime")]
    assert (run.warnings, run.problem_count) == (1, 2)


def test_only_a_thousand_problems_are_kept_and_the_others_counted():
    odd = [FileReport(f"{number}.md", Outcome.CREATED, warnings=(ODD,)) for number in range(1_200)]
    run = recorded(*odd, rejected())
    assert (run.problems.count(), run.problem_count) == (1_000, 1_201)
    assert run.problems.first().level == "rejected"


def test_only_the_newest_runs_are_kept(monkeypatch):
    monkeypatch.setattr(record, "MOST_RUNS", 3)
    runs = [recorded(rejected()) for _ in range(5)]
    assert list(ImportRun.objects.order_by("pk")) == runs[2:]
    assert ImportProblem.objects.count() == 3


def test_run_that_failed_says_why():
    run = recorded(state=RunState.FAILED, reason="database or disk\nis full")
    assert (record.ending(run), run.reason) == ("failed", "database or disk\\nis full")


def test_run_that_failed_before_it_found_files_has_no_counts():
    run = record.start("ann", "nowhere")
    record.finish(run, None, RunState.FAILED, "nowhere: there is no such file or folder")
    assert ImportRun.objects.get(pk=run.pk).found == 0


@pytest.mark.parametrize("text", ["new\nline", "nul\x00", "lone\ud800", os.fsdecode(b"\xff.md"), "\x1b[31mred", "‮abc"])
def test_any_text_is_kept_in_one_printable_line(text):
    run = record.start(text, text)
    record.finish(run, report(rejected(text, Problem(1, text, text))), RunState.FAILED, text)
    run.refresh_from_db()
    [problem] = run.problems.all()
    kept = [run.who, run.arguments, run.reason, problem.path, problem.field, problem.message]
    assert all(one.isprintable() and one.strip() for one in kept)


def test_long_texts_are_cut():
    run = record.start("w" * 10_000, "a" * 10_000)
    assert (len(run.who), len(run.arguments)) == (200, 2_000)
    assert ImportRun.objects.get(pk=run.pk).arguments.endswith("…")


@pytest.mark.parametrize("how", ["dry_run", "strict"])
def test_run_is_kept_though_its_import_was_rolled_back(tmp_path, how):
    seeds.write(tmp_path)
    seeds.write_two(tmp_path, title=None)
    run = record.start("ann", "seeds", dry_run=how == "dry_run")
    record.finish(run, seeds.run(tmp_path, **{how: True}), RunState.DONE)
    run.refresh_from_db()
    assert record.ending(run) == {"dry_run": "done, dry run", "strict": "done, nothing imported"}[how]
    assert run.problems.count() == 1


def test_run_is_kept_though_its_beginning_was_rolled_back():
    with transaction.atomic():
        run = record.start("ann", "seeds")
        transaction.set_rollback(True)
    record.finish(run, report(), RunState.DONE)
    assert ImportRun.objects.get().created == 1


# Batches of a watch


@pytest.mark.parametrize("files", [[FileReport("a.md", Outcome.UNCHANGED)], [FileReport("a.md", Outcome.DUPLICATE)]])
def test_idle_batch_leaves_no_record(files):
    assert recorded(*files, even_idle=False) is None
    assert recorded(*files) is not None


@pytest.mark.parametrize("outcome", [Outcome.CREATED, Outcome.UPDATED, Outcome.WITHDRAWN])
def test_batch_that_changed_something_is_kept(outcome):
    assert recorded(FileReport("a.md", outcome), even_idle=False)


def test_idle_batch_that_failed_is_kept():
    assert recorded(FileReport("a.md", Outcome.UNCHANGED), even_idle=False, state=RunState.FAILED)


def test_bad_file_is_kept_once_however_often_the_watch_meets_it():
    assert recorded(rejected(), even_idle=False)
    assert recorded(even_idle=False)
    assert recorded(rejected(), even_idle=False) is None
    assert recorded(rejected("bad.md", BAD, ODD), even_idle=False)


# It never breaks the import


@pytest.fixture
def read_only():
    """A database that takes nothing new."""

    def refuse(execute, sql, *arguments):
        if sql.split()[0] in {"INSERT", "UPDATE", "DELETE"}:
            raise DatabaseError("attempt to write a readonly database")
        return execute(sql, *arguments)

    with connection.execute_wrapper(refuse):
        yield


def test_database_that_cannot_be_written_does_not_stop_the_import(read_only, caplog):
    run = record.start("ann", "seeds")
    record.finish(run, report(), RunState.FAILED, "attempt to write a readonly database")
    assert not [line for line in caplog.records if line.levelname in {"WARNING", "ERROR"}]
    assert not ImportRun.objects.exists()


def test_good_import_that_could_not_be_recorded_is_one_warning(read_only, caplog):
    record.finish(record.start("ann", "seeds"), report(), RunState.DONE)
    lines = [line.getMessage() for line in caplog.records if line.levelname == "WARNING"]
    assert lines == ["the run cannot be recorded: attempt to write a readonly database"]


def test_run_whose_beginning_could_not_be_written_is_kept_at_its_end(monkeypatch):
    def fail():
        raise DatabaseError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(record, "_drop_old", fail)
        run = record.start("ann", "seeds")
    assert not run.pk  # another run may get the number that it would have had
    record.finish(run, report(rejected()), RunState.DONE)
    assert ImportRun.objects.get().problems.count() == 1


# Runs that could not say how they ended


def test_run_whose_process_was_killed_did_not_end():
    assert record.ending(abandoned()) == "did not end"


def test_number_of_its_process_that_another_has_now_does_not_make_it_run():
    run = record.start("ann", "seeds")
    assert record.ending(run) == "running"
    run.pid_since += 1
    assert record.ending(run) == "did not end"


@pytest.mark.parametrize(("hours", "ending"), [(23, "running"), (25, "did not end")])
def test_run_of_another_machine_is_believed_for_a_day(hours, ending):
    run = record.start("ann", "seeds")
    run.host, run.started_at = "elsewhere", timezone.now() - timedelta(hours=hours)
    assert record.ending(run) == ending


def test_next_run_closes_those_that_did_not_end():
    lost, alive = abandoned(), record.start("ben", "seeds")
    assert ImportRun.objects.get(pk=lost.pk).state == RunState.LOST
    record.start("eve", "seeds")
    assert ImportRun.objects.get(pk=alive.pk).state == RunState.RUNNING


def test_operator_without_a_name_has_a_number(monkeypatch):
    def nobody():
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert record.operator() == f"user {os.getuid()}"
