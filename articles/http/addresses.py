"""Which address a host that is a number means, and which addresses belong to the public internet.

`ipaddress.is_global` is not asked: it takes 192.88.99.1, multicast, 6to4, NAT64 and ISATAP addresses of our own network
for public ones, and its answers differ between versions of Python. The tables are those of IANA's registries:
https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry.
"""

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_REASONS = {
    "an unspecified address": "0.0.0.0/8 ::/128",
    "a loopback address": "127.0.0.0/8 ::1/128",
    "a private address": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10",
    "a carrier's private address": "100.64.0.0/10",
    "a link-local address": "169.254.0.0/16 fe80::/10",
    "a multicast address": "224.0.0.0/4 ff00::/8",
    "an address for documentation": "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
    "an address for benchmarks": "198.18.0.0/15 2001:2::/48",
    "an address of the cloud we may run in": "168.63.129.16/32",  # Azure's; those of others are link-local or reserved
    "a reserved address": "192.0.0.0/24 192.88.99.0/24 240.0.0.0/4 64:ff9b:1::/48 2001::/23",
}
_SPECIAL = [(ip_network(text), reason) for reason, texts in _REASONS.items() for text in texts.split()]
_TEREDO = IPv6Network("2001::/32")  # the one part of 2001::/23 that is judged by what is inside
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_GLOBAL = IPv6Network("2000::/3")  # all that is given out: https://www.iana.org/assignments/ipv6-address-space
_ISATAP = {0x00005EFE, 0x02005EFE}  # RFC 5214, 6.1
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)")
_LARGEST = 2**32 - 1


def address_of(text: str) -> Address:
    """The address that connections to `text` go to: of an IPv4 address mapped into IPv6, the former."""
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) and not address.scope_id else None
    return mapped or address


def number_of(host: str) -> Address | None:
    """The address that a host in lower case means by itself, as browsers and the C library read it; None for a name.

    Such are `2130706433`, `0177.0.0.1`, `0x7f.1` and IPv6. Raises ValueError if it ends like one, but is none.
    """
    if ":" in host:
        return address_of(host)
    parts = host.split(".")
    if not _NUMBER.fullmatch(parts[-1]):
        return None
    if len(parts) > 4 or not all(map(_NUMBER.fullmatch, parts)):
        raise ValueError("expected four numbers or a name as the host")
    *leading, last = map(_value, parts)
    if any(one > 255 for one in leading) or last >= 256 ** (4 - len(leading)):
        raise ValueError("expected numbers in the host that make an address")
    return IPv4Address(sum(one << (24 - 8 * place) for place, one in enumerate(leading)) + last)


def _value(part: str) -> int:
    """A part of an address in decimal, octal (0…) or hexadecimal (0x…). Raises ValueError for an 8 in octal."""
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8 if part.startswith("0") else 10)


def flaw_of(address: Address, permitted: Iterable[Network] = ()) -> str:
    """Why nothing is fetched from an address, such as "a private address". Empty if it is public or permitted."""
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return "an address of one network card"
    if any(address in network for network in permitted):
        return ""
    for inner in _inside(address):
        if flaw := flaw_of(inner, permitted):
            return f"{flaw} inside IPv6"
    return _flaw_itself(address)


def _flaw_itself(address: Address) -> str:
    """The flaw of an address, whatever is inside."""
    if address in _TEREDO or address in _NAT64:
        return ""
    reason = next((reason for network, reason in _SPECIAL if address in network), "")
    if not reason and isinstance(address, IPv6Address) and address not in _GLOBAL:
        return "a reserved address"
    return reason


def _inside(address: Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries, and that its packets may end at."""
    if isinstance(address, IPv4Address) or int(address) <= 1:
        return
    number = int(address)
    if address.ipv4_mapped or address in _COMPATIBLE or address in _NAT64 or (number >> 32) & _LARGEST in _ISATAP:
        yield IPv4Address(number & _LARGEST)
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo  # the server's and the client's, whose bits are turned
