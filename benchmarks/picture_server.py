"""A server of pictures on this machine, under many addresses (Linux): a cache that is kind to each host is not held up.

python benchmarks/picture_server.py FOLDER     serves the folder's files, prints its port, ends with its input
"""

import os
import sys
import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HOSTS = [f"127.0.0.{number}" for number in range(1, 33)]


class PictureServer:
    """Answers with `data_of` a path, which is None for what is not there. `asked` are the paths so far, in order."""

    def __init__(self, data_of: Callable[[str], bytes | None]) -> None:
        self.asked: list[str] = []
        handler = _handler(data_of, self.asked)
        self._servers = [_Listener((HOSTS[0], 0), handler)]
        self.port = self._servers[0].server_address[1]
        self._servers += [_Listener((host, self.port), handler) for host in HOSTS[1:]]

    def __enter__(self) -> "PictureServer":
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Listener(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Those who ask are killed now and then."""


def _handler(data_of: Callable[[str], bytes | None], asked: list[str]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            data = data_of(self.path)
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            """`asked` is the log."""

    return Handler


def url_of(number: int, port: int) -> str:
    """Of the picture `/number`: one host after the other."""
    return f"http://{HOSTS[number % len(HOSTS)]}:{port}/{number}"


def allow(port: int) -> dict[str, str]:
    """Variables of the environment under which the cache asks such a server."""
    return {"FETCH_ALLOWED": "127.0.0.0/8", "FETCH_PORTS": str(port)}


def let_wait(urls: Iterable[str]) -> None:
    """An article that shows the pictures at these addresses, in a database of which Django is set up."""
    from django.utils import timezone

    from articles.models import Article, ArticlePicture, Picture, Provider
    from articles.sources.addresses import server_of

    provider = Provider.objects.create(domain="example.org", name="Example")
    told = {"title": "A", "web_url": "https://example.org/a", "published_at": timezone.now()}
    article = Article.objects.create(provider=provider, key="a", slug="a", **told)
    rows = Picture.objects.bulk_create(Picture(url=url, host=server_of(url)) for url in urls)
    placed = (ArticlePicture(article=article, picture=row, position=place) for place, row in enumerate(rows))
    ArticlePicture.objects.bulk_create(placed)


def main() -> None:
    files = {f"/{path.name}": path.read_bytes() for path in Path(sys.argv[1]).iterdir()}
    with PictureServer(files.get) as server:
        print(server.port, flush=True)
        sys.stdin.read()
        os._exit(0)


if __name__ == "__main__":
    main()
