"""The text of a seed file → a record, or every problem with its place."""

import pickle
import unicodedata
from datetime import UTC, datetime

import pytest

from articles.sources import seedfile, yamltext
from articles.sources.errors import SourceError
from articles.sources.frontmatter import parts_of
from articles.sources.records import ArticleRecord, OrganizationRecord, TopicRecord
from tests import seeds

NAME = "2024-05-01-webb-sees-far.md"


def problems(text: str, name: str = NAME) -> list[str]:
    with pytest.raises(SourceError) as caught:
        seedfile.parse(text, name)
    return [str(problem) for problem in caught.value.problems]


def test_article_is_read_whole():
    record = seedfile.parse(seeds.text(related=[seeds.related()], secured="YQ==;Yg=="), NAME).record
    assert isinstance(record, ArticleRecord)
    assert (record.title, record.quality, record.topics) == ("Webb sees far", 80, ["Space"])
    assert record.published_at == datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert record.related[0].provider.domain == "other.example"
    assert record.secured == "YQ==;Yg=="


def test_file_name_is_the_key():
    assert seedfile.parse(seeds.text(), NAME).key == "2024-05-01-webb-sees-far"


def test_key_is_the_same_in_composed_and_decomposed_letters():
    names = [unicodedata.normalize(form, "2024-05-01-é.md") for form in ("NFC", "NFD")]
    assert names[0] != names[1]
    assert seedfile.parse(seeds.text(), names[0]).key == seedfile.parse(seeds.text(), names[1]).key


def test_name_that_is_no_key_gives_way_to_date_and_title():
    assert seedfile.parse(seeds.text(title="Café “Noir”: it's 3.5"), "sample.txt").key == "2024-05-01-cafe-noir-its-35"


def test_topic_and_organization_are_told_apart_by_taxonomy():
    topic = seedfile.parse("taxonomy: topic\n_id: ai\nname: AI\n---\n", "00-ai.yaml").record
    outlet = seedfile.parse("---\ntaxonomy: organization\nname: X\ndomain: x.example\n---\n", "x.md").record
    assert isinstance(topic, TopicRecord)
    assert isinstance(outlet, OrganizationRecord)


def test_organization_is_known_by_its_keys_too():
    assert isinstance(seedfile.parse("---\nname: X\ndomain: x.example\n---\n", "x.md").record, OrganizationRecord)


def test_images_of_topics_may_be_mere_addresses():
    text = "taxonomy: topic\n_id: ai\nname: AI\nimages:\n  - https://x.example/a.png\n"
    assert seedfile.parse(text, "00-ai.yaml").record.images[0].url == "https://x.example/a.png"


def test_every_problem_is_told_at_once_with_its_line():
    text = "---\ntitle: T\nwebUrl: ftp://x.example/\nquality: high\npublished: perhaps\nprovider: {name: X}\n---\n"
    assert problems(text) == [
        "line 2, publishedDateTime: expected this key, which is required",
        "line 3, webUrl: expected an address that begins with http:// or https://",
        "line 4, quality: expected a whole number",
        "line 5, published: expected true or false",
        "line 6, provider.domain: expected this key, which is required",
    ]


def test_missing_address_is_told_beside_other_problems():
    found = problems(seeds.text(webUrl=None, originalUrl=None, quality="high"))
    assert any("at least one of webUrl and originalUrl" in problem for problem in found)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1: expected the file to begin with a line of three hyphens: ---"),
        ("# A page\n", "line 1: expected the file to begin with a line of three hyphens: ---"),
        ("----\ntitle: T\n----\n", "line 1: expected the file to begin with a line of three hyphens: ---"),
        ("---\ntitle: T\n", "line 1: expected a second line of three hyphens: --- after the last key"),
        ("---\n- a\n---\n", "line 2: expected `key: value` lines, as in a seed file"),
        ("---\na: [\n---\n", "line 3: not valid YAML: did not find expected node content (column 1)"),
        ("\r\n---\r\na: 1\r\na: 2\r\n---\r\n", "line 4: the key 'a' is given twice (column 1)"),
    ],
)
def test_text_that_is_no_seed_is_refused_with_one_clear_line(text, expected):
    assert problems(text) == [expected]


BYTES = {
    "utf-8": seeds.text(title="Zürich — 東京").encode(),
    "utf-8 with a mark": seeds.text(title="Zürich — 東京").encode("utf-8-sig"),
    "utf-16": seeds.text(title="Zürich — 東京").encode("utf-16"),
    "utf-16, the other way round": b"\xfe\xff" + seeds.text(title="Zürich — 東京").encode("utf-16-be"),
    "utf-32": seeds.text(title="Zürich — 東京").encode("utf-32"),
    "utf-32, the other way round": b"\0\0\xfe\xff" + seeds.text(title="Zürich — 東京").encode("utf-32-be"),
    "windows line ends": seeds.text(title="Zürich — 東京").replace("\n", "\r\n").encode(),
    "line ends of old": seeds.text(title="Zürich — 東京").replace("\n", "\r").encode(),
}


@pytest.mark.parametrize("data", BYTES.values(), ids=BYTES)
def test_text_is_read_in_the_encoding_that_its_mark_says(data):
    parsed = seedfile.parse(seedfile.text_of(data), NAME)
    assert parsed.record.title == "Zürich — 東京"
    assert not parsed.warnings


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"---\ntitle: \xe9", "line 2: expected UTF-8 text"),
        (b"---\r\rtitle: \xe9", "line 3: expected UTF-8 text"),
        ("---\ntitle: é".encode("utf-16")[:-1], "line 2: expected UTF-16 text"),
        ("---\ntitle: é".encode("utf-32")[:-1], "line 2: expected UTF-32 text"),
        (b"---\n\xed\xa0\x80", "line 2: expected UTF-8 text"),
        (b"---\n---\nbody\0", "line 3: expected text without NUL characters; is it UTF-8?"),
        (b"x" * 2_000_001, "expected at most 2,000,000 bytes, found 2,000,001"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data, expected):
    with pytest.raises(SourceError) as caught:
        seedfile.text_of(data)
    assert [str(problem) for problem in caught.value.problems] == [expected]


@pytest.mark.parametrize("below", ["Hello", "\n\n  Hello\n", seeds.text(), "---\n", "\x0c."])
def test_text_below_the_front_matter_is_told_with_its_line(below):
    text = seeds.text()
    [warning] = seedfile.parse(text + below, NAME).warnings
    assert (warning.field, warning.message) == (
        "",
        "expected nothing below the front matter; the text there is left out",
    )
    assert text.count("\n") < warning.line <= text.count("\n") + 3


@pytest.mark.parametrize("below", ["", "\n", " \r\n\t\n"])
def test_nothing_below_the_front_matter_is_as_it_should_be(below):
    assert seedfile.parse(seeds.text() + below, NAME).warnings == ()


def test_unknown_keys_are_kept_and_told():
    parsed = seedfile.parse(seeds.text(locale="en-us", related=[seeds.related(mood="calm")]), NAME)
    assert parsed.record.extra == {"locale": "en-us"}
    assert parsed.record.related[0].extra == {"mood": "calm"}
    assert [note.field for note in parsed.notes] == ["locale", "related[0].mood"]


@pytest.mark.parametrize("key", ["on", "no", "true", "null", "2024", "2024-05-01", "1.5", "~"])
def test_key_that_yaml_takes_for_something_else_is_text(key):
    parsed = seedfile.parse(seeds.text().replace("type: article", f"type: article\n{key}: kept"), NAME)
    assert parsed.record.extra == {key: "kept"}


@pytest.mark.parametrize("key", ["record", "cls", "self", "extra", "model_extra", "published_at", "_blank_is_absent"])
def test_unknown_key_may_be_called_as_our_code_calls_things(key):
    assert seedfile.parse(seeds.text(**{key: "kept"}), NAME).record.extra == {key: "kept"}


@pytest.mark.parametrize(
    ("time", "word"),
    [
        ("2024-05-01 09:00:00", "no offset from UTC is given; taken as UTC"),
        ("'2024-05-01 09:00:00'", "no offset from UTC is given; taken as UTC"),
        ("'2024-05-01'", "no time of day is given; taken as midnight UTC"),
        ("2024-05-01", "no time of day is given; taken as midnight UTC"),
    ],
)
def test_time_that_says_too_little_is_taken_with_a_warning(time, word):
    parsed = seedfile.parse(seeds.text().replace("'2024-05-01T09:00:00Z'", time), NAME)
    assert parsed.record.published_at.tzinfo is UTC
    assert [str(warning) for warning in parsed.warnings] == [f"line 5, publishedDateTime: {word}"]


@pytest.mark.parametrize("year", [1989, 2031])
def test_incoming_file_of_another_age_is_refused_but_one_that_was_kept_is_read(year):
    text = seeds.text(publishedDateTime=f"{year}-06-01T00:00:00Z")
    with pytest.raises(SourceError, match="line 5, publishedDateTime: expected a time in the years 1990 to 2030"):
        seedfile.parse(text, NAME, last_year=2030)
    assert seedfile.parse(text, NAME).record.published_at.year == year


@pytest.mark.parametrize("published", ["yes please", "1", "'true'", "[]", "", "''", "null", "~"])
def test_anything_unclear_never_publishes(published):
    text = seeds.text().replace("published: true", f"published: {published}")
    assert problems(text) == ["line 11, published: expected true or false"]


def test_absent_published_means_listed():
    assert seedfile.parse(seeds.text(published=None), NAME).record.is_listed


def test_dumped_data_reads_as_the_same_record():
    record = seedfile.parse(seeds.text(related=[seeds.related()], locale="de"), NAME).record
    again = seedfile.parse(seedfile.dump(seedfile.data_of(record), NAME), NAME).record
    assert again == record


def test_record_travels_between_processes():
    parsed = seedfile.parse(seeds.text(related=[seeds.related(mood="calm")], locale="de"), NAME)
    again = pickle.loads(pickle.dumps(parsed))
    assert (again, again.record.related[0].extra) == (parsed, {"mood": "calm"})


def test_key_that_is_known_once_it_is_clean_does_not_stand_for_the_known_one():
    record = seedfile.parse(seeds.text(**{"ti\0tle": "Other", "\u202ekey": "a\u202eb"}), NAME).record
    assert record.extra == {"key": "ab"}
    assert seedfile.data_of(record)["title"] == "Webb sees far"


def test_control_characters_as_they_are_go_with_a_warning():
    parsed = seedfile.parse(seeds.text().replace("Webb sees", "We\x07bb\uffff sees"), NAME)
    assert parsed.record.title == "Webb sees far"
    assert [str(warning) for warning in parsed.warnings] == [
        "line 3: control characters, which no text has, are left out"
    ]


@pytest.mark.parametrize(
    ("written", "given"), [("published: true", "published: tr\x01ue"), ("published: true", "published: true\x01")]
)
def test_control_character_does_not_make_something_clear_that_is_not(written, given):
    assert problems(seeds.text().replace(written, given)) == ["line 11, published: expected true or false"]


def test_very_many_notes_are_counted():
    parsed = seedfile.parse(seeds.text(**{f"key{number}": 1 for number in range(1_000)}), NAME)
    assert str(parsed.notes[-1]) == "and 900 more"
    assert len(parsed.notes) == 101


@pytest.mark.parametrize(
    "kept", ["\x1f\x85", "\u2028a", "a\n\n b\n", " \t", "\r", "x: y # z", "2024-05-01", "\U0001f680"]
)
def test_text_that_is_hard_to_write_comes_back_as_it_was(kept):
    written = seedfile.dump({**seeds.data(), "extra": kept, kept: 1}, NAME)
    assert yamltext.load(parts_of(written, NAME)[0]) == {**seeds.data(), "extra": kept, kept: 1}
