"""`kill -9`, and two runs of the picture cache at once: the short form of benchmarks/pictures_crash.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "benchmarks" / "pictures_crash.py"
ROUNDS = ["--kills=2", "--concurrent=1", "--pictures=30"]


@pytest.fixture(scope="module")
def report():
    """What the rounds said, which took place in a database of their own beside that of the tests."""
    url = os.environ.get("DATABASE_URL", "")
    command = [sys.executable, "-W", "ignore", str(BENCH), *ROUNDS, f"--database={url}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (0, 1), f"status {done.returncode}\n{done.stdout}{done.stderr}"  # 1: it found something
    return done.stdout


@pytest.mark.parametrize(("kind", "count"), [("unbroken", 1), ("kill", 2), ("two at once", 1)])
def test_no_half_file_is_left_and_nothing_is_fetched_twice(report, kind, count):
    lines = [line for line in report.splitlines() if line.startswith(kind)]
    assert len(lines) == count, report
    assert all(line.endswith(": good") for line in lines), report
