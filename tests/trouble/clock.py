"""A clock that tells programs any time of day. How long things take stays what it is."""

import time
from pathlib import Path

import pytest

LOOKS_EVERY = 1  # second


class Clock:
    """`environment` is for a program that is to see this clock."""

    def __init__(self, file: Path) -> None:
        libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        if not libraries:
            pytest.skip("libfaketime is not there: install Debian's faketime")
        self.file = file
        self.file.write_text("+0\n")
        self.environment = {
            "LD_PRELOAD": str(libraries[0]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_CACHE_DURATION": str(LOOKS_EVERY),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(Path(__file__).with_name("faketime")),
        }

    def set(self, seconds: int) -> None:
        """So many seconds from now: ahead, or back if it is negative."""
        before, now = self.file.read_text(), f"{seconds:+d}\n"
        if before != now:
            self.file.write_text(now)
            time.sleep(LOOKS_EVERY + 0.2)  # until all who live by it have seen it
