"""Seed files for tests: the text of one, with whatever a test is about."""

from pathlib import Path
from typing import Any

import yaml

from articles.ingest import Options, Report, import_seeds


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


def text(**changes: Any) -> str:
    """The text of a small good article seed."""
    return f"---\n{yaml.safe_dump(data(**changes), sort_keys=False, allow_unicode=True)}---\n"


def write(folder: Path, name: str = "2024-05-01-webb-sees-far.md", **changes: Any) -> Path:
    """Write a small good article seed into `folder`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(**changes), encoding="utf-8")
    return path


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


def run(*paths: Path, **options: Any) -> Report:
    """Import these paths."""
    return import_seeds(paths, Options(**options))


def outcomes(report: Report) -> list[str]:
    """What became of each file."""
    return [file.outcome.value for file in report.files]
