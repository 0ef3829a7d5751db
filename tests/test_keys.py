"""Keys that the format does not name: what is said of them, and what becomes of them."""

import pytest

from articles.models import Article, Status
from articles.sources import seedfile
from articles.sources.errors import SourceError
from tests import seeds

NAME = "2024-05-01-webb-sees-far.md"
KEPT = "not a key of the format; kept as it is"
CLEANED = "control characters in the key are left out; kept as {}"
LOST = "without control characters this is another key, which is there or of the format; left out"


def parsed(**keys):
    return seedfile.parse(seeds.text(**keys), NAME, last_year=2030)


def said(found):
    return {one.field: one.message for one in found}


# Nearly a key of the format


@pytest.mark.parametrize("key", ["Title", " title", "ti-tle", "ti\u200btle", "\uff54itle", "TITLE:"])
def test_key_that_is_nearly_one_of_the_format_is_told_with_that_one(key):
    found = parsed(**{key: "x"})
    assert [one.message for one in found.warnings] == ["not a key of the format (did you mean title?); kept as it is"]
    assert (found.notes, found.record.extra) == ((), {key: "x"})


def test_key_that_is_like_no_other_is_only_noted():
    found = parsed(subtitle="x")
    assert (said(found.notes), found.warnings) == ({"subtitle": KEPT}, ())


@pytest.mark.parametrize("key", ["Published", "published ", "publi\u200bshed", "publi\0shed", "\uff50ublished"])
@pytest.mark.parametrize("beside", [{}, {"published": None}, {"title": ""}])
def test_key_that_is_nearly_published_refuses_the_file(key, beside):
    with pytest.raises(SourceError) as caught:
        parsed(**{key: True, **beside})
    words = [one.message for one in caught.value.problems]
    assert "looks like the key published and is not, so it is in doubt whether readers may see the article" in words
    assert len(words) == 1 + ("title" in beside)


def test_file_that_was_taken_when_the_rules_were_others_can_still_be_read():
    assert seedfile.parse(seeds.text(Published=True), NAME).record.extra == {"Published": True}


@pytest.mark.parametrize("kind", [{"taxonomy": "topic", "_id": "a", "name": "A"}, {"name": "A", "domain": "a.example"}])
def test_only_articles_are_published(kind):
    assert seedfile.parse(seeds.yaml_of({**kind, "Published": True}), "00-a.yaml", last_year=2030).warnings == ()


# Not for readers


@pytest.mark.django_db
@pytest.mark.parametrize("publish", [False, True])
@pytest.mark.parametrize("keys", [{"draft": True}, {"Removed": "perhaps"}, {"removed": 1, "draft": False}])
def test_article_that_says_it_is_not_for_readers_is_a_draft(tmp_path, publish, keys):
    report = seeds.run(seeds.write(tmp_path, **keys), publish=publish).files[0]
    assert Article.objects.get().status == Status.DRAFT
    assert [one.message for one in report.warnings] == ["says that the article is not for readers; comes in as a draft"]


@pytest.mark.django_db
def test_article_that_says_so_no_more_is_published(tmp_path):
    for removed in (None, True, False):
        seeds.run(seeds.write(tmp_path, removed=removed))
        assert Article.objects.get().status == (Status.DRAFT if removed else Status.PUBLISHED)


@pytest.mark.parametrize("word", [False, None, 0, "", "no", "False", [], {}])
def test_clear_no_is_no_word_against_readers(word):
    found = parsed(removed=word)
    assert (found.record.is_listed, found.warnings) == (True, ())


# Characters that cannot be kept


def test_key_with_control_characters_is_kept_without_them():
    found = parsed(**{"a\0b": 1, "more": {"c\x1bd": 2}})
    assert said(found.warnings) == {"ab": CLEANED.format("ab"), "more.cd": CLEANED.format("cd")}
    assert found.record.extra == {"ab": 1, "more": {"cd": 2}}


@pytest.mark.parametrize("keys", [["a\0b", "ab"], ["ab", "a\0b"]])
def test_key_that_is_another_without_control_characters_is_left_out(keys):
    found = parsed(**dict(zip(keys, keys, strict=True)))
    assert (said(found.warnings), said(found.notes)) == ({"ab": LOST}, {"ab": KEPT})
    assert found.record.extra == {"ab": "ab"}


def test_of_two_keys_that_are_one_without_control_characters_the_first_is_kept():
    found = parsed(**{"a\0b": 1, "ab\0": 2})
    assert [one.message for one in found.warnings] == [CLEANED.format("ab"), LOST]
    assert found.record.extra == {"ab": 1}


def test_key_that_is_one_of_the_format_without_control_characters_is_left_out():
    found = parsed(**{"title\0": "Second"})
    assert (said(found.warnings), found.record.title) == ({"title": LOST}, "Webb sees far")
    assert found.record.extra == {}


def test_keys_below_services_are_told_too():
    topic = {"taxonomy": "topic", "_id": "a", "name": "A", "services": {"ab": [{"c\0": 1}], "a\0b": 2}}
    found = seedfile.parse(seeds.yaml_of(topic), "00-a.yaml")
    assert said(found.warnings) == {"services.ab[0].c": CLEANED.format("c"), "services.ab": LOST}
    assert found.record.services == {"ab": [{"c": 1}]}
