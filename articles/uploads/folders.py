"""Where uploads wait: a folder each, under a name that cannot be guessed, below one that nothing is served from."""

import contextlib
import shutil
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Upload, UploadState
from articles.uploads.errors import UploadRefused

KEPT = timedelta(days=1)
LONGEST_IMPORT = timedelta(days=1)  # after which one that was being imported is not expected to end


def root() -> Path:
    """The folder of all of them, for us alone; made if need be. Raises UploadRefused where it cannot be had."""
    folder = Path(settings.UPLOADS_ROOT).absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UploadRefused(f"the folder for uploads cannot be used: {error.strerror}") from error
    return folder


def folder_of(number: UUID) -> Path:
    """The folder of one upload."""
    return root() / str(number)


def files_of(number: UUID) -> Path:
    """Its seeds and pictures, as an import finds them."""
    return folder_of(number) / "files"


def remove(number: UUID) -> None:
    """Remove an upload's folder. What cannot be removed now is swept later."""
    with contextlib.suppress(UploadRefused):
        shutil.rmtree(folder_of(number), ignore_errors=True)


def waiting_of(owner_id: int) -> QuerySet[Upload]:
    """The uploads of this editor that can still be imported, newest first."""
    mine = Upload.objects.filter(owner_id=owner_id, state=UploadState.WAITING, created_at__gt=timezone.now() - KEPT)
    return mine.order_by("-created_at")


def discard(upload: Upload) -> bool:
    """Forget an upload, files and all. Whether it could be: not while it is being imported."""
    gone, _ = Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.IMPORTING).delete()
    if gone:
        remove(upload.pk)
    return bool(gone)


def sweep() -> None:
    """Forget the uploads whose time is over, and folders that belong to none."""
    now = timezone.now()
    cut_off = Q(state=UploadState.IMPORTING, created_at__gt=now - KEPT - LONGEST_IMPORT)
    over = Upload.objects.filter(created_at__lte=now - KEPT).exclude(cut_off)
    for number in list(over.values_list("pk", flat=True)):
        Upload.objects.filter(pk=number).delete()
        remove(number)
    known = {str(number) for number in Upload.objects.values_list("pk", flat=True)}
    for folder in root().iterdir():
        with contextlib.suppress(OSError):  # another sweeper was faster
            if folder.name not in known and folder.stat().st_mtime < time.time() - KEPT.total_seconds():
                shutil.rmtree(folder, ignore_errors=True)
