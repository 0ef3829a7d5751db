"""Bad parts of a seed that can do without them: left out, each with a word."""

import pytest

from articles.sources import seedfile
from articles.sources.errors import SourceError
from tests import seeds
from tests.seeds import related

NAME = "2024-05-01-webb-sees-far.md"
PICTURE = {"url": "https://x.example/a.png"}
NO_URL = {"webUrl": None}
GOOD = related("Kept")

LOST = {  # what is said, the place of the loss, the word for it, and what the record says
    "number as text": ({"quality": "80"}, "quality: expected a whole number; left out", ("quality", None)),
    "fraction": ({"heat": 80.5}, "heat: expected a whole number; left out", ("heat", None)),
    "boolean as number": ({"quality": True}, "quality: expected a whole number; left out", ("quality", None)),
    "huge number": ({"quality": 10**40}, "quality: expected at most 1,000,000; left out", ("quality", None)),
    "kind": ({"type": "poem"}, "type: expected 'article' or 'video'; left out", ("type", "article")),
    "one address": (
        {"webUrl": "javascript:x"},
        "webUrl: expected an address that begins with http:// or https://; left out",
        ("web_url", ""),
    ),
    "time": (
        {"updatedDateTime": "1950-01-01T00:00:00Z"},
        "updatedDateTime: expected a time in the years 1990 to 2030; left out",
        ("updated_at", None),
    ),
    "control in opaque text": (
        {"secured": "a\0b"},
        "secured: expected text without control characters; left out",
        ("secured", ""),
    ),
    "topic that is no text": ({"topics": ["A", 7]}, "topics[1]: expected text; left out", ("topics", ["A"])),
    "empty topic": (
        {"topics": ["A", " "]},
        "topics[1]: expected text that is not empty; left out",
        ("topics", ["A"]),
    ),
    "topic named twice": (
        {"topics": ["Ai", "B", "AI", "ai "]},
        "topics[2]: expected each topic once; left out | topics[3]: expected each topic once; left out",
        ("topics", ["Ai", "B"]),
    ),
    "topics that are no list": ({"topics": "A"}, "topics: expected a list; left out", ("topics", [])),
    "long excerpt": (
        {"excerpt": "&amp;" * 5_001},
        "excerpt: expected at most 5,000 characters, found 5,001; cut there",
        ("excerpt", "&" * 5_000),
    ),
    "picture without address": (
        {"images": [PICTURE, {"width": 1}]},
        "images[1].url: expected this key, which is required; images[1] is left out",
        ("picture_count", 1),
    ),
    "too many pictures": (
        {"images": [dict(PICTURE) for _ in range(51)]},
        "images: expected at most 50 entries, found 51; the others are left out",
        ("picture_count", 50),
    ),
    "too much coverage": (
        {"related": [related(f"{number}") for number in range(51)]},
        "related: expected at most 50 entries, found 51; the others are left out",
        ("headlines", [f"{number}" for number in range(50)]),
    ),
    "coverage without title": (
        {"related": [related(title=None), GOOD]},
        "related[0].title: expected this key, which is required; related[0] is left out",
        ("headlines", ["Kept"]),
    ),
    "bad part of coverage": (
        {"related": [related(title=""), {**GOOD, "quality": "high"}]},
        "related[0].title: expected this key, which is required; related[0] is left out"
        " | related[1].quality: expected a whole number; left out",
        ("headlines", ["Kept"]),
    ),
    "coverage that is the article": (
        {"related": [related("Webb, retitled", webUrl="https://space.example/webb"), GOOD]},
        "related[0]: expected other pages, found the article itself; left out",
        ("headlines", ["Kept"]),
    ),
    "coverage without outlet": (
        {"related": [{**GOOD, "provider": None}]},
        "related[0].provider: expected this key, which is required; other.example is taken from the address",
        ("headlines", ["Kept"]),
    ),
    "coverage without outlet and page": (
        {"related": [{**GOOD, "provider": {"name": "X"}, "webUrl": None, "excerpt": 7}, GOOD]},
        "related[0].excerpt: expected text; left out"
        " | related[0].provider.domain: expected this key, which is required; related[0] is left out",
        ("headlines", ["Kept"]),
    ),
    "outlet": (
        {"provider": None},
        "provider: expected this key, which is required; space.example is taken from the address",
        ("domain", "space.example"),
    ),
    "outlet's domain": (
        {"provider": {"name": "Desk", "domain": "https://x"}},
        "provider.domain: expected a domain such as example.org; space.example is taken from the address",
        ("domain", "space.example"),
    ),
    "outlet and one address": (
        {"provider": "Desk", "originalUrl": "ftp://x/"},
        "originalUrl: expected an address that begins with http:// or https://; left out"
        " | provider: expected `key: value` lines; space.example is taken from the address",
        ("domain", "space.example"),
    ),
}


def said(record, what):
    """A field of the record, or what this module calls otherwise."""
    counted = {
        "headlines": [entry.title for entry in record.related],
        "picture_count": len(record.images),
        "domain": record.provider.domain,
    }
    return counted[what] if what in counted else getattr(record, what)


@pytest.mark.parametrize(("changes", "words", "kept"), LOST.values(), ids=LOST)
def test_bad_part_is_left_out_with_a_warning(changes, words, kept):
    parsed = seedfile.parse(seeds.text(**changes), NAME, last_year=2030)
    assert " | ".join(f"{one.field}: {one.message}" for one in parsed.warnings) == words
    assert all(one.line for one in parsed.warnings)
    assert said(parsed.record, kept[0]) == kept[1]


def test_lines_and_places_are_those_of_the_file_whatever_was_left_out_before():
    entries = [related(title=None), related("Twin"), related("Twin", quality="x", mood="calm")]
    parsed = seedfile.parse(seeds.text(related=entries, topics=["A", "a", 1]), NAME)
    lines = seeds.text(related=entries, topics=["A", "a", 1]).splitlines()
    assert [warning.field for warning in parsed.warnings] == [
        "topics[1]",
        "topics[2]",
        "related[0].title",
        "related[2].quality",
    ]
    assert parsed.warnings[-1].line == lines.index("  quality: x") + 1
    assert [(note.line, note.field) for note in parsed.notes] == [(lines.index("  mood: calm") + 1, "related[2].mood")]


def test_two_headlines_at_one_address_are_both_kept():
    text = seeds.text(related=[related("One"), related("Two"), related("Webb sees far")])
    parsed = seedfile.parse(text, NAME)
    assert (len(parsed.record.related), parsed.warnings) == (3, ())


@pytest.mark.parametrize(
    "changes",
    [
        {"title": 7},
        {"title": "x" * 501},
        {"publishedDateTime": "soon"},
        {"published": "yes"},
        {"webUrl": "ftp://x/", "originalUrl": "http:x"},
        {"webUrl": None, "originalUrl": None},
        {"webUrl": "https://[::1]/", "originalUrl": None, "provider": {}},
    ],
)
def test_what_the_article_is_cannot_be_left_out(changes):
    with pytest.raises(SourceError):
        seedfile.parse(seeds.text(**changes), NAME)


@pytest.mark.parametrize("keys", [{"_id": "a", "name": 7}, {"name": "A"}, {"_id": " ", "name": "A"}])
def test_topic_without_name_or_id_is_refused(keys):
    with pytest.raises(SourceError):
        seedfile.parse(seeds.yaml_of({"taxonomy": "topic", **keys}), "00-a.yaml")


def test_topic_and_organization_do_without_bad_parts():
    topic = {"taxonomy": "topic", "_id": "a", "name": "A", "parent": [], "keywords": ["k", 1], "services": "x"}
    outlet = {"taxonomy": "organization", "name": "X", "domain": "x.example", "images": [7], "description": 1}
    told = seedfile.parse(seeds.yaml_of(topic), "00-a.yaml").warnings
    assert [warning.field for warning in told] == ["parent", "keywords[1]", "services"]
    told = seedfile.parse(seeds.yaml_of(outlet), "x.yaml").warnings
    assert [warning.field for warning in told] == ["images[0]", "description"]


@pytest.mark.parametrize("other", [None, "ftp://x/"])
def test_file_without_a_good_address_says_that_one_is_needed_beside_what_is_bad(other):
    with pytest.raises(SourceError) as caught:
        seedfile.parse(seeds.text(webUrl="mailto:x", originalUrl=other), NAME)
    word = "expected an address that begins with http:// or https://"
    word += "; refused, as one of webUrl and originalUrl has to be good"
    assert {one.field: one.message for one in caught.value.problems} == dict.fromkeys(
        ["webUrl", "originalUrl"] if other else ["webUrl"], word
    )
