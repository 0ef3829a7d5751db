"""The demo site, served as its users start it, and a Chromium to look at it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--hide-scrollbars"]
LONGEST_START_SECONDS = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def manage(environment, *words, **options):
    return subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, **options)


@contextmanager
def served(environment) -> Iterator[str]:
    """The address at which the site of this environment answers."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    url, give_up = f"http://localhost:{port}", time.monotonic() + LONGEST_START_SECONDS
    try:
        while not answers(url):
            if server.poll() is not None or time.monotonic() > give_up:
                server.kill()
                pytest.fail(f"the site does not start: {server.communicate()[0].decode()}")
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Iterator[str]:
    """The site with the demo seeds and their pictures, on files of its own."""
    folder = tmp_path_factory.mktemp("demo")
    own = {"DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3", "MEDIA_ROOT": str(folder / "media"), "CACHE_URL": ""}
    environment = os.environ | own | {"AWS_STORAGE_BUCKET_NAME": "", "SITE_URL": "", "ALLOWED_HOSTS": "", "DEBUG": ""}
    manage(environment, "migrate", "--verbosity", "0")
    seeds = ROOT / "seeds"
    manage(environment, "import_seeds", str(seeds), "--publish", "--cache-pictures", capture_output=True)
    with served(environment) as url:
        yield url


@pytest.fixture(scope="session")
def chromium():
    """A browser that asks nobody but us."""
    if not shutil.which(CHROMIUM):
        pytest.skip(f"{CHROMIUM} is not there: install Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *root])
        yield browser
        browser.close()


@pytest.fixture
def window(chromium):
    """A function that opens a page in a window of its own."""
    contexts = []

    def opened(width, height=844, **options):
        contexts.append(chromium.new_context(viewport={"width": width, "height": height}, **options))
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()
