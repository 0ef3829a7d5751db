"""Bytes of seed files → records or problems, many at a time: what an import's parsing processes do."""

import gc
import signal
from collections.abc import Iterable
from dataclasses import dataclass

from articles.limits import LAST_YEAR
from articles.sources import seedfile
from articles.sources.errors import Problem, SourceError
from articles.sources.seedfile import Parsed

RARELY = 20_000  # new objects


@dataclass(frozen=True, slots=True)
class Reading:
    """A good seed file: its text, what it says, and the paths of the pictures that lie beside it."""

    text: str
    parsed: Parsed
    pictures: list[str]


def reading(data: bytes, name: str, last_year: int = LAST_YEAR) -> Reading | list[Problem]:
    """What the seed file called `name` says; or every reason why it is refused. Raises nothing."""
    try:
        text = seedfile.text_of(data)
        parsed = seedfile.parse(text, name, last_year=last_year)
        return Reading(text, parsed, seedfile.picture_paths(parsed.record))
    except SourceError as error:
        return error.problems
    except Exception as error:
        return [Problem(0, "", f"cannot be understood: {type(error).__name__}: {error}"[:500])]


def collect_rarely() -> None:
    """Let Python look for garbage in circles less often: whole batches are made of what is in none, and each search
    would walk all of it.
    """
    gc.set_threshold(RARELY, 20, 100)


def start_process() -> None:
    """Make this process one that only parses. Ctrl-C is for the process that stores; this one ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_rarely()


def readings(files: Iterable[tuple[bytes, str]], last_year: int = LAST_YEAR) -> list[Reading | list[Problem]]:
    """`reading` of each of the files (bytes and name), in their order."""
    return [reading(data, name, last_year) for data, name in files]
