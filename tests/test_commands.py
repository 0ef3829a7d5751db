"""The operators' commands: arguments in, one clear report out."""

import json
import os
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from articles.management.commands import import_seeds
from articles.management.commands.serve import run_beside
from articles.models import Article, ImportRun, Picture, RunState
from tests import seeds

pytestmark = pytest.mark.django_db

FILE = "2024-05-01-webb-sees-far.md"


def test_import_prints_a_summary(tmp_path, capsys):
    seeds.write(tmp_path)
    call_command("import_seeds", str(tmp_path))
    out = capsys.readouterr().out
    assert ["created", "1", "–", "–", "1"] in [line.split() for line in out.splitlines()]


def test_import_of_a_bad_file_ends_with_status_one_and_a_line_for_each_problem(tmp_path, capsys):
    seeds.write(tmp_path, "2024-05-01-good.md")
    bad = seeds.write(tmp_path, "2024-05-02-bad.md", title="", published="perhaps")
    with pytest.raises(CommandError, match="1 of 2 files rejected") as caught:
        call_command("import_seeds", str(tmp_path))
    assert caught.value.returncode == 1
    assert Article.objects.count() == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"{bad}: line 3, title: expected this key, which is required",
        f"{bad}: line 11, published: expected true or false",
    ]


def test_import_of_a_path_that_is_not_there_is_one_clear_line(tmp_path):
    with pytest.raises(CommandError, match="there is no such file or folder"):
        call_command("import_seeds", str(tmp_path / "nowhere"))


def test_import_of_an_empty_path_is_one_clear_line_and_not_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(seeds.write(tmp_path).parent)
    with pytest.raises(CommandError, match="expected a path, found an empty one"):
        call_command("import_seeds", "")
    assert not Article.objects.exists()


@pytest.mark.parametrize("site", ["http://localhost:8000", "http://intranet"])
def test_site_that_pictures_belong_to_may_be_one_of_our_own_network(tmp_path, site):
    seeds.write(tmp_path, images=[{"url": "/assets/a.png"}])
    call_command("import_seeds", str(tmp_path), base_url=site)
    assert Picture.objects.get().base_url == site


@pytest.mark.parametrize("site", ["javascript:alert(1)", "a.example", "https://"])
def test_import_with_a_site_that_is_none_is_one_clear_line(tmp_path, site):
    seeds.write(tmp_path)
    with pytest.raises(CommandError, match="--base-url"):
        call_command("import_seeds", str(tmp_path), base_url=site)
    assert not Article.objects.exists()


def test_import_that_cannot_write_its_report_does_not_begin(tmp_path):
    seeds.write(tmp_path)
    with pytest.raises(CommandError, match="--report"):
        call_command("import_seeds", str(tmp_path), report=tmp_path / "no" / "such" / "report.json")
    assert not Article.objects.exists()


def test_import_writes_its_report_as_json(tmp_path):
    seeds.write(tmp_path / "in", locale="en")
    call_command("import_seeds", str(tmp_path / "in"), report=tmp_path / "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["counts"]["created"] == 1
    assert report["files"][0]["notes"] == [
        {"line": 17, "field": "locale", "message": "not a key of the format; kept as it is"}
    ]


def test_strict_import_that_fails_says_that_nothing_was_imported(tmp_path, capsys):
    seeds.write(tmp_path)
    seeds.write(tmp_path, "2024-05-02-bad.md", title="")
    with pytest.raises(CommandError, match="1 of 2 files rejected"):
        call_command("import_seeds", str(tmp_path), strict=True)
    assert "Nothing was imported" in capsys.readouterr().out


def test_dry_run_says_so(tmp_path, capsys):
    seeds.write(tmp_path)
    call_command("import_seeds", str(tmp_path), dry_run=True)
    assert "nothing was changed" in capsys.readouterr().out


def test_export_says_how_much_it_wrote(tmp_path, capsys):
    seeds.run(seeds.write(tmp_path / "in"))
    call_command("export_seeds", str(tmp_path / "out"))
    assert "2 files written" in capsys.readouterr().out


def test_export_to_where_nothing_can_be_written_is_one_clear_line(tmp_path):
    seeds.run(seeds.write(tmp_path / "in"))
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(CommandError, match="out"):
        call_command("export_seeds", str(tmp_path / "out"))


def test_import_into_a_database_that_is_not_up_to_date_is_one_clear_line(tmp_path):
    MigrationRecorder(connection).record_unapplied("articles", "0001_initial")
    with pytest.raises(CommandError, match="manage migrate"):
        call_command("import_seeds", str(seeds.write(tmp_path)))


def test_report_that_is_a_folder_is_refused_before_anything_is_done(tmp_path):
    path = seeds.write(tmp_path)
    with pytest.raises(CommandError, match=f"--report {tmp_path}"):
        call_command("import_seeds", str(path), report=tmp_path)
    assert not Article.objects.exists()


def test_watching_tells_each_change_in_a_line(tmp_path, monkeypatch, capsys):
    def watch(paths, import_paths, stop, **_):
        import_paths([seeds.write(tmp_path), seeds.write_two(tmp_path, title="")])

    monkeypatch.setattr("articles.management.commands.import_seeds.watch", watch)
    call_command("import_seeds", str(tmp_path), watch=True)
    out, err = capsys.readouterr()
    assert out.splitlines()[-2:] == ["Watching for changes (stop with Ctrl-C)", f"{tmp_path}/{FILE}: created"]
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("flag", ["dry_run", "strict"])
def test_watching_goes_with_nothing_that_needs_an_end(tmp_path, flag):
    with pytest.raises(CommandError, match="--watch goes on for ever"):
        call_command("import_seeds", str(tmp_path), watch=True, **{flag: True})


def test_run_is_recorded_with_its_arguments(tmp_path):
    call_command("import_seeds", str(seeds.write(tmp_path).parent), publish=True)
    run = ImportRun.objects.get()
    assert (run.arguments, run.state, run.created) == (f"{tmp_path} --publish", RunState.DONE, 1)


def test_run_that_was_interrupted_is_recorded_so(tmp_path, monkeypatch):
    monkeypatch.setattr("threading.Event.is_set", lambda event: True)
    with pytest.raises(CommandError, match=r"^stopped: interrupted;"):
        call_command("import_seeds", str(seeds.write(tmp_path)))
    assert ImportRun.objects.get().state == RunState.INTERRUPTED


def test_run_whose_path_is_not_there_is_recorded_as_failed(tmp_path):
    with pytest.raises(CommandError):
        call_command("import_seeds", str(tmp_path / "nowhere"))
    run = ImportRun.objects.get()
    assert (run.state, "nowhere" in run.reason) == (RunState.FAILED, True)


# Pictures after an import


def test_import_makes_copies_of_pictures_if_asked_to(tmp_path, capsys):
    seeds.write(tmp_path, images=[seeds.picture(tmp_path, size=(400, 300))])
    call_command("import_seeds", str(tmp_path), cache_pictures=True)
    assert Article.objects.get().lead_picture.is_shown
    assert "Pictures: 1 done" in capsys.readouterr().out


def test_import_leaves_pictures_alone_unless_asked_to(tmp_path):
    seeds.write(tmp_path, images=[seeds.picture(tmp_path, size=(400, 300))])
    call_command("import_seeds", str(tmp_path))
    assert not Article.objects.get().lead_picture.is_shown


def test_dry_run_makes_no_copies(tmp_path):
    with pytest.raises(CommandError, match="--dry-run changes nothing"):
        call_command("import_seeds", str(tmp_path), cache_pictures=True, dry_run=True)


def test_command_beside_the_server_is_its_own_masters_child_and_gives_way(tmp_path, settings):
    settings.BASE_DIR, told = tmp_path, tmp_path / "told"
    (tmp_path / "manage.py").write_text(
        "import os, pathlib, sys\n"
        f"pathlib.Path({str(told)!r} + '.part').write_text(f'{{sys.argv[1:]}} {{os.nice(0)}}')\n"
        f"os.rename({str(told)!r} + '.part', {str(told)!r})\n"
    )
    before = children()
    run_beside(["cache_pictures"])
    until(told.exists)
    assert told.read_text() == f"['cache_pictures'] {min(os.nice(0) + 10, 19)}"
    assert children() == before


def children():
    """Processes that this one started, dead or alive; others than the command's may be left of other tests."""
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def until(true, seconds=10):
    give_up = time.monotonic() + seconds
    while not true() and time.monotonic() < give_up:
        time.sleep(0.01)


@pytest.mark.parametrize("called", [True, False])
def test_import_from_the_command_line_gives_way_to_readers(tmp_path, monkeypatch, called):
    given_way: list[int] = []
    monkeypatch.setattr(os, "nice", given_way.append)
    seeds.write(tmp_path)
    command = import_seeds.Command()
    setattr(command, "_called_from_command_line", called)  # noqa: B010  (Django's own, which its types do not tell)
    call_command(command, str(tmp_path))
    assert bool(given_way) == called
