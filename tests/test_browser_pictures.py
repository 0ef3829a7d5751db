"""Pictures as a browser meets them: in the size that is seen, and far fewer bytes than the originals'."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from tests.browser import read_through
from tests.page_kinds import OUTLET, SAMPLE, VIDEO
from tests.sites import ROOT

pytestmark = pytest.mark.browser

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


@pytest.mark.parametrize("path", ["/", "/topics/space/", SAMPLE, VIDEO, "an article", OUTLET, "/nowhere/"])
def test_sizes_are_what_is_seen(demo, shared_page, path):
    shared_page.route("**/media/**", lambda route: route.abort())  # what a page says of them is enough
    shared_page.goto(demo + path if path != "an article" else demo)
    if path == "an article":
        shared_page.goto(demo + shared_page.locator(".card__link").first.get_attribute("href"))
    wrong = []
    for width in (320, 600, 900, 1100, 1280, 1920):
        shared_page.set_viewport_size({"width": width, "height": 844})
        wrong += [(width, *place) for place in shared_page.evaluate(STANDING) if not 0.95 <= place[2] / place[1] <= 1.2]
    assert wrong == []


def test_front_page_on_a_phone_is_a_third_of_the_originals(demo, window):
    page, answers = window(390), []
    page.on("response", lambda answer: answers.append(answer) if "/media/" in answer.url else None)
    page.goto(demo)
    read_through(page)
    page.wait_for_load_state("networkidle")
    sent = {answer.url: len(answer.body()) for answer in answers}
    digests = {re.search(r"[0-9a-f]{64}", url).group() for url in sent}
    originals = {path.read_bytes() for path in (ROOT / "seeds").rglob("*") if is_one_of(path, digests)}
    assert len(originals) == len(digests) >= 8
    assert sum(sent.values()) <= 0.35 * sum(map(len, originals))


def is_one_of(path: Path, digests):
    """Whether the file is the original of a picture that was sent."""
    return path.suffix in {".webp", ".png"} and sha256(path.read_bytes()).hexdigest() in digests
