"""Whatever a file holds: only SourceError comes out, and what was read once can be written and read again."""

import os
import random
from contextlib import suppress
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.sources import seedfile
from articles.sources.errors import SourceError
from articles.sources.records import ArticleRecord, OrganizationRecord, PictureRecord, RelatedRecord, TopicRecord

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(os.environ.get("NEWSROOM_CORPUS") or ROOT / "seeds")
SAMPLES = [path.read_bytes() for path in sorted((ROOT / "seeds").rglob("2*.md"))][::8]
SAMPLES += [path.read_bytes() for path in sorted((ROOT / "seeds").rglob("*.yaml"))][::8]
SAMPLES += [path.read_bytes() for path in sorted(CORPUS.rglob("*.md"))][::20]
NAMES = ["2024-05-01-a.md", "note.txt", "00-ai.yaml", "x.example.md"]
KINDS = (ArticleRecord, TopicRecord, OrganizationRecord, RelatedRecord, PictureRecord)
KEYS = sorted({key for kind in KINDS for key in kind.aliases.values()} | {"locale", "<<", "=", "", "extra", "\0"})
HOSTILE = [
    *(
        "https://x.example/",
        "HTTP://X.Example:80/é",
        "javascript:alert(1)",
        "https://a@b/",
        "//x.example/a.png",
        "../x",
    ),
    *("2024-05-01T09:00:00Z", "2024-05-01", "9999-12-31", "0001-01-01T00:00:00+12:00", "2024-13-45"),
    *(
        "&amp;#38;lt",
        "&#xD800;",
        f"&#{'9' * 5_000};",
        "\u202eevil",
        "\ufeff\ufffe",
        "e" + "\u0301\u0316" * 99,
        "\x85\u2028",
    ),
    *(
        "x.example",
        "www.bücher.example",
        "\u200b",
        "article",
        "topic",
        "organization",
        "null",
        "0x_",
        "1:2:3",
        "~",
        "=",
    ),
]

fuzz = settings(deadline=None, max_examples=40)

texts = st.sampled_from(HOSTILE) | st.text(max_size=20)
scalars = (
    texts
    | st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**30, 10**40)
    | st.floats()
    | st.dates()
    | st.datetimes()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | texts, inner, max_size=8),
    max_leaves=20,
)
GOOD = {
    "title": "T",
    "publishedDateTime": "2024-05-01T09:00:00Z",
    "webUrl": "https://x.example/",
    "provider": {"domain": "x.example"},
}


def survives(text: str, name: str) -> None:
    """Read it; if that can be done, it can be written, which then says the same without a warning, and laid over."""
    try:
        record = seedfile.parse(text, name, last_year=2030).record
    except SourceError:
        return
    again = read_again(seedfile.dump(seedfile.data_of(record), name), name)
    losses = [one for one in again.warnings if not one.message.endswith(("kept as it is", "comes in as a draft"))]
    assert (seedfile.data_of(again.record), losses) == (seedfile.data_of(record), [])
    assert read_again(seedfile.overlaid(text, name, record, set(record.aliases)), name).key
    assert all(picture_paths for picture_paths in seedfile.picture_paths(record))


def read_again(text: str, name: str) -> seedfile.Parsed:
    """What must be readable now, and is not to be taken for a file that may be refused."""
    try:
        return seedfile.parse(text, name)
    except SourceError as error:
        raise AssertionError(text) from error


class Plain(yaml.SafeDumper):
    """Writes what stands in two places twice: seeds have no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def written(data: object, name: str) -> str:
    return (
        f"---\n{dumped}---\n"
        if (dumped := yaml.dump(data, Dumper=Plain, allow_unicode=True)) and "y" not in name[-3:]
        else dumped
    )


@fuzz
@given(st.binary() | st.text().map(str.encode), st.sampled_from(NAMES))
def test_any_bytes(data, name):
    with suppress(SourceError):
        survives(seedfile.text_of(data), name)


@fuzz
@given(st.text(), st.sampled_from(NAMES))
def test_any_front_matter(front, name):
    survives(f"---\n{front}\n---\n", name)
    survives(front, name)


@fuzz
@given(st.dictionaries(st.sampled_from(KEYS), values), st.sampled_from(NAMES), st.booleans())
def test_any_values_in_the_keys_of_the_format(data, name, is_good):
    survives(written({**data, **GOOD} if is_good else data, name), name)


@fuzz
@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=4), st.sampled_from(KEYS), texts)
def test_any_values_in_parts_of_a_good_seed(part, key, value):
    parts = {"related": [{**GOOD, **part}, part], "images": [part, "a.png"], "provider": part, "topics": [value, part]}
    survives(written({**GOOD, **parts, **({key: value} if key not in GOOD else {})}, NAMES[0]), NAMES[0])


@fuzz
@given(st.sampled_from(SAMPLES), st.sampled_from(SAMPLES), st.randoms(use_true_random=False), st.sampled_from(NAMES))
def test_real_seeds_with_bytes_flipped_lost_and_spliced(sample, other, chance, name):
    data = mutated(sample, other, chance)
    with suppress(SourceError):
        survives(seedfile.text_of(data), name)


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A few things done to a file that happen to files."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at, size = chance.randrange(len(made) + 1), chance.randint(1, 40)
        match chance.randrange(4):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                del made[at : at + size]
            case 2:
                start = chance.randrange(len(other))
                made[at:at] = other[start : start + size]
            case _:
                made[at:at] = chance.choice(
                    ["&a ", "*a", "!!x ", "\0", "\t", '"', "[", "{", "- ", ": ", "\u202e", "\r"]
                ).encode()
    return bytes(made)
