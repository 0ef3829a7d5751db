"""Files in a folder of this machine, as pictures need them."""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SITE_STYLES = "css/site.css"
IMPORT = re.compile(r'@import url\("(?P<name>[a-z_]+\.css)"\) ?(?P<media>[a-z]*);\n')


class WholeFileStorage(FileSystemStorage):
    """A file is there whole or not at all, also when the process that writes it is killed.

    Names say what a file holds, so a name that is taken is taken by the same bytes, and is written again.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself."""
        return name

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
            Path(temporary).chmod(self.file_permissions_mode or 0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Static files under names that say what they hold, also where one script imports another.

    `css/site.css` becomes one file with all that it imports, which a reader far away has a second sooner than thirty.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """As collectstatic asks for, after the files were copied here."""
        if SITE_STYLES in paths and not dry_run:
            source = Path(finders.find(SITE_STYLES) or "")
            Path(self.path(SITE_STYLES)).write_text(whole_styles(source), encoding="utf-8")
            paths = {**paths, SITE_STYLES: (self, SITE_STYLES)}
        yield from super().post_process(paths, dry_run, **options)


def whole_styles(path: Path) -> str:
    """The style sheet with those that it imports from its own folder in their places."""

    def imported(match: re.Match[str]) -> str:
        text = (path.parent / match["name"]).read_text(encoding="utf-8")
        return f"@media {match['media']} {{\n{text}}}\n" if match["media"] else text

    return IMPORT.sub(imported, path.read_text(encoding="utf-8"))
