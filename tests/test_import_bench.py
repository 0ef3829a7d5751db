"""What the benchmarks of the import stand on: the corpus is what they say, and memory is measured."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks.corner_cases import FILES
from benchmarks.process_memory import Peak
from benchmarks.seed_maker import Corpus, write
from tests import seeds

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def made():
    """Front matter of 400 made articles, by path."""
    return {path: yaml.load(text.split("---\n")[1], yaml.CSafeLoader) for path, text in Corpus(400).files()}


def test_corpus_is_the_same_every_time():
    assert list(Corpus(5, seed=2).files()) == list(Corpus(5, seed=2).files())
    assert list(Corpus(5, seed=2).files()) != list(Corpus(5, seed=3).files())


def test_another_version_of_an_article_has_the_same_path_and_another_text():
    (path, text), (other_path, other_text) = Corpus(5).article(3), Corpus(5).article(3, version=1)
    assert path == other_path
    assert text != other_text


def test_corpus_has_the_size_and_the_parts_that_are_asked_for(made):
    assert len(made) == 400
    assert 4_000 < sum(len(text.encode()) for _, text in Corpus(400).files()) / 400 < 4_600
    assert {len(seed.get("related", [])) for seed in made.values()} == set(range(9))
    assert {len(seed.get("images") or []) for seed in made.values()} == {0, 1, 2}
    assert 0.03 < sum(not seed["published"] for seed in made.values()) / 400 < 0.07


def test_outlets_are_as_frequent_as_zipf_says(made):
    frequent = [count for _, count in Counter(seed["provider"]["domain"] for seed in made.values()).most_common()]
    assert frequent[0] > 1.5 * frequent[1] > 3 * frequent[9]
    assert len(frequent) > 100


@pytest.mark.django_db
def test_every_made_file_is_good_without_a_warning(tmp_path):
    corpus = Corpus(40)
    write(tmp_path, iter([*corpus.files(), *corpus.topic_files(), *corpus.outlet_files()]))
    report = seeds.run(tmp_path)
    assert set(seeds.outcomes(report)) == {"created"}
    assert not report.warnings


@pytest.mark.django_db
def test_every_corner_case_is_taken(tmp_path):
    write(tmp_path, iter(FILES.items()))
    assert "rejected" not in seeds.outcomes(seeds.run(tmp_path))


def test_memory_of_children_counts():
    child = "import time; kept = bytearray(40_000_000); print(flush=True); time.sleep(60)"
    with Peak() as peak, subprocess.Popen([sys.executable, "-c", child], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        before = peak.looks
        while peak.looks < before + 2:
            time.sleep(0.01)
        process.kill()
    assert peak.processes >= 2
    assert peak.bytes > 80_000_000


def test_benchmark_prints_every_rate():
    command = [sys.executable, str(ROOT / "benchmarks" / "import_bench.py"), "30", "--cores", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured = ["reading the bytes", "CSafeLoader", "import, all new", "import, all unchanged", "peak memory", "most"]
    lines = done.stdout.splitlines()
    assert [name for name in measured if not any(line.startswith(name) for line in lines)] == []
