"""Pictures of ours, served."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.pictures.names import copy_of, folder_of
from tests import make

pytestmark = pytest.mark.django_db

COPY = copy_of("ab" * 32)


def url_of(name, data=make.PIXEL):
    return default_storage.url(default_storage.save(name, ContentFile(data)))


@pytest.mark.parametrize(
    ("suffix", "kind"), [("avif", "image/avif"), ("webp", "image/webp"), ("jpg", "image/jpeg"), ("png", "image/png")]
)
def test_rendition_is_served_for_good(client, suffix, kind):
    response = client.get(url_of(f"{COPY}/160.{suffix}"))
    assert (response.status_code, response.headers["Content-Type"]) == (200, kind)
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == make.PIXEL


def test_rendition_is_not_compressed_again(client):
    response = client.get(url_of(f"{COPY}/160.webp", make.PIXEL * 9), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "",
        "pictures/",
        f"{COPY}/",
        f"{COPY}/161.webp",
        f"{COPY}/../160.webp",
        "../settings.py",
        "%2e%2e/conftest.png",
        "a%00.png",
        "a" * 300 + ".png",
        "a" * 190 + "/" + "a" * 300,
    ],
)
def test_what_is_not_there_is_not_served(client, path):
    url_of(f"{COPY}/160.webp")
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize(
    "name", ["page.html", f"{COPY}/160.html", f"{COPY}/.160.webp.part", f"{folder_of('ab' * 32)}.png"]
)
def test_nothing_but_renditions_is_served(client, name):
    assert client.get(url_of(name)).status_code == 404
