"""The hostile set as an operator meets it: one command, in a process and a database of its own."""

import json
import os
import re
import subprocess
import sys

import pytest

from articles.models import Article
from tests import seeds
from tests.hostile import table
from tests.test_house import ROOT

MOST_BYTES, MOST_SECONDS = 200_000_000, 20
RUNNER = """
import json, resource, subprocess, sys, time
subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], check=True)
begun = time.monotonic()
done = subprocess.run([sys.executable, "manage.py", "import_seeds", sys.argv[1]], capture_output=True, text=True)
seconds, used = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
print(json.dumps([done.returncode, seconds, used, done.stdout, done.stderr]))
"""
"""Starts the commands from a small process: what a process forked from this one had in memory would be counted."""


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """Status, seconds, bytes, output and errors of an import of all there is, and the folder of it."""
    place = tmp_path_factory.mktemp("run")
    table.write(place / "table")
    table.write_folders(place / "table")
    variables = {"DATABASE_URL": f"sqlite:///{place}/db.sqlite3", "MEDIA_ROOT": str(place / "media"), "COLUMNS": "80"}
    command = [sys.executable, "-c", RUNNER, str(place / "table")]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | variables, capture_output=True, text=True, check=True)
    return *json.loads(done.stdout), place / "table"


def test_import_ends_with_status_one_and_its_summary(imported):
    status, _, _, out, _, _ = imported
    assert status == 1
    assert re.search(r"created\s+5\d\d", out)


def test_import_takes_less_than_twenty_seconds(imported):
    assert imported[1] < MOST_SECONDS


def test_import_takes_less_than_two_hundred_megabytes(imported):
    assert imported[2] < MOST_BYTES


def test_nothing_is_said_in_tracebacks(imported):
    *_, out, err, _ = imported
    assert not re.search(r"Traceback|File \"|site-packages|Warning:", out + err)


def test_each_line_begins_with_the_file_that_it_is_about(imported):
    *_, err, folder = imported
    *lines, last = err.splitlines()
    assert [line[:200] for line in lines if not line.startswith(f"{folder}/")] == []
    assert re.fullmatch(r"CommandError: [\d,]+ of [\d,]+ files rejected", last)
    assert all(line.isprintable() for line in lines)


def test_each_file_that_is_refused_has_its_line(imported):
    *_, err, folder = imported
    silent = [
        case.name
        for case in table.CASES
        if case.outcome == "refused" and not re.search(rf"^{re.escape(str(folder / case.file))}: ", err, re.MULTILINE)
    ]
    assert silent == []


@pytest.mark.django_db
def test_what_is_not_published_stays_so_without_being_told_to(tmp_path):
    for case in table.CASES:
        if case.name.startswith("published-") or case.name == "key-is-listed":
            (tmp_path / case.file).write_bytes(case.content)
    seeds.run(tmp_path)
    listed = {article.key for article in Article.objects.published()}
    assert listed == {"2024-05-01-published-true", "2024-05-01-published-missing"}
