"""PostgreSQL and Redis of the tests' own, which may be stopped, frozen and started again."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.sites import free_port

OWNER = "postgres"  # PostgreSQL does not run as root


class Service:
    """A server on this machine, and the processes that it starts."""

    def __init__(self, command: list[str], port: int, user: str | None = None) -> None:
        self.command, self.port, self.user = command, port, user
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        null = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, user=self.user, cwd="/", stdin=null, stdout=null, stderr=null)
        until(lambda: listens(self.port), f"{self.command[0]} listens")

    def stop(self) -> None:
        """At once, as when the machine goes."""
        if self.process and self.process.poll() is None:
            self._signal(signal.SIGKILL)
            self.process.wait()

    def freeze(self) -> None:
        """It still accepts connections (that is the system's doing), and says nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        """To the eldest first: it starts no more of them then."""
        os.kill(self.process.pid, number)
        for pid in family(self.process.pid)[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def family(pid: int) -> list[int]:
    """The process and all below it, the eldest first."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has gone
        return []
    return [pid, *(member for child in children for member in family(int(child)))]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(is_so, what: str, seconds: float = 30) -> float:
    """Waits for it, and says for how long."""
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < seconds, f"after {seconds} s still not so: {what}"
        time.sleep(0.02)
    return time.monotonic() - started


# PostgreSQL


def postgres_program(name: str) -> str:
    """Debian keeps them out of the path."""
    found = [shutil.which(name), *map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))]
    program = next((path for path in found if path and Path(path).exists()), None)
    if program is None:
        pytest.skip(f"{name} is not there: install PostgreSQL's server")
    return program


@contextmanager
def postgres() -> Iterator[Service]:
    """A cluster with nothing in it, at the address that `url_of` says."""
    user = OWNER if os.geteuid() == 0 else None
    data = Path(tempfile.mkdtemp(prefix="newsroom-postgres-"))  # pytest's own folders are closed to others
    if user:
        os.chown(data, pwd.getpwnam(user).pw_uid, -1)
    making = [postgres_program("initdb"), "-D", str(data), "--no-sync", "--auth=trust", f"--username={OWNER}"]
    making += ["--encoding=UTF8", "--locale=C.UTF-8"]
    port = free_port()
    options = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
    command = [postgres_program("postgres"), "-D", str(data), *(f"--{name}={said}" for name, said in options.items())]
    cluster = Service(command, port, user)
    try:
        subprocess.run(making, user=user, check=True, capture_output=True, cwd="/")
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(data, ignore_errors=True)


def url_of(cluster: Service) -> str:
    return f"postgres://{OWNER}@127.0.0.1:{cluster.port}/postgres"


# Redis


@contextmanager
def redis(*options: str) -> Iterator[Service]:
    """An empty one that keeps nothing on the disk."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not there: install Redis")
    port = free_port()
    server = Service([program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", *options], port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
