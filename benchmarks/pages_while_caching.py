"""How quick pages are while the picture cache struggles with a hundred hosts that do not answer.

    .venv/bin/python benchmarks/pages_while_caching.py [seconds of each half, default: 20]

Serves 400 articles as `manage.py serve` does, and asks for their front page again and again: first alone, then while
`manage.py cache_pictures` waits for 100 hosts, each silent after it took the connection. Wanted: as fast as before.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.seed_maker import Corpus, write

ARTICLES, HOSTS = 400, 100


def silent_server() -> int:
    """A port of this machine, on all its addresses, where connections are taken and nothing is ever said."""
    listener = socket.create_server(("127.0.0.1", 0)) if sys.platform != "linux" else socket.create_server(("", 0))
    taken: list[socket.socket] = []

    def take() -> None:
        while True:
            taken.append(listener.accept()[0])

    threading.Thread(target=take, daemon=True).start()
    return int(listener.getsockname()[1])


def manage(environment: dict[str, str], *words: str) -> None:
    """Run a command of ours to its end."""
    subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )


def started(environment: dict[str, str], *words: str) -> "subprocess.Popen[bytes]":
    """Start a command of ours."""
    command = [sys.executable, "manage.py", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seeds_with_silent_pictures(folder: Path, port: int) -> None:
    """Articles whose pictures are at hosts that do not answer: numbers of this machine, each a host of its own."""
    write(folder, Corpus(ARTICLES).files())
    hosts = cycle(f"http://127.0.1.{number}:{port}/" for number in range(1, HOSTS + 1))
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"https://img\.[^/]+/", lambda _: next(hosts), text), encoding="utf-8")


def asked(url: str, seconds: float) -> list[float]:
    """Milliseconds of one request after the other."""
    times, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        with urllib.request.urlopen(url) as answer:
            answer.read()
        times.append((time.perf_counter() - start) * 1_000)
    return times


def line(what: str, times: list[float]) -> float:
    """Print the median and the 99th percentile. The median."""
    median = statistics.median(times)
    late = statistics.quantiles(times, n=100)[98]
    print(f"{what:<28}{median:>8.1f} ms median{late:>8.1f} ms at the 99th percentile   ({len(times):,} requests)")
    return median


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as temporary:
        folder, port = Path(temporary), silent_server()
        own = {"DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "MEDIA_ROOT": str(folder / "media")}
        own |= {"FETCH_ALLOWED": "127.0.0.0/8", "FETCH_PORTS": str(port), "DEBUG": "", "SITE_URL": ""}
        environment = os.environ | own
        seeds_with_silent_pictures(folder / "seeds", port)
        manage(environment, "migrate")
        manage(environment, "import_seeds", str(folder / "seeds"), "--publish")
        with socket.create_server(("127.0.0.1", 0)) as free:
            address = free.getsockname()[1]
        site = started(environment, "serve", "--port", str(address))
        url = f"http://localhost:{address}/"
        try:
            time.sleep(6)
            asked(url, 2)
            before = line("by itself", asked(url, seconds))
            cache = started(environment, "cache_pictures")
            time.sleep(2)
            during = line("while hosts are waited for", asked(url, seconds))
            still = cache.poll() is None
            cache.kill()
            print(f"{during / before:.2f} × as long{'' if still else ' (but the cache had ended: give more articles)'}")
        finally:
            site.terminate()
            site.wait(20)


if __name__ == "__main__":
    main()
