"""Formatting, and what every template must keep to."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from articles.templatetags import news
from newsroom.storage import whole_styles
from tests.make import NEWS_TIME

ROOT = Path(__file__).resolve().parent.parent
STYLES = [path for path in sorted((ROOT / "static/css").glob("*.css")) if path.name not in {"admin.css", "site.css"}]
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
TEMPLATES = [path for path in sorted((ROOT / "templates").rglob("*.html")) if "admin" not in path.parts]

FUNCTIONS = r"\b(?:rgba?|hsla?|hwb|oklch|oklab|lab|lch|color|light-dark)\("
RAW_COLOUR = re.compile(rf"#[0-9a-f]{{3,8}}\b|{FUNCTIONS}|(?<![-\w])(?:white|black|gr[ae]y|red)(?![-\w])")

NOT_TO_FOLLOW = ["", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "/path", "//host/x", "http:///x"]
NOT_TO_FOLLOW += ["local:abc", "http://[", "mailto:a@example.org", "ftp://example.org/"]
NOT_TO_FOLLOW += [
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "https://example.org\\@x.example",
    "https://a@x.example",
]

EARLIER = {
    "same moment": (timedelta(), "same day"),
    "minutes": (timedelta(minutes=59), "same day"),
    "an hour": (timedelta(hours=1), "1 hour earlier"),
    "hours": (timedelta(hours=5, minutes=40), "6 hours earlier"),
    "a day": (timedelta(hours=30), "1 day earlier"),
    "days": (timedelta(days=2), "2 days earlier"),
    "months": (timedelta(days=100), "3 months earlier"),
    "years": (timedelta(days=4 * 365), "4 years earlier"),
}


@pytest.mark.parametrize("url", ["https://example.org/a", "http://example.org", "HTTPS://example.org/?a=1&b=2"])
def test_web_address_may_be_followed(url):
    assert news.followable(url) == url.replace("HTTPS", "https")


@pytest.mark.parametrize("url", NOT_TO_FOLLOW)
def test_other_address_may_not_be_followed(url):
    assert news.followable(url) == ""


@pytest.mark.parametrize(("apart", "words"), EARLIER.values(), ids=EARLIER)
def test_earlier_time_in_words(apart, words):
    assert news.relative_to(NEWS_TIME - apart, NEWS_TIME) == words


@pytest.mark.parametrize(("apart", "words"), EARLIER.values(), ids=EARLIER)
def test_later_time_in_words(apart, words):
    assert news.relative_to(NEWS_TIME + apart, NEWS_TIME) == words.replace("earlier", "later")


def test_midnight_of_the_day_is_only_the_day():
    assert news.relative_to(NEWS_TIME.replace(hour=0, minute=0), NEWS_TIME) == "same day"


def test_missing_time_has_no_words():
    assert news.relative_to(None, NEWS_TIME) == ""


@pytest.mark.parametrize(
    ("at", "other", "words"),
    [
        (datetime(2023, 6, 2, tzinfo=UTC), datetime(2023, 6, 3, 23, tzinfo=UTC), "1 day earlier"),
        (datetime(2023, 6, 4, tzinfo=UTC), datetime(2023, 6, 3, 23, tzinfo=UTC), "1 day later"),
        (datetime(2023, 6, 4, tzinfo=UTC), datetime(2023, 6, 3, 5, tzinfo=UTC), "1 day later"),
        (datetime(2023, 6, 4, 4, 40, tzinfo=UTC), datetime(2023, 6, 3, 5, tzinfo=UTC), "1 day later"),
    ],
)
def test_a_mere_day_is_days_apart(at, other, words):
    assert news.relative_to(at, other) == words


def test_machine_time_has_no_microseconds():
    assert news.machine_time(datetime(2023, 6, 3, 15, 35, 1, 999, tzinfo=UTC)) == "2023-06-03T15:35:01+00:00"


def test_tint_is_the_same_for_the_same_name():
    assert news.tint("Computer Vision") == "tint-1"  # in every process, so that cached pages agree


def test_every_tint_has_its_colour():
    tokens = (ROOT / "static/css/tokens.css").read_text()
    assert all(f".tint-{number} " in tokens for number in range(news.TINTS))


@pytest.mark.parametrize(
    ("name", "letter"), [("the Verge", "T"), ("“NASA”", "N"), ("3sat", "3"), ("", "·"), ("ö", "Ö")]
)
def test_initial_is_the_first_letter_or_digit(name, letter):
    assert news.initial(name) == letter


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.name)
def test_component_states_its_inputs_and_is_short(path):
    lines = path.read_text().splitlines()
    assert re.fullmatch(r"\{# In: .+ #\}", lines[0])
    assert len(lines) <= 40


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_component_is_given_only_what_it_names(path):
    includes = re.findall(r"\{% include [^%]+%\}", path.read_text())
    assert all(include.endswith(" only %}") for include in includes)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_sheet_is_short_and_in_a_layer(path):
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    assert text.startswith("@layer ")


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name)
def test_raw_colours_are_in_tokens_only(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert not RAW_COLOUR.findall(text)


def test_every_style_sheet_is_imported():
    imported = re.findall(r'@import url\("([a-z_]+\.css)"\)', (ROOT / "static/css/site.css").read_text())
    assert sorted(imported) == [path.name for path in STYLES]


def test_collected_style_sheet_has_all_that_it_imports(tmp_path):
    (tmp_path / "site.css").write_text('/* all */\n@import url("a.css");\n@import url("b.css") print;\n')
    (tmp_path / "a.css").write_text("a { color: var(--ink); }\n")
    (tmp_path / "b.css").write_text("b { color: var(--paper); }\n")
    whole = "/* all */\na { color: var(--ink); }\n@media print {\nb { color: var(--paper); }\n}\n"
    assert whole_styles(tmp_path / "site.css") == whole
