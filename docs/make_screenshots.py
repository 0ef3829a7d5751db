"""Makes docs/screenshots/: the top of some pages of the demo, on phone and desktop. `./run screenshots` calls it."""

import io
import sys
import tempfile
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import launched, read_through  # noqa: E402
from tests.sites import make_demo, served  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
PAGES = {
    "front": "/",
    "topic": "/topics/space/",
    "article": "/news/2025-10-07-python-314-is-out-and-running-without-the-global-lock-is-officially-supported/",
    "outlet": "/providers/nasa.gov/",
}
WINDOWS = {"phone": (390, 844), "desktop": (1440, 900)}
SCHEMES = ["light", "dark"]
MOST_BYTES = 150_000


def shot(page: Page) -> bytes:
    """The part of the page that the window shows, as WebP of no more than MOST_BYTES."""
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for quality in (82, 70, 55, 40):
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_demo(Path(folder, "site-demo"))
        with served(Path(folder, "site-demo")) as site:
            page = launched(playwright).new_page(reduced_motion="reduce", service_workers="block")
            for (name, path), (window, (width, height)) in product(PAGES.items(), WINDOWS.items()):
                page.set_viewport_size({"width": width, "height": height})
                page.goto(site + path)
                read_through(page)
                page.evaluate("scrollTo(0, 0)")
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)
                    (FOLDER / f"{name}-{window}-{scheme}.webp").write_bytes(shot(page))


if __name__ == "__main__":
    main()
