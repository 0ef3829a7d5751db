"""`kill -9`, two imports at once, files in any order: the short form of benchmarks/crash_bench.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "benchmarks" / "crash_bench.py"
SMALL = ["--files=24", "--stages=2", "--batch=10", "--calls=2", "--forked"]
ROUNDS = ["--kills=3", "--concurrent=2", "--orders=1"]


@pytest.fixture(scope="module")
def report():
    """What the rounds said, which took place in a database of their own beside that of the tests."""
    url = os.environ.get("DATABASE_URL", "")
    command = [sys.executable, "-W", "ignore", str(BENCH), *SMALL, *ROUNDS, f"--database={url}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode in (0, 1), f"status {done.returncode}\n{done.stdout}{done.stderr}"  # 1: it found something
    return done.stdout


def rounds(report, kind):
    """The lines about rounds of a kind; what was wrong stands behind each of them."""
    return [line for line in report.splitlines() if line.startswith(kind)]


@pytest.mark.parametrize(
    ("kind", "count"), [("stage", 2), ("kill", 3), ("two at once", 2), ("random order", 1), ("reverse order", 1)]
)
def test_import_comes_to_the_same_whatever_befalls_it(report, kind, count):
    lines = rounds(report, kind)
    assert len(lines) == count, report
    assert all(line.endswith(": good") for line in lines), report
