"""Pure: how our files of pictures are called: by the SHA-256 of what the original holds."""

import re

GENERATION = 1
"""Part of every copy's name. A new one, where renditions are made in another way, makes all of them anew."""

_SERVED = re.compile(r"pictures/[0-9a-f]{2}/[0-9a-f]{64}-[0-9]+/[0-9]+\.(avif|webp|jpg|png)")


def folder_of(digest: str) -> str:
    """Where the files of an original of this digest lie; its own name begins so."""
    return f"pictures/{digest[:2]}/{digest}"


def copy_of(digest: str) -> str:
    """The folder of the renditions that are made now."""
    return f"{folder_of(digest)}-{GENERATION}"


def is_served(name: str) -> bool:
    """Whether readers may have the file of this name: a rendition, never an original."""
    return bool(_SERVED.fullmatch(name))


def is_current(copy: str) -> bool:
    """Whether a folder holds renditions as they are made now."""
    return copy.endswith(f"-{GENERATION}")
