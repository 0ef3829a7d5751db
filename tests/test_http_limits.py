"""Fetches end in time, whatever the server does with it, and take no more than they may."""

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest

from articles.http import Fetcher, FetchError
from articles.http.lookups import Lookups
from tests.remote import HOST, body, chunk, fetcher_of, head, policy_of, redirect, slowly

CHUNKED = head(transfer_encoding="chunked")
DEADLINE = 0.3
SLOW = {
    "silence": [60],
    "one byte of the status line after the other": [slowly(b"HTTP/1.1 200 OK")],
    "one byte of a header after the other": [b"HTTP/1.1 200 OK\r\nA: ", slowly(b"x" * 99)],
    "one header after the other": [b"HTTP/1.1 200 OK\r\n", repeat((b"A: b\r\n", 0.02))],
    "continue without end": [repeat((head(100), 0.02))],
    "no body": [head(content_length=9), 60],
    "one byte of the body after the other": [head(content_length=99), slowly(b"x" * 99)],
    "one byte after the other without a length": [head(), slowly(b"x" * 99)],
    "tiny chunks": [CHUNKED, repeat((chunk(b"x"), 0.02))],
    "one chunk's extension without end": [CHUNKED, b"5;", repeat((b"x", 0.02))],
    "trailers without end": [CHUNKED, b"0\r\n", repeat((b"A: b\r\n", 0.02))],
    "gzip that never begins": [head(content_encoding="gzip"), b"\x1f\x8b\x08\x08\0\0\0\0\0\0", repeat((b"n", 0.02))],
}
FAST = {
    "continue": ([repeat(head(100))], "headers of more than 65,536 bytes"),
    "headers": (
        [b"HTTP/1.1 200 OK\r\n", repeat(b"A: " + b"x" * 60_000 + b"\r\n")],
        "headers of more than 65,536 bytes",
    ),
    "body": ([head(), repeat(b"x" * 60_000)], "more than 100,000 bytes"),
    "chunks": ([CHUNKED, repeat(chunk(b"x" * 60_000))], "more than 100,000 bytes"),
    "chunks with long extensions": ([CHUNKED, repeat(chunk(b"x", b";" + b"y" * 60_000))], "more than 100,000 bytes"),
    "trailers": ([CHUNKED, b"0\r\n", repeat(b"A: b\r\n" * 1_000)], "more than 100,000 bytes"),
    "gzip of nothing": (
        [head(content_encoding="gzip"), b"\x1f\x8b\x08\0\0\0\0\0\0\0", repeat(b"\0\0\0\xff\xff" * 9_999, 3)],
        "more than 100,000 bytes",
    ),
}


def error_of(fetcher, url) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    return caught.value


def assert_ends_in_time(fetcher, url):
    began = time.monotonic()
    error = error_of(fetcher, url)
    took = time.monotonic() - began
    assert (error.reason, error.permanent) == (f"timed out after {DEADLINE} s", False)
    assert DEADLINE - 0.05 < took < DEADLINE + 1


@pytest.mark.parametrize("steps", SLOW.values(), ids=SLOW)
def test_slow_server_does_not_outlive_the_deadline(server, steps):
    server.serve("/a", *steps)
    assert_ends_in_time(fetcher_of(server, deadline_seconds=DEADLINE), server.url("/a"))


def test_deadline_is_that_of_all_redirects_together(server):
    for number in range(5):
        server.serve(f"/{number}", DEADLINE / 2.5, redirect(f"/{number + 1}"))
    assert_ends_in_time(fetcher_of(server, deadline_seconds=DEADLINE), server.url("/0"))
    assert "/4" not in server.paths


def test_silence_in_the_handshake_ends_in_time(server):
    url = server.url("/").replace("http:", "https:")
    assert_ends_in_time(fetcher_of(server, deadline_seconds=DEADLINE), url)


def test_name_service_that_hangs_is_given_up_on(server):
    released = threading.Event()
    fetcher = Fetcher(policy_of(server, deadline_seconds=DEADLINE), resolve=lambda host: [str(released.wait(5))])
    assert_ends_in_time(fetcher, server.url("/a"))
    released.set()


def test_lookups_that_hang_are_not_without_number():
    released, begun = threading.Event(), []

    def resolve(host):
        begun.append(host)
        released.wait(5)
        return ["127.0.0.1"]

    lookups = Lookups(resolve, most=2)
    for host in "abcd":
        with pytest.raises(TimeoutError):
            lookups.addresses(host, 0.02)
    released.set()
    assert lookups.addresses("e", 1)
    assert begun == ["a", "b", "e"]


def test_connection_that_nobody_accepts_is_given_up_on():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        fetcher = Fetcher(policy_of(ports={address[1]}, deadline_seconds=DEADLINE), resolve=lambda host: ["127.0.0.1"])
        assert_ends_in_time(fetcher, f"http://{HOST}:{address[1]}/")
        for one in waiting:
            one.close()


@pytest.mark.parametrize(("steps", "reason"), FAST.values(), ids=FAST)
def test_endless_answer_is_cut_off(server, steps, reason):
    server.serve("/a", *steps)
    assert error_of(fetcher_of(server, max_bytes=100_000, deadline_seconds=5), server.url("/a")).reason == reason


def test_body_said_to_be_too_large_is_not_read(server):
    server.serve("/a", head(content_length=100_001), 60)
    error = error_of(fetcher_of(server, max_bytes=100_000), server.url("/a"))
    assert (error.reason, error.permanent) == ("more than 100,000 bytes", True)


def test_body_of_the_largest_size_is_read(server):
    server.serve("/a", body(b"x" * 100_000))
    server.serve("/b", body(gzip.compress(b"x" * 100_000), content_encoding="gzip"))
    fetcher = fetcher_of(server, max_bytes=100_000)
    assert len(fetcher.fetch(server.url("/a")).data) == len(fetcher.fetch(server.url("/b")).data) == 100_000


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_bomb_does_not_go_off(server, pack):
    encoding = "gzip" if pack is gzip.compress else "deflate"
    server.serve("/a", body(pack(bytes(50_000_000)), content_encoding=encoding))
    fetcher = fetcher_of(server, max_bytes=100_000)
    tracemalloc.start()
    try:
        assert error_of(fetcher, server.url("/a")).reason == "more than 100,000 bytes"
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_fetch_takes_twice_its_size_of_memory_at_most(server):
    server.serve("/a", head(), repeat(b"x" * 65_536, 150))
    fetcher = fetcher_of(server, max_bytes=10_000_000, deadline_seconds=10)
    tracemalloc.start()
    try:
        assert len(fetcher.fetch(server.url("/a")).data) == 150 * 65_536
        assert tracemalloc.get_traced_memory()[1] < 24_000_000
    finally:
        tracemalloc.stop()


def test_small_headers_are_limited_in_all(server):
    server.serve("/a", head(**{f"a{number}": "x" * 50 for number in range(30)}), b"abc")
    assert (
        error_of(fetcher_of(server, max_header_bytes=1_000), server.url("/a")).reason
        == "headers of more than 1,000 bytes"
    )


def test_host_is_asked_by_two_at_once(server):
    server.serve("/a", server.held(0.1, body(b"abc")))
    fetcher = fetcher_of(server)
    with ThreadPoolExecutor(6) as pool:
        assert len(list(pool.map(fetcher.fetch, repeat(server.url("/a"), 6)))) == 6
    assert server.most_at_once == 2


def test_other_host_need_not_wait(server):
    server.serve("/a", server.held(0.3, body(b"abc")))
    fetcher = fetcher_of(
        server, hosts={f"h{n}.example": ["127.0.0.1"] for n in range(3)}, allowed=("127.0.0.1",), connections_per_host=1
    )
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(fetcher.fetch, [server.url("/a", f"h{n}.example") for n in range(3)]))
    assert server.most_at_once == 3


def test_time_until_its_turn_is_not_the_fetch_own(server):
    server.serve("/a", 0.25, body(b"abc"))
    fetcher = fetcher_of(server, connections_per_host=1, deadline_seconds=0.7)
    with ThreadPoolExecutor(3) as pool:
        assert [one.data for one in pool.map(fetcher.fetch, repeat(server.url("/a"), 3))] == [b"abc"] * 3


def test_turn_that_does_not_come_is_given_up_on(server):
    server.serve("/a", 0.3, body(b"abc"))
    fetcher = fetcher_of(server, connections_per_host=1, turn_seconds=0.1)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(fetcher.fetch, server.url("/a"))
        while not server.asked:
            time.sleep(0.005)
        assert error_of(fetcher, server.url("/a")).reason == "no turn within 0.1 s"
        assert first.result().data == b"abc"
    assert fetcher.fetch(server.url("/a")).data == b"abc"


def test_requests_to_one_host_begin_a_pause_apart(server):
    now, slept = [100.0], []

    def sleep(seconds):
        slept.append(round(seconds, 3))
        now[0] += seconds

    for path in ("/a", "/b"):
        server.serve(path, body(b"abc"))
    fetcher = Fetcher(
        policy_of(server, pause_seconds=0.2), lambda host: ["127.0.0.1"], clock=lambda: now[0], sleep=sleep
    )
    for path in ("/a", "/b", "/a"):
        fetcher.fetch(server.url(path))
    now[0] += 0.15
    fetcher.fetch(server.url("/a"))
    now[0] += 9
    fetcher.fetch(server.url("/a"))
    assert slept == [0.2, 0.2, 0.05]


def test_hosts_that_nobody_asks_are_forgotten(server, monkeypatch):
    monkeypatch.setattr("articles.http.turns._MANY", 3)
    fetcher = fetcher_of(server, hosts={f"h{n}.example": [] for n in range(20)})
    for number in range(20):
        error_of(fetcher, f"http://h{number}.example/")
    assert len(fetcher._turns._hosts) <= 4
