"""What editors upload: received into a private folder, tried without a trace, then imported once or discarded."""

from articles.uploads.arriving import Given, arrive, begin
from articles.uploads.errors import UploadRefused
from articles.uploads.folders import discard, folder_of, sweep, waiting_of
from articles.uploads.importing import check, confirm

__all__ = [
    "Given",
    "UploadRefused",
    "arrive",
    "begin",
    "check",
    "confirm",
    "discard",
    "folder_of",
    "sweep",
    "waiting_of",
]
