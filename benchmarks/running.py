"""Servers for benchmarks: each on a core of its own, found ready before anything is measured."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START_SECONDS = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def on_core(core: int) -> list[str]:
    """What a command begins with to stay on this core."""
    return ["taskset", "--cpu-list", str(core)]


def granian(application: str, port: int, threads: int = 4) -> list[str]:
    """The server that `manage.py serve` becomes, with this application."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", application, "--host", "127.0.0.1"]
    return [*command, "--port", str(port), "--workers", "1", "--blocking-threads", str(threads), "--log-level", "error"]


@contextmanager
def running(command: list[str], url: str, environment: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """The address, while the command answers there."""
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}) as process:
        try:
            until_ready(url, process)
            yield url
        finally:
            process.terminate()


def until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + LONGEST_START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > give_up:
                raise SystemExit(f"nothing answers at {url}") from None
            time.sleep(0.1)


def fetched(url: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """Headers, by their names in lower case, and what was sent."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return {name.lower(): value for name, value in answer.headers.items()}, answer.read()


def nginx_command(folder: Path, upstreams: list[str], port: int, place: str = "") -> list[str]:
    """What starts deploy/nginx.conf before these servers, with all that it keeps in this folder, and one more place."""
    folder.chmod(0o755)  # its worker may be another user
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    servers = "; server ".join(upstream.removeprefix("http://") for upstream in upstreams)
    changes = {
        "worker_processes auto;": "worker_processes 1;" + (" user root;" if os.geteuid() == 0 else ""),
        "server 127.0.0.1:8000": f"server {servers}",
        "/var/cache/nginx/newsroom": f"{folder}/cache",
        "listen 80;": f"listen {port}; {place}",
        "http {": f"pid {folder}/nginx.pid; http {{ {temporary}",
    }
    for old, new in changes.items():
        if old not in text:
            raise SystemExit(f"deploy/nginx.conf says nothing of {old!r} any more")
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    return ["nginx", "-p", str(folder), "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log", "-g", "daemon off;"]
