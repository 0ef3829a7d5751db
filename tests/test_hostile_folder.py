"""Folders that strangers fill: what is no seed costs one line each, and nothing stops the import."""

import os
import re
import signal
from pathlib import Path

import pytest

from articles.ingest import Outcome
from articles.models import Article
from tests import seeds
from tests.hostile import table
from tests.hostile.folders import FOUR_GIGABYTES, good

pytestmark = pytest.mark.django_db
PATIENCE_SECONDS = 10


@pytest.fixture(autouse=True)
def impatience():
    """A test that waits for a pipe's other end fails instead."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("the import hangs"))
    signal.alarm(PATIENCE_SECONDS)
    yield
    signal.alarm(0)


@pytest.fixture
def changing(monkeypatch):
    """Makes something happen to a file each time it is opened; the files that it happened to."""
    seen = []

    def arrange(name, happens):
        def watched(path, *arguments, opened=os.open, **options):
            found = str(path).endswith(name)
            if found:
                seen.append(name)
            return (
                happens(path, lambda: opened(path, *arguments, **options))
                if found
                else opened(path, *arguments, **options)
            )

        monkeypatch.setattr(os, "open", watched)
        return seen

    return arrange


def is_open(path, number):
    """Whether the file is what is open under this number."""
    return os.path.samestat(os.fstat(number), path.stat())


def told(report):
    """The lines of what was refused."""
    return [line for file in report.files if file.problems for line in file.lines()]


@pytest.mark.parametrize("case", table.FOLDER_CASES, ids=lambda case: case.name)
def test_folder_comes_to_what_it_should(case, tmp_path):
    folder = tmp_path / "cases" / case.name
    folder.mkdir(parents=True)
    case.make(folder)
    report = seeds.run(folder)
    assert Article.objects.count() == case.articles
    assert len(told(report)) == bool(case.refused)
    assert re.search(case.refused, "".join(told(report)))
    warnings = [str(warning) for file in report.files for warning in file.warnings]
    assert len(warnings) == bool(case.warned)
    assert re.search(case.warned, "".join(warnings))
    assert all(line.isprintable() for file in report.files for line in file.lines())


def test_all_of_it_in_one_folder_stops_nothing(tmp_path):
    table.write_folders(tmp_path / "cases")
    report = seeds.run(tmp_path / "cases")
    assert Article.objects.count() == sum(case.articles for case in table.FOLDER_CASES)
    assert report.counts[Outcome.REJECTED] == sum(bool(case.refused) for case in table.FOLDER_CASES)


def test_pipe_given_by_its_path_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    assert len(told(seeds.run(tmp_path / "pipe.md"))) == 1


def test_folder_given_by_a_link_is_followed(tmp_path):
    good(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    assert seeds.run(tmp_path / "link").counts == {"created": 1}


def test_file_that_vanishes_costs_one_line(tmp_path, changing):
    def vanish(path, opened):
        Path(path).unlink()
        return opened()

    good(tmp_path, "2024-05-01-gone.md")
    good(tmp_path, "2024-05-02-stays.md")
    seen = changing("gone.md", vanish)
    report = seeds.run(tmp_path)
    assert (report.counts, len(told(report))) == ({"created": 1, "rejected": 1}, 1)
    assert seen


def test_file_that_may_not_be_read_costs_one_line(tmp_path, changing):
    def refuse(path, opened):
        raise PermissionError(13, "Permission denied", path)

    good(tmp_path, "2024-05-01-locked.md")
    good(tmp_path, "2024-05-02-open.md")
    seen = changing("locked.md", refuse)
    report = seeds.run(tmp_path)
    assert report.counts == {"created": 1, "rejected": 1}
    assert "Permission denied" in told(report)[0]
    assert seen


def test_folder_that_may_not_be_read_costs_one_line(tmp_path, monkeypatch):
    def scan(path, listed=os.scandir):
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    good(tmp_path / "locked")
    good(tmp_path / "open")
    monkeypatch.setattr(os, "scandir", scan)
    report = seeds.run(tmp_path)
    assert report.counts == {"created": 1, "rejected": 1}
    assert "Permission denied" in told(report)[0]


def test_file_that_always_changes_while_it_is_read_costs_one_line(tmp_path, monkeypatch):
    path, wrote = good(tmp_path), list[int]()

    def read(number, size, reading=os.read):
        if is_open(path, number):
            wrote.append(path.write_text(path.read_text() + f"{len(wrote)}\n"))
        return reading(number, size)

    monkeypatch.setattr(os, "read", read)
    report = seeds.run(tmp_path)
    assert (report.counts, len(told(report))) == ({"rejected": 1}, 1)
    assert "chang" in told(report)[0]
    assert wrote


def test_file_that_grows_beyond_the_limit_while_it_is_read_is_not_read_whole(tmp_path, monkeypatch):
    path, sizes = good(tmp_path), []

    def read(number, size, reading=os.read):
        if is_open(path, number):
            os.truncate(path, FOUR_GIGABYTES)
            sizes.append(size)
        return reading(number, size)

    monkeypatch.setattr(os, "read", read)
    assert seeds.run(tmp_path).counts == {"rejected": 1}
    assert max(sizes) < 3_000_000


def test_file_that_is_replaced_by_a_link_meanwhile_is_not_followed(tmp_path, changing):
    def replace(path, opened):
        Path(path).unlink()
        Path(path).symlink_to("/etc/passwd")
        return opened()

    good(tmp_path, "2024-05-01-swapped.md")
    seen = changing("swapped.md", replace)
    report = seeds.run(tmp_path)
    assert report.counts == {"rejected": 1}
    assert "root:" not in told(report)[0]
    assert seen
