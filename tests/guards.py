"""Promises of the tests, as a pytest plugin: none is skipped unseen, none leaves this machine, the slow come last."""

import ipaddress
import os
import socket
from typing import Any

import pytest

# Skips: with REQUIRE_ALL=1, as on CI, a test that does not run is a test that fails.


def required(report):
    """The report, made a failure if it is a skip. An expected failure (xfail) did run, and stays one."""
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("REQUIRE_ALL") == "1":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"REQUIRE_ALL=1 lets no test be skipped. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    return required((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    return required((yield))


# Trouble, then browsers: after all else, so that tests that hold something to a time do not share the machine with one.
# Playwright leaves an event loop in its thread, where Django does not ask the database any more.

LAST = ["trouble", "browser"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: max(LAST.index(name) + 1 if item.get_closest_marker(name) else 0 for name in LAST))


# Sockets: to this machine only, from before collection to the end. A name is looked up in the network, too.


def is_local(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host or "localhost"
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def is_address(host: Any) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def refuse(what: str) -> None:
    """Fail the test, past any `except Exception` of the code under test."""
    pytest.fail(f"Tests open no socket beyond this machine, and this one tried: {what}. Pass a fake instead.")


def guarded_connection(method):
    """The socket method, for addresses of this machine only. The address is its last argument."""

    def only_local(self, *arguments):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(arguments[-1][0]):
            refuse("{}:{}".format(*arguments[-1]))
        return method(self, *arguments)

    return only_local


def guarded_lookup(lookup):
    """getaddrinfo, for names of this machine and for plain addresses, which need no network."""

    def only_local(host, *arguments, **options):
        if not is_local(host) and not is_address(host):
            refuse(f"look up {host}")
        return lookup(host, *arguments, **options)

    return only_local


def pytest_configure(config):
    patch = pytest.MonkeyPatch()
    config.add_cleanup(patch.undo)
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, guarded_connection(getattr(socket.socket, name)))
    patch.setattr(socket, "getaddrinfo", guarded_lookup(socket.getaddrinfo))
