"""Folders of the site on a machine of its own: who reads what, where they are as docs/operating.md lays them out."""

import os
import stat
import subprocess
import sys

import pytest

from tests.deployed import DEPLOY, found
from tests.sites import ROOT

GUIDE = (ROOT / "docs/operating.md").read_text()
UNIT = (DEPLOY / "systemd/newsroom.service").read_text()
PROGRAM = """
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", verbosity=0, interactive=False)
default_storage.save("pictures/ab/abcd-1/640.webp", ContentFile(b"RIFF"))
"""


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    """VAR_DIR, made as the guide says, after the site began there with the mask of its unit."""
    folder, umask = tmp_path_factory.mktemp("lib") / "newsroom", int(found(r"^UMask=(\d+)$", UNIT)[1], 8)
    folder.mkdir()
    folder.chmod(int(found(r"^StateDirectoryMode=(\d+)$", UNIT)[1], 8))
    line = found(
        r"^install -d -o newsroom -g www-data -m (\d+) /var/lib/newsroom/static /var/lib/newsroom/media$", GUIDE
    )
    for name in ("static", "media"):
        (folder / name).mkdir()
        if os.geteuid() == 0:
            os.chown(folder / name, -1, 33)
        (folder / name).chmod(int(line[1], 8))
    names = {"DATABASE_URL", "MEDIA_ROOT", "UPLOADS_ROOT", "AWS_STORAGE_BUCKET_NAME", "SECRET_KEY"}
    given = {name: value for name, value in os.environ.items() if name not in names} | {"VAR_DIR": str(folder)}
    command = [sys.executable, "manage.py", "shell", "--command", PROGRAM]
    subprocess.run(command, cwd=ROOT, env=given, umask=umask, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", ["static", "media"])
def test_proxy_reads_what_it_hands_out(var, name):
    top, paths = (var / name).stat(), list((var / name).rglob("*"))
    assert any(path.is_file() for path in paths)
    for path in paths:
        about, least = path.stat(), stat.S_ISGID | 0o050 if path.is_dir() else 0o040
        assert (about.st_gid, about.st_mode & least) == (top.st_gid, least), path


def test_nobody_else_reads_what_lies_beside_it(var):
    assert stat.S_IMODE(var.stat().st_mode) & 0o006 == 0, "others may go through, and neither look nor write"
    beside = list(var.iterdir())
    assert {"newsroom.sqlite3", "secret-key"} <= {path.name for path in beside}
    assert [path.name for path in beside if path.stat().st_mode & 0o007] == []


def test_secrets_are_for_root_alone():
    assert found(r"^install -m 0600 \.env\.example /etc/newsroom\.env\b", GUIDE)
    assert "usermod" not in GUIDE
