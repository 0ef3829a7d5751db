"""The disk is full, or can only be read: readers read on, who writes is told in a line, and nothing is broken by it."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager, suppress

import pytest

from tests import seeds
from tests.sites import ROOT, environment_of, made, make_news, serving, shared_folder
from tests.trouble.readers import asked, logged_in
from tests.trouble.services import until

pytestmark = pytest.mark.trouble

PAGES = ["/", "/topics/", "/archive/", "/search/?q=moon", "/feed.atom"]


@contextmanager
def disk(folder, options):
    """Of memory, which few may make."""
    folder.mkdir()
    made_it = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True, text=True
    )
    if made_it.returncode:
        pytest.skip(f"no disk can be made here, which root may: {made_it.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def small(tmp_path, tmp_path_factory):
    """The folder of a site with news, on a disk of its own."""
    news = made(shared_folder(tmp_path_factory) / "site-news", make_news)
    with disk(tmp_path / "disk", "size=30m") as folder:
        yield shutil.copytree(news, folder / "site")


def fill(folder):
    """Until not a byte more fits."""
    with (folder / "filler").open("wb", buffering=0) as file:
        for size in (1_000_000, 4096, 1):
            with suppress(OSError):
                while file.write(b"x" * size):
                    pass


def ran(folder, *words):
    """How a command ended, and what it said of that."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment_of(folder), capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def is_whole(folder):
    with closing(sqlite3.connect(folder / "site.sqlite3")) as connection:
        [(said,)] = connection.execute("PRAGMA integrity_check").fetchall()
    return said == "ok"


@pytest.fixture
def more(tmp_path):
    """The folder of seeds that need more room than a full disk has left."""
    for number in range(200):
        address = f"https://nobody.example/{number}"
        texts = {"title": f"Number {number}", "excerpt": "word " * 200, "publishedDateTime": "2026-01-01T09:00:00Z"}
        seeds.write(tmp_path / "more", f"{number}.md", **texts, webUrl=address, originalUrl=address)
    return str(tmp_path / "more")


def test_full_disk(small, more):
    with serving(small) as (url, _server):
        assert asked(f"{url}/").status == 200
        fill(small)
        assert {path: asked(url + path).status for path in PAGES} == dict.fromkeys(PAGES, 200)
        assert logged_in(url).status == 503
        status, said = ran(small, "import_seeds", more, "--publish")
        assert (status, "Traceback" in said, "full" in said) == (1, False, True), said
        assert {path: asked(url + path).status for path in PAGES} == dict.fromkeys(PAGES, 200)

        (small / "filler").unlink()
        assert ran(small, "import_seeds", more, "--publish")[0] == 0
        until(lambda: b"Number " in asked(f"{url}/archive/2026/01/01/").body, "the news are there", 5)
        assert logged_in(url).status == 200
    assert is_whole(small)


def test_disk_that_can_only_be_read(small, more):
    """SQLite reads it if it lay open when that came: its -wal and -shm are beside it."""
    disk = small.parent
    with closing(sqlite3.connect(small / "site.sqlite3")) as held:
        held.execute("SELECT count(*) FROM articles_article").fetchall()
        shutil.copytree(small, disk / "left")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with serving(disk / "left", "--only", log=disk.with_name("log")) as (url, _server):
        assert {path: asked(url + path).status for path in PAGES} == dict.fromkeys(PAGES, 200)
        assert logged_in(url).status == 503
        status, said = ran(disk / "left", "import_seeds", more)
        assert (status, "Traceback" in said, "readonly" in said) == (1, False, True), said
        assert asked(f"{url}/").status == 200
