"""Addresses and domains as strangers write them, made plain or refused."""

import pytest

from articles.sources.addresses import site_address
from articles.sources.text import domain_of, picture_address, shown_domain, web_address

NOT_HTTP = ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//x.example/", "/path", "", "x.example"]
NOT_HTTP += [
    "ftp://x.example/",
    "http:x",
    "http:/x.example",
    "https:",
    "&#106;avascript:x",
    "javascript://x.example/%0ax",
]
NO_HOST = [
    "https://",
    "https:///x",
    "https://?x",
    "https://:443/",
    "https://.../",
    "https://_/",
    "https://-/",
    "https://%78.example/",
]
NO_HOST += [
    "http://[::1",
    "http://[zz]/",
    "http://[::1%25eth0]/",
    "https://a..b/",
    f"https://{'a' * 64}.example/",
    "https://a!b/",
]
NO_HOST += [
    f"https://{'a.' * 130}example/",
    "https://x\u200dy.example/",
    "https://x\u202ey.example/",
    "https://x．．y/",
]
NO_HOST += ["https://x.example／@y/", "https://<b>/", "https://é\u2488.example/"]
USERS = ["https://user:pw@x.example/", "https://@x.example/", "https://x.example@y.example/", "https://x%40y@z.example"]
CONTROLS = [
    "https://x.example/a b",
    "https://x.example/\0",
    "java\tscript:x",
    "https://x\n.example/",
    "https://x.example\\@y",
]
CONTROLS += [
    "http:/\\x.example",
    "https://x.example/\x7f",
    "https://x.example/\ud800",
    "https://x.example/\u2060",
    "ht\rtps://x",
]
PORTS = [
    "https://x.example:99999/",
    "https://x.example:0/",
    "https://x.example:-1/",
    "https://x.example:٣/",
    "https://[::1]:x/",
]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        *((raw, "that begins with http") for raw in NOT_HTTP),
        *((raw, "with a host name|without a user name") for raw in NO_HOST),
        *((raw, "without a user name or password") for raw in USERS),
        *((raw, "without spaces, backslashes or control characters") for raw in CONTROLS),
        *((raw, "a port between 1 and 65535") for raw in PORTS),
        ("https://x.example/" + "a" * 2_000, "at most 2,000 characters, found 2,018"),
        ("https://x.example/" + "é" * 700, "at most 2,000 characters, found 4,218"),
    ],
)
def test_address_that_is_not_plain_http_is_refused(raw, expected):
    with pytest.raises(ValueError, match=f"^expected (an address )?({expected})"):
        web_address(raw)


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (" https://x.example/a?b=c#d ", "https://x.example/a?b=c#d"),
        ("https://exämple.org/ü?q=ö", "https://xn--exmple-cua.org/%C3%BC?q=%C3%B6"),
        ("http://x.example:8080/", "http://x.example:8080/"),
        ("HTTPS://X.Example/A?B#C", "https://x.example/A?B#C"),
        ("https://x.example.:/", "https://x.example/"),
        ("https://x.example?#", "https://x.example?#"),
        ("https://[2001:DB8:0::1]:080/", "https://[2001:db8::1]:80/"),
        ("https://ｘ。example/", "https://x.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),  # not fass.example, as IDNA 2003 has it
        ('https://x.example/"><script>', "https://x.example/%22%3E%3Cscript%3E"),
        ("https://x.example/\u202egpj", "https://x.example/%E2%80%AEgpj"),
        ("http://192.0.2.1/a_b/(c)", "http://192.0.2.1/a_b/(c)"),
        ("https://x.3com.example./", "https://x.3com.example/"),
    ],
)
def test_address(raw, address):
    assert web_address(raw) == web_address(address) == address


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("/assets/a.jpg", "/assets/a.jpg"),
        ("/assets/ä b.jpg", "/assets/%C3%A4%20b.jpg"),
        ("pictures/a.webp", "pictures/a.webp"),
        ("pictures/ä b..webp", "pictures/ä b..webp"),
        ("//x.example/a.jpg", "https://x.example/a.jpg"),
    ],
)
def test_picture_address_may_be_a_path(raw, address):
    assert picture_address(raw) == address


OUTSIDE = [
    "../a.png",
    "a/../../b.png",
    "/a/../b.png",
    "file:///etc/passwd",
    "C:\\a.png",
    "",
    "data:image/png;base64,AA==",
]
OUTSIDE += [
    "..%2fa.png",
    "%2e%2e/a.png",
    ".%2E/a.png",
    "a\\..\\b.png",
    "a%5cb.png",
    "a\0b.png",
    "a\nb.png",
    "a\u202egnp.exe",
]
OUTSIDE += ["//", "///a.png", "//a@b/c.png", "javascript:x", "a%00.png", "/a%2f..%2fb", "x" * 2_001]


@pytest.mark.parametrize("raw", OUTSIDE)
def test_picture_address_outside_is_refused(raw):
    with pytest.raises(ValueError, match=r"^expected"):
        picture_address(raw)


@pytest.mark.parametrize(
    ("raw", "domain"),
    [
        ("www.RTE.ie", "rte.ie"),
        ("x.example.", "x.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("www.ｘ。example", "x.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("Straße.example", "xn--strae-oqa.example"),
    ],
)
def test_domain(raw, domain):
    assert domain_of(raw) == domain


NO_DOMAINS = [
    "",
    ".",
    "a b.example",
    "https://x.example",
    "x/../y",
    "-x.example",
    "x..example",
    "x.example:80",
    "a@b.example",
]
NO_DOMAINS += [
    "x\0.example",
    "x\u202e.example",
    "x\u200d.example",
    f"{'x' * 64}.example",
    "_",
    "é..example",
    "x\u2060.example",
]


@pytest.mark.parametrize("raw", NO_DOMAINS)
def test_what_is_no_domain_is_refused(raw):
    with pytest.raises(ValueError, match="expected a domain"):
        domain_of(raw)


def test_length_of_a_domain_is_limited():
    with pytest.raises(ValueError, match="expected at most 253 characters, found 259"):
        domain_of("x." * 126 + "example")


@pytest.mark.parametrize(
    ("domain", "shown"),
    [
        ("x.example", "x.example"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("xn--strae-oqa.example", "straße.example"),
        ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("xn--zckzah.example", "テスト.example"),
        ("xn--ls8h.example", "💩.example"),
        ("xn--80ak6aa92e.example", "xn--80ak6aa92e.example"),  # Cyrillic letters that read "apple"
        ("xn--pple-43d.example", "xn--pple-43d.example"),  # Latin but for its first letter
        ("xn--a.example", "xn--a.example"),
        ("xn--zzzzzzz99999.example", "xn--zzzzzzz99999.example"),
        ("xn--.example", "xn--.example"),
    ],
)
def test_domain_is_shown_in_its_own_script_unless_it_could_pass_for_another(domain, shown):
    assert shown_domain(domain) == shown


# Hosts that not everybody can reach


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://intranet:8080/x",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://1.2.3.256/",
        "http://a.0x1/",
        "https://https://x.example/",
    ],
)
def test_address_of_no_public_host_is_none_for_strangers_and_one_for_operators(url):
    with pytest.raises(ValueError, match="a host that everybody can reach"):
        web_address(url)
    assert site_address(url).startswith("http")


@pytest.mark.parametrize("domain", ["www.", "www", "localhost", "2130706433", "1.2.3"])
def test_domain_of_no_public_host_is_none(domain):
    with pytest.raises(ValueError, match=r"expected a domain such as example\.org"):
        domain_of(domain)
