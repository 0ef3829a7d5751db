"""Text as strangers write it, made plain."""

from datetime import UTC, date, datetime

import pytest

from articles.sources.text import domain_of, key_of, picture_address, plain_text, slug_of, utc_time, web_address


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("it&#8217;s  here\n", "it’s here"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),  # decoded once, not twice
        ("a&nbsp;b", "a b"),
        ("<b>bold</b>", "<b>bold</b>"),  # markup stays text
        ("nul\x00 bell\x07", "nul bell"),
        ("cafe\u0301", "café"),
    ],
)
def test_plain_text(raw, plain):
    assert plain_text(raw) == plain


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//x.example/",
        "/path",
        "https://",
        "https://user:pw@x.example/",
        "https://x.example/a b",
        "https://x.example/\x00",
        "https://x.example:99999/",
        "http://[::1",
        "",
        "https://x.example/" + "a" * 2_000,
    ],
)
def test_address_that_is_not_plain_http_is_refused(raw):
    with pytest.raises(ValueError, match=r".+"):
        web_address(raw)


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (" https://x.example/a?b=c#d ", "https://x.example/a?b=c#d"),
        ("https://exämple.org/ü?q=ö", "https://xn--exmple-cua.org/%C3%BC?q=%C3%B6"),
        ("http://x.example:8080/", "http://x.example:8080/"),
    ],
)
def test_address(raw, address):
    assert web_address(raw) == address


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("/assets/a.jpg", "/assets/a.jpg"),
        ("pictures/a.webp", "pictures/a.webp"),
        ("//x.example/a.jpg", "https://x.example/a.jpg"),
    ],
)
def test_picture_address_may_be_a_path(raw, address):
    assert picture_address(raw) == address


@pytest.mark.parametrize("raw", ["../a.png", "a/../../b.png", "file:///etc/passwd", "C:\\a.png", ""])
def test_picture_address_outside_is_refused(raw):
    with pytest.raises(ValueError, match=r".+"):
        picture_address(raw)


@pytest.mark.parametrize(
    ("raw", "domain"),
    [("www.RTE.ie", "rte.ie"), ("x.example.", "x.example"), ("bücher.example", "xn--bcher-kva.example")],
)
def test_domain(raw, domain):
    assert domain_of(raw) == domain


@pytest.mark.parametrize("raw", ["", "a b.example", "https://x.example", "x/../y", "-x.example"])
def test_what_is_no_domain_is_refused(raw):
    with pytest.raises(ValueError, match="expected a domain"):
        domain_of(raw)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("What’s new in Power Fx 1.0", "whats-new-in-power-fx-10"),
        ("Crème brûlée & Co.", "creme-brulee-co"),
        ("C++", "c"),
        ("人工智能", "人工智能"),
        ("🤖", ""),
    ],
)
def test_slug(text, slug):
    assert slug_of(text) == slug


@pytest.mark.parametrize(
    "raw",
    [
        "2024-05-01T10:00:00Z",
        "2024-05-01T12:00:00+02:00",
        datetime(2024, 5, 1, 10),
        datetime(2024, 5, 1, 10, tzinfo=UTC),
    ],
)
def test_time_is_in_utc(raw):
    assert utc_time(raw) == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_bare_date_is_its_midnight():
    assert utc_time(date(2024, 5, 1)) == datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize("raw", ["soon", 5, None, "2024-13-01", "0001-01-01", date(9999, 12, 31)])
def test_what_is_no_time_is_refused(raw):
    with pytest.raises(ValueError, match="expected a time"):
        utc_time(raw)


def test_key_fits_a_file_name():
    assert len(key_of("x", datetime(2024, 5, 1, tzinfo=UTC), "新" * 300).encode()) <= 240
