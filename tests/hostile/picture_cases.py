"""Pictures beside a seed that are none, that lie elsewhere, or that would fill the memory."""

import os
from pathlib import Path

from PIL import Image

from tests import seeds
from tests.hostile import text
from tests.hostile.folders import FOUR_GIGABYTES, FolderCase, outside


def pictured(folder: Path, name: str, size: tuple[int, int] = (40, 30)) -> None:
    picture = {"url": name, "width": size[0], "height": size[1]}
    seeds.put(folder / f"2024-05-01-{folder.name}.md", text(folder.name, images=[picture]))


def picture_that_is_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "a.png")
    pictured(folder, "a.png")


def picture_that_is_a_folder(folder: Path) -> None:
    (folder / "a.png").mkdir()
    pictured(folder, "a.png")


def picture_that_leads_out(folder: Path) -> None:
    seeds.picture(outside(folder), "a.png")
    (folder / "a.png").symlink_to(outside(folder) / "a.png")
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


CASES = [
    FolderCase(picture_that_is_a_pipe, articles=1, warned="a.png"),
    FolderCase(picture_that_is_a_folder, articles=1, warned="a.png"),
    FolderCase(picture_that_leads_out, articles=1, warned="outside"),
    FolderCase(picture_of_four_gigabytes, articles=1, warned="a.png.*15,000,000"),
    FolderCase(picture_of_text, articles=1, warned="a.png"),
    FolderCase(picture_of_vectors, articles=1, warned="a.svg"),
    FolderCase(picture_cut_short, articles=1, warned="a.png"),
    FolderCase(picture_of_a_thousand_million_dots, articles=1, warned="a.bmp"),
]
