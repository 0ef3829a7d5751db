"""Characters that no stored text may hold."""

import re

NOT_STORABLE = (  # as a regular expression's class has it
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they turn what stands around the text, too
    "\ud800-\udfff\ufdd0-\ufdef"  # surrogates and noncharacters
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
)
LEFT_OUT = "\u2060"
"""Stands for a control character in YAML, which has none. Plain text loses it, and nothing else may have it."""
_NOT_STORABLE = re.compile(f"[{NOT_STORABLE}]")


def storable(raw: str) -> str:
    """`raw` without what no page should hold: controls, bidirectional ones too, and what is no character."""
    return raw if raw.isprintable() else _NOT_STORABLE.sub("", raw)
