"""A second step at the door, in Chromium: set up, asked for, and history and logins as an admin reads them then."""

import re
import shutil
from base64 import b32decode

import pytest
from django_otp.oath import totp

from tests.looking import violations
from tests.sites import made, make_empty, manage, served, shared_folder

pytestmark = pytest.mark.browser

PASSWORD = "a long way to the Moon"
PEOPLE = f"""
from django.contrib.auth.models import User
for name in ("scripted", "plain", "chief"):
    User.objects.create_superuser(name, password="{PASSWORD}")
"""
STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("* { transition: none !important }");
    document.adoptedStyleSheets = [still];
}"""
DESK = ["/admin/axes/accesslog/", "/admin/axes/accessfailurelog/", "/admin/axes/accessattempt/", "/admin/auth/group/"]
DESK += ["/admin/otp_totp/totpdevice/", "/admin/second-step/", "/admin/auth/group/1/change/"]


def make_people(folder):
    """A site that has no news, and three admins."""
    shutil.copytree(made(folder.with_name("site-empty"), make_empty), folder)
    manage(folder, "shell", "--verbosity", "0", "-c", PEOPLE)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with served(made(shared_folder(tmp_path_factory) / "site-people", make_people)) as url:
        yield url


@pytest.fixture
def opened(window):
    """A function that opens a window, which keeps in `said` what the browser complained of."""

    def with_ears(**options):
        page = window(1024, **options)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    return with_ears


def give_password(page, site, name):
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def give(page, code, button):
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name=button).click()


def set_up(page, site):
    """The key that the page shows for typing, and the backup codes."""
    page.goto(f"{site}/admin/second-step/")
    page.get_by_role("button", name="Set it up").click()
    yield "key"
    key = b32decode(re.sub(r"\s", "", page.locator("code").inner_text()))
    give(page, f"{totp(key):06}", "Confirm")
    yield key, page.locator("#content-main code").all_inner_texts()


def log_out(page):
    page.get_by_role("button", name="Log out").click()


@pytest.fixture
def chief(opened, site):
    """A window in which an admin is at the desk, without a second step."""
    page = opened()
    give_password(page, site, "chief")
    return page


def seen(page):
    """What axe and the browser have to say. Django's links fade from scheme to scheme, which is not waited for."""
    page.evaluate(STILL)
    return [*violations(page), *page.said]


def test_second_step_is_set_up_and_asked_for_and_every_page_is_for_everyone(site, opened):
    page = opened()
    give_password(page, site, "scripted")
    steps = set_up(page, site)
    next(steps)
    assert not seen(page)
    key, codes = next(steps)
    assert not seen(page)
    log_out(page)
    give_password(page, site, "scripted")
    give(page, "abcdefgh", "Log in")
    assert page.get_by_role("alert").inner_text() == "This code is not right, or was used before."
    assert not seen(page)
    give(page, f"{totp(key, drift=1):06}", "Log in")
    page.wait_for_url(f"{site}/admin/")
    assert len(codes) == 10


def test_second_step_needs_no_script(site, opened):
    page = opened(java_script_enabled=False)
    give_password(page, site, "plain")
    steps = set_up(page, site)
    next(steps)
    _key, codes = next(steps)
    log_out(page)
    give_password(page, site, "plain")
    give(page, codes[3], "Log in")
    page.get_by_role("heading", name="The editors' desk").wait_for()
    page.goto(f"{site}/admin/second-step/")
    give(page, codes[4], "Remove the second step")
    page.get_by_role("button", name="Set it up").wait_for()


def rename(page, name):
    page.locator("#id_name").fill(name)
    page.get_by_role("button", name="Save and continue editing").click()


def make_outlet(page, site):
    page.goto(f"{site}/admin/articles/provider/add/")
    page.locator("#id_domain").fill("one.example")
    rename(page, "One")


def test_version_is_compared_and_brought_back(site, chief):
    make_outlet(chief, site)
    rename(chief, "Another")
    chief.get_by_role("link", name="History", exact=True).click()
    assert chief.locator(".versions ins").inner_text() == "Another"
    assert not seen(chief)
    chief.locator(".versions th a").last.click()
    assert not seen(chief)
    chief.get_by_role("button", name="Restore this version").click()
    assert chief.locator("#id_name").input_value() == "One"


@pytest.mark.parametrize("path", DESK)
def test_pages_about_people_are_for_everyone(site, chief, path):
    chief.goto(site + path)
    assert not seen(chief)
