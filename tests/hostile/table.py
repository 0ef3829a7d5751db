"""All the cases, and the folder of them."""

from pathlib import Path

from tests.hostile import (
    Case,
    address_cases,
    encoding_cases,
    folder_cases,
    part_cases,
    picture_cases,
    related_cases,
    subject_cases,
    text_cases,
    time_cases,
    yaml_cases,
)
from tests.hostile.folders import FolderCase

TABLES = (
    yaml_cases,
    encoding_cases,
    text_cases,
    address_cases,
    time_cases,
    part_cases,
    related_cases,
    subject_cases,
)
CASES: list[Case] = [case for table in TABLES for case in table.CASES]
FOLDER_CASES: list[FolderCase] = [*folder_cases.CASES, *picture_cases.CASES]


def write(folder: Path) -> None:
    """Write every case's file below `folder`."""
    for case in CASES:
        path = folder / case.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.content)


def write_folders(folder: Path) -> None:
    """Make what each case of a folder is about, each in a folder of its own below `folder`."""
    for case in FOLDER_CASES:
        (folder / case.name).mkdir(parents=True)
        case.make(folder / case.name)
