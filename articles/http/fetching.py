"""The fetch itself: hop by hop, each one checked, asked in its turn, and read within limits."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from urllib3.connection import HTTPConnection
from urllib3.response import HTTPResponse

from articles.http import answers
from articles.http.addresses import Address
from articles.http.errors import Trouble, too_many, trouble_of
from articles.http.lines import Line, connected, secured
from articles.http.lookups import Lookups, Resolve, system_addresses, to_try
from articles.http.policy import Policy
from articles.http.targets import Target, target_of
from articles.http.turns import Turns

_REDIRECTS = {301, 302, 303, 307, 308}
_GIVEN = {200, 203}
_PASSING = {408, 421, 423, 425, 429}  # of the statuses that say the fault is ours
_READ_AHEAD = 65_536  # bytes that buffers and TLS may take in beyond what is asked for

for _name in ("urllib3.connection", "urllib3.response"):  # what strangers write wrongly is not for our log
    logging.getLogger(_name).setLevel(logging.ERROR)


@dataclass(frozen=True)
class Fetched:
    """`url` is where it was in the end. With `not_modified` there are no data, and what was known still holds."""

    url: str
    status: int
    data: bytes
    content_type: str
    etag: str
    last_modified: str
    not_modified: bool


class Fetcher:
    """Fetches within the limits of one policy. Shared by threads, which take turns at each host."""

    def __init__(
        self,
        policy: Policy,
        resolve: Resolve = system_addresses,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.policy = policy
        self._clock = clock
        self._lookups = Lookups(resolve)
        self._turns = Turns(policy, clock, sleep)

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
        """What is at `url`, unless that is still what `etag` and `last_modified` came with. Raises FetchError only."""
        known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        known = {name: value for name, value in known.items() if value and value.isascii() and value.isprintable()}
        at, seen, seconds = url, set[str](), self.policy.deadline_seconds
        try:
            while True:
                target = target_of(at, self.policy)
                if target.url in seen:
                    raise Trouble("redirects in a circle", permanent=True)
                if len(seen) > self.policy.max_redirects:
                    raise Trouble("too many redirects", permanent=True)
                seen.add(target.url)
                with self._turns.at(target.host):
                    until = self._clock() + seconds
                    answer = self._visit(target, known, until)
                    seconds = until - self._clock()
                if isinstance(answer, Fetched):
                    return answer
                at = answer
        except Trouble as trouble:
            raise trouble.of(url, at) from trouble.__cause__

    def _visit(self, target: Target, known: dict[str, str], until: float) -> Fetched | str:
        """What one server answers, or the address it redirects to. Raises Trouble only."""
        line: Line | None = None
        try:
            addresses = self._addresses(target, until)
            line = connected(addresses, target.port, until, self._clock)
            response = self._asked(line, target, known)
            return self._answer(response, line, target, known)
        except Trouble:
            raise
        except Exception as error:
            raise trouble_of(error, self.policy.deadline_seconds) from error
        finally:
            if line:
                line.hang_up()

    def _addresses(self, target: Target, until: float) -> list[Address]:
        """Addresses to connect to, asked for once. If one of a host's is not for us, none is."""
        found = [target.number] if target.number else self._lookups.addresses(target.host, until - self._clock())
        if not found:
            raise Trouble("no such host")
        for address in found:
            if flaw := self.policy.flaw_of(target.host, address):
                raise Trouble(flaw, permanent=True)
        return to_try(found)

    def _asked(self, line: Line, target: Target, known: dict[str, str]) -> HTTPResponse:
        """The beginning of the answer to our request."""
        most = self.policy.max_header_bytes
        connection = HTTPConnection(target.host, target.port)
        connection.auto_open = 0  # it has no business to look for the host itself
        connection.sock = secured(line, target.host) if target.scheme == "https" else line
        line.allow(most + _READ_AHEAD, too_many("headers of ", most))
        ours = {"Host": target.host_header, "User-Agent": self.policy.user_agent, "Accept": "*/*"}
        ours |= {"Accept-Encoding": "identity", "Connection": "close"}
        connection.request("GET", target.path, headers=ours | known, preload_content=False, decode_content=False)
        response = connection.getresponse()
        answers.check_headers(response, most)
        return response

    def _answer(self, response: HTTPResponse, line: Line, target: Target, known: dict[str, str]) -> Fetched | str:
        if response.status in _REDIRECTS:
            return answers.location(response, target.url)
        not_modified = response.status == 304 and bool(known)
        if not (response.status in _GIVEN or not_modified):
            raise _refusal(response)
        most = self.policy.max_bytes
        line.allow(2 * most + _READ_AHEAD, too_many("", most))
        return Fetched(
            url=target.url,
            status=response.status,
            data=b"" if not_modified else answers.body(response, most),
            content_type=answers.header(response, "content-type"),
            etag=answers.validator(response, "etag") or (known.get("If-None-Match", "") if not_modified else ""),
            last_modified=answers.validator(response, "last-modified")
            or (known.get("If-Modified-Since", "") if not_modified else ""),
            not_modified=not_modified,
        )


def _refusal(response: HTTPResponse) -> Trouble:
    """A status that comes with nothing for us."""
    wait = answers.retry_after(answers.header(response, "retry-after"), datetime.now(UTC))
    permanent = 400 <= response.status < 500 and response.status not in _PASSING
    return Trouble(f"status {response.status}", permanent=permanent, status=response.status, retry_after=wait)
