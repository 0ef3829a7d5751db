"""The guards are tried on small test files of their own, in the same process."""

import pytest

SKIPS = {
    "in the test": "def test_it(): pytest.skip('no reason')",
    "by a mark": "@pytest.mark.skip(reason='no reason')\ndef test_it(): pass",
    "in a fixture": "@pytest.fixture\ndef none(): pytest.skip('no reason')\ndef test_it(none): pass",
    "of a TestCase": "import unittest as u\nclass T(u.TestCase):\n def test(s): s.skipTest('no reason')",
    "of a module": "pytest.skip('no reason', allow_module_level=True)",
    "by an import": "pytest.importorskip('no_reason')",
}
CONNECTIONS = {
    "by address": "socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "by IPv6 address": "socket.create_connection(('2001:db8::1', 80), timeout=1)",
    "by name": "socket.create_connection(('example.com', 80), timeout=1)",
    "quietly": "socket.socket().connect_ex(('192.0.2.1', 80))",
    "by datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
    "past a handler": "\n try: socket.create_connection(('192.0.2.1', 80))\n except Exception: pass",
    "by a library": "import urllib.request; urllib.request.urlopen('http://example.com')",
}


@pytest.fixture
def outcome_of(pytester, monkeypatch):
    """A function that runs the text of a test file under the guards."""

    def run(text: str, require_all: str = "1"):
        monkeypatch.setenv("REQUIRE_ALL", require_all)
        pytester.makepyfile(f"import pytest, socket\n{text}")
        plugins = ["-p", "tests.guards", "-p", "no:django", "-p", "no:xdist", "-p", "no:hypothesispytest"]
        return pytester.runpytest_inprocess(*plugins, "-p", "no:cacheprovider")

    return run


@pytest.mark.parametrize("text", SKIPS.values(), ids=SKIPS)
def test_skip_fails_when_all_are_required(outcome_of, text):
    result = outcome_of(text)
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*REQUIRE_ALL=1 lets no test be skipped*"])
    result.stdout.re_match_lines([".*no.reason"])


@pytest.mark.parametrize("text", SKIPS.values(), ids=SKIPS)
def test_skip_is_allowed_otherwise(outcome_of, text):
    outcome_of(text, require_all="").assert_outcomes(skipped=1)


def test_expected_failure_is_no_skip(outcome_of):
    outcome_of("@pytest.mark.xfail\ndef test_it(): assert False").assert_outcomes(xfailed=1)


@pytest.mark.parametrize("text", CONNECTIONS.values(), ids=CONNECTIONS)
def test_connection_to_another_machine_fails(outcome_of, text):
    result = outcome_of(f"def test_it(): {text}")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*Tests open no socket beyond this machine*"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_connection_to_this_machine_is_made(outcome_of, host):
    server = "server = socket.create_server(('127.0.0.1', 0))"
    client = f"socket.create_connection(('{host}', server.getsockname()[1]), timeout=1).close()"
    outcome_of(f"def test_it():\n  {server}\n  {client}\n  server.close()").assert_outcomes(passed=1)


def test_unix_socket_is_made(outcome_of):
    outcome_of("def test_it():\n  for one in socket.socketpair(): one.close()").assert_outcomes(passed=1)


def test_plain_address_is_looked_up(outcome_of):
    outcome_of("def test_it(): assert socket.getaddrinfo('192.0.2.1', 80)").assert_outcomes(passed=1)
