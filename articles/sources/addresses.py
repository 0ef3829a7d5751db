"""Addresses and domains of strangers: only what leads where it says, in one spelling, and in ASCII."""

import re
from ipaddress import IPv6Address
from urllib.parse import quote

from articles.limits import DOMAIN_LENGTH, URL_LENGTH
from articles.sources.characters import storable
from articles.sources.domains import HOST, LABEL, domain_of, in_ascii, is_public

_PLAIN = LABEL.replace("_", "")
_ORDINARY = re.compile(
    rf"https?://(?![^/]{{{DOMAIN_LENGTH + 1}}})(?:{_PLAIN}\.)+(?=[a-z]){_PLAIN}(?:/[!#-;=?-\[\]_a-z~]*)?"
)
_ADDRESS = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.ASCII)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_NEVER = re.compile(r"[\s\x00-\x20\x7f-\x9f\\\u2060\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_ENCODED = re.compile(r"[^\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]")  # what RFC 3986 has no place for
_SAFE = "%/:=&?~#+!$,;'@()*[]"  # of an address, left as it is
_UP = re.compile(r"(?:\.|%2e){2}", re.IGNORECASE)
_BREAKS_OUT = re.compile(r"\\|%5c|%2f|%00", re.IGNORECASE)

_A_HOST = "expected an address with a host name"
_A_PUBLIC_HOST = "expected an address with a host that everybody can reach, such as example.org"
_A_PATH = "expected a path inside the seed's own folder"


def web_address(raw: str) -> str:
    """An http(s) address: scheme and host in lower case, all in ASCII. Raises ValueError saying what was expected."""
    if _ORDINARY.fullmatch(raw) and len(raw) <= URL_LENGTH:
        return raw
    address = site_address(raw)
    host = server_of(address)
    if ":" not in host and not is_public(host):
        raise ValueError(_A_PUBLIC_HOST)
    return address


def site_address(raw: str) -> str:
    """The same of any host, also one that only a machine or a network of our own knows, such as `localhost`."""
    url = raw.strip()
    if _NEVER.search(url):
        raise ValueError("expected an address without spaces, backslashes or control characters")
    address = _ADDRESS.fullmatch(url)
    if address is None:
        raise ValueError("expected an address that begins with http:// or https://")
    scheme, authority, rest = address.groups()
    if "@" in authority:
        raise ValueError("expected an address without a user name or password")
    host, port = _host_and_port(authority)
    if _ENCODED.search(rest):
        rest = quote(rest, safe=_SAFE)
    return _not_too_long(f"{scheme.lower()}://{host}{port}{rest}")


def _host_and_port(authority: str) -> tuple[str, str]:
    """The host in ASCII, and the port with its colon, if any."""
    host, colon, port = authority.rpartition(":")
    if not colon or authority.endswith("]"):
        host, port = authority, ""
    if port and not (port.isascii() and port.isdecimal() and len(port) <= 5 and 0 < int(port) < 65_536):
        raise ValueError("expected a port between 1 and 65535")
    if host.startswith("["):
        return _ipv6(host), port and f":{int(port)}"
    host = in_ascii(host, _A_HOST)
    if not HOST.fullmatch(host) or len(host) > DOMAIN_LENGTH:
        raise ValueError(_A_HOST)
    return host, port and f":{int(port)}"


def _ipv6(bracketed: str) -> str:
    try:
        if bracketed.endswith("]") and "%" not in bracketed:
            return f"[{IPv6Address(bracketed[1:-1]).compressed}]"
    except ValueError:
        pass
    raise ValueError(_A_HOST)


def _not_too_long(url: str) -> str:
    if len(url) > URL_LENGTH:
        raise ValueError(f"expected at most {URL_LENGTH:,} characters, found {len(url):,}")
    return url


def host_of(address: str) -> str:
    """The domain that an address, found good, leads to. Empty if that is a number."""
    found = _ADDRESS.fullmatch(address)
    host = found[2].partition(":")[0] if found and not found[2].startswith("[") else ""
    return domain_of(host) if host else ""


def origin_of(url: str, base_url: str) -> str:
    """Where to ask for a picture that was found good: its own address, or its path on the site `base_url`. Empty if it
    lay beside a seed, or is on a site that nobody named.
    """
    if url.startswith("/"):
        return f"{base_url.rstrip('/')}{url}" if base_url else ""
    return url if url.startswith(("http://", "https://")) else ""


def server_of(address: str) -> str:
    """The name or number of the server that an address, found good, leads to; empty if it leads to none."""
    found = _ADDRESS.match(address)
    if found is None:
        return ""
    return found[2][1:].partition("]")[0] if found[2].startswith("[") else found[2].partition(":")[0]


def picture_address(raw: str) -> str:
    """Where a picture is: http(s), a path on the publisher's site (`/assets/…`), or a path relative to the seed."""
    url = raw.strip()
    if url.startswith("//"):
        return web_address(f"https:{url}")
    if "://" in url or _SCHEME.match(url):
        return web_address(url)
    if not url or storable(url) != url or any(character in url for character in "\t\n\v\f\r\x85\u2028\u2029\u2060"):
        raise ValueError("expected a picture's address or path")
    path = url.partition("?")[0] if url.startswith("/") else url
    if _BREAKS_OUT.search(path) or any(_UP.fullmatch(step) for step in path.split("/")):
        raise ValueError(_A_PATH)
    return _not_too_long(quote(url, safe=_SAFE) if url.startswith("/") else url)
