"""A server on this machine whose every answer is scripted, and which logs what it was asked.

    with Remote() as server:
        server.serve("/a.jpg", body(data, content_type="image/jpeg"))
        fetcher_of(server).fetch(server.url("/a.jpg"))
        assert server.paths == ["/a.jpg"]

An answer is made of steps: bytes are sent, numbers are seconds of silence, functions are called with what was asked and
return steps, and anything else is gone through, endless iterators too. After the last step the connection is closed.
"""

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from articles.http import Fetcher, Policy

HOST = "pictures.example"
Step: TypeAlias = "bytes | float | Callable[[Asked], Step] | Iterable[Step]"


@dataclass(frozen=True)
class Asked:
    """A request. The names of its headers are in lower case."""

    method: str
    path: str
    headers: dict[str, str]

    @property
    def host(self) -> str:
        return self.headers.get("host", "")


class Remote:
    """The server. `asked` are its requests, `names` those asked for in TLS; `connections` counts all, `open` those now.

    `most_at_once` is how many answers made by `held` were being held at the same time.
    """

    def __init__(self, address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.names: list[str] = []
        self.connections = self.open = self.most_at_once = self._held = 0
        self._answers: dict[str, Step] = {}
        self._tls = tls
        if tls:
            tls.sni_callback = lambda _, name, __: self.names.append(name)
        self._lock, self._closing = threading.Lock(), threading.Event()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, 0), family=family, backlog=128)
        self.address, self.port = self._listener.getsockname()[:2]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> "Remote":
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, in the middle of whatever is being sent."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(2)

    def serve(self, path: str, *steps: Step) -> None:
        """Answer thus to this path, its query included. What is not served is a 404."""
        self._answers[path] = steps

    def url(self, path: str, host: str = HOST) -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def held(self, seconds: float, *steps: Step) -> Step:
        """An answer that is held back for a while, and counted meanwhile."""
        return (lambda _: self._hold(1), seconds, lambda _: self._hold(-1), steps)

    def _hold(self, one: int) -> Step:
        with self._lock:
            self._held += one
            self.most_at_once = max(self.most_at_once, self._held)
        return b""

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                self._threads.append(threading.Thread(target=self._handle, args=(line,), daemon=True))
                self._threads[-1].start()

    def _handle(self, line: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            self.open += 1
        line.settimeout(0.05)  # so that closing is noticed
        with contextlib.suppress(OSError), contextlib.closing(line):
            if self._tls:
                line.settimeout(2)
                line = self._tls.wrap_socket(line, server_side=True)
                line.settimeout(0.05)
            with contextlib.closing(line):
                self._answer(line)
        with self._lock:
            self.open -= 1

    def _answer(self, line: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                piece = line.recv(65_536)
                head += piece
                if not piece:
                    return
        if b"\r\n\r\n" not in head:
            return
        asked = _parsed(head)
        with self._lock:
            self.asked.append(asked)
        for step in _steps(self._answers.get(asked.path, status(404)), asked):
            if self._closing.is_set() or not self._take(line, step):
                return

    def _take(self, line: socket.socket, step: bytes | float) -> bool:
        """Send or wait. False once nobody is there any more."""
        if not isinstance(step, bytes):
            return not self._closing.wait(step)
        left = memoryview(step)
        while left and not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                left = left[line.send(left) :]
        return not left


def _parsed(head: bytes) -> Asked:
    first, *lines = head.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.split(": ", 1) for line in lines)
    return Asked(method, path, {name.lower(): value for name, value in pairs})


def _steps(step: Step, asked: Asked) -> Iterator[bytes | float]:
    if isinstance(step, bytes | float | int):
        yield step
    elif callable(step):
        yield from _steps(step(asked), asked)
    else:
        for one in step:
            yield from _steps(one, asked)


# Answers


def head(code: int = 200, **headers: object) -> bytes:
    """The status line and the headers, whose names are written with `_` for `-`."""
    lines = [f"HTTP/1.1 {code} Said", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def body(data: bytes, content_type: str = "image/jpeg", code: int = 200, **headers: object) -> bytes:
    """A whole answer, with its length unless `content_length` says another. None leaves a header out."""
    said = {"content_type": content_type, "content_length": len(data)} | headers
    return head(code, **{name: value for name, value in said.items() if value is not None}) + data


def status(code: int, **headers: object) -> bytes:
    return body(b"<h1>no picture</h1>", "text/html", code, **headers)


def redirect(to: str, code: int = 302) -> bytes:
    return head(code, location=to, content_length=0)


def slowly(data: bytes, pause_seconds: float = 0.05) -> list[bytes | float]:
    """One byte, a pause, one byte …"""
    return [step for byte in data for step in (bytes([byte]), pause_seconds)]


def chunk(data: bytes, extension: bytes = b"") -> bytes:
    """A part of a body with `transfer_encoding="chunked"`; an empty one is the last."""
    return b"%x%b\r\n%b\r\n" % (len(data), extension, data)


# Who asks


def resolver(hosts: Mapping[str, Iterable[str]]) -> Callable[[str], list[str]]:
    """A name service that knows these, and fails for others as the system's does."""

    def resolve(host: str) -> list[str]:
        if host not in hosts:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return list(hosts[host])

    return resolve


def policy_of(*servers: Remote, **limits: Any) -> Policy:
    """A policy that lets the ports of the servers through, and `HOST` to this machine. Its deadline is short."""
    ports = {80, 443, *(server.port for server in servers)}
    defaults = {"ports": ports, "allowed": (HOST,), "deadline_seconds": 2, "pause_seconds": 0}
    return Policy("Newsroom/test (+https://news.example/)", **defaults | limits)


def fetcher_of(*servers: Remote, hosts: Mapping[str, Iterable[str]] | None = None, **limits: Any) -> Fetcher:
    """A fetcher for which `HOST` is the first server. `hosts` are further names, `limits` those of the policy."""
    known = {HOST: [servers[0].address]} | dict(hosts or {})
    return Fetcher(policy_of(*servers, **limits), resolve=resolver(known))


# Certificates


def certificate(folder: Path, *names: str) -> Path:
    """A file of a certificate for these names, signed by itself, and its key. Trusted where SSL_CERT_FILE names it."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    path, key = folder / f"{names[0]}.pem", folder / f"{names[0]}.key"
    alternatives = ",".join(f"DNS:{name}" for name in names)
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={names[0]}", "-addext", f"subjectAltName={alternatives}"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(path)], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + key.read_bytes())
    return path


def tls_of(path: Path) -> ssl.SSLContext:
    """The server's side of TLS, with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def server() -> Iterator[Remote]:
    """A server for one test, which has nothing yet."""
    with Remote() as server:
        yield server
