"""Parsing here and in other processes."""

import os
import subprocess
import sys
import time
from concurrent.futures import wait
from contextlib import ExitStack
from pathlib import Path

import pytest

from articles.ingest import parsing
from articles.ingest.parsing import Parser
from articles.processes import process_of
from articles.sources.errors import Problem
from articles.sources.reading import Reading, reading
from tests import seeds
from tests.deadly import readings_killed_by_one, start_that_fails

ROOT = Path(__file__).resolve().parent.parent
FILES = [(seeds.text(title=f"Of {number}").encode(), f"2024-05-01-{number}.md") for number in range(3)]


@pytest.fixture
def started(monkeypatch):
    """A function: a parser whose process was started, and has begun or failed to."""
    monkeypatch.setattr(parsing, "WORTH_PROCESSES", 0)
    with ExitStack() as parsers:

        def start():
            parser = parsers.enter_context(Parser(2030, processes=1))
            assert len(parser.submit(FILES)()) == len(FILES)
            assert parser._started
            wait([parser._started])
            return parser

        yield start


@pytest.fixture
def elsewhere(started):
    """A parser whose process has begun."""
    return started()


def test_processes_read_what_this_one_reads(elsewhere):
    bad = (b"---\ntitle: T\n", "bad.md")
    here = Parser(2030, processes=0).submit([*FILES, bad])()
    assert elsewhere.submit([*FILES, bad])() == here
    assert [type(found) for found in here] == [Reading, Reading, Reading, list]


def test_few_files_start_no_process():
    parser = Parser(2030, processes=2)
    assert len(parser.submit(FILES)()) == 3
    assert parser._pool is None


def test_file_that_kills_its_process_costs_no_other(elsewhere, monkeypatch):
    monkeypatch.setattr(parsing, "readings", readings_killed_by_one)
    found = elsewhere.submit(FILES)()
    assert [type(one) for one in found] == [Reading, list, Reading]
    assert found[1] == [Problem(0, "", "cannot be understood: the process that parsed it died")]


def test_where_no_process_can_be_had_all_is_parsed_here(started, monkeypatch):
    monkeypatch.setattr(parsing, "start_process", start_that_fails)
    elsewhere = started()
    assert [type(one) for one in elsewhere.submit(FILES)()] == [Reading, Reading, Reading]
    assert elsewhere.processes == 0


@pytest.mark.parametrize("error", [OSError(30, "Read-only file system"), ImportError("no semaphores here")])
def test_where_no_process_can_be_started_all_is_parsed_here(monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(parsing, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(parsing, "ProcessPoolExecutor", fail)
    with Parser(2030, processes=2) as parser:
        for _ in range(2):
            assert [type(one) for one in parser.submit(FILES)()] == [Reading, Reading, Reading]
    assert parser.processes == 0


def test_where_no_other_process_can_be_started_all_is_parsed_here(elsewhere, monkeypatch):
    """The first one works, and dies."""
    elsewhere._pool.submit(os._exit, 1).exception()
    monkeypatch.setattr(parsing, "ProcessPoolExecutor", lambda *_: (_ for _ in ()).throw(OSError(11, "No more")))
    assert len(elsewhere.submit(FILES)()) == len(elsewhere.submit(FILES)()) == 3
    assert elsewhere.processes == 0


POOL = """
import os, signal, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from articles.processes import start_worker
from articles.sources.reading import start_process
if __name__ == "__main__":
    pool = ProcessPoolExecutor(2, get_context("spawn"), start_worker, (start_process,))
    print(*{pool.submit(os.getpid).result() for _ in range(9)}, flush=True)
    signal.pause()
"""


def test_parsing_processes_end_with_the_one_that_was_killed(tmp_path):
    (tmp_path / "pool.py").write_text(POOL)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, tmp_path / "pool.py"], env=environment, stdout=subprocess.PIPE) as parent:
        workers = [process_of(int(pid)) for pid in parent.stdout.readline().split()]
        assert workers
        assert not any(worker.is_gone() for worker in workers)
        parent.kill()
    until = time.monotonic() + 10
    while not all(worker.is_gone() for worker in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert all(worker.is_gone() for worker in workers)


def test_exception_while_parsing_is_that_files_problem(monkeypatch):
    monkeypatch.setattr("articles.sources.seedfile.parse", lambda *args, **kwargs: 1 / 0)
    assert [str(problem) for problem in reading(*FILES[0])] == [
        "cannot be understood: ZeroDivisionError: division by zero"
    ]


def test_each_core_of_ours_but_one_parses(monkeypatch):
    for cores, processes in (({0}, 0), ({0, 1}, 1), ({0, 1, 2, 3}, 3)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cores=cores: cores)
        assert parsing.spare_cores() == processes
