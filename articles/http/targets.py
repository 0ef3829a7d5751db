"""Where a request goes: an address taken apart, once it is one we may ask at all."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from articles.http.addresses import Address, number_of
from articles.http.errors import Trouble
from articles.http.policy import Policy
from articles.limits import URL_LENGTH
from articles.sources.addresses import site_address

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    """`number` is the address that the host means by itself; None if it is a name. `host` has no brackets."""

    url: str
    scheme: str
    host: str
    port: int
    path: str
    number: Address | None

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, policy: Policy) -> Target:
    """Raises Trouble for what is no http(s) address, has a user name, or a port that is not open to us."""
    if len(url) > URL_LENGTH:
        raise Trouble(f"an address of more than {URL_LENGTH:,} characters", permanent=True)
    try:
        plain = site_address(url).partition("#")[0]
        parts = urlsplit(plain)
        number = number_of(parts.hostname or "")
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise Trouble(str(error), permanent=True) from error
    if port not in policy.ports:
        raise Trouble("a port that is not allowed", permanent=True)
    path = plain[len(f"{parts.scheme}://{parts.netloc}") :]
    host = str(number) if number else parts.hostname or ""
    return Target(plain, parts.scheme, host, port, path if path.startswith("/") else f"/{path}", number)
