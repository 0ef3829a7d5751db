"""The desk of a site with the demo's news, as an Editor, a Contributor and a Viewer find it in Chromium."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.looking import violations
from tests.sites import made, make_demo, manage, served, shared_folder

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORD = "a long way to the Moon"
GROUPS = {"ed": "Editor", "con": "Contributor", "vic": "Viewer"}
PEOPLE = f"""
from django.contrib.auth.models import Group, User
for name, group in {GROUPS}.items():
    User.objects.create_user(name, password="{PASSWORD}", is_staff=True).groups.add(Group.objects.get(name=group))
User.objects.create_superuser("chief", password="{PASSWORD}")
"""
STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("* { transition: none !important }");
    document.adoptedStyleSheets = [still];
}"""


def make_newsdesk(folder: Path) -> None:
    shutil.copytree(made(folder.with_name("site-demo"), make_demo), folder)
    manage(folder, "shell", "--verbosity", "0", "-c", PEOPLE)


@pytest.fixture(scope="module")
def newsdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demo site that is the test module's own, with people of each group (`GROUPS`)."""
    folder = tmp_path_factory.mktemp("newsdesk") / "site"
    shutil.copytree(made(shared_folder(tmp_path_factory) / "site-newsdesk", make_newsdesk), folder)
    with served(folder) as url:
        yield url


@pytest.fixture
def logged_in(newsdesk: str, window: "Callable[..., Page]") -> "Iterator[Callable[..., Page]]":
    """A function that opens the desk for one of the people. What the browser complains of fails the test."""
    said: list[str] = []

    def opened(name: str = "ed", width: int = 1280, **options: Any) -> "Page":
        page = window(width, base_url=newsdesk, **options)
        page.set_default_timeout(30_000)
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto("/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("button", name="Log out").wait_for()
        return page

    yield opened
    assert said == []


def faults(page: "Page") -> list[str]:
    """What axe finds on the page. Django's links fade from scheme to scheme, which is not waited for."""
    page.evaluate(STILL)
    return list(violations(page))
