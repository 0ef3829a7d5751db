"""Parts of an article that are bad: its outlet, topics, pictures, what is kept unread, and keys nobody knows."""

from tests.hostile import Case, either, imported, silent, warned
from tests.seeds import related

FROM_ADDRESS = {"domain": "space.example"}

BAD_DOMAINS = {
    "words": "not a domain!",
    "address": "http://space.example/",
    "path": "space.example/path",
    "dots": "..",
    "double-dot": "space..example",
    "hyphen": "-",
    "javascript": "javascript:alert(1)",
    "markup": "<script>alert(1)</script>",
    "quote": 'x" onclick="alert(1)',
    "up": "../../etc/passwd",
    "long": "a." * 150 + "example",
    "user": "user@space.example",
    "port": "space.example:8080",
    "control": "space\u0007.example",
    "www-alone": "www.",
    "no-dot": "localhost",
    "one-number": "2130706433",
}
NO_PROVIDERS = {
    "text": "Space Desk",
    "number": "7",
    "list": "[space.example]",
    "null": "null",
    "empty": "{}",
    "without-domain": "{name: Space Desk}",
    "domain-number": "{name: Space Desk, domain: 7}",
    "domain-null": "{name: Space Desk, domain: null}",
    "domain-list": "{name: Space Desk, domain: [space.example]}",
}


def outlet(**keys: object) -> dict[str, object]:
    return {"name": "Space Desk", "domain": "space.example", **keys}


PROVIDERS = [
    warned("provider-missing", "provider", provider=None, row=FROM_ADDRESS),
    *(
        warned(f"provider-{name}", "provider", f"provider: {raw}", row=FROM_ADDRESS)
        for name, raw in NO_PROVIDERS.items()
    ),
    *(
        warned(f"provider-domain-{name}", "provider.domain", provider=outlet(domain=bad), row=FROM_ADDRESS)
        for name, bad in BAD_DOMAINS.items()
    ),
    silent("provider-www", provider=outlet(domain="WWW.Space.Example."), row=FROM_ADDRESS),
    silent("provider-idn", provider=outlet(domain="münchen.example"), row={"domain": "xn--mnchen-3ya.example"}),
    silent(
        "provider-punycode", provider=outlet(domain="xn--mnchen-3ya.example"), row={"domain": "xn--mnchen-3ya.example"}
    ),
    imported("provider-name-missing", provider={"domain": "nameless.example"}, row={"domain": "nameless.example"}),
    warned("provider-name-number", "provider.name", provider=outlet(name=7), row=FROM_ADDRESS),
    warned("provider-name-long", "provider.name", provider=outlet(name="x" * 300), says="200", row=FROM_ADDRESS),
    warned("provider-logo", "provider.images[0]", provider=outlet(images=[{"url": "javascript:alert(1)"}])),
    warned("provider-logos-text", "provider.images", provider=outlet(images="logo.png")),
]

TOPICS = [
    imported("topic-case", topics=["Mixed Case", "MIXED CASE", "mixed case"], row={"topic_count": 1}),
    imported("topic-full-width", topics=["Wide Word", "Ｗｉｄｅ　Ｗｏｒｄ"], row={"topic_count": 1}),
    imported("topic-doubles", topics=["Twice", "Twice", "Twice"], row={"topics": ["Twice"]}),
    imported("topic-eszett", topics=["Straßen", "STRASSEN"], row={"topic_count": 1}),
    silent("topic-spaces", topics=["  Trimmed \t", "Deep \n  Space"], row={"topics": ["Trimmed", "Deep Space"]}),
    silent("topic-c", topics=["C", "C++", "C#"], row={"topics": ["C", "C++", "C#"], "distinct_slugs": 3}),
    silent("topic-emoji", topics=["🚀", "🛸", "🚀🛸"], row={"topics": ["🚀", "🛸", "🚀🛸"], "distinct_slugs": 3}),
    silent("topic-chinese", topics=["科技", "太空"], row={"topics": ["科技", "太空"], "distinct_slugs": 2}),
    silent("topic-scripts", topics=["Космос", "فضاء", "אסטרונומיה"], row={"distinct_slugs": 3}),
    silent("topic-signs", topics=["-", "--", "_", "…", "!", "?"], row={"distinct_slugs": 6}),
    silent("topic-alike", topics=["A B", "A-B", "A/B", "A.B", "A & B"], row={"distinct_slugs": 5}),
    silent("topic-up", topics=["../x", "..", ".", "/etc/passwd", "%2e%2e%2f"], row={"distinct_slugs": 5}),
    silent("topic-reserved", topics=["admin", "news", "topics", "api", "static"], row={"distinct_slugs": 5}),
    silent("topic-words", topics=["null", "None", "true", "page", "__proto__"], row={"distinct_slugs": 5}),
    silent("topic-address", topics=["a?b=c#d", "a%00b", "javascript:alert(1)"], row={"distinct_slugs": 3}),
    silent("topic-longest", topics=["é" * 200, "é" * 199 + "e"], row={"distinct_slugs": 2}),
    warned("topic-300", "topics[1]", topics=["Space", "x" * 300], says="200", row={"topics": ["Space"]}),
    warned("topic-empty", "topics[1]", topics=["Space", ""], row={"topics": ["Space"]}),
    warned("topic-blank", "topics[1]", topics=["Space", " \t "], row={"topics": ["Space"]}),
    warned("topic-null", "topics[1]", "topics: [Space, null]", row={"topics": ["Space"]}),
    warned("topic-number", "topics[0]", "topics: [2024, Space]", row={"topics": ["Space"]}),
    warned("topic-true", "topics[1]", "topics: [Space, on]", row={"topics": ["Space"]}),
    warned("topic-day", "topics[1]", "topics: [Space, 2024-05-01]", row={"topics": ["Space"]}),
    warned("topic-list", "topics[0]", "topics: [[Space], Space]", row={"topics": ["Space"]}),
    warned("topic-mapping", "topics[0]", "topics: [{name: Space}, Space]", row={"topics": ["Space"]}),
    warned("topic-invisible", "topics[1]", topics=["Space", "\u202e"], row={"topics": ["Space"]}),
    warned("topics-text", "topics", "topics: Space", row={"topics": []}),
    warned("topics-mapping", "topics", "topics: {Space: true}", row={"topics": []}),
    warned("topics-number", "topics", "topics: 7", row={"topics": []}),
    silent("topics-null", "topics: null", row={"topics": []}),
    silent("topics-none", "topics: []", row={"topics": []}),
    silent("topics-missing", topics=None, row={"topics": []}),
    either("topics-many", topics=[f"Many {number}" for number in range(30)], row={"title": "Webb sees far"}),
]


def picture(**changes: object) -> dict[str, object]:
    return {"url": "https://img.example/a.png", "width": 640, "height": 360, **changes}


BAD_PICTURES = {
    "javascript": "javascript:alert(1)",
    "data": "data:image/svg+xml,<svg onload=alert(1)>",
    "file": "file:///etc/passwd",
    "user": "https://user:secret@img.example/a.png",
    "no-host": "https:///a.png",
    "space-in-host": "https://img .example/a.png",
    "up": "../../../../../../etc/passwd",
    "up-inside": "pictures/../../a.png",
    "up-from-the-site": "/assets/../../../etc/passwd",
    "backslash": "..\\..\\a.png",
    "drive": "c:\\windows\\a.png",
    "nul": "pictures/a\0.png",
    "newline": "pictures/a\n.png",
    "long": f"https://img.example/{'x' * 2_000}",
    "absent": "pictures/there-is-none.png",
    "long-name": f"pictures/{'x' * 400}.png",
}
NO_PICTURES = {
    "null": "null",
    "number": "7",
    "list": "[a.png]",
    "empty": "{}",
    "no-url": "{width: 640}",
    "url-7": "{url: 7}",
}

PICTURES = [
    *(
        warned(f"image-{name}", "images[0]", images=[picture(url=bad)], row={"pictures": 0})
        for name, bad in BAD_PICTURES.items()
    ),
    *(
        warned(f"image-{name}", "images[0]", f"images: [{raw}]", row={"pictures": 0})
        for name, raw in NO_PICTURES.items()
    ),
    warned("image-second", "images[1]", images=[picture(), picture(url="javascript:alert(1)")], row={"pictures": 1}),
    warned("image-width-negative", "images[0].width", images=[picture(width=-1)]),
    warned("image-width-text", "images[0].width", images=[picture(width="640")]),
    warned("image-width-float", "images[0].width", images=[picture(width=640.5)]),
    warned("image-height-huge", "images[0].height", images=[picture(height=10**12)]),
    warned("image-height-true", "images[0].height", images=[picture(height=True)]),
    warned("image-title-long", "images[0].title", images=[picture(title="x" * 600)], says="500"),
    warned("image-title-number", "images[0].title", images=[picture(title=7)]),
    warned("image-cached-text", "images[0].isCached", images=[picture(isCached="yes")]),
    warned("images-text", "images", "images: https://img.example/a.png", row={"pictures": 0}),
    warned("images-mapping", "images", images=picture(), row={"pictures": 0}),
    silent("images-null", "images: null", row={"pictures": 0}),
    silent("images-none", "images: []", row={"pictures": 0}),
    imported("images-doubles", images=[picture(), picture()], row={"pictures": 1}),
    imported("images-many", images=[picture(url=f"https://img.example/{n}.png") for n in range(200)]),
]

FRAME = '<iframe src="https://www.youtube.com/embed/aaaaaaaaaaa"></iframe>'
UNREAD = [
    silent("embed-frame", featuredContent=FRAME, row={"featured_content": FRAME}),
    imported("embed-javascript", featuredContent='<iframe src="javascript:alert(1)" x-hostile></iframe>'),
    imported("embed-script", featuredContent="<script>alert(1)</script><x-hostile onclick=alert(1)>"),
    imported("embed-srcdoc", featuredContent='<iframe srcdoc="<script>alert(1)</script>"></iframe>'),
    imported("embed-host", featuredContent='<iframe src="https://www.youtube.com.evil.example/embed/x"></iframe>'),
    imported("embed-long", featuredContent=FRAME * 1_000),
    imported("embed-control", r'featuredContent: "<iframe\0>"', row={"title": "Webb sees far"}),
    warned("embed-list", "featuredContent", "featuredContent: [a]", row={"featured_content": ""}),
    warned("embed-number", "featuredContent", "featuredContent: 7", row={"featured_content": ""}),
    silent("secured", secured="YWJj;ZGVm", row={"secured": "YWJj;ZGVm"}),
    silent("secured-markup", secured="<script>alert(1)</script>", row={"secured": "<script>alert(1)</script>"}),
    warned("secured-number", "secured", "secured: 7", row={"secured": ""}),
    warned("secured-mapping", "secured", "secured: {a: b}", row={"secured": ""}),
    imported("secured-control", r'secured: "a\0b"', row={"title": "Webb sees far"}),
]

WHOLE = {"title": "Webb sees far", "is_public": True}
NAMES = {
    "class": "__class__",
    "proto": "__proto__",
    "dict": "__dict__",
    "init": "__init__",
    "constructor": "constructor",
    "self": "self",
    "pydantic": "__pydantic_extra__",
    "model-config": "model_config",
    "model-extra": "model_extra",
    "extra": "extra",
    "id": "_id",
    "pk": "pk",
    "slug": "slug",
    "status": "status",
    "edited-fields": "edited_fields",
    "published-at": "published_at",
    "markup": "<b x-hostile>",
    "quote": "' onclick='x-hostile",
    "newline": "a\nb: c",
    "emoji": "🚀",
    "empty": "",
    "template": "{{ 7*7 }}",
    "format": "%(title)s",
    "rich": "[bold red]x[/]",
    "long": "x" * 5_000,
}
NEARLY = {
    "spaces": " title ",
    "capitals": "TITLE",
    "web-url": "web_url",
    "zero-width": "ti\u200btle",
    "full-width": "ｔｉｔｌｅ",
    "hyphen": "web-url",
}
UNCLEAN = {"nul": "a\0b", "escape": "\x1b[31mred", "bidi": "\u202eevil"}
TAKEN = {"title": "title\0", "other": "oth\x1ber"}
NOT_FOR_READERS = {
    "draft": ("draft", True),
    "removed": ("removed", True),
    "removed-one": ("removed", 1),
    "removed-text": ("removed", "yes"),
    "removed-unclear": ("removed", "perhaps"),
    "draft-capitals": ("Draft", True),
    "draft-time": ("draft", "2024-05-01"),
}
FOR_READERS: dict[str, object] = {"false": False, "null": None, "zero": 0, "text": "false", "no": "No", "none": []}
HIDDEN = {"status": "draft", "is_public": False}
UNKNOWN = [
    *(silent(f"key-{name}", **{key: "javascript:alert(1)"}, row=WHOLE) for name, key in NAMES.items()),
    *(warned(f"key-{name}", "", **{key: "x"}, says="did you mean", row=WHOLE) for name, key in NEARLY.items()),
    *(
        warned(f"key-{name}", "", **{key: "x"}, says="are left out; kept as", row=WHOLE)
        for name, key in UNCLEAN.items()
    ),
    *(
        warned(f"key-taken-{name}", name, other=1, **{key: 2}, says="; left out", row=WHOLE)
        for name, key in TAKEN.items()
    ),
    warned(
        "key-below-taken", "more.ab", more={"ab": 1, "a\0b": 2}, says="; left out", row={"extra": {"more": {"ab": 1}}}
    ),
    warned("key-in-related", "related[0].Title", related=[related(Title="x")], says="did you mean title", row=WHOLE),
    *(warned(name, "", **{key: value}, says="draft", row=HIDDEN) for name, (key, value) in NOT_FOR_READERS.items()),
    *(silent(f"not-removed-{name}", removed=value, row=WHOLE) for name, value in FOR_READERS.items()),
    silent("key-is-listed", is_listed=True, published=False, row={"published": False}),
    silent("keys-1000", **{f"unknown {number}": number for number in range(1_000)}, row=WHOLE),
    imported("key-is-a-number", "1: one", row=WHOLE),
    imported("key-is-true", "true: one", row=WHOLE),
    imported("key-is-null", "null: one", row=WHOLE),
    silent("value-null", "other: null", row=WHOLE),
    imported("value-huge", f"other: {'9' * 100}", row=WHOLE),
    imported("value-more-than-python-reads", f"other: {'9' * 5_000}", row=WHOLE),
    imported("value-infinite", "other: [.inf, -.inf, .nan]", row=WHOLE),
    imported("value-no-day", "other: 2024-13-45", row=WHOLE),
    imported("value-time", "other: 9999-12-31T23:59:59-12:00", row=WHOLE),
    imported("value-noncharacter", r'other: {"\0": "\uFFFE"}', row=WHOLE),
    imported("taxonomy-unknown", taxonomy="evil", row=WHOLE),
    imported("taxonomy-number", "taxonomy: 7", row=WHOLE),
    imported("taxonomy-list", "taxonomy: [topic]", row=WHOLE),
]

CASES: list[Case] = [*PROVIDERS, *TOPICS, *PICTURES, *UNREAD, *UNKNOWN]
