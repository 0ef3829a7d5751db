"""An upload's two steps: the trial that changes nothing, and the import that happens once."""

import json
import shlex
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from secrets import token_hex
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from articles.ingest import Options, Report, import_seeds, record
from articles.ingest.files import printable
from articles.ingest.turns import reason_of
from articles.models import ImportRun, RunState, Upload, UploadState
from articles.sources.errors import SourceError
from articles.uploads.errors import UploadRefused
from articles.uploads.folders import KEPT, files_of, folder_of, remove

LONGEST_TRIAL_SECONDS = 20
GONE = "is not there any more; upload it again"
_one_at_a_time = threading.Lock()  # an import sets how Python collects garbage, which is one thing for all threads


def check(upload: Upload, *, publish: bool, overwrite_edits: bool) -> None:
    """Find out what an import with these options would do, and keep the report. Raises UploadRefused."""
    give_up = time.monotonic() + LONGEST_TRIAL_SECONDS
    options = Options(publish=publish, overwrite_edits=overwrite_edits, dry_run=True, processes=0)
    report = _imported(upload, options, lambda: time.monotonic() > give_up)
    if report.is_interrupted:
        raise UploadRefused(f"takes longer than {LONGEST_TRIAL_SECONDS} seconds to read; upload it in parts")
    if report.stopped:
        raise UploadRefused(f"cannot be tried now: {report.stopped}")
    name = token_hex(16)
    try:
        (folder_of(upload.pk) / name).write_text(json.dumps(report.data()), encoding="utf-8")
    except OSError as error:
        raise UploadRefused(f"cannot be kept: {error.strerror}") from error
    waiting = Upload.objects.filter(pk=upload.pk, state=UploadState.WAITING)
    waiting.update(report=name, publish=publish, overwrite_edits=overwrite_edits)


def report_of(upload: Upload) -> dict[str, Any]:
    """The report of the trial. Raises UploadRefused when it, and so the upload, is gone."""
    try:
        data = json.loads((folder_of(upload.pk) / upload.report).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UploadRefused(GONE) from error
    return dict(data)


def confirm(upload: Upload, seen: str) -> ImportRun | None:
    """Import the upload as its report `seen` said. The run; or None where another was first, or the report has changed.

    Raises UploadRefused when the import stopped before its end: the upload can be confirmed again.
    """
    if not _claimed(upload, seen):
        return None
    run = record.start(upload.owner.get_username(), arguments(upload))
    mine = Upload.objects.filter(pk=upload.pk)
    try:
        mine.update(run=run.pk)
        options = Options(publish=upload.publish, overwrite_edits=upload.overwrite_edits, processes=0)
        report = _imported(upload, options, lambda: False)
    except BaseException as error:
        record.finish(run, None, RunState.FAILED, reason_of(error) if isinstance(error, Exception) else "")
        mine.update(state=UploadState.WAITING)
        raise
    record.finish(run, report, RunState.FAILED if report.stopped else RunState.DONE, report.stopped)
    mine.update(state=UploadState.WAITING if report.stopped else UploadState.IMPORTED, run=run.pk)
    if report.stopped:
        raise UploadRefused(f"stopped: {report.stopped}; what was done until then is kept")
    remove(upload.pk)
    return run


def arguments(upload: Upload) -> str:
    """What was asked for, as the command's arguments are written."""
    options = {"--publish": upload.publish, "--overwrite-edits": upload.overwrite_edits}
    return shlex.join(["upload", *(flag for flag, given in options.items() if given), *upload.names])


def _claimed(upload: Upload, seen: str) -> bool:
    """Whether the import is ours to do: of any number who ask at once, one alone is told so."""
    waiting = Upload.objects.filter(pk=upload.pk, state=UploadState.WAITING, created_at__gt=timezone.now() - KEPT)
    same = seen == upload.report != ""
    return same and waiting.filter(report=upload.report).update(state=UploadState.IMPORTING) == 1


def _imported(upload: Upload, options: Options, stop: Callable[[], bool]) -> Report:
    """The report of an import of the upload's files, which are called as the editor called them."""
    folder = files_of(upload.pk)
    try:
        with _one_at_a_time:
            report = import_seeds([folder], options, stop=stop)
    except SourceError as error:
        raise UploadRefused(GONE) from error
    except DatabaseError as error:
        raise UploadRefused(f"cannot be done now: {reason_of(error)}; try it again") from error
    prefix = f"{printable(str(folder))}/"
    for file in report.files:
        file.path = file.path.removeprefix(prefix)
        for field in ("problems", "warnings", "notes"):
            told = getattr(file, field)
            setattr(file, field, tuple(replace(one, message=one.message.replace(prefix, "")) for one in told))
    return report
