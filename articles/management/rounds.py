"""Imports that come again and again: only those that change or say something leave a record."""

import shlex
from collections.abc import Callable
from pathlib import Path

from articles.ingest import Options, Report, import_seeds, record
from articles.models import RunState

FLAGS = {
    "--publish": "Publish also what says `published: false`.",
    "--dry-run": "Say what would happen, and change nothing.",
    "--strict": "Import nothing unless every file is good.",
    "--prune": "Withdraw articles whose files are gone from the folders given.",
    "--overwrite-edits": "Take the seed's word even where an editor changed something.",
}


def import_round(paths: list[Path], given: list[Path], options: Options, stop: Callable[[], bool]) -> Report:
    """One import of `paths`, recorded as one of those that were `given`."""
    run = record.start(record.operator(), arguments(given, options))
    try:
        done = import_seeds(paths, options, stop=stop)
    except Exception as error:
        record.finish(run, None, RunState.FAILED, str(error))
        raise
    record.finish(run, done, state_of(done), done.stopped, even_idle=False)
    return done


def arguments(paths: list[Path], options: Options) -> str:
    """The command's arguments, as they could be typed again."""
    flags = [flag for flag in FLAGS if getattr(options, flag.removeprefix("--").replace("-", "_"))]
    site = ["--base-url", options.base_url] if options.base_url else []
    return shlex.join([*map(str, paths), *flags, *site])


def state_of(report: Report) -> RunState:
    """How a run ended."""
    if not report.stopped:
        return RunState.DONE
    return RunState.INTERRUPTED if report.is_interrupted else RunState.FAILED
