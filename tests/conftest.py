"""What every test stands on: the guards, a media folder and a cache of its own, the corpus."""

import os
import uuid
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

pytest_plugins = [
    "pytester",
    "tests.guards",
    "tests.sites",
    "tests.browser",
    "tests.visits",
    "tests.remote",
    "tests.newsdesk",
]


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory):
    """Pictures go to a folder of this worker; hashing is fast; static files need no collecting; nothing is looked for
    by the clock, no page is kept.
    """
    storages = {
        "default": {"BACKEND": "newsroom.storage.WholeFileStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    folders = {"MEDIA_ROOT": tmp_path_factory.mktemp("media"), "STATIC_ROOT": tmp_path_factory.mktemp("static")}
    anew = {"DUE_EVERY_SECONDS": None, "KEEP_PAGES": False, "KEEP_PIECES": False, "READERS_WAIT": True}
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers, **folders, **anew):
        yield


@pytest.fixture(autouse=True)
def empty_cache(settings):
    """A prefix of the test's own: empty, whatever the cache, and out of reach of other workers."""
    prefix = {"KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {alias: cache | prefix for alias, cache in settings.CACHES.items()}


@pytest.fixture
def storage(settings, tmp_path):
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def root(settings, tmp_path):
    """Where what editors upload waits, in the test."""
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    return settings.UPLOADS_ROOT


@pytest.fixture
def desk(client):
    """The browser of an editor who may import, and nothing else."""
    from tests import uploads  # needs Django, which is set up by now

    client.force_login(uploads.editor(), uploads.BACKEND)
    return client


@pytest.fixture
def member(client):
    """A function that logs the browser in as a member of staff who is in this group only."""
    from django.contrib.auth.models import Group, User  # needs Django, which is set up by now

    def logged_in(group):
        user = User.objects.create_user(group, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return logged_in


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real-world samples, which is not part of the repository."""
    folder = os.environ.get("NEWSROOM_CORPUS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip(f"NEWSROOM_CORPUS={folder!r} is not a folder: set it to the folder of sample seeds")
    return Path(folder)


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker):
    """For fixtures of a whole module: the rows they make are there in each of its tests, and gone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def text(client):
    """The text of the page at an address."""
    return lambda url: client.get(url).content.decode()
