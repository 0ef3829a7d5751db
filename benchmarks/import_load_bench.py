"""How readers fare during an import: 200 requests a second for a minute, while 1,000 files come in.

    .venv/bin/python benchmarks/import_load_bench.py [--database URL] [--seconds 60] [--rate 200] [--files 1000]

Serves 2,000 articles as `manage.py serve` does, and asks for front page, lists, search, a feed, the API, and for
articles that were listed, the first seen most, by a clock: a request that comes late counts from when it was due.
`import_seeds` runs again and again on new files until the time is over. Wanted: no error, 99 of 100 answered within
250 ms, and no half article: what is listed has a page with title, excerpt and as many related entries as its file says.
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh_database import PostgresDatabase
from benchmarks.running import ROOT, free_port, granian, running
from benchmarks.seed_maker import Corpus, write

BEFORE, CLIENTS, MOST_MS, MOST_IMPORTS = 2_000, 32, 250, 20
LINK = re.compile(r'class="card__link" href="(/news/[^"]+/)"')
FIXED = ["/", "/topics/", "/feed.atom", "/api/news/", "/archive/", "/search/?q=space"]


@dataclass
class Seen:
    """What readers met: milliseconds of each request, what was wrong, what is listed. `related` says how many entries
    each article has to have, by its address.
    """

    related: dict[str, int]
    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    articles: dict[str, None] = field(default_factory=dict)


def asked(url: str, path: str, due: float, seen: Seen) -> None:
    """One reader's request, and what it shows."""
    try:
        request = urllib.request.Request(url + path, headers={"Accept-Encoding": "identity"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
    except (OSError, urllib.error.HTTPError) as error:
        seen.faults.append(f"{path}: {error}")
        return
    seen.times.append((time.perf_counter() - due) * 1_000)
    if path.startswith("/news/"):
        seen.faults += [f"{path}: {fault}" for fault in faults(text, seen.related.get(path))]
    seen.articles.update(dict.fromkeys(LINK.findall(text)))


def faults(page: str, related: int | None) -> Iterator[str]:
    """What an article's page lacks, that has so many related entries."""
    if "</html>" not in page:
        yield "it ends too early"
    if 'class="story__title"' not in page or 'class="story__excerpt"' not in page:
        yield "it has no title or no excerpt"
    told = re.search(r'class="related__count">(\d+) article', page)
    if related is not None and related != (int(told[1]) if told else 0):
        yield f"it has {told and told[1]} related entries, not {related}"


def readers(url: str, related: dict[str, int], seconds: float, rate: float) -> Seen:
    """Ask at the rate for so long, by the clock, for what lists name."""
    seen, r = Seen(related), random.Random(1)
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for number in range(int(seconds * rate)):
            due = start + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            known = list(seen.articles)
            path = r.choice(FIXED) if number % 3 == 0 or not known else known[int(len(known) * r.random() ** 3)]
            pool.submit(asked, url, path, due, seen)
    return seen


def written(folder: Path, files: int) -> dict[str, int]:
    """Write folders of so many new files each. How many related entries each article has, by its address."""
    related: dict[str, list[int]] = {}
    for number in range(MOST_IMPORTS + 1):
        corpus = list(Corpus(files if number else BEFORE, seed=number + 1).files())
        write(folder / str(number), corpus)
        for path, text in corpus:
            related.setdefault(f"/news/{Path(path).stem}/", []).append(text.count("\n  - title:"))
    return {address: counts[0] for address, counts in related.items() if len(counts) == 1}


@contextmanager
def importing(folder: Path, environment: dict[str, str]) -> Iterator[list[int]]:
    """Import one folder after the other. The exit codes so far."""
    codes: list[int] = []
    over = threading.Event()

    def work() -> None:
        while not over.is_set() and len(codes) < MOST_IMPORTS:
            seeds = folder / str(len(codes) + 1)
            command = [sys.executable, "manage.py", "import_seeds", str(seeds), "--publish"]
            codes.append(subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield codes
    finally:
        over.set()
        thread.join()


def told(seen: Seen, codes: list[int], files: int) -> bool:
    """Print what came of it. Whether it is as wanted."""
    times = statistics.quantiles(seen.times, n=100)
    print(f"{len(seen.times):,} requests: median {times[49]:.1f} ms, 99 of 100 within {times[98]:.1f} ms, ", end="")
    print(f"longest {max(seen.times):.0f} ms; {len(seen.faults)} faults; imports of {files} files: {codes}")
    for fault in seen.faults[:10]:
        print(f"  {fault}")
    return not seen.faults and times[98] <= MOST_MS and set(codes) == {0}


def measured(url: str, options: argparse.Namespace, folder: Path) -> bool:
    environment = {**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(folder / "media"), "DEBUG": "", "SITE_URL": ""}
    related = written(folder, options.files)
    for words in (["migrate", "--verbosity", "0"], ["import_seeds", str(folder / "0"), "--publish"]):
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    with running(granian("newsroom.wsgi:application", port), f"{site}/", environment):
        readers(site, related, 3, options.rate / 4)
        with importing(folder, environment) as codes:
            seen = readers(site, related, options.seconds, options.rate)
    return told(seen, codes, options.files)


def main() -> None:
    parser = argparse.ArgumentParser(description="Readers during an import.")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=float, default=200, help="requests a second")
    parser.add_argument("--files", type=int, default=1_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as name:
        if not options.database:
            sys.exit(not measured(f"sqlite:///{name}/bench.sqlite3", options, Path(name)))
        database = PostgresDatabase(options.database)
        database.create()
        try:
            sys.exit(not measured(database.url, options, Path(name)))
        finally:
            database.drop()


if __name__ == "__main__":
    main()
