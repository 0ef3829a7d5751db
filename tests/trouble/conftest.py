"""What the tests here take apart."""

import shutil

import pytest

from tests.sites import made, make_news, shared_folder
from tests.trouble.clock import Clock
from tests.trouble.services import postgres


@pytest.fixture(scope="session")
def cluster():
    """PostgreSQL of these tests alone."""
    with postgres() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    """A clock that can be set, for programs that are started by it."""
    return Clock(tmp_path_factory.mktemp("clock") / "offset")


@pytest.fixture
def folder(tmp_path, tmp_path_factory):
    """Of a site with news, in SQLite, that is the test's own."""
    news = made(shared_folder(tmp_path_factory) / "site-news", make_news)
    return shutil.copytree(news, tmp_path / "site")


@pytest.fixture(scope="module")
def module_folder(tmp_path_factory):
    """The same, for all tests of a module."""
    news = made(shared_folder(tmp_path_factory) / "site-news", make_news)
    return shutil.copytree(news, tmp_path_factory.mktemp("module") / "site")
