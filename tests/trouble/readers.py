"""Readers who look at the clock."""

import http.client
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.sites import STAFF_SESSION


@dataclass(frozen=True)
class Answer:
    """What came of a request; status 0 if nothing did."""

    status: int
    seconds: float
    headers: dict[str, str]
    body: bytes


def asked(url: str, form: bytes | None = None, timeout: float = 15, **headers: str) -> Answer:
    """By a connection of its own; sent to the site if it is a form."""
    started, parts = time.monotonic(), urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET" if form is None else "POST", path, form, headers)
        answer = connection.getresponse()
        status, body, said = answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    except OSError:
        status, body, said = 0, b"", {}
    finally:
        connection.close()
    return Answer(status, time.monotonic() - started, said, body)


def logged_in(url: str) -> Answer:
    """What comes of a password that is wrong, which the site writes down."""
    return sent(url, "login", username="a", password="b")


def logged_out(url: str) -> Answer:
    """What comes of an editor's leave, for which the site forgets a session. An editor waits until it can."""
    return sent(url, "logout", f"; sessionid={STAFF_SESSION}")


def sent(url: str, to: str, cookies: str = "", **fields: str) -> Answer:
    page = asked(f"{url}/admin/login/")
    token = re.findall(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.body)[0].decode()
    form = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
    cookie = page.headers["set-cookie"].partition(";")[0] + cookies
    return asked(f"{url}/admin/{to}/", form, **{"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})


def all_at_once(urls: list[str], **headers: str) -> list[Answer]:
    """As many readers as there are addresses."""
    with ThreadPoolExecutor(len(urls)) as pool:
        return list(pool.map(lambda url: asked(url, **headers), urls))


def for_a_while(urls: list[str], seconds: float, every: float = 0.02) -> list[Answer]:
    """One reader after the other."""
    answers: list[Answer] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answers.append(asked(urls[len(answers) % len(urls)]))
        time.sleep(every)
    return answers


def p99(answers: list[Answer]) -> float:
    return statistics.quantiles([answer.seconds for answer in answers], n=100)[98]
