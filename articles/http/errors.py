"""What ends a fetch: one error for callers, and how the errors of sockets, TLS and HTTP become it."""

import http.client
import socket
import ssl
import zlib

LONGEST_SHOWN = 300  # characters of an address in a message
_NO_SUCH_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_CERTIFICATES = {  # https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
    9: "a certificate not yet valid",
    10: "an expired certificate",
    62: "a certificate of another name",
    64: "a certificate of another name",
}
_KINDS: list[tuple[type[Exception], str]] = [  # the first that fits
    (ssl.SSLError, "TLS failed"),
    (http.client.IncompleteRead, "a body cut short"),
    (http.client.RemoteDisconnected, "closed without an answer"),
    (http.client.LineTooLong, "a header or line too long"),
    (http.client.BadStatusLine, "no answer in HTTP"),
    (http.client.UnknownProtocol, "no answer in HTTP"),
    (http.client.HTTPException, "headers that cannot be read"),
    (ConnectionRefusedError, "connection refused"),
    (ConnectionError, "connection broken off"),
    (zlib.error, "a body that cannot be unpacked"),
]


class FetchError(Exception):
    """Nothing was fetched from `url`.

    `reason` is a short phrase that is the same for the same trouble, so that it can be counted. `permanent` means that
    asking again makes no sense until something changes. `status` is the server's, if it gave one, and `retry_after`
    the seconds it asked us to wait, a week at most. `at` is where the last redirect led, if there was one.
    """

    def __init__(
        self,
        url: str,
        reason: str,
        *,
        at: str = "",
        permanent: bool = False,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(url, reason)
        self.url, self.reason, self.at = url, reason, at
        self.permanent, self.status, self.retry_after = permanent, status, retry_after

    def __str__(self) -> str:
        where = _shown(self.url)
        if self.at and self.at != self.url:
            where = f"{where}, redirected to {_shown(self.at)}"
        return f"{where}: {self.reason}"


class Trouble(Exception):  # noqa: N818  (callers get the FetchError that is made of it)
    """Why a fetch ends, raised where its address is not known."""

    def __init__(
        self, reason: str, *, permanent: bool = False, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.status, self.retry_after = reason, permanent, status, retry_after

    def of(self, url: str, at: str) -> FetchError:
        """The error for callers."""
        return FetchError(
            url, self.reason, at=at, permanent=self.permanent, status=self.status, retry_after=self.retry_after
        )


def too_many(what: str, most_bytes: int) -> Trouble:
    """`what` is "" for the body, which would be as large tomorrow, or a beginning such as "headers of "."""
    return Trouble(f"{what}more than {most_bytes:,} bytes", permanent=not what)


def trouble_of(error: Exception, deadline_seconds: float) -> Trouble:
    """What an error of the libraries means. All of it may pass: certificates are renewed, servers mended."""
    while isinstance(error.__cause__, Exception):
        error = error.__cause__
    if isinstance(error, Trouble):
        return error
    if isinstance(error, TimeoutError):
        return Trouble(f"timed out after {deadline_seconds:g} s")
    if isinstance(error, socket.gaierror):
        return Trouble("no such host" if error.errno in _NO_SUCH_HOST else "the name service failed")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble(_CERTIFICATES.get(error.verify_code, "a certificate not trusted"))
    if kind := next((reason for known, reason in _KINDS if isinstance(error, known)), ""):
        return Trouble(kind)
    if isinstance(error, OSError):
        return Trouble((error.strerror or "no connection").lower())
    return Trouble("an answer that cannot be read")


def _shown(url: str) -> str:
    """An address in one line that can be printed."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in url[: LONGEST_SHOWN + 1])
    return plain if len(url) <= LONGEST_SHOWN else f"{plain[:LONGEST_SHOWN]}…"
