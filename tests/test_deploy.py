"""What lies in deploy/, tried as far as this machine has what it takes."""

import gzip
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from mimetypes import guess_type
from pathlib import Path

import pytest

from tests.sites import ROOT, answers, free_port, made, make_demo, served, shared_folder

pytestmark = pytest.mark.browser  # a served site is shared with those tests


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """The address of nginx before the demo site, with deploy/nginx.conf but for what is marked there."""
    if not shutil.which("nginx"):
        pytest.skip("nginx is not there: install Debian's nginx-light")
    folder = tmp_path_factory.mktemp("nginx")
    site = made(shared_folder(tmp_path_factory) / "site-demo", make_demo)
    with served(site) as upstream:
        port = free_port()
        (folder / "nginx.conf").write_text(adapted(folder, site, upstream, port))
        command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        with subprocess.Popen([*command, "-g", "daemon off;"]) as nginx:
            url = f"http://localhost:{port}"
            try:
                until(lambda: answers(f"{url}/about/"), folder / "error.log")
                yield url
            finally:
                nginx.terminate()


def until(answering, log):
    give_up = time.monotonic() + 20
    while not answering():
        assert time.monotonic() < give_up, log.read_text()
        time.sleep(0.1)


def adapted(folder: Path, site: Path, upstream: str, port: int) -> str:
    text = (ROOT / "deploy/nginx.conf").read_text()
    temporary = [f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    places = {
        "worker_processes auto;": "worker_processes 1;" + (" user root;" if os.geteuid() == 0 else ""),
        "127.0.0.1:8000": upstream.removeprefix("http://"),
        "/var/cache/nginx/newsroom": f"{folder}/cache",
        "listen 80;": f"listen {port};",
        "/srv/newsroom/var/static/": f"{ROOT}/var/static/",
        "/srv/newsroom/media/": f"{site}/media/",
        "http {": "\n".join([f"pid {folder}/nginx.pid;", "http {", *temporary]),
    }
    for old, new in places.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def got(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.headers, answer.read()


def test_second_reader_is_served_by_the_proxy(proxied):
    first, second = got(f"{proxied}/topics/"), got(f"{proxied}/topics/")
    assert second[0]["X-Cache"] in {"HIT", "UPDATING"}
    assert first[1] == second[1]


def test_each_encoding_is_kept_by_itself(proxied):
    _headers, plain = got(f"{proxied}/archive/")
    headers, packed = got(f"{proxied}/archive/", **{"Accept-Encoding": "gzip"})
    assert (headers["Content-Encoding"], gzip.decompress(packed)) == ("gzip", plain)


@pytest.mark.parametrize("name", ["sessionid", "__Host-sessionid"])
def test_who_is_logged_in_passes_by_the_proxys_cache(proxied, name):
    got(f"{proxied}/about/")
    headers, _page = got(f"{proxied}/about/", Cookie=f"a=b; {name}=x")
    assert headers["X-Cache"] == "BYPASS"


def test_files_and_pictures_come_from_the_disk(proxied):
    _headers, page = got(f"{proxied}/")
    paths = re.findall(r'(?:href|src)="(/static/[^"]+\.css|/media/[^"]+\.(?:png|jpg|webp))"', page.decode())
    assert {path.split("/")[1] for path in paths} == {"static", "media"}
    for path in paths:
        headers, _file = got(f"{proxied}{path}")
        assert ("immutable" in headers["Cache-Control"], headers["X-Cache"]) == (True, None)
        assert headers["Content-Type"] == guess_type(path, strict=False)[0]


def test_static_file_says_that_it_depends_on_what_is_accepted(proxied):
    _headers, page = got(f"{proxied}/")
    path = re.findall(r'/static/[^"]+\.css', page.decode())[0]
    answers = [got(f"{proxied}{path}", **{"Accept-Encoding": accepted})[0] for accepted in ("gzip", "identity")]
    assert [(a["Content-Encoding"], a["Vary"]) for a in answers] == [
        ("gzip", "Accept-Encoding"),
        (None, "Accept-Encoding"),
    ]


def test_original_pictures_are_not_served(proxied):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        got(f"{proxied}/media/pictures/../site.sqlite3")
