"""What a parsing process may meet. It knows no Django, so that such a process can import it."""

import os

from articles.sources.reading import reading


def readings_killed_by_one(files, last_year):
    """Reads the files, and dies at the one whose name ends in `-1.md`."""
    if any(name.endswith("-1.md") for _, name in files):
        os._exit(1)
    return [reading(data, name, last_year) for data, name in files]


def start_that_fails():
    """Begins a process that cannot do anything."""
    raise ImportError("there is no such module here")
