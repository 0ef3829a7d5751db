"""Seed files that are hard to import in the same way whatever their order: names, logos, sizes and copies that differ.

Each case is a few files; `FILES` has all of them, by path. None is wrong: an import takes every one.
"""

from base64 import b64decode

PIXELS = {
    "a": b64decode("R0lGODdhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs="),
    "b": b64decode("R0lGODdhAQABAIAAAAAA/wAAACwAAAAAAQABAAACAkQBADs="),
}
"""Two pictures of one pixel, a red and a blue one."""


def article(title: str, *lines: str, outlet: str = "corner.example", name: str = "Corner", hour: int = 9) -> str:
    """The text of a small article; `lines` are YAML put behind what every article has."""
    slug = title.lower().replace(" ", "-")
    has = {line.partition(":")[0] for line in lines}
    known = {
        "title": title,
        "publishedDateTime": f"2024-02-01T{hour:02}:00:00Z",
        "webUrl": f"https://{outlet}/{slug}",
        "published": "true",
        "provider": f"{{name: {name}, domain: {outlet}}}",
        "topics": "[Corner]",
    }
    kept = [f"{key}: {value}" for key, value in known.items() if key not in has]
    return "\n".join(["---", *kept, *lines, "---", ""])


def entry(title: str, url: str, *, domain: str = "entry.example", more: str = "") -> str:
    """An entry of related coverage, in YAML's flow style."""
    when = "2024-02-01T08:00:00Z"
    return f"{{title: {title}, publishedDateTime: {when}, webUrl: '{url}', provider: {{domain: {domain}}}{more}}}"


def files_of(case: str, *texts: str) -> dict[str, str]:
    """An article file for each text."""
    return {f"_news/corner/2024-02-01-{case}-{number}.md": text for number, text in enumerate(texts)}


def provider(*, name: str = "", logo: str = "") -> str:
    logos = f", images: [{{url: 'https://logos.example/{logo}.png'}}]" if logo else ""
    return f"provider: {{domain: {'logos' if logo else 'spelled'}.example{f', name: {name}' if name else ''}{logos}}}"


def picture(width: int, height: int) -> str:
    return f"images: [{{url: 'https://corner.example/p.jpg', width: {width}, height: {height}}}]"


CASES: dict[str, dict[str, str]] = {
    "a topic's name in two cases": files_of(
        "case", article("Deep one", "topics: [deep sea]"), article("Deep two", "topics: [Deep Sea, Corner]")
    ),
    "a topic that its file spells otherwise": {
        **files_of("spelling", article("Quantum", "topics: [QUANTUM THINGS]")),
        "_data/topics/07-quantum-things.yaml": "_id: quantum-things\nname: Quantum Things\n",
    },
    "a topic file whose id is not its name's": {
        **files_of("id", article("Vision", "topics: [Computer Vision]")),
        "_data/topics/08-cv.yaml": "_id: cv\nname: Computer Vision\n",
    },
    "a parent that has no file": {
        "_data/topics/09-below.yaml": "_id: below\nname: Below\nparent: Above all\n",
    },
    "an outlet's name spelled in two ways at one moment": files_of(
        "spelled",
        article("Spelled one", provider(name="The Spelled"), outlet="spelled.example"),
        article("Spelled two", provider(name="Spelled Daily"), outlet="spelled.example"),
        article("Spelled three", provider(), outlet="spelled.example", hour=10),
    ),
    "an outlet that only entries name": files_of(
        "entries",
        article("Entries one", f"related: [{entry('Alone', 'https://entry.example/1')}]"),
        article("Entries two", "related: [{title: Undated, webUrl: 'https://entry.example/2', "
                "provider: {name: Entry House, domain: entry.example}}]"),
    ),
    "two logos of one outlet": files_of(
        "logos",
        article("Logo one", provider(logo="b"), outlet="logos.example"),
        article("Logo two", provider(logo="a"), outlet="logos.example"),
        article("Logo three", provider(logo="c"), outlet="logos.example", hour=10),
    ),
    "a picture's size told in two ways": files_of(
        "size",
        article("Size one", picture(600, 1200)),
        article("Size two", picture(1200, 600)),
        article("Size three", picture(10, 10)),
    ),
    "one article under two keys": files_of(
        "keys", article("Told twice"), article("Told twice", "excerpt: And in more words.")
    ),
    "one file in two folders": {
        "_news/corner/copy/2024-02-01-copied.md": article("Copied"),
        "_news/corner/2024-02-01-copied.md": article("Copied"),
    },
    "one key of two outlets": {
        "_news/corner/a/2024-02-01-keyed.md": article("Keyed", outlet="a.example"),
        "_news/corner/b/2024-02-01-keyed.md": article("Keyed", outlet="b.example"),
    },
    "a file's name that is no key": {
        "_news/corner/no-key.md": article("No key at all"),
    },
    "an entry that is at the address of two articles": files_of(
        "address",
        article("Same address one", "webUrl: https://one.example/same", outlet="one.example"),
        article("Same address two", "webUrl: https://one.example/same", outlet="two.example"),
        article("Points there", f"related: [{entry('Same address two', 'https://one.example/same')}]"),
        article("Points there too", f"related: [{entry('Other title', 'https://one.example/same')}]"),
    ),
    "an entry that is the article itself": files_of(
        "itself", article("Itself", f"related: [{entry('Itself', 'https://corner.example/itself')}]")
    ),
    "one picture beside two files, under two names": files_of(
        "beside",
        article("Beside one", "images: [{url: a.gif, title: First}, {url: b.gif}]"),
        article("Beside two", "images: [{url: again.gif}]"),
    ),
}  # fmt: skip

FILES = {path: text for files in CASES.values() for path, text in files.items()}
PICTURES = {f"_news/corner/{name}.gif": PIXELS[name[0]] for name in ("a", "b", "again")}
"""What lies beside the files."""
