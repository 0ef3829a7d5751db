"""Related coverage that names itself, too much of it, or things that are no coverage."""

from tests.hostile import Case, address, imported, silent, warned
from tests.seeds import related

GOOD = related("Kept")
KEPT = {"related": ["Kept"]}
GOOD_AS_WRITTEN = '{title: Kept, webUrl: "https://other.example/w", provider: {domain: other.example}}'
NO_ENTRIES = {
    "text": "Webb",
    "number": "7",
    "null": "null",
    "true": "true",
    "list": "[a, b]",
    "empty": "{}",
    "day": "2024-05-01",
    "junk": "{a: [{b: {c: [1, {d: e}]}}]}",
}
NO_LISTS = {"text": "Webb", "number": "7", "true": "true", "mapping": "{title: Webb}", "empty-mapping": "{}"}


def without(key: str) -> dict[str, object]:
    entry = related("Lacking")
    del entry[key]
    return entry


def entry(name: str, field: str, value: object, **row: object) -> Case:
    """A good entry, and one with a bad value: the warning names the value."""
    return warned(f"related-{name}", f"related[1].{field}", related=[GOOD, {**related("Bad"), field: value}], row=row)


def itself(name: str, **urls: str) -> Case:
    """An entry that is the article: dropped."""
    given = {"webUrl": None, **urls}
    return warned(name, "related[0]", related=[related("Itself", **given), GOOD], row=KEPT)


CASES: list[Case] = [
    silent(
        "related-one-address-two-headlines",
        related=[related("Concerns of security"), related("Concerns of privacy")],
        row={"related": ["Concerns of security", "Concerns of privacy"]},
    ),
    silent("related-alike", related=[related("Kept"), related("Kept")], row={"related": ["Kept", "Kept"]}),
    itself("related-itself", webUrl=address("related-itself")),
    itself("related-itself-by-origin", originalUrl=address("related-itself-by-origin")),
    warned(
        "related-itself-only",
        "related[0]",
        related=[related("Itself", webUrl=address("related-itself-only"))],
        row={"related": []},
    ),
    silent("related-50", related=[related(f"Entry {n}") for n in range(50)], row={"related_count": 50}),
    warned(
        "related-51",
        "related",
        related=[related(f"Entry {n}") for n in range(51)],
        says="50",
        row={"related_count": 50},
    ),
    warned(
        "related-600",
        "related",
        related=[related(f"Entry {n}") for n in range(600)],
        says="50",
        row={"related_count": 50},
    ),
    *(
        warned(
            f"related-is-{name}",
            "related[0]",
            f"related:\n  - {raw}\n  - {GOOD_AS_WRITTEN}",
            row=KEPT,
        )
        for name, raw in NO_ENTRIES.items()
    ),
    *(
        warned(f"related-list-is-{name}", "related", f"related: {raw}", row={"related": []})
        for name, raw in NO_LISTS.items()
    ),
    silent("related-null", "related: null", row={"related": []}),
    silent("related-none", "related: []", row={"related": []}),
    warned("related-without-title", "related[1]", related=[GOOD, without("title")], row=KEPT),
    warned("related-without-provider", "related[1]", related=[GOOD, without("provider")]),
    imported("related-without-address", related=[GOOD, without("webUrl")], row={"title": "Webb sees far"}),
    silent("related-without-quality", related=[without("quality")], row={"related": ["Lacking"]}),
    silent("related-in-related", related=[related("Kept", related=[related("Below", related=[GOOD])])], row=KEPT),
    silent("related-unknown-keys", related=[related("Kept", **{"__class__": "x", "<b>": 1, "same_as": 1})], row=KEPT),
    entry("title-number", "title", 7, related=["Kept"]),
    entry("title-long", "title", "x" * 501, related=["Kept"]),
    entry("excerpt-number", "excerpt", 7),
    entry("javascript", "webUrl", "javascript:alert(1)"),
    entry("amp-javascript", "ampWebUrl", "javascript:alert(1)"),
    entry("user", "webUrl", "https://user:secret@other.example/"),
    entry("time", "publishedDateTime", "yesterday", related=["Kept", "Bad"]),
    entry("year-9999", "publishedDateTime", "9999-01-01T00:00:00Z", related=["Kept", "Bad"]),
    entry("quality", "quality", "high", related=["Kept", "Bad"]),
    entry("type", "type", "podcast", related=["Kept", "Bad"]),
    entry("provider-text", "provider", "Other Desk"),
    entry("images-text", "images", "a.png", related=["Kept", "Bad"]),
    warned(
        "related-image",
        "related[0].images[0]",
        related=[related("Kept", images=[{"url": "javascript:alert(1)"}])],
        row=KEPT,
    ),
    warned(
        "related-domain",
        "related[0].provider",
        related=[related("Kept", provider={"name": "Other", "domain": "not a domain!"})],
    ),
]
