"""Pictures as a browser meets them: of our host alone, in the size that is seen, at a place that was kept for them."""

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from tests.browser import ROOT

pytestmark = pytest.mark.browser

SAMPLE = "/news/2023-06-03-dangers-of-facial-recognition-software/"
PAGES = ["/", "/topics/", "/topics/space/", "/topics/ai/?view=top", SAMPLE, "an article", "an outlet"]
PAGES += ["/archive/", "/archive/2025/", "/archive/2025/11/", "/about/", "/nowhere/"]

SHIFTS = """
() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().map(shift => shift.value)))
    .observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done([]), 50))
"""
BROKEN = "() => [...document.images].filter(image => !image.complete || !image.naturalWidth).map(image => image.src)"
STANDING = """
() => [...document.querySelectorAll('picture')].map(picture => {
    const image = picture.querySelector('img'), box = image.getBoundingClientRect();
    const own = image.getAttribute('width') / image.getAttribute('height');
    const fit = getComputedStyle(image).objectFit == 'cover' ? Math.max : Math.min;
    const offered = [...picture.querySelectorAll("source")];
    const source = offered.find(source => !source.media || matchMedia(source.media).matches);
    const probe = document.createElement('div');
    for (const part of source.sizes.split(/,(?![^(]*[)])/)) {
        const [, media, width] = part.trim().match(/^([(](?:min|max)-width[^)]*[)])? ?(.*)$/);
        if (!media || matchMedia(media).matches) { probe.style.width = width; break; }
    }
    document.body.append(probe);
    const said = probe.getBoundingClientRect().width;
    probe.remove();
    return [picture.parentElement.className, fit(box.width, box.height * own), said];
}).filter(([, seen]) => seen > 0)
"""


def address_of(demo, page):
    """The page's path; where it says only what it is, the first of that kind on the front page."""
    kind = {"an article": "/news/", "an outlet": "/providers/"}.get(page)
    return page if kind is None else re.search(rf'href="({kind}[^"]+)"', html_of(demo, "/"))[1]


def html_of(demo, path):
    with urlopen(f"{demo}{path}") as answer:
        return answer.read().decode()


def read_through(page):
    """Scroll down to the end, as a reader does, so that all pictures are asked for."""
    for y in range(0, page.evaluate("document.documentElement.scrollHeight"), 600):
        page.evaluate(f"scrollTo(0, {y})")
        page.wait_for_timeout(20)
    page.wait_for_function("[...document.images].every(image => image.complete)", timeout=5_000)


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", PAGES)
def test_page_asks_nobody_else_and_keeps_a_place_for_every_picture(demo, window, path, width):
    page, asked, said = window(width), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{demo}{address_of(demo, path)}")
    read_through(page)
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(demo).netloc}
    assert page.evaluate(BROKEN) == []
    assert sum(page.evaluate(SHIFTS)) == 0
    assert [text for text in said if "404" not in text] == []


@pytest.mark.parametrize("path", ["/", "/topics/space/", SAMPLE, "an article", "an outlet", "/nowhere/"])
def test_sizes_are_what_is_seen(demo, window, path):
    page, wrong = window(320), []
    page.goto(f"{demo}{address_of(demo, path)}")
    for width in (320, 600, 900, 1100, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 844})
        wrong += [(width, *place) for place in page.evaluate(STANDING) if not 0.95 <= place[2] / place[1] <= 1.2]
    assert wrong == []


def test_front_page_on_a_phone_is_a_third_of_the_originals(demo, window):
    page, sent = window(390), {}
    page.on(
        "response", lambda answer: sent.update({answer.url: len(answer.body())}) if "/media/" in answer.url else None
    )
    page.goto(demo)
    read_through(page)
    digests = {re.search(r"[0-9a-f]{64}", url)[0] for url in sent}
    originals = {path.read_bytes() for path in (ROOT / "seeds").rglob("*") if is_one_of(path, digests)}
    assert len(originals) == len(digests) >= 8
    assert sum(sent.values()) <= 0.35 * sum(map(len, originals))


def is_one_of(path: Path, digests):
    """Whether the file is the original of a picture that was sent."""
    return path.suffix in {".webp", ".png"} and sha256(path.read_bytes()).hexdigest() in digests
