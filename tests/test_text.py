"""Text as strangers write it, made plain."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from articles.sources.scalars import value_of
from articles.sources.text import (
    escaped,
    folded,
    key_of,
    plain_text,
    slug_of,
    storable,
    utc_time,
)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("it&#8217;s  here\n", "it’s here"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),  # decoded once, not twice
        ("a&nbsp;b", "a b"),
        ("<b>bold</b>", "<b>bold</b>"),  # markup stays text
        ("nul\x00 bell\x07", "nul bell"),
        ("cafe\u0301", "café"),
        ("cafe&#x301;", "café"),  # decoded first, then made one
        ("cafe\ufeff\u0301", "café"),
        ("a\x1cb\x7fc\x9fd\x0be", "abcd e"),
        ("a\ufffeb\uffffc\ufdd0d\U0001ffffe\ud800f", "abcdef"),
        ("a\u202eb\u2066c\u2069d\u202ce", "abcde"),
        ("a&#x202e;b&#8295;c", "abc"),
        ("so\u00adft\u200b \u2060\ufeffhidden\ufff9\U000e0041", "soft hidden"),
        ("\u200fשלום\u200e a\u200cb \u061c", "\u200fשלום\u200e a\u200cb \u061c"),  # scripts need these
        ("👩‍👩‍👧 🏳️‍🌈", "👩‍👩‍👧 🏳️‍🌈"),
        ("one\u2028two\u2029three\x85four\r\n\tfive\u3000", "one two three four five"),
        ("\u200b\u200d\u2060\ufe0f", ""),  # nothing that can be seen
        ("\u3164\u115f\u2800", ""),
        ("&#xD800;&#0;&#x1;&#xFFFE;", "\ufffd\ufffd"),
        (f"&#{'9' * 5_000};", f"&#{'9' * 5_000};"),  # no number that Python reads
        ("Z" + "\u0301\u0316" * 50_000, "Ź" + "\u0316\u0316\u0316\u0301\u0301"),  # a pile of marks
    ],
)
def test_plain_text(raw, plain):
    assert plain_text(raw) == plain
    assert plain_text(escaped(plain)) == plain


def test_stored_text_keeps_its_lines_and_loses_what_no_page_should_hold():
    assert storable("a\n\tb\0c\ufffed\u202ee\udfff") == "a\n\tbcde"


@pytest.mark.parametrize("name", ["AI", "ai ", "Ａi", "A\u0049".lower()])
def test_spellings_of_one_name_fold_to_the_same(name):
    assert folded(name) == "ai"


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


NO_TIMES = ["soon", "", 5, None, True, [], "2024-13-01", "0001-01-01", date(9999, 12, 31), "2024-05-01T09:00:00Z\0"]
NO_TIMES += [
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+12:00",
    f"2024-05-01T09:00:00.{'0' * 99}Z",
    "2024-05-01🎉09:00",
]
NO_TIMES += ["Wed, 01 May 2024 09:00:00 GMT", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=12)))]


@pytest.mark.parametrize("raw", NO_TIMES)
def test_what_is_no_time_is_refused(raw):
    with pytest.raises(ValueError, match=r"^expected a time"):
        utc_time(raw)


@pytest.mark.parametrize("raw", ["1989-12-31T23:59:59Z", "1990-01-01T00:00:00+14:00", "2025-12-31T23:59:59-01:00"])
def test_time_is_in_the_years_given_where_it_counts_in_utc(raw):
    with pytest.raises(ValueError, match="expected a time in the years 1990 to 2025"):
        utc_time(raw, 1990, 2025)


def test_key_fits_a_file_name():
    assert len(key_of("x", datetime(2024, 5, 1, tzinfo=UTC), "新" * 300).encode()) <= 240


@pytest.mark.parametrize("text", ["Z" + "\u0301" * 9, "\u4e2d\u6587!!!", "\xfc!!!!!!", "a" + "\u0301" * 4 + "\u4e2d"])
def test_slug_of_a_slug_is_the_same(text):
    assert slug_of(slug_of(text)) == slug_of(text)


@pytest.mark.parametrize("offset", ["+05:99", "+0599", "-08:60", "+05:30:99", " +5:75"])
def test_offset_that_no_clock_has_is_refused(offset):
    with pytest.raises(ValueError, match="expected a time"):
        utc_time(f"2024-05-05T10:00:00{offset}")
    assert value_of(f"2024-05-05T10:00:00{offset}") == f"2024-05-05T10:00:00{offset}"


@pytest.mark.parametrize("offset", ["+05:30", "-08:00", "+08", "Z", " +5:30", "+06:59"])
def test_offset_that_a_clock_may_have_is_taken(offset):
    assert utc_time(value_of(f"2024-05-05 10:00:00{offset}")).year == 2024
