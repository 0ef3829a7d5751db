"""The picture cache, as commands run it: with its progress, then its summary, on the console."""

import threading
from contextlib import nullcontext

from django.core.management.base import CommandError, OutputWrapper
from django.db import Error

from articles.management.reporting import console_on, progress_on
from articles.management.reporting_pictures import summary_of
from articles.pictures.cache import CacheStopped, Options, cache_pictures
from articles.pictures.fetching import picture_fetcher


def untold(done: int, total: int) -> None:
    """For progress that nobody wants to see."""


def cache_on(stdout: OutputWrapper, options: Options, interrupted: threading.Event, *, quiet: bool = False) -> None:
    """Make copies of what is due, and say what came of it unless `quiet`. Raises CommandError when it had to stop."""
    console = console_on(stdout)
    try:
        with nullcontext(untold) if quiet else progress_on(console, "pictures") as progress:
            summary = cache_pictures(options, picture_fetcher(), progress, interrupted.is_set)
    except (CacheStopped, Error) as error:
        raise CommandError(f"stopped: {str(error).strip()}; what was done until then is kept", returncode=1) from error
    if not quiet:
        console.print(summary_of(summary))
