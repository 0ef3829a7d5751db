"""Bytes that are UTF-8, that are text in another manner, and that are no text at all."""

import gzip
import io
import zipfile

from tests.hostile import Case, either, refused, silent, text
from tests.make import PIXEL

TITLE = "Zürich — 東京 🚀"
AS_WRITTEN = {"title": TITLE}
FENCE = "(?i)---|UTF-8|text|empty"


def encoded(name: str, encoding: str, before: bytes = b"") -> bytes:
    return before + text(name, title=TITLE).encode(encoding)


def with_bytes(name: str, title: bytes) -> bytes:
    """The small seed with these bytes in its title."""
    return text(name, title="MARK").encode().replace(b"MARK", title)


def zipped(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(f"{name}.md", text(name))
    return held.getvalue()


READ = [
    silent("utf-8", content=encoded("utf-8", "utf-8"), row=AS_WRITTEN),
    silent("utf-8-bom", content=encoded("utf-8-bom", "utf-8-sig"), row=AS_WRITTEN),
    silent("utf-16-le", content=encoded("utf-16-le", "utf-16-le", b"\xff\xfe"), row=AS_WRITTEN),
    silent("utf-16-be", content=encoded("utf-16-be", "utf-16-be", b"\xfe\xff"), row=AS_WRITTEN),
    silent("utf-32-le", content=encoded("utf-32-le", "utf-32-le", b"\xff\xfe\0\0"), row=AS_WRITTEN),
    silent("utf-32-be", content=encoded("utf-32-be", "utf-32-be", b"\0\0\xfe\xff"), row=AS_WRITTEN),
    silent("crlf", content=text("crlf", title=TITLE).replace("\n", "\r\n"), row=AS_WRITTEN),
    silent(
        "crlf-utf-16", content=text("crlf-utf-16", title=TITLE).replace("\n", "\r\n").encode("utf-16"), row=AS_WRITTEN
    ),
    silent("crlf-bom", content=text("crlf-bom", title=TITLE).replace("\n", "\r\n").encode("utf-8-sig"), row=AS_WRITTEN),
    either("cr", content=text("cr", title=TITLE).replace("\n", "\r"), row=AS_WRITTEN),
    either("mixed-ends", content=text("mixed-ends", title=TITLE).replace("\n", "\r\n", 4), row=AS_WRITTEN),
    either("bom-twice", content=b"\xef\xbb\xbf" + encoded("bom-twice", "utf-8-sig"), row=AS_WRITTEN),
    silent("no-newline-at-end", content=text("no-newline-at-end", title=TITLE).rstrip("\n"), row=AS_WRITTEN),
    silent("blank-lines-before", content="\n\n" + text("blank-lines-before", title=TITLE), row=AS_WRITTEN),
]

NOT_READ = [
    refused("utf-16-le-without-bom", content=encoded("utf-16-le-without-bom", "utf-16-le"), says=FENCE),
    refused("utf-16-be-without-bom", content=encoded("utf-16-be-without-bom", "utf-16-be"), says=FENCE),
    refused("utf-32-without-bom", content=encoded("utf-32-without-bom", "utf-32-le"), says=FENCE),
    refused("utf-16-ascii-without-bom", content=text("utf-16-ascii-without-bom").encode("utf-16-le"), says=FENCE),
    refused("utf-16-cut", content=text("utf-16-cut").encode("utf-16")[:-1], says="UTF-16|UTF-8"),
    refused("utf-16-half-a-pair", content=b"\xff\xfe" + b"\x00\xd8" * 3 + b"-\0-\0-\0", says="UTF-16|UTF-8"),
    refused("utf-32-cut", content=text("utf-32-cut").encode("utf-32")[:-2], says="UTF-32|UTF-8"),
    refused("utf-32-beyond-unicode", content=b"\xff\xfe\0\0" + b"\xff\xff\xff\x7f" * 3, says="UTF-32|UTF-8"),
    refused("utf-16-bom-only", content=b"\xff\xfe", says=FENCE),
    refused("utf-7", content=text("utf-7", title=TITLE).encode("utf-7").replace(b"---", b"+AC0ALQAt-"), says=FENCE),
    refused("latin-1", content=with_bytes("latin-1", b"Z\xfcrich"), says="UTF-8"),
    refused("windows-1252", content=with_bytes("windows-1252", b"\x93Webb\x94"), says="UTF-8"),
    refused("shift-jis", content=with_bytes("shift-jis", "東京".encode("shift-jis")), says="UTF-8"),
    refused("gb18030", content=with_bytes("gb18030", "东京".encode("gb18030")), says="UTF-8"),
    refused("ebcdic", content=text("ebcdic").encode("cp500"), says=FENCE),
    refused("utf-8-cut", content=with_bytes("utf-8-cut", "東".encode()[:2]), says="UTF-8"),
    refused("utf-8-cut-at-the-end", content=text("utf-8-cut-at-the-end").encode() + "東".encode()[:2], says="UTF-8"),
    refused("utf-8-overlong-slash", content=with_bytes("utf-8-overlong-slash", b"..\xc0\xaf"), says="UTF-8"),
    refused("utf-8-overlong-nul", content=with_bytes("utf-8-overlong-nul", b"a\xc0\x80b"), says="UTF-8"),
    refused("utf-8-overlong-three", content=with_bytes("utf-8-overlong-three", b"\xe0\x80\xbc"), says="UTF-8"),
    refused("utf-8-surrogate", content=with_bytes("utf-8-surrogate", b"\xed\xa0\x80"), says="UTF-8"),
    refused(
        "utf-8-surrogate-pair", content=with_bytes("utf-8-surrogate-pair", b"\xed\xa0\xbd\xed\xb8\x80"), says="UTF-8"
    ),
    refused("utf-8-five-bytes", content=with_bytes("utf-8-five-bytes", b"\xf8\x88\x80\x80\x80"), says="UTF-8"),
    refused("utf-8-beyond-unicode", content=with_bytes("utf-8-beyond-unicode", b"\xf4\x90\x80\x80"), says="UTF-8"),
    refused("utf-8-lone-continuation", content=with_bytes("utf-8-lone-continuation", b"\x80"), says="UTF-8"),
    refused("empty", content=b"", says=FENCE),
    refused("bom-only", content=b"\xef\xbb\xbf", says=FENCE),
    refused("blank", content=b" \n\t\n\n", says=FENCE),
    refused("newlines-only", content=b"\n" * 100_000, says=FENCE),
    refused("nul-bytes", content=b"\0" * 4_096, says=FENCE),
    refused("binary", content=bytes(range(256)) * 16, says=FENCE),
    refused("gzip", content=gzip.compress(text("gzip").encode(), mtime=0), says=FENCE),
    refused("zip", content=zipped("zip"), says=FENCE),
    refused("pdf", content=b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj\n", says=FENCE),
    refused("image", content=PIXEL, says=FENCE),
    refused("elf", content=b"\x7fELF\x02\x01\x01" + b"\0" * 64, says=FENCE),
]

CASES: list[Case] = [*READ, *NOT_READ]
