"""Pictures of ours, served."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


def test_picture_is_served_for_good(client):
    response = client.get(make.picture().file.url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/gif")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == make.PIXEL


@pytest.mark.parametrize(
    "path",
    [
        "",
        "pictures/",
        "none.gif",
        "../settings.py",
        "%2e%2e/conftest.gif",
        "a%00.gif",
        "a" * 300 + ".gif",
        "a" * 190 + "/" + "a" * 300,
    ],
)
def test_nothing_but_pictures_is_served(client, path):
    make.picture()
    assert client.get(f"/media/{path}").status_code == 404


def test_file_that_is_no_picture_is_not_served(client, settings):
    (settings.MEDIA_ROOT / "page.html").write_text("<script>")
    assert client.get("/media/page.html").status_code == 404
