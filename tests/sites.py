"""Whole sites, served as their users start them. Workers of one run share the files; each has a server of its own."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START_SECONDS = 60
STAFF_SESSION = "staffsession0123456789abcdefghij"
LOG_IN_STAFF = f"""
from datetime import timedelta
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
user = User.objects.create_user("staff", is_staff=True)
backend = "django.contrib.auth.backends.ModelBackend"
keys = {{"_auth_user_id": str(user.pk), "_auth_user_backend": backend, "_auth_user_hash": user.get_session_auth_hash()}}
data = SessionStore().encode(keys)
Session.objects.create(session_key="{STAFF_SESSION}", session_data=data, expire_date=timezone.now() + timedelta(1))
"""
WITHDRAW = "from articles.models import Article; Article.objects.filter(slug='{}').update(status='withdrawn')"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def environment_of(folder: Path) -> dict[str, str]:
    own = {"DATABASE_URL": f"sqlite:///{folder}/site.sqlite3", "MEDIA_ROOT": str(folder / "media"), "CACHE_URL": ""}
    return os.environ | own | {"AWS_STORAGE_BUCKET_NAME": "", "SITE_URL": "", "ALLOWED_HOSTS": "", "DEBUG": ""}


def manage(folder: Path, *words: str) -> None:
    """Run a command of ours on the site in this folder."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment_of(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run of the tests, which all its workers see."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder of a site, made by the first worker that wants it while the others wait."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished)
            unfinished.rename(folder)
    return folder


def make_empty(folder: Path) -> None:
    """A site that has no news, with one member of staff who is logged in."""
    folder.mkdir()
    manage(folder, "migrate", "--verbosity", "0")
    manage(folder, "shell", "--verbosity", "0", "-c", LOG_IN_STAFF)


def make_news(folder: Path) -> None:
    """The demo seeds, without pictures."""
    shutil.copytree(made(folder.with_name("site-empty"), make_empty), folder)
    manage(folder, "import_seeds", "seeds", "--publish")


def make_demo(folder: Path) -> None:
    """The demo seeds with their pictures."""
    shutil.copytree(made(folder.with_name("site-empty"), make_empty), folder)
    manage(folder, "import_seeds", "seeds", "--publish", "--cache-pictures")


def make_awkward(folder: Path) -> None:
    """Whatever does not fit."""
    from tests import awkward as awkward_seeds  # needs Django; all else here is for scripts, too

    shutil.copytree(made(folder.with_name("site-empty"), make_empty), folder)
    awkward_seeds.write(folder / "seeds")
    manage(folder, "import_seeds", str(folder / "seeds"), "--publish", "--cache-pictures")
    manage(folder, "shell", "--verbosity", "0", "-c", WITHDRAW.format(awkward_seeds.WITHDRAWN))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the site in this folder answers. Others may serve it at the same time."""
    with tempfile.NamedTemporaryFile() as log, serving(folder, log=Path(log.name)) as (url, _server):
        yield url


@contextmanager
def serving(
    folder: Path, *options: str, log: Path | None = None, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address, and the server, started with more options and variables. It says what it does in the `log`."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), *options]
    with (log or folder / "server.log").open("w+b") as log_file:
        env = environment_of(folder) | environment
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log_file, stderr=subprocess.STDOUT)
        url, give_up = f"http://localhost:{port}", time.monotonic() + LONGEST_START_SECONDS
        try:
            while not answers(f"{url}/about/"):
                if server.poll() is not None or time.monotonic() > give_up:
                    server.kill()
                    log_file.seek(0)
                    pytest.fail(f"the site does not start: {log_file.read().decode()}")
                time.sleep(0.1)
            yield url, server
        finally:
            server.terminate()
            server.wait(20)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def html_of(url: str) -> str:
    """What a member of staff gets there, also where the answer is an error."""
    request = urllib.request.Request(url, headers={"Cookie": f"sessionid={STAFF_SESSION}"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site without news."""
    with served(made(shared_folder(tmp_path_factory) / "site-empty", make_empty)) as url:
        yield url


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site with the demo seeds and their pictures."""
    with served(made(shared_folder(tmp_path_factory) / "site-demo", make_demo)) as url:
        yield url


@pytest.fixture(scope="session")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site on which nothing fits."""
    with served(made(shared_folder(tmp_path_factory) / "site-awkward", make_awkward)) as url:
        yield url
