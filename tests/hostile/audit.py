"""What must not be on a page, whatever the seeds say: markup that is not ours, addresses that run, odd characters."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import html5lib

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]"
)
"""What XML 1.0 forbids, or discourages, and what turns the direction of all that follows."""
TEMPTING = re.compile(rf"[<>{{}}]|\bon\w+=|{UNWANTED.pattern}")
"""What a page could take for something else than text."""
WHERE_TO = {
    "href",
    "src",
    "action",
    "formaction",
    "srcset",
    "poster",
    "data",
    "cite",
    "background",
    "ping",
}
NEVER = {"iframe", "object", "embed", "base", "marquee", "math", "frame", "frameset", "applet", "x-hostile"}


def ours() -> set[str]:
    """Names of the elements that our templates write."""
    written = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    headings = {f"h{level}" for level in range(1, 7)}
    return {"html", "head", "body", "tbody", *headings, *re.findall(r"<([a-z][a-z0-9-]*)", written)}


def elements(page: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every element of a page as a browser understands it, with its name."""
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            yield element.tag.rpartition("}")[2], element


def faults(page: str, known: set[str] | None = None) -> Iterator[str]:
    """All that is wrong with a page. `known` are the elements it may have, if that is settled."""
    if found := UNWANTED.search(page):
        yield f"{found[0]!r} in {page[max(0, found.start() - 40) : found.end() + 40]!r}"
    for name, element in elements(page):
        if name in NEVER or (known is not None and name not in known):
            yield f"<{name}>"
        if name == "script" and (element.text or "").strip() and not element.get("type", "").endswith("json"):
            yield f"<script>{element.text}"
        yield from (
            f"<{name} {fault}>" for key, value in element.items() for fault in _faults(key.rpartition("}")[2], value)
        )


def _faults(attribute: str, value: str) -> Iterator[str]:
    if attribute.startswith("on") or "hostile" in attribute or attribute in {"srcdoc", "style"}:
        yield f"{attribute}={value!r}"
    if attribute in WHERE_TO and not is_harmless(value):
        yield f"{attribute}={value!r}"


def is_harmless(address: str) -> bool:
    """Whether a browser that is sent there fetches something from a site, and nothing runs here."""
    address = re.sub(r"[\t\r\n]", "", address.strip("".join(map(chr, range(33)))))
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"", "http", "https", "mailto"} and parts.username is None and "\\" not in parts.netloc


def is_text_of_xml(*texts: str) -> bool:
    """Whether these can stand in XML 1.0, and come out of it as they went in."""
    root = ElementTree.Element("item", {"title": texts[0]})
    for text in texts:
        ElementTree.SubElement(root, "text").text = text
    read = ElementTree.fromstring(ElementTree.tostring(root))
    return [element.text or "" for element in read] == list(texts)
