"""From one machine to many, done for real: the same pages before and after, and the same digest.

    .venv/bin/python benchmarks/walk_through.py --database postgres://… --redis redis://… --s3 http://127.0.0.1:5000

Takes the demo's site on SQLite, all by itself, and walks through all that it links to. Then `backup`, `restore` into a
new database of that PostgreSQL server and a new bucket of that S3-compatible store (moto's server will do), two servers
with Redis behind deploy/nginx.conf, and the same walk again, by way of nginx. At last a file is imported, and has to be
on the pages of both servers. Needs nginx. Ends with 1 if anything differs.
"""

import argparse
import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.fresh_database import PostgresDatabase
from benchmarks.running import ROOT, fetched, free_port, granian, nginx_command, running

BUCKET, REGION = "newsroom-walk-through", "us-east-1"
LINK = re.compile(r'(?:href|src|srcset)="([^"]+)"')
CHANGES = re.compile(
    r'<p class="masthead__as-of">.*?</p>|<updated>.*?</updated>|<lastBuildDate>.*?</lastBuildDate>|data-hosts="[^"]*"',
    re.S,
)
NEW = """---
title: "A file that came after the move"
excerpt: "It is on the pages of both servers."
publishedDateTime: {now}
webUrl: "https://example.org/after-the-move"
provider:
  name: Example
  domain: example.org
---
"""


def manage(environment: dict[str, str], *words: str) -> str:
    """What a command of ours says."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def walked(start: str, media: str) -> dict[str, str]:
    """Everything that can be reached from the front page, by its path, without what the clock or the place of pictures
    changes.
    """
    found: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        try:
            headers, body = fetched(start + path)
        except urllib.error.HTTPError as error:
            found[path] = f"status {error.code}"
            continue
        is_text = headers["content-type"].startswith(("text/html", "application/"))
        found[path] = told(body.decode(), start, media) if is_text else f"{len(body)} bytes"
        if headers["content-type"].startswith("text/html"):
            waiting += [link for link in links(body.decode(), start) if link not in found]
    return found


def told(text: str, start: str, media: str) -> str:
    """What is said, wherever the pictures are and whenever that was."""
    return CHANGES.sub("", text.replace(f"{start}/media/", "/media/").replace(media, "/media/"))


def links(page: str, start: str) -> Iterator[str]:
    """The site's own addresses that the page names, as paths; static files are the same by their names."""
    for link in LINK.findall(page):
        path = link.removeprefix(start).partition("#")[0].replace("&amp;", "&")
        if path.startswith("/") and not path.startswith(("//", "/static/", "/admin/", "/media/")):
            yield path


@contextmanager
def served(environment: dict[str, str], count: int, port: int, folder: Path) -> Iterator[list[str]]:
    """Addresses of so many servers, with nginx at the port if there are several."""
    with ExitStack() as stack:
        own = [free_port() for _ in range(count)] if count > 1 else [port]
        urls = [f"http://127.0.0.1:{number}" for number in own]
        for number, url in zip(own, urls, strict=True):
            stack.enter_context(running(granian("newsroom.wsgi:application", number), f"{url}/", environment))
        if count > 1:
            stack.enter_context(running(nginx_command(folder, urls, port), f"http://127.0.0.1:{port}/"))
        yield urls


def make_bucket(s3: str, environment: dict[str, str]) -> None:
    """Make it, and let everybody read what is in it."""
    os.environ.update({name: value for name, value in environment.items() if name.startswith("AWS_")})
    import boto3

    client = boto3.client("s3", endpoint_url=s3, region_name=REGION)
    client.create_bucket(Bucket=BUCKET)
    rule = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [rule]}))


def compared(before: dict[str, str], after: dict[str, str]) -> bool:
    """Print what differs, if anything does."""
    differing = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    print(f"{len(before)} addresses before, {len(after)} after, {len(differing)} differ")
    for path in differing[:10]:
        sides = (before.get(path, "").splitlines(), after.get(path, "").splitlines())
        print(path, *list(difflib.unified_diff(*sides, n=0, lineterm=""))[2:6], sep="\n  ")
    return not differing


def comes_to_all(environment: dict[str, str], urls: list[str], folder: Path) -> bool:
    """Whether an import is on the front page of each server, within the two seconds that they may not know of it."""
    seeds = folder / "new"
    seeds.mkdir()
    name = time.strftime("%Y-%m-%d-after-the-move.md", time.gmtime())
    (seeds / name).write_text(NEW.format(now=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())), encoding="utf-8")
    manage(environment, "import_seeds", str(seeds), "--publish")
    time.sleep(2)
    today = time.strftime("/archive/%Y/%m/%d/", time.gmtime())
    shown = [b"A file that came after the move" in fetched(url + today)[1] for url in urls]
    print(f"a new file is on the pages of {sum(shown)} of {len(urls)} servers")
    return all(shown)


def walk(options: argparse.Namespace, folder: Path, database: PostgresDatabase) -> bool:
    port = free_port()
    own = {
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "",
        "AWS_STORAGE_BUCKET_NAME": "",
    }
    small = {**os.environ, **own, "CACHE_URL": "", "MEDIA_ROOT": f"{folder}/media"}
    small["DATABASE_URL"] = f"sqlite:///{folder}/site.sqlite3"
    manage(small, "migrate", "--verbosity", "0")
    manage(small, "collectstatic", "--no-input", "--verbosity", "0")
    manage(small, "import_seeds", "seeds", "--publish", "--cache-pictures")
    with served(small, 1, port, folder):
        before = walked(own["SITE_URL"], "/media/")
    print(f"on SQLite:                      {manage(small, 'digest')}")
    manage(small, "backup", f"{folder}/site.zip")

    bucket = {"AWS_STORAGE_BUCKET_NAME": BUCKET, "AWS_S3_ENDPOINT_URL": options.s3, "AWS_S3_REGION_NAME": REGION}
    bucket |= {"AWS_ACCESS_KEY_ID": "walk", "AWS_SECRET_ACCESS_KEY": "through"}
    large = {**small, **bucket, "DATABASE_URL": database.url, "CACHE_URL": options.redis}
    make_bucket(options.s3, large)
    manage(large, "restore", f"{folder}/site.zip")
    print(f"on PostgreSQL, after a restore: {manage(large, 'digest')}")
    (folder / "nginx").mkdir()
    with served(large, 2, port, folder / "nginx") as urls:
        after = walked(own["SITE_URL"], f"{options.s3}/{BUCKET}/")
        again = fetched(f"{own['SITE_URL']}/topics/")[0]["x-cache"]
        print(f"nginx on a page that was asked for before: {again}")
        pictures = shown_from_bucket(own["SITE_URL"], options.s3)
        same = compared(before, after) and manage(small, "digest") == manage(large, "digest")
        return comes_to_all(large, urls, folder) and same and pictures


def shown_from_bucket(url: str, s3: str) -> bool:
    """Whether the front page's pictures are in the bucket, and can be had."""
    addresses = set(re.findall(rf'src="({re.escape(s3)}/[^"]+)"', fetched(f"{url}/")[1].decode()))
    sizes = [len(fetched(address)[1]) for address in addresses]
    print(f"{len(sizes)} pictures of the front page come from the bucket, {sum(sizes):,} bytes")
    return bool(sizes) and all(sizes)


def main() -> None:
    parser = argparse.ArgumentParser(description="From one machine to many.")
    parser.add_argument("--database", required=True, metavar="URL", help="a PostgreSQL server")
    parser.add_argument("--redis", required=True, metavar="URL")
    parser.add_argument("--s3", required=True, metavar="URL", help="an S3-compatible store")
    options = parser.parse_args()
    database = PostgresDatabase(options.database)
    database.create()
    try:
        with tempfile.TemporaryDirectory(prefix="newsroom-walk-") as name:
            sys.exit(not walk(options, Path(name), database))
    finally:
        database.drop()


if __name__ == "__main__":
    main()
