"""Pure: what files in an upload may be called."""

import re
import unicodedata

from articles.uploads.errors import UploadRefused

LONGEST_PART_BYTES = 255  # disks hold no more
LONGEST_BYTES = 1_000
DEEPEST = 10  # folders in each other
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar")
_SHOWN = 80  # characters
_DRIVE = re.compile(r"[A-Za-z]:")
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}  # controls, halves of characters, ends of lines


def shown(name: str) -> str:
    """A name in one short line, whatever is in it."""
    short = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in short)


def parts_of(name: str) -> tuple[str, ...]:
    """The folders and the file that a name in an archive leads through. Raises UploadRefused if it leads elsewhere, or
    is none that every disk can hold.
    """
    parts = tuple(name.removesuffix("/").split("/"))
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        raise UploadRefused(f"{shown(name)}: expected a name inside the archive, found one that leads out of it")
    if "\\" in name or "." in parts or "" in parts:
        raise UploadRefused(f"{shown(name)}: expected a name with one / between folders and file")
    if any(unicodedata.category(char) in _UNSEEN for char in name):
        raise UploadRefused(f"{shown(name)}: expected a name without control characters")
    if len(name.encode()) > LONGEST_BYTES or any(len(part.encode()) > LONGEST_PART_BYTES for part in parts):
        limits = f"{LONGEST_PART_BYTES} bytes, with its folders at most {LONGEST_BYTES:,}"
        raise UploadRefused(f"{shown(name)}: expected a name of at most {limits}")
    if len(parts) > DEEPEST:
        raise UploadRefused(f"{shown(name)}: expected at most {DEEPEST} folders in each other")
    return parts


def is_archive(name: str) -> bool:
    """Whether a file of this name is one that holds others."""
    return name.lower().endswith(ARCHIVES)
