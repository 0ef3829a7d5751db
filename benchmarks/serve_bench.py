"""How many requests a second one core answers, as shares of what a page that never changes gets there.

    .venv/bin/python benchmarks/serve_bench.py [--articles 2000] [--seconds 5] [--rounds 3] [--redis URL] [--nginx]

Needs wrk and taskset, two cores, and nginx for `--nginx`. The server has the first core, wrk the second. *const* is a
constant page of the same size through the same server and Django's default middleware (`constant_site.py`); nginx's is
the same bytes from a file. Each share is the median of its rounds, in which both are measured one after the other.

"Not kept" means KEEP_PAGES=0: the page is put together for each request, from pieces that are made once an edition, as
it is when another page of the same news was read before. wrk asks for it uncompressed, as for const.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh_database import fresh_database
from benchmarks.running import fetched, free_port, granian, nginx_command, on_core, running
from benchmarks.seed_maker import Corpus, write

SERVER, CLIENT = 0, 1
CONNECTIONS = 16
PACKED = {"Accept-Encoding": "br, gzip"}


class Case(NamedTuple):
    """What is asked for, and the share of const (or of nginx's file) that is wanted."""

    name: str
    url: str
    headers: dict[str, str]
    wanted: float


class Measured(NamedTuple):
    a_second: float
    failed: int


def wrk(url: str, headers: dict[str, str], seconds: float) -> Measured:
    """Requests a second, and how many were not answered with 2xx or 3xx."""
    named = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = [*on_core(CLIENT), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", *named, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rate = re.search(r"Requests/sec:\s*([\d.]+)", said)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    assert rate, said
    return Measured(float(rate[1]), int(failed[1]) if failed else 0)


def fill(articles: int) -> None:
    """News, and static files as they are served."""
    from django.core.management import call_command

    from articles.ingest import Options, import_seeds

    with tempfile.TemporaryDirectory(prefix="newsroom-seeds-") as folder:
        write(Path(folder), Corpus(articles).files())
        import_seeds([folder], Options(publish=True))
    call_command("collectstatic", verbosity=0, interactive=False)


def paths() -> tuple[str, str]:
    """Addresses of the largest topic, and of the article with most related coverage."""
    from django.db.models import Count

    from articles.models import Article, Topic

    topic = Topic.objects.annotate(many=Count("links")).order_by("-many").first()
    article = Article.objects.published().annotate(many=Count("related")).order_by("-many").first()
    assert topic
    assert article
    return topic.get_absolute_url(), article.get_absolute_url()


@contextmanager
def site(**environment: str) -> Iterator[str]:
    port = free_port()
    command = [*on_core(SERVER), *granian("newsroom.wsgi:application", port)]
    with running(command, f"http://127.0.0.1:{port}/", environment) as url:
        yield url.rstrip("/")


@contextmanager
def constant(size: int) -> Iterator[str]:
    port = free_port()
    command = [*on_core(SERVER), *granian("benchmarks.constant_site:application", port)]
    with running(command, f"http://127.0.0.1:{port}/", {"CONSTANT_BYTES": str(size)}) as url:
        yield url


@contextmanager
def nginx(upstream: str, body: bytes) -> Iterator[str]:
    """The address of deploy/nginx.conf before the site, on the server's core; these bytes are a file there, /file."""
    with tempfile.TemporaryDirectory(prefix="newsroom-nginx-") as name:
        folder, port = Path(name), free_port()
        (folder / "file").write_bytes(body)
        place = f"location = /file {{ alias {folder}/file; }}"
        command = nginx_command(folder, [upstream], port, place)
        with running([*on_core(SERVER), *command], f"http://127.0.0.1:{port}/") as url:
            yield url.rstrip("/")


def compared(case: Case, other: str, options: argparse.Namespace) -> bool:
    """Print what was measured. Whether it is as wanted."""
    pairs = []
    wrk(other, {}, 1)
    wrk(case.url, case.headers, 1)
    for _ in range(options.rounds):
        theirs, ours = wrk(other, {}, options.seconds), wrk(case.url, case.headers, options.seconds)
        assert theirs.failed == ours.failed == 0, (theirs, ours)
        pairs.append((ours.a_second, theirs.a_second))
    share = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    verdict = "" if share >= case.wanted else "   MISSED"
    print(f"{case.name:<34}{ours:>9,.0f}/s{theirs:>9,.0f}/s{share:>7.2f}   (wanted {case.wanted}){verdict}", flush=True)
    return share >= case.wanted


def against_constant(case: Case, size: int, options: argparse.Namespace) -> bool:
    with constant(size) as other:
        return compared(case, other, options)


def measured(options: argparse.Namespace) -> bool:
    """All cases. Whether each is as wanted."""
    topic, article = paths()
    met = []
    with site(KEEP_PAGES="1") as url:
        headers, body = fetched(f"{url}/", **PACKED)
        met.append(against_constant(Case("front page, kept", f"{url}/", PACKED, 0.85), len(body), options))
        known = PACKED | {"If-None-Match": headers["etag"]}
        met.append(against_constant(Case("front page, 304", f"{url}/", known, 1.0), len(body), options))
        if options.nginx:
            met.append(behind_nginx(url, body, options))
    with site(KEEP_PAGES="0") as url:
        for name, path in (("topic page, not kept", topic), ("article page, not kept", article)):
            size = len(fetched(url + path)[1])
            met.append(against_constant(Case(name, url + path, {}, 0.25), size, options))
    if options.redis:
        with site(KEEP_PAGES="1", CACHE_URL=options.redis) as url:
            size = len(fetched(f"{url}/", **PACKED)[1])
            met.append(against_constant(Case("front page, kept in Redis", f"{url}/", PACKED, 0.3), size, options))
    return all(met)


def behind_nginx(upstream: str, body: bytes, options: argparse.Namespace) -> bool:
    with nginx(upstream, body) as url:
        return compared(Case("front page, kept by nginx", f"{url}/", PACKED, 0.6), f"{url}/file", options)


def main() -> None:
    parser = argparse.ArgumentParser(description="Requests a second of one core.")
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--redis", default="", metavar="URL")
    parser.add_argument("--nginx", action="store_true")
    options = parser.parse_args()
    with fresh_database():
        fill(options.articles)
        print(f"{'':<34}{'ours':>11}{'const':>11}{'share':>7}")
        if not measured(options):
            sys.exit(1)


if __name__ == "__main__":
    main()
