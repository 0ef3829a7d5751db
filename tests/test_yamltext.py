"""YAML of strangers: the values of the safe loader where that is safe, and else a refusal with line and column."""

import time
from datetime import date

import pytest
import yaml
from yaml.constructor import ConstructorError

from articles.limits import MOST_DEPTH, MOST_FRONT_MATTER_BYTES, MOST_NODES
from articles.sources import seedfile, yamltext
from articles.sources.errors import SourceError
from articles.sources.frontmatter import parts_of
from articles.sources.scalars import value_of
from tests.test_fuzz import ROOT

WORDS = """~ null Null NULL nULL yes Yes YES yEs no on off true True TRUE tRUE y n t
0 00 07 08 0o7 1 -1 +1 + -- 1_000 1__0 _1 0x1f 0xg 0X1F 0b101 0b2 1:30 190:20:30 1:60 -1:30 1:2:3.5
1.5 -1.5 +1.5 1. .5 . .. ... 1e3 1.0e3 1.0e+3 1.0e-3 1e+3 1_0.5 685.230_15e+03 .inf -.inf +.INF .Inf .nan .NaN .NAN .naN
2024-05-01 2024-5-1 2024-05-01T09:00:00Z 2024-05-01t09:00:00z 2024-05-01T09:00:00 2024-05-01T9:00:00
2024-05-01T09:00:00.5Z 2024-05-01T09:00:00.123456789Z 2024-05-01T09:00:00+02:00 2024-05-01T09:00:00-08
2024-05-01T09:00:00+0200 2024-05-01T09:00 2024-05-01x 20240501 12345678901234567890 -0 +0 -0x1f 0.0 -0.0 1_ 0_ 1,000
²3 ٣ a a:b a-b it's C++"""
SCALARS = [*WORDS.split()]
SCALARS += ["2024-05-01 09:00:00", "2024-05-01 09:00:00 +02:00", "2024-05-01  9:00:00 Z", "a b", "1 2", "- 1"]
IMPOSSIBLE = [
    "2024-13-45",
    "2023-02-29",
    "2024-05-01T25:00:00Z",
    "0000-01-01",
    "0x_",
    "0b_",
    "2024-05-01T09:00:00+99:99",
]
IMPOSSIBLE += ["9" * 5_000, f"1{':1' * 400}", "=", "<<"]

REFUSED = {
    "anchor": ("a: &b 1", "line 1: anchors (&) are not allowed (column 4)"),
    "anchor of a list": ("a:\n- &b [1]", "line 2: anchors (&) are not allowed (column 3)"),
    "anchor of a key": ("&b a: 1", "line 1: anchors (&) are not allowed (column 1)"),
    "alias": ("a: *b", "line 1: aliases (*) are not allowed (column 4)"),
    "alias as a key": ("*b : 1", "line 1: aliases (*) are not allowed (column 1)"),
    "merge key": ("a:\n  <<: {b: 1}", "line 2: merge keys (<<) are not allowed (column 3)"),
    "tag": ("a: !!python/object/apply:os.system [x]", "line 1: tags (!) are not allowed (column 4)"),
    "tag of binary": ("a: !!binary aGk=", "line 1: tags (!) are not allowed (column 4)"),
    "tag of text": ("a: !!str 1", "line 1: tags (!) are not allowed (column 4)"),
    "tag of a number": ("a: !!int x", "line 1: tags (!) are not allowed (column 4)"),
    "tag of our own": ("!a\nb: 1", "line 1: tags (!) are not allowed (column 1)"),
    "tag without a name": ("a: ! 12", "line 1: tags (!) are not allowed (column 4)"),
    "tag without a name, quoted": ('a: [b!, ! "12"]', "line 1: tags (!) are not allowed (column 9)"),
    "tag without a name, of a key": ("? ! a\n: 1", "line 1: tags (!) are not allowed (column 3)"),
    "directive": ("%YAML 1.1\n---\na: 1", "line 1: directives (%) are not allowed (column 1)"),
    "directive of tags": ("%TAG !e! tag:e,2000:\n---\na: 1", "line 1: directives (%) are not allowed (column 1)"),
    "key given twice": ("a: 1\nb: 2\n'a': 3", "line 3: the key 'a' is given twice (column 1)"),
    "key given twice, escaped": ('a: 1\n"\\x61": 3', "line 2: the key 'a' is given twice (column 1)"),
    "key that is a list": ("? [a]\n: 1", "line 1: expected a key that is text (column 3)"),
    "key that is a mapping": ("{a: 1}: 1", "line 1: expected a key that is text (column 1)"),
    "not closed": ("a: [", "line 2: not valid YAML: did not find expected node content (column 1)"),
    "surrogate by escape": (
        r'a: "\uD800"',
        "line 1: not valid YAML: found invalid Unicode character escape code (column 7)",
    ),
    "nothing": ("", "line 1: expected `key: value` lines, as in a seed file"),
    "no mapping": ("- a", "line 1: expected `key: value` lines, as in a seed file"),
    "second document": (
        "a: 1\n---\nb: 1",
        "line 4: expected one document, found more behind a line of three hyphens (column 1)",
    ),
    "document behind empty ones": (
        "a: 1\n---\n---\nb: 1",
        "line 5: expected one document, found more behind a line of three hyphens (column 1)",
    ),
}

BOMBS = {
    "brackets": "a: " + "[" * 80_000,
    "brackets, closed": "a: " + "[" * 40_000 + "]" * 40_000,
    "braces": "a: " + "{" * 80_000,
    "mappings in each other": "{a: " * 40_000,
    "lists in each other": "- " * 80_000,
    "question marks": "? " * 80_000,
    "anchors": "&a " * 80_000,
    "tags": "!a " * 80_000,
    "merge keys": "\n".join(f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 9)}]" for n in range(1, 20)),
    "documents": "---\n" * 60_000,
    "ever deeper": "".join(f"{' ' * depth}a:\n" for depth in range(700)),
    "list": f"a: [{'1,' * 100_000}]",
    "keys": "".join(f"k{number}: 1\n" for number in range(20_000)),
    "key without end": "k" * 200_000 + ": 1",
    "escapes": 'a: "' + "\\0" * 100_000,
    "tags without a name": f"a: [b, ! c, {'! ' * 100_000}",
}
HARMLESS_BOMBS = {
    "digits": f"a: {'9' * 200_000}",
    "sexagesimal digits": f"a: 1{':1' * 100_000}",
    "fraction": f"a: 0.{'1' * 200_000}",
    "indent": f"a:\n{' ' * 200_000}b: 1",
    "blank lines": "a: |\n" + "\n" * 200_000 + " b",
    "control characters": "a: " + "\x01" * 80_000,
    "surrogates": "a: " + "\ud800" * 80_000,
    "marks": 'a: "' + "\u0300\u0316" * 60_000 + '"',
}


@pytest.mark.parametrize("written", SCALARS)
def test_scalar_is_what_the_safe_loader_makes_of_it(written):
    theirs = yaml.load(f"- {written}" if written != "- 1" else "- '- 1'", yaml.CSafeLoader)[0]
    assert repr(value_of(written)) == repr(theirs)


@pytest.mark.parametrize("written", IMPOSSIBLE)
def test_what_only_looks_like_a_number_or_time_is_text(written):
    assert value_of(written) == written


@pytest.mark.parametrize("name", ["seeds", "corpus"])
def test_real_files_say_what_the_safe_loader_reads(name, request):
    folder = ROOT / "seeds" if name == "seeds" else request.getfixturevalue("corpus")
    paths = [path for path in folder.rglob("*") if path.suffix in seedfile.SUFFIXES and path.name != "README.md"]
    assert len(paths) > 50
    for path in paths:
        front = parts_of(seedfile.text_of(path.read_bytes()), path.name)[0]
        assert yamltext.load(front) == next(yaml.load_all(front, yaml.CSafeLoader)), path


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_no_seed_needs_is_refused_with_its_place(text, expected):
    with pytest.raises(SourceError) as caught:
        yamltext.load(text)
    assert str(caught.value) == expected


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_bomb_is_refused_at_once(text):
    started = time.perf_counter()
    with pytest.raises(SourceError, match="line"):
        yamltext.load(text)
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("text", HARMLESS_BOMBS.values(), ids=HARMLESS_BOMBS)
def test_bomb_that_is_only_text_is_read_at_once(text):
    started = time.perf_counter()
    assert list(yamltext.load(text)) == ["a"]
    assert yamltext.lines_of(text, [("a",)]) == [1]
    assert time.perf_counter() - started < 1


def deep(depth: int) -> str:
    """A mapping with lists in it, so many in each other in all."""
    return f"a: {'[' * (depth - 1)}{']' * (depth - 1)}"


LIMITS = {
    "depth": (deep(MOST_DEPTH), deep(MOST_DEPTH + 1), "20 mappings and lists in each other"),
    "nodes": (f"a: [{'1,' * (MOST_NODES - 3)}]", f"a: [{'1,' * MOST_NODES}]", "30,000 keys and values"),
    "bytes": ("a: 1 #".ljust(MOST_FRONT_MATTER_BYTES, "x"), "a: é #".ljust(MOST_FRONT_MATTER_BYTES, "x"), "256 KB"),
}


@pytest.mark.parametrize(("within", "beyond", "named"), LIMITS.values(), ids=LIMITS)
def test_limit_is_named_where_it_is_passed(within, beyond, named):
    assert yamltext.load(within)
    with pytest.raises(SourceError, match=f"expected at most {named}"):
        yamltext.load(beyond)


def test_quoted_and_block_scalars_are_text():
    said = yamltext.load("a: '1'\nb: \"true\"\nc: |\n  2024-05-01\nd: >\n  1\n  2\n")
    assert said == {"a": "1", "b": "true", "c": "2024-05-01\n", "d": "1 2\n"}


def test_keys_are_text_and_their_values_are_not():
    assert yamltext.load("on: on\n1: 1\n'<<': ~\n2024-05-01: 2024-05-01") == {
        "on": True,
        "1": 1,
        "<<": None,
        "2024-05-01": date(2024, 5, 1),
    }


def test_empty_documents_behind_the_first_do_no_harm():
    assert yamltext.load("a: 1\n---\n---\n...\n") == {"a": 1}


def test_places_are_found_in_any_shape():
    text = "a:\n- b: 1\n  c: [x,\n    {d: 2}]\n-\n  - y\n  - z\nk: {l: {m: 1}}\n"
    paths = [("a",), ("a", 0, "c"), ("a", 0, "c", 1, "d"), ("a", 1, 1), ("k", "l", "m"), ("k", "no"), ("no",)]
    assert yamltext.lines_of(text, paths, first_line=2) == [2, 4, 5, 8, 9, 9, 2]


def test_safe_loader_still_needs_this_guard():
    with pytest.raises((ConstructorError, ValueError)):
        yaml.load("a: 2024-13-45", yaml.CSafeLoader)
