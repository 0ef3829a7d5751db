"""Seed files for tests: the text of one, with whatever a test is about; into the database, and out again."""

import os
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from articles.export import export_seeds
from articles.ingest import Options, Report, import_seeds

TWO = {"title": "Two", "originalUrl": None, "webUrl": "https://space.example/two"}
"""Changes that make a second article of the same outlet."""


def data(**changes: Any) -> dict[str, Any]:
    """A small good article seed; `changes` replace keys, and None removes one."""
    seed = {
        "category": "news",
        "title": "Webb sees far",
        "excerpt": "A mirror of 6.5 metres.",
        "publishedDateTime": "2024-05-01T09:00:00Z",
        "originalUrl": "https://space.example/webb",
        "webUrl": "https://space.example/webb",
        "type": "article",
        "quality": 80,
        "heat": 80,
        "published": True,
        "provider": {"name": "Space Desk", "domain": "space.example"},
        "topics": ["Space"],
    }
    return {key: value for key, value in {**seed, **changes}.items() if value is not None}


def yaml_of(keys: dict[str, Any]) -> str:
    """Keys as YAML."""
    return yaml.safe_dump(keys, sort_keys=False, allow_unicode=True)


def text(**changes: Any) -> str:
    """The text of a small good article seed."""
    return f"---\n{yaml_of(data(**changes))}---\n"


def put(path: Path, written: str) -> Path:
    """Write a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8")
    return path


def write(folder: Path, name: str = "2024-05-01-webb-sees-far.md", **changes: Any) -> Path:
    """Write a small good article seed into `folder`."""
    return put(folder / name, text(**changes))


def write_two(folder: Path, name: str = "2024-05-02-two.md", **changes: Any) -> Path:
    """Write a second article seed, which shares nothing with the first but its outlet and topic."""
    return write(folder, name, **{**TWO, **changes})


def write_topic(folder: Path, name: str, file: str = "", **keys: Any) -> Path:
    """Write a topic file. Its `_id` is the name's, unless `keys` say otherwise."""
    topic = {"taxonomy": "topic", "_id": name.lower(), "name": name, **keys}
    return put(folder / (file or f"00-{topic['_id']}.yaml"), yaml_of(topic))


def write_outlet(folder: Path, file: str = "space.example.md", **keys: Any) -> Path:
    """Write the organisation file of the outlet that small seeds have."""
    outlet = {"taxonomy": "organization", "name": "The Space Desk", "domain": "space.example", **keys}
    return put(folder / file, f"---\n{yaml_of(outlet)}---\n")


def related(title: str = "Webb, another view", **changes: Any) -> dict[str, Any]:
    """An entry of related coverage."""
    entry = {
        "title": title,
        "excerpt": "Seen from elsewhere.",
        "publishedDateTime": "2024-05-01T08:00:00Z",
        "webUrl": "https://other.example/webb",
        "type": "article",
        "provider": {"name": "Other Desk", "domain": "other.example"},
        "quality": 60,
    }
    return {**entry, **changes}


def picture(
    folder: Path, name: str = "pictures/a.png", size: tuple[int, int] = (40, 30), colour: str = "red"
) -> dict[str, Any]:
    """Draw a picture into `folder`; what a seed there says of it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, colour).save(path)
    return {"url": name, "width": size[0], "height": size[1]}


def run(*paths: Path, **options: Any) -> Report:
    """Import these paths."""
    return import_seeds(paths, Options(**options))


def of_one_age(folder: Path) -> None:
    """Let all files below `folder` have been changed at the same moment."""
    for path in folder.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def outcomes(report: Report) -> list[str]:
    """What became of each file."""
    return [file.outcome.value for file in report.files]


def edit(row: Any, *lists: str, **values: Any) -> None:
    """Change the row as the admin does; `lists` are those of its parts that were changed already."""
    row.keep_edits([*lists, *values])
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def front_matter(path: Path) -> Any:
    """The data of a seed file."""
    with path.open(encoding="utf-8") as opened:
        return next(yaml.load_all(opened, Loader=yaml.CSafeLoader))


def exported(folder: Path, below: str = "_news") -> Path:
    """Export into `folder`; the one file that is then below `below`."""
    export_seeds(folder)
    [path] = [path for path in (folder / below).iterdir() if path.is_file()]
    return path
