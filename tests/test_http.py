"""Fetching, against a server of our own: what is asked, what is given back, and what each bad answer is called."""

import gzip
import pickle
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import repeat

import pytest

from articles.http import Fetched, FetchError, Policy
from articles.http.answers import retry_after
from tests.remote import HOST, body, chunk, fetcher_of, head, status

DATA = bytes(range(256)) * 40


def error_of(server, path="/a", *, fetcher=None, **limits) -> FetchError:
    with pytest.raises(FetchError) as caught:
        (fetcher or fetcher_of(server, **limits)).fetch(server.url(path))
    return caught.value


def test_what_is_at_an_address_is_fetched(server):
    server.serve("/a.jpg?w=1", body(DATA, "image/jpeg", etag='"1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT"))
    url = server.url("/a.jpg?w=1")
    known = Fetched(url, 200, DATA, "image/jpeg", '"1"', "Mon, 01 Jan 2024 00:00:00 GMT", not_modified=False)
    assert fetcher_of(server).fetch(f"{url}#part") == known


def test_request_says_who_asks_and_carries_nothing_else(server):
    server.serve("/a", body(DATA))
    fetcher_of(server).fetch(server.url("/a"))
    [asked] = server.asked
    assert asked.method == "GET"
    assert asked.headers == {
        "host": f"{HOST}:{server.port}",
        "user-agent": "Newsroom/test (+https://news.example/)",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
    }


def test_cookies_are_not_kept(server):
    server.serve("/a", head(302, location="/b", set_cookie="a=1", content_length=0))
    server.serve("/b", body(DATA, set_cookie="b=1"))
    fetcher = fetcher_of(server)
    for _ in range(2):
        fetcher.fetch(server.url("/a"))
    assert len(server.asked) == 4
    assert not [asked for asked in server.asked if "cookie" in asked.headers]


def test_proxies_and_passwords_of_the_environment_are_not_used(server, monkeypatch, tmp_path):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    (tmp_path / ".netrc").write_text(f"machine {HOST} login a password b")
    monkeypatch.setenv("HOME", str(tmp_path))
    server.serve("/a", body(DATA))
    assert fetcher_of(server).fetch(server.url("/a")).data == DATA
    assert "authorization" not in server.asked[0].headers


def test_unchanged_picture_is_not_sent_again(server):
    server.serve("/a", head(304, content_type="image/png"))
    fetched = fetcher_of(server).fetch(server.url("/a"), etag='"1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
    assert server.asked[0].headers["if-none-match"] == '"1"'
    assert server.asked[0].headers["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"
    assert (fetched.not_modified, fetched.data, fetched.etag) == (True, b"", '"1"')


@pytest.mark.parametrize("etag", ["", "\r\nX: y", "é", "\u2603"])
def test_etag_that_no_header_holds_is_left_out(server, etag):
    server.serve("/a", body(DATA))
    assert fetcher_of(server).fetch(server.url("/a"), etag=etag).data == DATA
    assert not {"if-none-match", "x"} & set(server.asked[0].headers)


def test_not_modified_that_was_not_asked_for_is_an_error(server):
    server.serve("/a", head(304))
    assert error_of(server).reason == "status 304"


def test_body_without_a_length_ends_with_the_connection(server):
    server.serve("/a", head(content_type="image/png"), DATA)
    assert fetcher_of(server).fetch(server.url("/a")).data == DATA


def test_body_in_chunks_is_put_together(server):
    server.serve("/a", head(transfer_encoding="chunked"), chunk(DATA[:1]), chunk(DATA[1:], b";a=b"), chunk(b""))
    assert fetcher_of(server).fetch(server.url("/a")).data == DATA


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(DATA)), ("X-GZIP", gzip.compress(DATA)), ("deflate", zlib.compress(DATA))],
)
def test_server_that_packs_though_it_was_not_asked_to_is_understood(server, encoding, packed):
    server.serve("/a", body(packed, content_encoding=encoding))
    assert fetcher_of(server).fetch(server.url("/a")).data == DATA


def test_informational_answer_before_the_real_one_is_passed_over(server):
    server.serve("/a", head(100), head(100), body(DATA))
    assert fetcher_of(server).fetch(server.url("/a")).data == DATA


@pytest.mark.parametrize(
    ("answer", "reason"),
    {
        "nothing": ((), "closed without an answer"),
        "no http": ((b"SSH-2.0-OpenSSH_9.6\r\n\r\n",), "no answer in HTTP"),
        "http 0.9": ((b"<html>",), "no answer in HTTP"),
        "binary": ((bytes(range(256)) * 9,), "no answer in HTTP"),
        "endless status line": ((b"HTTP/1.1 200 " + b"x" * 70_000,), "a header or line too long"),
        "bad status": ((b"HTTP/1.1 2x0 OK\r\n\r\n",), "no answer in HTTP"),
        "a line too long": ((b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70_000,), "a header or line too long"),
        "many headers": ((b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n",), "headers that cannot be read"),
        "two lengths": ((head(content_length="1, 2"), DATA), "an answer that cannot be read"),
        "cut short": ((body(DATA, content_length=len(DATA) + 1),), "a body cut short"),
        "chunks cut short": ((head(transfer_encoding="chunked"), b"ff\r\nabc"), "a body cut short"),
        "chunks without an end": ((head(transfer_encoding="chunked"), chunk(DATA)), "a body cut short"),
        "no chunk": ((head(transfer_encoding="chunked"), b"xyz\r\nabc"), "a body cut short"),
        "negative chunk": ((head(transfer_encoding="chunked"), b"-5\r\nabc"), "a body cut short"),
        "no gzip": ((body(DATA, content_encoding="gzip"),), "a body that cannot be unpacked"),
        "gzip cut short": ((body(gzip.compress(DATA)[:-9], content_encoding="gzip"),), "a body cut short"),
        "brotli": ((body(DATA, content_encoding="br"),), "an encoding we do not read"),
        "packed twice": ((body(DATA, content_encoding="gzip, gzip"),), "an encoding we do not read"),
        "packed on the way": ((head(transfer_encoding="gzip, chunked"), DATA), "an encoding we do not read"),
    }.values(),
)
def test_bad_answer_has_a_name(server, answer, reason):
    server.serve("/a", *answer)
    assert error_of(server).reason == reason


@pytest.mark.parametrize(
    "headers", [b"\0\x01: \xff", b": x", b"A\x80B: \x0b\x0c", b" folded\r\n: x", b"A", b"\xe2\x80\xae: \x85"]
)
def test_odd_headers_harm_nothing_and_are_not_logged(server, headers, caplog):
    server.serve("/a", b"HTTP/1.1 200 OK\r\n" + headers + b"\r\nContent-Length: 3\r\n\r\nabc")
    assert fetcher_of(server).fetch(server.url("/a")).data[:3] in (b"abc", b"Con", headers[:3])
    assert not caplog.records


def test_values_that_are_kept_are_short_and_printable(server):
    server.serve("/a", body(DATA, "image/\x1bp\x7fng" + "x" * 999, etag="e" * 999))
    fetched = fetcher_of(server).fetch(server.url("/a"))
    assert (len(fetched.content_type), fetched.content_type[:10]) == (200, "image/pngx")
    assert fetched.etag == ""  # a part of one would match nothing


@pytest.mark.parametrize(
    ("code", "permanent"),
    [(404, True), (410, True), (403, True), (401, True), (451, True), (429, False), (408, False), (425, False)]
    + [(code, False) for code in (500, 502, 503, 504, 599, 204, 206, 201, 300, 305, 101, 103, 999)],
)
def test_other_status_is_an_error_and_passes_or_not(server, code, permanent):
    server.serve("/a", status(code))
    error = error_of(server)
    assert (error.reason, error.status, error.permanent) == (f"status {code}", code, permanent)


def test_server_that_asks_us_to_wait_is_heard(server):
    server.serve("/a", status(429, retry_after="120"))
    assert error_of(server).retry_after == 120


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("0", 0), ("120", 120), ("999999999", 604_800), ("Mon, 01 Jan 2024 00:10:00 GMT", 600)]
    + [("Mon, 01 Jan 2024 00:10:00 -0000", 600), ("Mon, 01 Jan 2022 00:00:00 GMT", 0)]
    + [("Fri, 31 Dec 9999 23:59:59 GMT", 604_800), ("Fri, 31 Dec 9999 23:59:59 -2359", 604_800)]
    + [(bad, None) for bad in ("", "-1", "1.5", "soon", "²", "1e9", "9" * 40, "Mon, 99 Jan 2024 00:10:00 GMT")],
)
def test_time_to_wait_is_seconds_or_a_date_and_a_week_at_most(value, seconds):
    assert retry_after(value, datetime(2024, 1, 1, tzinfo=UTC)) == seconds


def test_error_names_the_address_and_the_reason_in_one_line(server):
    error = error_of(server, "/a")
    assert str(error) == f"{server.url('/a')}: status 404"
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    odd = FetchError("http://x.example/\n\x1b\u202e" + "y" * 999, "timed out", at="http://y.example/")
    assert str(odd).isprintable()
    assert str(odd).endswith("…, redirected to http://y.example/: timed out")
    assert len(str(odd)) < 400


@pytest.mark.parametrize("refuse", [OSError("no"), UnicodeError("no"), RuntimeError("no"), ValueError("no")])
def test_name_service_that_fails_in_any_way_is_an_error_that_passes(server, refuse, monkeypatch):
    def resolve(host):
        raise refuse

    fetcher = fetcher_of(server)
    monkeypatch.setattr(fetcher._lookups, "_resolve", resolve)
    assert error_of(server, fetcher=fetcher).permanent is False


def test_unknown_host_is_an_error_that_passes(server):
    with pytest.raises(FetchError) as caught:
        fetcher_of(server).fetch("http://nowhere.example/")
    assert (caught.value.reason, caught.value.permanent) == ("no such host", False)


def test_host_that_refuses_is_followed_by_its_next_address(server):
    server.serve("/a", body(DATA))
    fetcher = fetcher_of(server, hosts={HOST: ["127.0.0.2", "::1", "127.0.0.1"]})
    assert fetcher.fetch(server.url("/a")).data == DATA


def test_nobody_at_the_port_is_an_error(server):
    fetcher = fetcher_of(server)
    server.__exit__()
    assert error_of(server, fetcher=fetcher).reason == "connection refused"


def test_many_threads_share_a_fetcher(server):
    for number in range(40):
        server.serve(f"/{number}", body(b"%d" % number * 5_000))
    fetcher = fetcher_of(server, connections_per_host=8)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: fetcher.fetch(server.url(f"/{number}")).data, range(40)))
    assert found == [b"%d" % number * 5_000 for number in range(40)]


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ([head(), repeat(b"x" * 999)], "more than 5,000 bytes"),
        ([status(404), repeat((b"x", 0.01))], "status 404"),
        ([head(content_encoding="br"), repeat((b"x", 0.01))], "an encoding we do not read"),
        ([head(), repeat((b"x", 0.01))], "timed out after 0.5 s"),
    ],
)
def test_connection_is_closed_however_the_fetch_ends(server, steps, reason):
    server.serve("/a", *steps)
    kept = error_of(server, max_bytes=5_000, deadline_seconds=0.5)
    until = time.monotonic() + 2
    while server.open and time.monotonic() < until:
        time.sleep(0.01)
    assert (server.open, kept.reason) == (0, reason)


@pytest.mark.parametrize("agent", ["", " ", "a\r\nb", "é"])
def test_user_agent_that_cannot_be_sent_is_refused_at_once(agent):
    with pytest.raises(ValueError, match="user agent"):
        Policy(agent)
