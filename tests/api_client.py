"""A program that reads news as JSON, written from the publisher's description alone. It knows nothing of this site."""

from collections.abc import Callable, Iterator
from typing import Any

ENVELOPE = ["page", "value", "nextPage"]
ITEM = [
    "path",
    "title",
    "excerpt",
    "sourceUrl",
    "webUrl",
    "originalUrl",
    "featuredContent",
    "highlight",
    "heat",
    "tags",
]
ITEM += ["images", "content", "type", "ampWebUrl", "cdnAmpWebUrl", "publishedDateTime", "updatedDateTime", "provider"]
ITEM += ["locale", "categories", "topics"]
PROVIDER = ["name", "domain", "images", "publishers", "authors"]
IMAGE = ["url", "width", "height", "title", "attribution", "isCached"]

Get = Callable[[str], Any]
"""The JSON at an address; the client's user says how it is fetched."""


def pages(get: Get, path: str) -> Iterator[dict[str, Any]]:
    """All pages of a list from the first on. `page` and `nextPage` are whole numbers, nextPage null at the end."""
    number: int | None = 1
    while number is not None:
        page = get(f"{path}page/{number}/")
        assert list(page) == ENVELOPE
        assert (type(page["page"]), page["page"]) == (int, number)
        assert page["nextPage"] is None or (type(page["nextPage"]), page["nextPage"]) == (int, number + 1)
        assert len(page["value"]) == 25 or page["nextPage"] is None
        yield page
        number = page["nextPage"]


def items(get: Get, path: str) -> list[dict[str, Any]]:
    """All items of a list, each looked at as this client must."""
    found = [item for page in pages(get, path) for item in page["value"]]
    for item in found:
        assert list(item) == ITEM
        assert list(item["provider"]) == PROVIDER
        assert [item[key] for key in ("sourceUrl", "highlight", "tags", "content")] == [None, None, None, ""]
        for images in (item["images"], item["provider"]["images"]):
            assert images is None or (images and all(list(image) == IMAGE for image in images))
    times = [item["publishedDateTime"] for item in found]
    assert times == sorted(times, reverse=True)
    return found


def topics(get: Get) -> dict[str, str]:
    """Names of all topics by id."""
    return {topic["id"]: topic["name"] for topic in get("/api/topics/")["value"]}
