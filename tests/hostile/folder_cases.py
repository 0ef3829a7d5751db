"""Things in a folder that are no files, that lead elsewhere, or that have names nobody should have to read."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from PIL import Image

from tests import seeds
from tests.hostile import text

INVALID = os.fsdecode(b"2024-05-01-inv\xff\xfelid.md")
FOUR_GIGABYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class FolderCase:
    """What `make` makes in a folder: so many articles, and one line with what `refused` matches, if that is given.

    `warned` is what the one warning of the articles matches.
    """

    make: Callable[[Path], object]
    articles: int = 0
    refused: str = ""
    warned: str = ""

    @property
    def name(self) -> str:
        return self.make.__name__.replace("_", "-")


def good(folder: Path, name: str = "2024-05-01-good.md") -> Path:
    """A good seed, at an address that its folder and its name make its own."""
    return seeds.put(folder / name, text(f"{folder.name}-{crc32(os.fsencode(name))}"))


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
    (folder / "in").mkdir()
    good(folder.parent / f"{folder.name}-outside")
    (folder / "2024-05-01-x.md").symlink_to(folder.parent / f"{folder.name}-outside" / "2024-05-01-good.md")


def link_to_a_folder_outside(folder: Path) -> None:
    good(folder.parent / f"{folder.name}-outside")
    (folder / "out").symlink_to(folder.parent / f"{folder.name}-outside")


def link_to_a_secret(folder: Path) -> None:
    (folder / "passwd.md").symlink_to("/etc/passwd")


def link_to_the_root(folder: Path) -> None:
    (folder / "everything").symlink_to("/")


def link_to_a_file_inside(folder: Path) -> None:
    good(folder / "kept" / "below")
    (folder / "2024-05-01-link.md").symlink_to("kept/below/2024-05-01-good.md")


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
    good(folder / "a\nb")


def folder_not_in_utf_8(folder: Path) -> None:
    good(folder / os.fsdecode(b"\xff\xfe"))


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


def pictured(folder: Path, name: str, size: tuple[int, int] = (40, 30)) -> None:
    picture = {"url": name, "width": size[0], "height": size[1]}
    seeds.put(folder / "2024-05-01-good.md", text(f"{folder.name}-pictured", images=[picture]))


def picture_that_is_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.png")
    pictured(folder, "a.png")


def picture_that_is_a_folder(folder: Path) -> None:
    (folder / "a.png").mkdir()
    pictured(folder, "a.png")


def picture_that_leads_out(folder: Path) -> None:
    seeds.picture(folder.parent / f"{folder.name}-outside", "a.png")
    (folder / "a.png").symlink_to(folder.parent / f"{folder.name}-outside" / "a.png")
    pictured(folder, "a.png")


def picture_of_four_gigabytes(folder: Path) -> None:
    with (folder / "a.png").open("wb") as made:
        made.truncate(FOUR_GIGABYTES)
    pictured(folder, "a.png")


def picture_of_text(folder: Path) -> None:
    seeds.put(folder / "a.png", "<script>alert(1)</script>")
    pictured(folder, "a.png")


def picture_of_vectors(folder: Path) -> None:
    seeds.put(folder / "a.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    pictured(folder, "a.svg")


def picture_cut_short(folder: Path) -> None:
    seeds.picture(folder, "a.png")
    (folder / "a.png").write_bytes((folder / "a.png").read_bytes()[:60])
    pictured(folder, "a.png")


def picture_of_a_thousand_million_dots(folder: Path) -> None:
    """A few kilobytes that would be gigabytes: a real picture's size is changed in its header."""
    Image.new("1", (8, 8)).save(folder / "a.bmp")
    data = bytearray((folder / "a.bmp").read_bytes())
    data[18:26] = (40_000).to_bytes(4, "little") * 2
    (folder / "a.bmp").write_bytes(data)
    pictured(folder, "a.bmp")


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
    FolderCase(picture_that_is_a_pipe, articles=1, warned="a.png"),
    FolderCase(picture_that_is_a_folder, articles=1, warned="a.png"),
    FolderCase(picture_that_leads_out, articles=1, warned="outside"),
    FolderCase(picture_of_four_gigabytes, articles=1, warned="a.png.*15,000,000"),
    FolderCase(picture_of_text, articles=1, warned="a.png"),
    FolderCase(picture_of_vectors, articles=1, warned="a.svg"),
    FolderCase(picture_cut_short, articles=1, warned="a.png"),
    FolderCase(picture_of_a_thousand_million_dots, articles=1, warned="a.bmp"),
]


def write(folder: Path) -> None:
    """Every case, each in a folder of its own below `folder`."""
    for case in CASES:
        (folder / case.name).mkdir(parents=True)
        case.make(folder / case.name)
