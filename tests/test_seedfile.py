"""The text of a seed file → a record, or every problem with its place."""

import unicodedata
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.sources import seedfile
from articles.sources.errors import SourceError
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


def test_problem_deep_in_related_coverage_has_its_line():
    text = seeds.text(related=[seeds.related(), seeds.related(type="poem")])
    line = text.splitlines().index("  type: poem") + 1
    assert problems(text) == [f"line {line}, related[1].type: expected 'article' or 'video'"]


def test_missing_address_is_told_beside_other_problems():
    found = problems(seeds.text(webUrl=None, originalUrl=None, quality="high"))
    assert any("at least one of webUrl and originalUrl" in problem for problem in found)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "line 1: expected the file to begin with a line of three hyphens: ---"),
        ("# A page\n", "line 1: expected the file to begin with a line of three hyphens: ---"),
        ("---\ntitle: T\n", "line 1: expected a second line of three hyphens: --- after the last key"),
        ("---\ntitle: T\ntitle: U\n---\n", "line 3: not valid YAML: the key 'title' is given twice"),
        ("---\n- a\n---\n", "line 2: expected `key: value` lines, as in a seed file"),
        ("---\na: [\n---\n", "line 3: not valid YAML: did not find expected node content"),
        ("---\na: 2024-13-45\n---\n", "line 2: not valid YAML: 2024-13-45 is no possible time"),
    ],
)
def test_text_that_is_no_seed_is_refused_with_one_clear_line(text, expected):
    assert problems(text) == [expected]


def test_more_than_one_document_is_refused():
    text = "_id: a\nname: A\n---\n_id: b\nname: B\n"
    assert problems(text, "00-a.yaml") == ["expected one document, found more behind a line of three hyphens"]


@pytest.mark.parametrize(("field", "line"), [("secured", 2), ("featuredContent", 2)])
def test_control_character_in_opaque_text_is_refused_at_its_field(field, line):
    text = f'---\n{field}: "a\\0b"\n{seeds.text().removeprefix("---")}'
    assert problems(text) == [f"line {line}, {field}: expected text without control characters"]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm():
    assert seedfile.parse(seeds.text().replace("\n", "\r\n"), NAME).record.title == "Webb sees far"


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


def test_time_without_offset_is_taken_as_utc_and_told():
    parsed = seedfile.parse("---\ntitle: T\nwebUrl: https://x.example/\npublishedDateTime: 2024-05-01 10:00:00\n"
                            "provider: {domain: x.example}\n---\n", NAME)  # fmt: skip
    assert parsed.record.published_at == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert [note.field for note in parsed.notes] == ["publishedDateTime"]


@pytest.mark.parametrize("time", ["2024-05-01 09:00:00", "'2024-05-01 09:00:00'", "'2024-05-01'", "2024-05-01"])
def test_time_without_offset_is_told_however_it_is_written(time):
    text = seeds.text().replace("'2024-05-01T09:00:00Z'", time)
    assert [note.field for note in seedfile.parse(text, NAME).notes] == ["publishedDateTime"]


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


@given(st.text())
def test_whatever_the_front_matter_only_source_errors_come_out(front):
    with suppress(SourceError):
        seedfile.parse(f"---\n{front}\n---\n", NAME)
