"""All the cases, and the folder of them."""

from pathlib import Path

from tests.hostile import (
    Case,
    address_cases,
    encoding_cases,
    part_cases,
    related_cases,
    subject_cases,
    text_cases,
    time_cases,
    yaml_cases,
)

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


def write(folder: Path) -> None:
    """Write every case's file below `folder`."""
    for case in CASES:
        path = folder / case.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(case.content)
