"""What readers have to fetch, in bytes on the wire."""

import gzip
import re
from urllib.request import Request, urlopen

import pytest

from newsroom.storage import whole_styles
from tests.sites import ROOT

KB = 1024
ADDRESSES = r'(?:src|<link rel="(?:stylesheet|icon)" href)="(/static/[^"]+)"'


@pytest.fixture(scope="module")
def sent(demo):
    """A function that tells how many bytes the demo sends for an address, and what it says."""

    def fetch(path):
        with urlopen(Request(demo + path, headers={"Accept-Encoding": "gzip"})) as answer:
            data = answer.read()
        return len(data), gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data

    return fetch


@pytest.mark.parametrize("path", ["/topics/space/", "/topics/ai/?view=top", "/providers/nasa.gov/"])
def test_list_is_at_most_9_kb(sent, path):
    assert sent(path)[0] <= 9 * KB


def test_first_visit_to_the_front_page_is_at_most_100_kb_without_pictures(sent):
    size, html = sent("/")
    files = set(re.findall(ADDRESSES, html.decode()))
    assert {path.rpartition(".")[2] for path in files} == {"css", "js", "svg"}
    assert size + sum(sent(path)[0] for path in files) <= 100 * KB


def test_style_sheets_are_at_most_15_kb():
    assert len(gzip.compress(whole_styles(ROOT / "static/css/site.css").encode())) <= 15 * KB


def test_scripts_are_at_most_8_kb():
    assert sum(len(gzip.compress(path.read_bytes())) for path in (ROOT / "static/js").glob("*.js")) <= 8 * KB
