"""The environment's variables as what they stand for. What makes no sense is refused by its name."""

import os
import re
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str = "") -> str:
    """The variable's text; the default when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, default: str = "0") -> bool:
    """True for 1, true, yes or on; False for 0, false, no or off; the default when unset. Anything else is refused."""
    value = env(name, default).lower()
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name}={value!r}: write 1 or 0")
    return value in {"1", "true", "yes", "on"}


def env_list(name: str) -> list[str]:
    """The variable's words, which have commas between them."""
    return [word.strip() for word in env(name).split(",") if word.strip()]


def env_ports(name: str) -> list[int]:
    """The variable's numbers; what is no port is refused."""
    ports = env_list(name)
    if not all(port.isdecimal() and 0 < int(port) < 65_536 for port in ports):
        raise ImproperlyConfigured(f"{name}={env(name)!r}: write ports such as 8080,8443")
    return [int(port) for port in ports]


def env_number(name: str, default: str) -> int:
    """The variable's number, from 1 on; anything else is refused."""
    text = env(name, default)
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 10_000):
        raise ImproperlyConfigured(f"{name}={text!r}: write a number from 1 to 9999")
    return int(text)


def contact(text: str) -> str:
    """An e-mail or https address as RFC 9116 wants it; anything else is refused."""
    if re.fullmatch(r"[^@\s:/]+@[^@\s:/]+", text):
        return f"mailto:{quote(text, safe='@+')}"
    if text and not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?", text):
        raise ImproperlyConfigured(f"SECURITY_CONTACT={text!r}: write an e-mail address, or a page's https address")
    return text
