"""Redirects are followed by us: each checked anew, five at most."""

import pytest

from articles.http import FetchError
from tests.remote import body, fetcher_of, head, redirect

DATA = b"a picture"


def error_of(server, path="/a") -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher_of(server).fetch(server.url(path))
    return caught.value


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_redirect_is_followed(server, code):
    server.serve("/a/b", redirect("../c d?é=1", code))
    server.serve("/c%20d?%C3%A9=1", body(DATA))
    fetched = fetcher_of(server).fetch(server.url("/a/b"))
    assert (fetched.data, fetched.url) == (DATA, server.url("/c%20d?%C3%A9=1"))


def test_five_redirects_are_followed_and_no_sixth(server):
    for number in range(10):
        server.serve(f"/{number}", redirect(f"/{number + 1}"))
    server.serve("/10", body(DATA))
    assert fetcher_of(server).fetch(server.url("/5")).data == DATA
    error = error_of(server, "/0")
    assert (error.reason, error.permanent, error.at) == ("too many redirects", True, server.url("/6"))
    assert "/6" not in server.paths[6:]


def test_redirects_in_a_circle_end(server):
    server.serve("/a", redirect("/b"))
    server.serve("/b", redirect("/a"))
    assert error_of(server).reason == "redirects in a circle"
    assert server.paths == ["/a", "/b"]


@pytest.mark.parametrize(
    "location",
    [
        *(
            "http://[::1",
            "http://",
            "//",
            "\\\\127.0.0.1\\x",
            "http://a\x00b/",
            "http://\u202e.example/",
            "http://a..b/",
        ),
        *(
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ftp://x.example/",
            "gopher://127.0.0.1:80/",
            "data:image/png,x",
        ),
        *("http://user:password@pictures.example/", "http://xn--\xff.example/", "http://x.example/" + "y" * 3_000),
        *(f"http://{'a' * 64}.example/", "http://pictures.example:99999/", "http://pictures.example:x/"),
        *(
            "http://1.2.3.4.5/",
            "http://256.1.1.1/",
            "http://0x1ffffffff/",
            "http://[fe80::1%25lo]/",
            "http://08.1.1.1/",
        ),
    ],
)
def test_redirect_to_what_is_no_address_is_refused(server, location):
    server.serve("/a", b"HTTP/1.1 302 Found\r\nLocation: " + location.encode() + b"\r\n\r\n")
    error = error_of(server)
    assert error.permanent
    assert str(error).isprintable()
    assert server.connections == 1


def test_redirect_that_leads_nowhere_or_never_ends_is_an_error(server):
    server.serve("/a", head(302))
    server.serve("/b", b"HTTP/1.1 302 Found\r\nLocation: http://x.example/", b"x" * 2_000_000)
    assert error_of(server).reason == "status 302 without a location"
    assert error_of(server, "/b").reason == "a header or line too long"
