"""What every test stands on: the guards, a media folder and a cache of its own, the corpus."""

import os
import uuid
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings

pytest_plugins = ["pytester", "tests.guards", "tests.sites", "tests.browser", "tests.visits"]


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory):
    """Pictures go to a folder of this worker; hashing is fast; static files need no collecting."""
    storages = {
        "default": {"BACKEND": "newsroom.storage.WholeFileStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    folders = {"MEDIA_ROOT": tmp_path_factory.mktemp("media"), "STATIC_ROOT": tmp_path_factory.mktemp("static")}
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers, **folders):
        yield


@pytest.fixture(autouse=True)
def empty_cache(settings):
    """A prefix of the test's own: empty, whatever the cache, and out of reach of other workers."""
    prefix = {"KEY_PREFIX": uuid.uuid4().hex}
    settings.CACHES = {alias: cache | prefix for alias, cache in settings.CACHES.items()}


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
