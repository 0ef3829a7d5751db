"""What readers have to fetch, in bytes on the wire."""

import gzip
import re
from hashlib import sha256
from urllib.request import Request, urlopen

import pytest

from articles.ingest.options import Options
from articles.ingest.run import import_seeds
from articles.models import Article, Picture, PictureState, Rendition
from articles.pictures.names import copy_of
from newsroom.storage import whole_styles
from tests.sites import ROOT

KB = 1024
pytestmark = pytest.mark.django_db

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


@pytest.fixture(scope="module")
def full_list(corpus, shared_rows):
    """The corpus, where every article has a picture that we hold in every width."""
    import_seeds([corpus], Options(publish=True))
    widths = (160, 320, 640, 960, 1280)
    files = [Rendition(suffix, width, width * 9 // 16, width * 50) for suffix in ("avif", "webp") for width in widths]
    pictures = list(Picture.objects.order_by("pk"))
    for picture in pictures:
        picture.copy, picture.state = copy_of(sha256(picture.url.encode()).hexdigest()), PictureState.CACHED
        picture.renditions, picture.color = [*files, Rendition("jpg", 1280, 720, 64_000)], "#10333a"
    Picture.objects.bulk_update(pictures, ["copy", "state", "renditions", "color"])
    Article.objects.filter(lead_picture=None).update(lead_picture=pictures[0])


@pytest.mark.parametrize("topic", ["power-apps", "ai"])
def test_full_list_of_real_articles_is_at_most_9_kb(client, full_list, topic):
    answer = client.get(f"/topics/{topic}/", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.content)
    assert page.count(b"<picture>") == page.count(b"<article") > 12
    assert len(answer.content) <= 9 * KB


def test_first_visit_to_the_front_page_is_at_most_100_kb_without_pictures(sent):
    size, html = sent("/")
    files = set(re.findall(ADDRESSES, html.decode()))
    assert {path.rpartition(".")[2] for path in files} == {"css", "js", "svg"}
    assert size + sum(sent(path)[0] for path in files) <= 100 * KB


def test_style_sheets_are_at_most_15_kb():
    assert len(gzip.compress(whole_styles(ROOT / "static/css/site.css").encode())) <= 15 * KB


def test_scripts_are_at_most_8_kb():
    assert sum(len(gzip.compress(path.read_bytes())) for path in (ROOT / "static/js").glob("*.js")) <= 8 * KB
