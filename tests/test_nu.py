"""HTML as the Nu Html Checker reads it: https://validator.github.io/validator/."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from articles.views import errors
from tests.page_kinds import PAGES
from tests.sites import ROOT, html_of

JAR = Path(os.environ.get("VNU_JAR") or ROOT / "var" / "tools" / "vnu.jar")
QUICK = ["-XX:TieredStopAtLevel=1", "-Xss2m"]  # for a run of some seconds
WRONG = "<!doctype html><html lang=en><title>Wrong</title><p><div></p>"  # shows that the checker does see errors


@pytest.fixture
def checked(tmp_path):
    """A function that checks pages, given by name, and tells what is wrong, each in a line."""
    if not shutil.which("java") or not JAR.is_file():
        pytest.skip(f"the Nu checker needs java and {JAR}: install a JRE, and get vnu.jar as .ci/run does")

    def check(pages):
        for name, html in pages.items():
            (tmp_path / f"{re.sub(r'[^a-z0-9]+', '-', name)}.html").write_text(html, encoding="utf-8")
        command = ["java", *QUICK, "-jar", str(JAR), "--errors-only", "--exit-zero-always", "--format", "json"]
        done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, check=True)
        messages = json.loads(done.stderr)["messages"]
        return [f"{Path(said['url']).name}:{said['lastLine']}: {said['message']}" for said in messages]

    return check


def test_pages_are_valid_html(request, checked, rf):
    pages = {f"{site}{path}": html_of(request.getfixturevalue(site) + path) for site, path in PAGES}
    pages |= {view.__name__: view(rf.get("/")).content.decode() for view in (errors.server_error, errors.unavailable)}
    faults = checked({**pages, "wrong": WRONG})
    assert [fault for fault in faults if not fault.startswith("wrong.html")] == []
    assert faults
