"""Looking finds what it looks for: a page with one thing wrong has just that fault."""

import pytest

from tests.looking import faults

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><title>A page</title><meta name="viewport" content="width=device-width">
<main><h1>A page</h1>{}</main></html>"""
LATE = "const late = () => document.querySelector('h1').style.marginTop = '300px'"
LATE += "; requestAnimationFrame(() => requestAnimationFrame(late))"
WRONG = {
    "other host": ('<link rel="stylesheet" href="http://127.0.0.2:9/x.css">', "asks http://127.0.0.2:9/x.css"),
    "console": ("<script>console.log('hello')</script>", "console: hello"),
    "error": ("<script>nothing.there</script>", "error: nothing is not defined"),
    "broken picture": ('<img src="data:image/png;base64,AAAA" alt="A picture">', "360: broken: data:"),
    "layout shift": (f"<p>Text</p><script>{LATE}</script>", "360: shift: 0."),
    "sideways": ('<p style="width: 350px">Text</p>', "wider than 320: P. Text"),
    "contrast": ('<p style="color: silver">Text</p>', "360: light: color-contrast: p"),
    "contrast in the dark": (
        '<style>@media (prefers-color-scheme: dark) { p { color: silver } }</style><p>Text</p>',
        "360: dark: color-contrast: p",
    ),
    "no alternative text": ('<svg role="img"></svg>', "360: light: svg-img-alt: svg"),
    "text by script": ("<script>document.querySelector('h1').textContent = 'Else'</script>", "JavaScript: 'Else'"),
}  # fmt: skip


@pytest.fixture
def found(demo, shared_page):
    """A function that tells the faults of a page with this in it."""

    def look(body):
        html = {"content_type": "text/html; charset=utf-8", "body": PAGE.format(body)}
        shared_page.route(f"{demo}/looked-at/", lambda route: route.fulfill(**html))
        return faults(shared_page, f"{demo}/looked-at/", [360])

    return look


def test_sound_page_is_without_fault(found):
    assert found("<p>Text</p>") == []


@pytest.mark.parametrize(("body", "fault"), WRONG.values(), ids=WRONG)
def test_fault_is_found(found, body, fault):
    assert [line for line in found(body) if line.startswith(fault)]
