"""Nothing is fetched from our own network, by whatever spelling, redirect or second answer of the name service."""

from ipaddress import ip_address

import pytest

from articles.http import Fetcher, FetchError, Policy
from articles.http.addresses import address_of, flaw_of, number_of
from tests.remote import HOST, Remote, body, fetcher_of, policy_of, redirect

OURS = {
    "a loopback address": "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1 ::ffff:7f00:1",
    "an unspecified address": "0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0",
    "a private address": "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd00:ec2::254 fec0::1 ::ffff:10.0.0.1",
    "a carrier's private address": "100.64.0.1 100.127.255.255 100.100.100.200",
    "a link-local address": "169.254.169.254 169.254.0.1 fe80::1 ::ffff:169.254.169.254",
    "a multicast address": "224.0.0.1 239.255.255.250 ff02::1 ff0e::1",
    "an address for documentation": "192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 3fff::1",
    "an address for benchmarks": "198.18.0.1 198.19.255.255 2001:2::1",
    "a reserved address": "192.0.0.192 192.88.99.1 240.0.0.1 255.255.255.255 100::1 2001:10::1 4000::1 5f00::1"
    " ::8.8.8.8 64:ff9b:1::808:808 64:ff9b:1:a00::1 ::ffff:0:10.0.0.1",
    "an address of the cloud we may run in": "168.63.129.16",
    "an address of one network card": "fe80::1%eth0 2606:4700::1%1 ::ffff:8.8.8.8%1",
    "a loopback address inside IPv6": "64:ff9b::7f00:1 2002:7f00:1:: ::127.0.0.1 2001:0:7f00:1::f7f7:f7f7"
    " 2001:0:808:808::80ff:fffe 2606:4700::5efe:127.0.0.1",
    "a private address inside IPv6": "64:ff9b::10.0.0.1 2002:c0a8:101::1 ::10.0.0.1 2001:0:808:808::f5ff:fffe"
    " 2606:4700::5efe:10.0.0.1 2606:4700::200:5efe:192.168.0.1",
    "a link-local address inside IPv6": "64:ff9b::169.254.169.254 2002:a9fe:a9fe::1 ::169.254.169.254",
}
PUBLIC = (
    "8.8.8.8 1.1.1.1 172.15.0.1 172.32.0.1 100.63.255.255 100.128.0.1 198.17.0.1 198.20.0.1 192.88.98.1 223.255.255.255"
)
PUBLIC += (
    " 2606:4700::1 2a00:1450::1 2001:200::1 64:ff9b::808:808 2002:808:808::1 2001:0:808:808::f7f7:f7f7 ::ffff:8.8.8.8"
)
LOOPBACK = (
    "127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7f.0.0.1 0177.0.0.1 017700000001 0177.0.1 0x7F.0x0.0.0x1"
)
LOOPBACK += (
    " 127.0.0.1. 127.000.000.001 １２７.０.０.１ 127。0。0。1 ①②⑦.0.0.1 [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1]"
)
LOOPBACK += " [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::127.0.0.1] [2002:7f00:1::] 0.0.0.0 0 [::]"


@pytest.fixture
def server():
    with Remote() as server:
        server.serve("/secret", body(b"secret"))
        yield server


def error_of(fetcher, url) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    return caught.value


@pytest.mark.parametrize(("text", "flaw"), [(text, flaw) for flaw, texts in OURS.items() for text in texts.split()])
def test_address_that_may_be_ours_has_a_flaw(text, flaw):
    assert flaw_of(address_of(text)) == flaw


@pytest.mark.parametrize("text", PUBLIC.split())
def test_public_address_has_none(text):
    assert flaw_of(address_of(text)) == ""


def test_is_global_of_the_library_would_let_many_through():
    let_through = {text for texts in OURS.values() for text in texts.split() if ip_address(text).is_global}
    assert let_through >= {"192.88.99.1", "168.63.129.16", "224.0.0.1", "ff02::1", "fec0::1"}
    assert let_through >= {"64:ff9b::10.0.0.1", "2002:7f00:1::", "::127.0.0.1", "2606:4700::5efe:10.0.0.1"}


@pytest.mark.parametrize(
    ("host", "address"),
    {
        "2130706433": "127.0.0.1",
        "0x7f.1": "127.0.0.1",
        "0177.0.0.1": "127.0.0.1",
        "1.256": "1.0.1.0",
        "0x": "0.0.0.0",
        "134744072": "8.8.8.8",
        "010.8.8.8": "8.8.8.8",
        "::ffff:8.8.8.8": "8.8.8.8",
        "::1": "::1",
    }.items(),
)
def test_number_means_the_address_that_it_means_to_others(host, address):
    assert number_of(host) == ip_address(address)


@pytest.mark.parametrize("host", ["x.example", "1.example", "0x7f.1.example", "a1", "x1.y2", "0x7g", "1-2"])
def test_name_is_no_number(host):
    assert number_of(host) is None


@pytest.mark.parametrize(
    "host", ["1.2.3.4.5", "256.1.1.1", "4294967296", "08.1.1.1", "x.1", "x.0x7f", "1..2", "1.2.3.256"]
)
def test_host_that_ends_like_a_number_must_be_one(host):
    with pytest.raises(ValueError, match=r"number|host|invalid literal"):
        number_of(host)


@pytest.mark.parametrize("host", LOOPBACK.split())
def test_our_own_machine_is_not_asked_by_any_spelling(server, host):
    error = error_of(fetcher_of(server), server.url("/secret", host))
    assert error.permanent
    assert "address" in error.reason
    assert server.connections == 0


@pytest.mark.parametrize("host", ["inward.example", "localhost", *LOOPBACK.split()])
def test_redirect_inward_is_not_followed(server, host):
    names = {"inward.example": ["127.0.0.1"], "localhost": ["::1", "127.0.0.1"]}
    server.serve("/a", redirect(server.url("/secret", host)))
    error = error_of(fetcher_of(server, hosts=names), server.url("/a"))
    assert error.permanent
    assert (server.paths, server.connections) == (["/a"], 1)
    assert server.url("/a") in str(error)


@pytest.mark.parametrize(
    "address", ["::1", "127.0.0.1", "10.0.0.1", "fe80::1%lo", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]
)
def test_name_is_refused_whole_if_one_of_its_addresses_is_ours(server, address):
    fetcher = fetcher_of(server, hosts={"both.example": ["8.8.8.8", "2606:4700::1", address]})
    assert error_of(fetcher, server.url("/secret", "both.example")).permanent
    assert server.connections == 0


def test_name_service_is_asked_once_and_its_second_answer_is_never_used(server):
    answers, dialled = [["127.0.0.2"], ["127.0.0.1"]], []

    def resolve(host):
        dialled.append(host)
        return answers.pop(0)

    with Remote("127.0.0.2") as other:
        server.serve("/a", body(b"rebound"))
        fetcher = Fetcher(policy_of(server, allowed=("127.0.0.2",), deadline_seconds=1), resolve=resolve)
        assert error_of(fetcher, server.url("/a", "turning.example")).reason == "connection refused"
        assert error_of(fetcher, server.url("/a", "turning.example")).reason == "a loopback address"
        assert (dialled, server.connections, other.connections) == (["turning.example"] * 2, 0, 0)


def test_redirect_has_the_name_looked_up_and_checked_again(server):
    answers = [["127.0.0.1"], ["127.0.0.3"]]
    server.serve("/a", redirect("/secret"))
    fetcher = Fetcher(policy_of(server, allowed=("127.0.0.1",)), resolve=lambda host: answers.pop(0))
    assert error_of(fetcher, server.url("/a", "turning.example")).reason == "a loopback address"
    assert server.paths == ["/a"]


@pytest.mark.parametrize(
    ("url", "reason"),
    [("ftp://x.example/", "expected an address that begins with http:// or https://")]
    + [(bad, "expected an address that begins with http:// or https://") for bad in ("", "/a", "file:///etc/passwd")]
    + [("http://u:p@x.example/", "expected an address without a user name or password")]
    + [(f"http://x.example:{port}/", "a port that is not allowed") for port in (22, 25, 6379, 8080, 65535)]
    + [("http://x.example:0/", "expected a port between 1 and 65535")]
    + [("http://x.example/" + "y" * 2_000, "an address of more than 2,000 characters")],
)
def test_address_that_we_do_not_ask_is_refused_before_it_is_looked_up(url, reason):
    error = error_of(Fetcher(Policy("Newsroom"), resolve=lambda host: pytest.fail(f"looked up {host}")), url)
    assert (error.reason, error.permanent) == (reason, True)


@pytest.mark.parametrize("allowed", ["intranet.example", "INTRANET.example.", "127.0.0.0/8", "127.0.0.1"])
def test_host_or_network_that_is_allowed_may_be_ours(server, allowed):
    fetcher = fetcher_of(server, hosts={"intranet.example": ["127.0.0.1"]}, allowed=(allowed,))
    assert fetcher.fetch(server.url("/secret", "intranet.example")).data == b"secret"


@pytest.mark.parametrize("allowed", ["example", "x.intranet.example", "127.0.0.2/32", "::1/128", "10.0.0.0/8"])
def test_what_is_like_an_allowed_host_is_not_allowed(server, allowed):
    fetcher = fetcher_of(server, hosts={"intranet.example": ["127.0.0.1"]}, allowed=(allowed,))
    assert error_of(fetcher, server.url("/secret", "intranet.example")).reason == "a loopback address"


def test_allowed_host_over_ipv6_is_reached():
    with Remote("::1") as server:
        server.serve("/a", body(b"abc"))
        assert fetcher_of(server).fetch(server.url("/a")).data == b"abc"
        assert fetcher_of(server, allowed=("::1",)).fetch(server.url("/a", "[::1]")).data == b"abc"
        assert [asked.host for asked in server.asked] == [f"{HOST}:{server.port}", f"[::1]:{server.port}"]


@pytest.mark.parametrize(
    "allowed", ["", "10.0.0.1/8", "10.0.0.0/33", "http://x.example", "x y", "*.example", "1.2.3.4.5", "a:b"]
)
def test_what_is_neither_host_nor_network_cannot_be_allowed(allowed):
    with pytest.raises(ValueError, match="expected a host such as") as caught:
        Policy("Newsroom", allowed=("x.example", allowed))
    assert repr(allowed) in str(caught.value)
