"""A run of the cache in a process of its own, with as many others to render as are asked for; and its peak of memory.

From the standard input come `urls`, the addresses of `hosts`, `policy` and `processes`, as JSON; to the standard output
go `bytes`, and `outcomes`: state and reason by address.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def outcomes(given: dict[str, Any]) -> dict[str, tuple[str, str]]:
    from articles.http import Fetcher, Policy
    from articles.models import Picture
    from articles.pictures.cache import Options, cache_pictures
    from articles.sources.addresses import server_of

    rows = [Picture.objects.create(url=url, host=server_of(url)) for url in given["urls"]]
    fetcher = Fetcher(Policy("Newsroom", **given["policy"]), lambda host: given["hosts"].get(host, []))
    cache_pictures(Options(ids=[row.pk for row in rows]), fetcher, processes=given["processes"])
    return {url: (state, error) for url, state, error in Picture.objects.values_list("url", "state", "error")}


def main() -> None:
    from benchmarks import process_memory
    from benchmarks.fresh_database import fresh_database

    process_memory.EVERY_SECONDS = 0.03
    given = json.load(sys.stdin)
    with fresh_database(), process_memory.Peak() as peak:
        found = outcomes(given)
    print(json.dumps({"bytes": peak.bytes, "processes": peak.processes, "outcomes": found}))


if __name__ == "__main__":
    main()
