"""Text that is odd, invisible, backwards, too long, or markup: shown as text, or left out."""

from tests.hostile import Case, either, imported, refused, silent, warned

BIDI = [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]
MARKUP = {
    "script": "<script>alert(1)</script>",
    "script-in-capitals": "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "script-unclosed": "<script>alert(1)//",
    "script-end": "</script><script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "vector": "<svg/onload=alert(1)><animate onbegin=alert(1)>",
    "title-end": "</title><script>alert(1)</script><x-hostile>",
    "textarea-end": "</textarea><x-hostile onclick=alert(1)>",
    "quote-double": '" onmouseover="alert(1)" x-hostile="',
    "quote-single": "' onfocus='alert(1)' autofocus x-hostile='",
    "quote-none": "x onmouseover=alert(1) x-hostile",
    "link": '<a href="javascript:alert(1)" x-hostile>click</a>',
    "frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "form": '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">',
    "base": '<base href="https://evil.example/">',
    "meta": '<meta http-equiv="refresh" content="0;url=data:text/html,x-hostile">',
    "style": "<style>body{display:none}</style>",
    "style-end": "</style><x-hostile>",
    "comment": "<!-- x-hostile",
    "comment-end": "--><x-hostile>",
    "cdata": "<![CDATA[<x-hostile>]]>",
    "cdata-end": "]]><x-hostile/>",
    "doctype": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "instruction": "<?xml version='1.0'?><?php echo 1 ?>",
    "template": "{{ 7*7 }} {{ settings.SECRET_KEY }}",
    "template-tag": "{% load static %}{% debug %}",
    "template-comment": "{# x #}{% comment %}",
    "template-end": "{% endblock %}{% endautoescape %}",
    "format": "%s %(title)s %n {0} {title} ${title}",
    "shell": "$(touch /tmp/x) `id` ; rm -rf / | cat",
    "sql": "'; DROP TABLE articles_article; --",
    "null-byte-tag": "<scr\\0ipt>".replace("\\0", ""),
    "slashes": "../../etc/passwd \\\\evil\\share",
    "mutation": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "open-tag": "<x-hostile",
    "less-than": "1 < 2 && 3 > 2",
}
ESCAPES = {
    "nul": r"\0",
    "bell": r"\a",
    "backspace": r"\b",
    "escape": r"\e",
    "form-feed-like": r"\x1c",
    "delete": r"\x7f",
    "c1": r"\x80\x9f",
    "noncharacters": r"\uFFFE\uFFFF",
}
PLAIN = {
    "one-word": "W" * 400,
    "emoji-joined": "👩‍👩‍👧‍👦 🏳️‍🌈 🇦🇹 👍🏽",
    "arabic": "ناسا تكتشف كوكبا جديدا",
    "hebrew-and-latin": "Webb: טלסקופ sees far",
    "right-to-left-mark": "Webb\u200f! \u200eFar",
    "chinese": "韦伯望远镜看得很远",
    "thai": "กล้องโทรทรรศน์อวกาศเจมส์เวบบ์",
    "beyond-the-first-plane": "𝕎𝕖𝕓𝕓 𓀀",
    "longest": "é" * 500,
    "looks-like-null": "null",
    "looks-like-a-number": "12e7",
}


def markup(name: str, written: str) -> Case:
    """The same in every text of a seed: it comes out as it went in, as text."""
    image = {"url": f"https://img.example/{name}.png", "width": 640, "height": 360, "title": written}
    return silent(
        name,
        title=written,
        excerpt=written,
        category=written,
        topics=[written],
        provider={"name": written, "domain": f"{name}.example"},
        images=[{**image, "attribution": written}],
        related=[
            {
                "title": written,
                "excerpt": written,
                "webUrl": "https://other.example/x",
                "provider": {"name": written, "domain": "other.example"},
            }
        ],
        row={"title": written, "excerpt": written, "topics": [written], "related": [written]},
    )


def title(name: str, written: str, becomes: str) -> Case:
    """A title, written as YAML, and what a reader sees."""
    return silent(name, f"title: {written}", row={"title": becomes})


MARKED_UP = [markup(f"markup-{name}", written) for name, written in MARKUP.items()]

UNPRINTABLE = [title(f"escape-{name}", f'"We{written}bb"', "Webb") for name, written in ESCAPES.items()]
UNPRINTABLE += [title(f"bidi-{ord(control):x}", f'"We{control}bb"', "Webb") for control in BIDI] + [
    silent("bidi-in-excerpt", excerpt=f"a{''.join(BIDI)}b", row={"excerpt": "ab"}),
    silent("bidi-in-topic", topics=["Bidi\u202eTopic"], row={"topics": ["BidiTopic"]}),
    silent("bidi-in-provider", provider={"name": "De\u2067sk", "domain": "bidi.example"}, row={"outlet": "Desk"}),
    silent("bidi-by-entity", title="We&#x202E;b&#8238;b&#x2066;", row={"title": "Webb"}),
    silent("bidi-by-escape", r'title: "We\u202Ebb"', row={"title": "Webb"}),
    silent("control-by-entity", title="We&#7;b&#x0;b", row={"printable": True}),
    silent("noncharacter-by-entity", title="We&#xFFFE;b&#xFFFF;b", row={"printable": True}),
    silent("surrogate-by-entity", title="We&#xD800;bb", row={"printable": True}),
    silent("too-great-by-entity", title="We&#99999999999;bb", row={"printable": True}),
    silent("control-in-excerpt", r'excerpt: "a\0b\x1bc\uFFFFd"', row={"excerpt": "abcd"}),
    silent("control-in-topic", r'topics: ["Mo\0on"]', row={"topics": ["Moon"]}),
    either("surrogate-by-escape", r'title: "We\uD800bb"', row={"title": "Webb"}),
    either("surrogates-by-escapes", r'title: "Webb \uD83D\uDE80"', row={"printable": True}),
    either("control-as-it-is", "title: We\x07bb", row={"title": "Webb"}),
    either("nul-as-it-is", "title: We\0bb", row={"title": "Webb"}),
    either("noncharacter-as-it-is", "title: We\ufffebb", row={"title": "Webb"}),
]

FOLDED = [
    title("fold-literal", "|\n  Webb\n  sees\n\n  far\n", "Webb sees far"),
    title("fold-folded", ">\n  Webb\n  sees far\n", "Webb sees far"),
    title("fold-escapes", r'"Webb\nsees\r\n\t far\n"', "Webb sees far"),
    title("fold-unicode-lines", r'"Webb\Lsees\Pfar\N!"', "Webb sees far !"),
    title("fold-entities", '"Webb&#10;sees&NewLine;&Tab;far"', "Webb sees far"),
    title("fold-no-break-spaces", '"Webb&nbsp;sees\u00a0\u2003far\u3000"', "Webb sees far"),
    title("fold-vertical-tab", r'"Webb\vsees\ffar"', "Webb sees far"),
    silent("fold-topic", r'topics: ["Deep\nSpace"]', row={"topics": ["Deep Space"]}),
    title("nfc", r'"Cafe\u0301 A\u030A"', "Café Å"),
    title("nfc-by-entity", '"Cafe&#x301;"', "Café"),
    title("nfc-hangul", r'"\u1112\u1161\u11AB"', "한"),
    silent("nfc-topic", topics=["Cafe\u0301"], row={"topics": ["Café"]}),
]

ENTITIES = [
    title("entity-once", '"&lt;b&gt;bold&lt;/b&gt;"', "<b>bold</b>"),
    title("entity-twice", '"&amp;lt;script&amp;gt;"', "&lt;script&gt;"),
    title("entity-thrice", '"&amp;amp;lt;x-hostile&amp;amp;gt;"', "&amp;lt;x-hostile&amp;gt;"),
    title("entity-script", '"&#60;script&#62;alert(1)&#x3c;/script&#x3E;"', "<script>alert(1)</script>"),
    title("entity-title-end", '"&lt;/title&gt;&lt;x-hostile&gt;"', "</title><x-hostile>"),
    title("entity-quote", '"&quot; onclick=&#39;alert(1)&#39;"', "\" onclick='alert(1)'"),
    title("entity-unknown", '"&notanentityatall; &;"', "¬anentityatall; &;"),
    title("entity-ampersand", '"AT&T & R&D"', "AT&T & R&D"),
    title("entity-cut", '"Webb &#82"', "Webb R"),
    title("entity-template", '"&#123;&#123; 7*7 &#125;&#125;"', "{{ 7*7 }}"),
]

READABLE = [silent(f"plain-{name}", title=written, row={"title": written}) for name, written in PLAIN.items()]
READABLE += [
    imported("zalgo", title=f"Z{chr(0x300) * 4_000}algo", row={"printable": True}),
    refused("title-501", title="é" * 501, at="title", says="500"),
    refused("title-10000", title="x" * 10_000, at="title", says="500"),
    silent("title-500-as-entities", title="&amp;" * 500, row={"title": "&" * 500}),
    warned("excerpt-10000", "excerpt", excerpt="x" * 10_000, says="5,?000", row={"excerpt_is_limited": True}),
    silent("excerpt-5000", excerpt="x" * 5_000, row={"excerpt": "x" * 5_000}),
    imported("excerpt-200-kilobytes", excerpt="word " * 40_000, row={"title": "Webb sees far"}),
]

UNUSABLE = [
    refused("title-missing", title=None, at="title", says="required|expected"),
    refused("title-null", "title: null", at="title", says="expected"),
    refused("title-empty", 'title: ""', at="title", says="expected"),
    refused("title-blank", 'title: "  \\t\\n&nbsp;"', at="title", says="expected"),
    refused("title-of-controls", r'title: "\0\a\uFFFF"', at="title", says="expected"),
    refused("title-of-bidi-controls", f'title: "{"".join(BIDI)}"', at="title", says="expected"),
    refused("title-invisible", r'title: "\u200B\u200D\u2060"', at="title", says="expected"),
    refused("title-number", "title: 42", at="title", says="text"),
    refused("title-true", "title: true", at="title", says="text"),
    refused("title-no", "title: No", at="title", says="text"),
    refused("title-day", "title: 2024-05-01", at="title", says="text"),
    refused("title-list", "title: [Webb]", at="title", says="text"),
    refused("title-mapping", "title: {en: Webb}", at="title", says="text"),
    warned("excerpt-number", "excerpt", "excerpt: 42", row={"excerpt": ""}),
    warned("excerpt-list", "excerpt", "excerpt: [a, b]", row={"excerpt": ""}),
    warned("excerpt-true", "excerpt", "excerpt: true", row={"excerpt": ""}),
    silent("excerpt-null", "excerpt: null", row={"excerpt": ""}),
    warned("category-number", "category", "category: 7"),
    warned("category-long", "category", category="x" * 300, says="200"),
    warned("type-unknown", "type", "type: podcast", row={"type": "article"}),
    warned("type-number", "type", "type: 1", row={"type": "article"}),
    warned("type-list", "type", "type: [video]", row={"type": "article"}),
]

CASES: list[Case] = [*MARKED_UP, *UNPRINTABLE, *FOLDED, *ENTITIES, *READABLE, *UNUSABLE]
