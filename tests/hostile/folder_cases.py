"""Things in a folder that are no files, that lead elsewhere, or that have names nobody should have to read."""

import os
import stat
from pathlib import Path

from tests import seeds
from tests.hostile.folders import FOUR_GIGABYTES, FolderCase, good, outside

INVALID = os.fsdecode(b"2024-05-01-inv\xff\xfelid.md")


def link_to_itself(folder: Path) -> None:
    (folder / "a.md").symlink_to("a.md")


def links_to_each_other(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    good(folder)


def link_to_the_folder_above(folder: Path) -> None:
    good(folder / "below")
    (folder / "below" / "again").symlink_to("..")


def link_to_a_file_outside(folder: Path) -> None:
    (folder / "2024-05-01-x.md").symlink_to(good(outside(folder)))


def link_to_a_folder_outside(folder: Path) -> None:
    (folder / "out").symlink_to(good(outside(folder)).parent)


def link_to_a_secret(folder: Path) -> None:
    (folder / "passwd.md").symlink_to("/etc/passwd")


def link_to_the_root(folder: Path) -> None:
    (folder / "everything").symlink_to("/")


def link_to_a_file_inside(folder: Path) -> None:
    kept = good(folder / "kept" / "below")
    (folder / "2024-05-01-link.md").symlink_to(kept.relative_to(folder))


def link_to_a_folder_inside(folder: Path) -> None:
    good(folder / "kept")
    (folder / "again").symlink_to("kept")


def link_to_nothing(folder: Path) -> None:
    (folder / "gone.md").symlink_to("there-is-none.md")


def link_to_zeros(folder: Path) -> None:
    (folder / "zero.md").symlink_to("/dev/zero")


def link_to_memory(folder: Path) -> None:
    (folder / "memory.md").symlink_to("/proc/self/mem")


def pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")


def link_to_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "pipe.md").symlink_to("pipe")


def socket(folder: Path) -> None:
    os.mknod(folder / "socket.md", stat.S_IFSOCK | 0o600)


def folder_called_like_a_seed(folder: Path) -> None:
    good(folder / "folder.md")


def name_with_a_newline(folder: Path) -> None:
    good(folder, "2024-05-01-a\n/etc/passwd: is yours.md".replace("/", "-"))


def name_with_an_escape(folder: Path) -> None:
    good(folder, "2024-05-01-\x1b[2J\x07.md")


def name_turned_around(folder: Path) -> None:
    good(folder, "2024-05-01-\u202edm.exe.md")


def name_not_in_utf_8(folder: Path) -> None:
    good(folder, INVALID)


def folder_with_a_newline(folder: Path) -> None:
    good(folder / "a\nb", "2024-05-01-below.md")


def folder_not_in_utf_8(folder: Path) -> None:
    good(folder / os.fsdecode(b"\xff\xfe"), "2024-05-01-below.md")


def name_of_255_bytes(folder: Path) -> None:
    good(folder, "2024-05-01-".ljust(252, "x") + ".md")


def name_of_255_bytes_in_chinese(folder: Path) -> None:
    good(folder, "2024-05-01-x" + "字" * 80 + ".md")


def name_with_markup(folder: Path) -> None:
    good(folder, "2024-05-01-<script>alert(1)<x-hostile>.md")


def name_with_quotes(folder: Path) -> None:
    good(folder, "2024-05-01-\" onclick='x-hostile' $(id) `id`; {{ 7*7 }} [bold].md")


def name_like_an_option(folder: Path) -> None:
    good(folder, "--publish.md")


def name_of_dots(folder: Path) -> None:
    good(folder, "2024-05-01-... ..md")


def name_in_capitals(folder: Path) -> None:
    good(folder, "2024-05-01-GOOD.MD")


def four_gigabytes(folder: Path) -> None:
    with (folder / "sparse.md").open("wb") as made:
        made.truncate(FOUR_GIGABYTES)


def hidden(folder: Path) -> None:
    for name in (".hidden.md", "._2024-05-01-good.md", ".git/a.md", "__MACOSX/._2024-05-01-good.md", "__MACOSX/b.md"):
        good(folder, name)


def documents(folder: Path) -> None:
    for name in ("README.md", "LICENSE.txt", "CHANGELOG.md", "script.py", "picture.png", "noext"):
        seeds.put(folder / name, "no seed")


def nothing(folder: Path) -> None:
    (folder / "empty" / "emptier").mkdir(parents=True)


def very_deep(folder: Path) -> None:
    good(folder.joinpath(*["d"] * 200))


def deeper_than_paths_go(folder: Path) -> None:
    """Folders whose path is longer than the system takes, made one by one from inside the last."""
    above = os.open(folder, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=above)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=above)
        os.close(above)
        above = below
    os.close(above)


LINK = "(?i)link|loop|outside|regular"
CASES = [
    FolderCase(link_to_itself, refused=LINK),
    FolderCase(links_to_each_other, articles=1),
    FolderCase(link_to_the_folder_above, articles=1),
    FolderCase(link_to_a_file_outside, refused=LINK),
    FolderCase(link_to_a_folder_outside, refused=LINK),
    FolderCase(link_to_a_secret, refused=LINK),
    FolderCase(link_to_the_root, refused=LINK),
    FolderCase(link_to_a_file_inside, articles=1),
    FolderCase(link_to_a_folder_inside, articles=1),
    FolderCase(link_to_nothing, refused=LINK),
    FolderCase(link_to_zeros, refused=LINK),
    FolderCase(link_to_memory, refused=LINK),
    FolderCase(pipe, refused="regular"),
    FolderCase(link_to_a_pipe, refused="regular"),
    FolderCase(socket, refused="regular|read"),
    FolderCase(folder_called_like_a_seed, articles=1),
    FolderCase(name_with_a_newline, refused="name"),
    FolderCase(name_with_an_escape, refused="name"),
    FolderCase(name_turned_around, refused="name"),
    FolderCase(name_not_in_utf_8, refused="UTF-8"),
    FolderCase(folder_with_a_newline, refused="name"),
    FolderCase(folder_not_in_utf_8, refused="UTF-8"),
    FolderCase(name_of_255_bytes, articles=1),
    FolderCase(name_of_255_bytes_in_chinese, articles=1),
    FolderCase(name_with_markup, articles=1),
    FolderCase(name_with_quotes, articles=1),
    FolderCase(name_like_an_option, articles=1),
    FolderCase(name_of_dots, articles=1),
    FolderCase(name_in_capitals, articles=1),
    FolderCase(four_gigabytes, refused="4,294,967,296"),
    FolderCase(hidden),
    FolderCase(documents),
    FolderCase(nothing),
    FolderCase(very_deep, articles=1),
    FolderCase(deeper_than_paths_go, refused="read|path"),
]
