"""The image, as far as there is one without an engine: what it copies, read-only, and each command run there."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import yaml

from tests.deployed import DEPLOY, OURS, check_command, found, names_in
from tests.sites import ROOT, answers, free_port

DOCKERFILE = (DEPLOY / "Dockerfile").read_text().replace("\\\n", "")


def words_of(instruction):
    """What the last instruction of this name says, as a list."""
    return yaml.safe_load(re.findall(rf"^\s*{instruction} (.*)$", DOCKERFILE, re.MULTILINE)[-1])


def test_image_is_built_of_nothing_that_is_ignored():
    stages = DOCKERFILE.split("\nFROM ")
    copied = {word for line in re.findall(r"^COPY (?!--)(.*)$", stages[1], re.MULTILINE) for word in line.split()[:-1]}
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {line[1:] for line in ignored if line.startswith("!")} == copied
    assert all((ROOT / name).exists() for name in copied)
    assert "*" in ignored


def test_image_runs_as_nobody():
    last = DOCKERFILE.split("\nFROM ")[-1]
    assert last.index("USER 10001:10001") < last.index("\nCMD")
    assert "STOPSIGNAL SIGTERM" in last
    check_command(words_of("CMD"))


@pytest.fixture(scope="module")
def image():
    """What the image holds at /app, in a folder where nobody may write, and a folder beside it where one may."""
    folder = Path(tempfile.mkdtemp(prefix="newsroom-image-"))
    app, volume = folder / "app", folder / "volume"
    try:
        for line in re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, re.MULTILINE):
            for name in line.split()[:-1]:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
                app.mkdir(exist_ok=True)
                copy(ROOT / name, app / name, **ignoring(copy))
        for step in found(r"^RUN (SECRET_KEY.*)$", DOCKERFILE)[1].split("&&"):
            step = step.strip().replace("/venv/bin/python", sys.executable)
            subprocess.run(step, shell=True, cwd=app, env=plain(), check=True)
        volume.mkdir()
        make_read_only(app)
        yield app, volume
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(folder)], check=False)
        shutil.rmtree(folder)


def ignoring(copy):
    return {"ignore": shutil.ignore_patterns("__pycache__")} if copy is shutil.copytree else {}


def make_read_only(folder):
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def plain(**more):
    """The environment without what is ours, as a container's."""
    ours = names_in(ROOT / ".env.example") | {"DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in ours} | more


@pytest.fixture(scope="module")
def inside(image):
    """How a command is run in the image: with what the Dockerfile and the operator say of the environment."""
    app, volume = image
    said = dict(pair.split("=", 1) for pair in re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)[0].split())
    own = {"SECRET_KEY": "k" * 50, "UPLOADS_ROOT": str(volume / "uploads"), "MEDIA_ROOT": str(volume / "media")}
    del said["PATH"]
    return {"cwd": app, "env": plain(**said | own, DATABASE_URL=f"sqlite:///{volume}/site.sqlite3")}


def as_here(words, port=0):
    """The command with this machine's Python and a free port; by root, without the right to write where nobody may."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("setpriv is not there: install Debian's util-linux")
    powerless = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"] if os.geteuid() == 0 else []
    given = {"python": sys.executable, "0.0.0.0": "127.0.0.1"}
    return powerless + [given.get(word, word.replace("8000", str(port))) for word in words]


def state_of(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_nobody_may_write_in_the_image(image, inside):
    write = ["python", "-c", "open('manage.py', 'a')"]
    done = subprocess.run(as_here(write), **inside, capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


def test_image_migrates_serves_is_healthy_and_ends_without_writing_to_itself(image, inside):
    before, port = state_of(image[0]), free_port()
    subprocess.run(as_here(OURS["migrate"]["command"]), **inside, capture_output=True, check=True)
    health = as_here(yaml.safe_load(found(r"HEALTHCHECK .*CMD (\[.*\])", DOCKERFILE)[1]), port)
    assert subprocess.run(health, **inside, capture_output=True, check=False).returncode == 1
    with subprocess.Popen(as_here(words_of("CMD"), port), **inside) as server:
        try:
            give_up = time.monotonic() + 30
            while not answers(f"http://127.0.0.1:{port}/about/"):
                assert time.monotonic() < give_up
                assert server.poll() is None
                time.sleep(0.1)
            assert subprocess.run(health, **inside, check=False).returncode == 0
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0
    assert state_of(image[0]) == before


def test_image_works_and_imports_without_writing_to_itself(image, inside):
    app, volume = image
    before = state_of(app)
    shutil.copytree(ROOT / "seeds", volume / "seeds", dirs_exist_ok=True, ignore=shutil.ignore_patterns("202[2-5]*"))
    subprocess.run(as_here(OURS["migrate"]["command"]), **inside, capture_output=True, check=True)
    work = [word.replace("/srv/seeds", str(volume / "seeds")) for word in OURS["worker"]["command"]]
    done = subprocess.run(as_here([*work, "--once"]), **inside, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (volume / "media/pictures").is_dir()
    assert state_of(app) == before


def test_everything_that_is_kept_lies_in_the_folder_that_is_named(tmp_path):
    program = "from newsroom import settings as s; print(s.DATABASES['default']['NAME'], s.MEDIA_ROOT, s.UPLOADS_ROOT,"
    program += " s.STATIC_ROOT, s.VAR_DIR / 'secret-key')"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=plain(VAR_DIR=str(tmp_path / "var")), capture_output=True, text=True)
    paths = done.stdout.split()
    assert (len(paths), {Path(path).parent for path in paths}) == (5, {tmp_path / "var"})
    assert (tmp_path / "var/secret-key").is_file()
