"""Files of a request, written to disk as they come: none is held in memory, none is left open."""

from pathlib import Path
from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from articles.uploads.arriving import Given


class Receiver(FileUploadHandler):
    """Puts a request's files into a folder, under numbers. What comes after `most_bytes` is not read."""

    def __init__(self, request: HttpRequest, folder: Path, most_bytes: int) -> None:
        super().__init__(request)
        self.folder = folder
        self.left_bytes = most_bytes
        self.given: list[Given] = []
        self._out: IO[bytes] | None = None

    @property
    def is_full(self) -> bool:
        """Whether more came than may."""
        return self.left_bytes < 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        path = self.folder / f"{len(self.given)}"
        self.given.append(Given(self.file_name or "", path))
        self._out = path.open("xb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.left_bytes -= len(raw_data)
        if self.is_full:
            self._close()
            raise StopUpload(connection_reset=False)
        if self._out:
            self._out.write(raw_data)

    def file_complete(self, file_size: int) -> None:
        self._close()

    def upload_interrupted(self) -> None:
        """The request ended in the middle of a file, which is given up."""
        self._close()
        self.given.pop()

    def _close(self) -> None:
        if self._out:
            self._out.close()
            self._out = None
