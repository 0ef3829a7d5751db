"""Imports in a browser: from the login to what a reader then sees, on a server as its users start it."""

import shutil

import pytest

from tests import pictures, seeds
from tests.looking import AXE, RULES, SIDEWAYS
from tests.sites import made, make_empty, manage, served, shared_folder
from tests.uploads import zipped

pytestmark = pytest.mark.browser

WORD = "a long pass word"
MAKE_EDITOR = f"""
from django.contrib.auth.models import Permission, User
editor = User.objects.create_user("ann", password="{WORD}", is_staff=True)
editor.user_permissions.set(Permission.objects.filter(codename="import_seeds"))
"""
SCHEMES = ("light", "dark")
BAD = seeds.text(title=None).encode()
ZIP = zipped(
    {
        "news/2024-05-01-webb-sees-far.md": seeds.text(images=[{"url": "a.jpg", "width": 400, "height": 300}]),
        "news/2024-05-03-half.md": seeds.text(title="Half", quality="much", webUrl="https://space.example/half"),
        "news/2024-05-02-bad.md": BAD,
        "news/a.jpg": pictures.jpeg(),
        "notes.docx": b"x",
    }
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of a site without news, where ann may import seeds."""
    folder = tmp_path_factory.mktemp("uploads") / "site"
    shutil.copytree(made(shared_folder(tmp_path_factory) / "site-empty", make_empty), folder)
    manage(folder, "shell", "--verbosity", "0", "-c", MAKE_EDITOR)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPLOADS_ROOT", str(folder / "uploads"))
        patch.setenv("UPLOADS_MOST_MB", "1")
        with served(folder) as url:
            yield url


@pytest.fixture
def desk(site, window):
    """A window of ann's, logged in, at the page for uploads."""
    page = window(1280)
    log_in(page, site)
    return page


def log_in(page, site):
    page.goto(f"{site}/admin/login/?next=/admin/articles/importrun/")
    page.get_by_label("Username").fill("ann")
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Import seed files").click()


def upload(page, name, data):
    page.get_by_label("Seed files").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="Upload and try").click()


def faults(page):
    """What is wrong with the page as it stands, in the widths of a desk, a tablet and a telephone, in both schemes."""
    from axe_playwright_python.base import AXE_SCRIPT

    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.reload()  # colours of the desk change slowly, and would be looked at half-way
        for width in (1280, 768, 390):
            page.set_viewport_size({"width": width, "height": 844})
            yield from (f"{width}: {fault}" for fault in page.evaluate(SIDEWAYS))
            page.evaluate(AXE_SCRIPT)
            yield from (f"{scheme}, {width}: {fault}" for fault in page.evaluate(AXE, RULES["light"]))


def test_editor_uploads_looks_confirms_and_readers_see_it(desk, site):
    said = []
    desk.on("console", lambda message: said.append(message.text))
    upload(desk, "all.zip", ZIP)
    assert desk.get_by_role("row", name="2024-05-02-bad.md 2 title").count() == 1
    assert desk.request.get(f"{site}/news/2024-05-01-webb-sees-far/").status == 404
    desk.get_by_role("button", name="Import 2 files").click()
    assert "Imported: 2 created, 0 updated, 0 unchanged, 1 rejected." in desk.inner_text(".messagelist")
    assert said == []
    desk.context.clear_cookies()
    desk.goto(f"{site}/news/2024-05-01-webb-sees-far/")
    assert desk.locator("h1").inner_text() == "Webb sees far"


def test_pages_are_without_fault_on_every_screen(desk, site):
    upload(desk, "all.zip", ZIP)
    report = desk.url
    for url in (report, f"{site}/admin/articles/importrun/upload/", f"{site}/admin/articles/importrun/"):
        desk.goto(url)
        found = list(faults(desk))
        assert found == [], "\n".join(found)
    desk.goto(report)
    desk.get_by_role("button", name="Discard").click()
    assert "Discarded: all.zip" in desk.inner_text(".messagelist")


@pytest.mark.parametrize("megabytes", [1.5, 30])
def test_browser_that_sends_too_much_is_told_so(desk, megabytes):
    upload(desk, "a.md", b"x" * int(megabytes * 1_000_000))
    assert "Expected at most 1 MB at once" in desk.get_by_role("alert").inner_text()
    assert desk.title().startswith("Error:")


def test_it_works_without_scripts(site, window):
    page = window(1280, java_script_enabled=False)
    log_in(page, site)
    upload(page, "2024-05-02-two.md", seeds.text(**seeds.TWO).encode())
    page.get_by_role("button", name="Import 1 file").click()
    assert "Imported: 1 created" in page.inner_text(".messagelist")
