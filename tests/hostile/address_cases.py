"""Addresses that are none, that lead elsewhere than they seem to, or that run what they hold."""

from tests.hostile import Case, address, imported, refused, silent, warned

BAD = {
    "javascript": "javascript:alert(1)",
    "javascript-capitals": "JaVaScRiPt:alert(1)",
    "javascript-space": " javascript:alert(1)",
    "javascript-tab": "java\tscript:alert(1)",
    "javascript-newline": "java\nscript:alert(1)",
    "javascript-control": "\x01javascript:alert(1)",
    "javascript-slashes": "javascript://space.example/%0aalert(1)",
    "javascript-entities": "&#106;avascript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "data-base64": "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript": "vbscript:msgbox(1)",
    "file": "file:///etc/passwd",
    "ftp": "ftp://space.example/webb",
    "blob": "blob:https://space.example/1",
    "about": "about:blank",
    "mailto": "mailto:desk@space.example",
    "view-source": "view-source:https://space.example/",
    "no-scheme": "space.example/webb",
    "no-scheme-slashes": "//space.example/webb",
    "path": "/webb",
    "fragment": "#webb",
    "words": "not an address",
    "scheme-only": "https://",
    "no-host": "https:///webb",
    "no-host-query": "https://?webb",
    "no-host-port": "https://:443/",
    "one-slash": "https:/space.example/webb",
    "no-slash": "https:space.example/webb",
    "user": "https://space.example@evil.example/",
    "user-and-password": "https://user:secret@space.example/",
    "user-empty": "https://@space.example/",
    "space-in-path": "https://space.example/a b",
    "space-in-host": "https://space .example/",
    "tab-in-path": "https://space.example/a\tb",
    "newline-in-path": "https://space.example/a\r\nSet-Cookie: a=b",
    "nul-in-path": "https://space.example/a\0b",
    "delete-in-path": "https://space.example/a\x7fb",
    "backslash": "https:\\\\space.example\\webb",
    "backslash-and-user": "https://space.example\\@evil.example/",
    "backslash-slash": "https:/\\space.example/",
    "host-dots": "https://.../",
    "host-double-dot": "https://space..example/",
    "host-label-64": f"https://{'a' * 64}.example/",
    "host-254": f"https://{'.'.join(['a' * 49] * 6)}.example/",
    "host-percent": "https://%73pace.example/",
    "host-percent-slash": "https://space.example%2f@evil.example/",
    "host-markup": "https://<script>alert(1)</script>/",
    "host-quote": 'https://"onmouseover=alert(1)//',
    "host-underscore-only": "https://_/",
    "host-hyphen": "https://-/",
    "host-brackets": "https://[zz]/",
    "host-bracket-open": "https://[::1/",
    "host-localhost": "http://localhost/",
    "host-localhost-dot": "http://localhost./",
    "host-without-dot": "http://intranet:8080/webb",
    "host-number": "http://2130706433/",
    "host-hexadecimal": "http://0x7f000001/",
    "host-octal": "http://0177.0.0.1/",
    "host-short-number": "http://127.1/",
    "host-ends-in-number": "https://space.example.7/",
    "host-ends-in-hexadecimal": "https://space.example.0x7/",
    "host-ipv4-256": "http://192.0.2.256/",
    "host-scheme-twice": "https://https://space.example/",
    "port-word": "https://space.example:port/",
    "port-zero": "https://space.example:0/",
    "port-65536": "https://space.example:65536/",
    "port-negative": "https://space.example:-1/",
}
GOOD = {
    "port": ("https://space.example:8443/port", "https://space.example:8443/port"),
    "ipv6": ("https://[2001:db8::1]/ipv6", "https://[2001:db8::1]/ipv6"),
    "ipv4": ("https://192.0.2.1/ipv4", "https://192.0.2.1/ipv4"),
    "punycode": ("https://xn--mnchen-3ya.example/p", "https://xn--mnchen-3ya.example/p"),
    "idn": ("https://münchen.example/straße", "https://xn--mnchen-3ya.example/stra%C3%9Fe"),
    "idn-full-width": ("https://ｗｅｂｂ.example/w", "https://webb.example/w"),
    "query": ("https://space.example/q?a=1&b=%26#c", "https://space.example/q?a=1&b=%26#c"),
    "markup-in-path": ('https://space.example/"><script>', "https://space.example/%22%3E%3Cscript%3E"),
    "bidi-in-path": ("https://space.example/\u202egpj", "https://space.example/%E2%80%AEgpj"),
    "javascript-in-query": ("https://space.example/?u=javascript:x", "https://space.example/?u=javascript:x"),
    "spaces-around": ("  https://space.example/around  ", "https://space.example/around"),
    "capitals": ("HTTPS://space.example/capitals", "https://space.example/capitals"),
}
ONLY = "^expected .*; refused, as one of webUrl and originalUrl has to be good$"
NOT_TEXT = {
    "number": "42",
    "list": "[https://space.example/]",
    "mapping": "{href: https://space.example/}",
    "true": "true",
}


def dropped(name: str, url: str) -> Case:
    """A bad webUrl beside a good originalUrl: dropped."""
    return warned(name, "webUrl", webUrl=url, says="expected", row={"web_url": "", "original_url": address(name)})


def long(size: int) -> str:
    """An address of so many characters."""
    return "https://space.example/".ljust(size, "x")


CASES: list[Case] = [
    *(dropped(f"url-{name}", url) for name, url in BAD.items()),
    *(silent(f"url-good-{name}", webUrl=given, row={"web_url": kept}) for name, (given, kept) in GOOD.items()),
    *(warned(f"url-{name}", "webUrl", f"webUrl: {raw}", row={"web_url": ""}) for name, raw in NOT_TEXT.items()),
    silent("url-2000", webUrl=long(2_000), row={"web_url": long(2_000)}),
    warned("url-2001", "webUrl", webUrl=long(2_001), says="2,?000", row={"web_url": ""}),
    warned("url-100000", "webUrl", webUrl=long(100_000), says="2,?000", row={"web_url": ""}),
    warned("url-long-when-encoded", "webUrl", webUrl=f"https://space.example/{'é' * 700}", says="2,?000"),
    imported("url-entity", webUrl="https://space.example/?a=1&amp;b=2", row={"title": "Webb sees far"}),
    warned("url-original", "originalUrl", originalUrl="javascript:alert(1)", row={"original_url": ""}),
    warned("url-amp", "ampWebUrl", ampWebUrl="javascript:alert(1)", row={"amp_web_url": ""}),
    warned("url-cdn-amp", "cdnAmpWebUrl", cdnAmpWebUrl="data:text/html,x", row={"cdn_amp_web_url": ""}),
    silent("url-web-missing", webUrl=None, row={"web_url": ""}),
    silent("url-web-null", "webUrl: null", row={"web_url": ""}),
    refused("url-both-bad", webUrl="javascript:alert(1)", originalUrl="file:///x", at="webUrl", says=ONLY),
    refused("url-one-bad-one-missing", webUrl="javascript:alert(1)", originalUrl=None, at="webUrl", says=ONLY),
    refused("url-original-bad-web-missing", webUrl=None, originalUrl="http://localhost/", at="originalUrl", says=ONLY),
    refused("url-only-one-no-text", "webUrl: 7", originalUrl=None, at="webUrl", says=ONLY),
    refused("url-both-missing", webUrl=None, originalUrl=None, says="webUrl"),
    refused("url-both-null", "webUrl: null\noriginalUrl: ~", says="webUrl"),
    refused("url-both-empty", webUrl="", originalUrl="", says="webUrl"),
]
