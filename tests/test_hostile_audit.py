"""The audit of pages sees what it is there to see."""

from xml.etree import ElementTree

import pytest

from tests.hostile import audit


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<p onclick='alert(1)'>",
        "<img src=/static/a.png onerror=alert(1)>",
        "<svg><a xlink:href='javascript:alert(1)'>",
        "<a href='javascript:alert(1)'>",
        "<a href=' JAVA\tSCRIPT:alert(1)'>",
        "<a href='data:text/html,x'>",
        "<a href='https://user@evil.example/'>",
        "<a href='https://space.example\\@evil.example/'>",
        "<form action='vbscript:x'>",
        "<button formaction='javascript:x'>",
        "<iframe></iframe>",
        "<base href='//evil.example'>",
        "<p style='display: none'>",
        "<p x-hostile>",
        "<x-hostile>",
        "a\x0bb",
        "a\u202eb",
        "a\uffffb",
    ],
)
def test_fault_is_seen(page):
    assert list(audit.faults(page))


def test_element_that_is_not_ours_is_seen():
    assert "b" not in audit.ours()
    assert list(audit.faults("<p><b>bold</b></p>", audit.ours())) == ["<b>"]


@pytest.mark.parametrize(
    "page",
    [
        "<script src='/static/a.js'></script>",
        "<script type='application/json'>{}</script>",
        "<a href='https://space.example/?u=javascript:x'>&lt;script&gt; onclick=alert(1)</a>",
        "<p title='&quot; onclick=&quot;x'>{{ 7*7 }} \u200f العربية 👩‍👩‍👧</p>",
    ],
)
def test_what_is_harmless_is_let_be(page):
    assert list(audit.faults(page)) == []


@pytest.mark.parametrize(("text", "holds"), [("a <b> & ]]> c", True), ("a\x07b", False), ("a\ufffeb", False)])
def test_text_that_xml_cannot_hold_is_seen(text, holds):
    try:
        assert audit.is_text_of_xml(text) is holds
    except ElementTree.ParseError:
        assert not holds
