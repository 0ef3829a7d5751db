"""The server is stopped while it works, has clients that do nothing, and pictures whose store is gone."""

import json
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from tests.sites import ROOT, environment_of, made, make_demo, serving, shared_folder
from tests.trouble.readers import asked, for_a_while, logged_out, p99
from tests.trouble.services import listens, until

pytestmark = pytest.mark.trouble

CLIENTS = 600
PAGES = ["/", "/topics/", "/archive/", "/feed.atom"]


@pytest.fixture
def served(folder):
    with serving(folder) as (url, server):
        yield url, server


def test_stopped_server_ends_what_it_began_and_begins_nothing(served, folder):
    url, server = served
    port = int(url.rpartition(":")[2])
    with (
        closing(sqlite3.connect(folder / "site.sqlite3", isolation_level=None)) as other,
        ThreadPoolExecutor(1) as beside,
    ):
        other.execute("BEGIN IMMEDIATE")  # who writes has to wait
        coming = beside.submit(logged_out, url)
        time.sleep(1)
        server.terminate()
        until(lambda: not listens(port), "nobody is let in", 3)
        assert not coming.done()
        assert server.poll() is None
        other.execute("COMMIT")
        assert coming.result(10).status == 200
    assert server.wait(10) == 0


def test_stopped_server_does_not_wait_for_ever(folder):
    with (
        closing(sqlite3.connect(folder / "site.sqlite3", isolation_level=None)) as other,
        ThreadPoolExecutor(1) as beside,
        serving(folder, "--drain", "1") as (url, server),
    ):
        other.execute("BEGIN IMMEDIATE")
        coming = beside.submit(logged_out, url)
        time.sleep(1)
        server.terminate()
        assert server.wait(5) == 0
        assert coming.result().status == 0


@pytest.fixture
def crowd(served):
    """Clients that have said nothing, and clients that say it letter by letter."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most[1] < 3 * CLIENTS:
        pytest.skip(f"no more than {most[1]} files may be open here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most[1], most[1]))
    address, gone = ("127.0.0.1", int(served[0].rpartition(":")[2])), threading.Event()
    with ExitStack() as stack:
        idle, dripping = (
            [stack.enter_context(socket.create_connection(address)) for _ in range(CLIENTS)] for _ in "ab"
        )
        writer = threading.Thread(target=drip, args=[dripping, gone])
        writer.start()
        yield idle + dripping
        gone.set()
        writer.join()


def drip(clients, gone):
    for letter in b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 1000:
        for client in clients:
            client.send(bytes([letter]))
        if gone.wait(1):
            return


def test_slow_clients_slow_nobody_else(served, crowd):
    for_a_while([served[0] + path for path in PAGES], 0.5)
    answers = for_a_while([served[0] + path for path in PAGES], 5)
    assert {answer.status for answer in answers} == {200}
    assert p99(answers) < 0.5


@pytest.fixture
def bucket():
    """A store of pictures that takes connections and says nothing, and the variables that name it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as store:
        store.setblocking(False)
        address = f"http://127.0.0.1:{store.getsockname()[1]}"
        keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "HEALTH_TOKEN": "let me see"}
        yield store, {"AWS_STORAGE_BUCKET_NAME": "newsroom", "AWS_S3_ENDPOINT_URL": address, **keys}


def test_pictures_store_that_is_gone_changes_no_page(tmp_path, tmp_path_factory, bucket):
    """No page asks it anything; machines are told."""
    demo = made(shared_folder(tmp_path_factory) / "site-demo", make_demo)
    store, environment = bucket
    with serving(shutil.copytree(demo, tmp_path / "site"), **environment) as (url, _server):
        answers = [asked(url + path) for path in [*PAGES, "/nowhere/", "/api/news/"]]
        assert [answer.status for answer in answers] == [200, 200, 200, 200, 404, 200]
        assert f"{environment['AWS_S3_ENDPOINT_URL']}/newsroom/pictures/".encode() in answers[0].body
        with pytest.raises(BlockingIOError):  # nobody has come
            store.accept()
        ready = asked(f"{url}/readyz", Authorization="Bearer let me see")
        assert (ready.status, json.loads(ready.body)["checks"]["media"]) == (503, "no answer in 1.0 s")
        assert ready.seconds < 2.5
        assert asked(f"{url}/healthz").status == 200


def test_pictures_that_cannot_be_kept_stop_the_command_with_a_line(folder, bucket):
    store, environment = bucket
    store.close()
    command = [sys.executable, "manage.py", "cache_pictures"]
    env = environment_of(folder) | environment
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "a picture cannot be kept: Could not connect to the endpoint" in line
