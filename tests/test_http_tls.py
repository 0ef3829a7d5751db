"""TLS: for the name, with the certificates that the system trusts, to the address that was checked."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from articles.http import FetchError
from tests.remote import HOST, Remote, body, certificate, fetcher_of, tls_of


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("tls"), HOST)


@pytest.fixture
def server(pem):
    with Remote(tls=tls_of(pem)) as server:
        server.serve("/a", body(b"abc" * 50_000))
        yield server


@pytest.fixture
def trusted(monkeypatch, pem):
    """The certificate is one that the system trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))


@pytest.mark.usefixtures("trusted")
def test_name_is_asked_for_while_the_connection_goes_to_the_address(server):
    assert fetcher_of(server).fetch(server.url("/a")).data == b"abc" * 50_000
    assert server.names == [HOST]
    assert server.asked[0].host == f"{HOST}:{server.port}"


@pytest.mark.usefixtures("trusted")
def test_certificate_of_another_name_is_refused_before_anything_is_asked(server):
    fetcher = fetcher_of(server, hosts={"other.example": ["127.0.0.1"]}, allowed=("127.0.0.1",))
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(server.url("/a", "other.example"))
    assert (caught.value.reason, caught.value.permanent) == ("a certificate of another name", False)
    assert server.asked == []


def test_certificate_that_nobody_vouches_for_is_refused(server):
    with pytest.raises(FetchError, match="a certificate not trusted"):
        fetcher_of(server).fetch(server.url("/a"))
    assert server.asked == []


def test_server_without_tls_is_an_error():
    with Remote() as server:
        server.serve("/a", body(b"abc"))
        with pytest.raises(FetchError, match="timed out"):
            fetcher_of(server, deadline_seconds=0.2).fetch(server.url("/a").replace("http:", "https:"))


@pytest.mark.usefixtures("trusted")
def test_slow_body_over_tls_does_not_outlive_the_deadline(server):
    server.serve("/slow", b"HTTP/1.1 200 OK\r\n\r\n", [step for _ in range(99) for step in (b"x", 0.05)])
    began = time.monotonic()
    with pytest.raises(FetchError, match=r"timed out after 0\.4 s"):
        fetcher_of(server, deadline_seconds=0.4).fetch(server.url("/slow"))
    assert time.monotonic() - began < 1.4


@pytest.mark.usefixtures("trusted")
def test_silent_handshake_holds_up_no_other(server):
    with Remote() as silent, ThreadPoolExecutor(1) as pool:
        names = {"silent.example": ["127.0.0.1"]}
        fetcher = fetcher_of(server, silent, hosts=names, allowed=("127.0.0.1",), deadline_seconds=4)
        url = f"https://silent.example:{silent.port}/"
        waiting = pool.submit(fetcher.fetch, url)
        while not silent.connections:
            time.sleep(0.005)
        time.sleep(0.05)
        began = time.monotonic()
        assert fetcher.fetch(server.url("/a")).status == 200
        assert time.monotonic() - began < 2
        silent.__exit__()
        assert isinstance(waiting.exception(), FetchError)
