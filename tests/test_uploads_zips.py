"""Zips of strangers: each kind of attack is refused in one line, before it costs anything."""

import random
import stat
import struct
import zipfile

import pytest

from articles.uploads import zips
from articles.uploads.errors import UploadRefused
from articles.uploads.zips import unpack
from tests.uploads import SEED, entry, with_flags, zipped

PLAIN = zipped({"a.md": SEED})
LONG = "n" * 256
NAMES = {
    "upwards": ("../a.md", "leads out of it"),
    "upwards inside": ("news/../../a.md", "leads out of it"),
    "absolute": ("/etc/a.md", "leads out of it"),
    "of a drive": ("C:/a.md", "leads out of it"),
    "of a share": ("\\\\host\\a.md", "leads out of it"),
    "with backslashes": ("news\\a.md", "with one / between"),
    "with a dot": ("./a.md", "with one / between"),
    "with an empty folder": ("news//a.md", "with one / between"),
    "with a line end": ("a\n.md", "without control characters"),
    "with NUL": ("a.md\0.png", "without control characters"),
    "too long": (f"{LONG}.md", "at most 255 bytes"),
    "too long in bytes": (f"{'é' * 128}.md", "at most 255 bytes"),
    "too long a path": ("/".join([LONG[:200]] * 6), "at most 1,000"),
    "too deep": ("d/" * 10 + "a.md", "at most 10 folders"),
    "of an archive": ("more.zip", "another archive"),
    "of a packed archive": ("more.TAR.GZ", "another archive"),
}
BAD = {
    "no zip": (b"---\ntitle: x\n", "a broken one"),
    "empty": (b"", "a broken one"),
    "cut": (PLAIN[:-30], "a broken one"),
    "wrong sum": (PLAIN.replace(PLAIN[60:62], b"\0\0", 1), "a broken one"),
    "with a password": (with_flags(PLAIN, 0x1), "without a password"),
    "strongly encrypted": (with_flags(PLAIN, 0x40), "without a password"),
    "link": (zipped({entry("a.md", stat.S_IFLNK | 0o777): "/etc/passwd"}), "a link or a device"),
    "device": (zipped({entry("a.md", stat.S_IFCHR | 0o666): ""}), "a link or a device"),
    "pipe": (zipped({entry("a.md", stat.S_IFIFO | 0o666): ""}), "a link or a device"),
    "packed unusually": (zipped({entry("a.md", method=zipfile.ZIP_LZMA): SEED}), "packed in the usual way"),
    "name in another alphabet": (PLAIN.replace(b"a.md", b"\xe9.md"), "expected names in UTF-8"),
    "name that is no UTF-8": (with_flags(PLAIN.replace(b"a.md", b"\xff.md"), 0x800), "a broken one"),
    "file and folder": (zipped({"a.md": SEED, "a.md/b.md": SEED}), "a name of its own"),
    "large file": (zipped({entry("a.md", method=zipfile.ZIP_STORED): b"x" * 5_001}), "at most 5,000 bytes"),
}


def refusal(tmp_path, data, most=lambda name: 5_000):
    """Why the zip is refused."""
    (tmp_path / "a.zip").write_bytes(data)
    (tmp_path / "files").mkdir()
    with pytest.raises(UploadRefused) as refused:
        unpack(tmp_path / "a.zip", tmp_path / "files", most)
    assert "\n" not in str(refused.value)
    assert not list(tmp_path.rglob("passwd"))
    return str(refused.value)


def claiming(data, size):
    """The zip, whose first entry says that it has this size unpacked, in both of the places."""
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(signature) + place
        data = data[:start] + struct.pack("<I", size) + data[start + 4 :]
    return data


@pytest.mark.parametrize(("name", "why"), NAMES.values(), ids=NAMES)
def test_name_is_refused(tmp_path, name, why):
    made = zipped({entry(name, raw=True): SEED})
    assert why in refusal(tmp_path, made)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "files"]


@pytest.mark.parametrize(("data", "why"), BAD.values(), ids=BAD)
def test_zip_is_refused(tmp_path, data, why):
    assert why in refusal(tmp_path, data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_name_that_comes_twice_is_refused(tmp_path):
    assert "found it twice" in refusal(tmp_path, zipped({entry("a.md"): SEED, entry("a.md"): b""}))


def test_bomb_is_refused_while_it_unpacks(tmp_path):
    bomb = zipped({"a.md": bytes(50_000_000)})
    assert "at most 100 times its size" in refusal(tmp_path, bomb, lambda name: 10**9)
    assert sum(path.stat().st_size for path in (tmp_path / "files").iterdir()) < 7_000_000


@pytest.mark.parametrize("size", [10, 4_000])
def test_bomb_that_claims_to_be_small_writes_no_more_than_it_claims(tmp_path, size):
    assert "a broken one" in refusal(tmp_path, claiming(zipped({"a.md": bytes(50_000_000)}), size))
    assert sum(path.stat().st_size for path in (tmp_path / "files").iterdir()) <= size


def test_many_files_together_may_not_be_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MOST_UNPACKED_BYTES", 10_000)
    many = zipped({entry(f"{number}.md", method=zipfile.ZIP_STORED): b"x" * 4_000 for number in range(3)})
    assert "unpacks to at most" in refusal(tmp_path, many)


def test_too_many_entries_are_refused(tmp_path):
    assert "3,000 files and folders, found 3,001" in refusal(tmp_path, zipped({f"{n}/": b"" for n in range(3_001)}))


@pytest.mark.parametrize("size", [2_000_000, 2**32 - 1])
def test_list_of_files_is_not_read_when_it_is_long(tmp_path, size):
    end = PLAIN.rindex(b"PK\x05\x06")
    padded = bytes(3_000_000) + PLAIN[: end + 12] + struct.pack("<I", size) + PLAIN[end + 16 :]
    why = refusal(tmp_path, padded)
    assert "at most 3,000 files" in why or "a broken one" in why


def test_long_list_of_files_is_refused_by_its_length_before_it_is_read(tmp_path):
    names = {f"{'n' * 200}{number}.md": b"" for number in range(6_000)}
    made = zipped(names)
    assert len(made) > zips.MOST_DIRECTORY_BYTES
    assert refusal(tmp_path, made) == "expected a zip of at most 3,000 files and folders"


def test_what_is_not_wanted_is_passed_over_and_never_unpacked(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped({"notes.doc": bytes(50_000_000), "news/a.md": SEED}))
    unpacked = unpack(tmp_path / "a.zip", tmp_path / "files", lambda name: 5_000 * name.endswith(".md"))
    assert (unpacked.files, unpacked.passed_over) == (["news/a.md"], ["notes.doc"])
    assert (tmp_path / "files/news/a.md").read_bytes() == SEED


def test_names_in_any_script_are_kept(tmp_path):
    plain = zipped({"xxxxx.md": SEED})
    (tmp_path / "a.zip").write_bytes(plain.replace(b"xxxxx", "ירa".encode()))  # UTF-8 that does not say so
    assert unpack(tmp_path / "a.zip", tmp_path / "files", lambda name: 5_000).files == ["ירa.md"]


def test_damaged_zip_is_unpacked_or_refused_and_nothing_else(tmp_path):
    chance, whole = random.Random(7), zipped({"news/a.md": SEED * 5, "b.md": SEED, "c/": b""})
    refused = 0
    for number in range(1_500):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "a.zip").write_bytes(data[: chance.choice([len(data), chance.randrange(len(data))])])
        try:
            unpack(tmp_path / "a.zip", tmp_path / str(number), lambda name: 5_000)
        except UploadRefused:
            refused += 1
    assert 1_000 < refused < 1_500
