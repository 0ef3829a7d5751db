"""Where the JSON API says that pictures are: at their origin, or ours."""

import pytest

from articles.models import PictureState
from tests import make

pytestmark = pytest.mark.django_db

ORIGIN = {"url": "https://img.example.org/a.jpg", "width": 1200, "height": 675}


@pytest.fixture
def image(client, settings):
    """What the API says of the one picture of an article, with API_PICTURES as given."""

    def said(picture, mode):
        settings.API_PICTURES = mode
        settings.SITE_URL = "https://news.example"
        make.article(pictures=[picture])
        images = client.get("/api/news/").json()["value"][0]["images"]
        return images and tuple(images[0][key] for key in ("url", "width", "height", "isCached"))

    return said


@pytest.mark.parametrize("mode", ["origin", "ours"])
def test_picture_without_a_copy_is_at_its_origin(image, mode):
    assert image(make.picture(**ORIGIN, cached=False), mode) == (*ORIGIN.values(), False)


def test_picture_with_a_copy_is_at_its_origin_and_said_to_be_cached(image):
    assert image(make.picture(**ORIGIN), "origin") == (*ORIGIN.values(), True)


def test_copy_is_told_with_its_own_size_if_the_operator_wants_it(image, client):
    picture = make.picture(**ORIGIN)
    url, *rest = image(picture, "ours")
    assert url == f"https://news.example/media/{picture.copy}/1.png"
    assert rest == [1, 1, True]
    assert client.get(url.removeprefix("https://news.example")).status_code == 200


def test_widest_copy_that_everybody_can_show_is_told(image):
    picture = make.picture(**ORIGIN)
    picture.renditions = [("webp", 1280, 720, 9), ("jpg", 640, 360, 9), ("jpg", 1280, 720, 9), ("avif", 320, 180, 9)]
    picture.save()
    assert image(picture, "ours")[0].endswith("/1280.jpg")


def test_copy_that_was_given_up_is_not_told(image):
    picture = make.picture(**ORIGIN)
    picture.state = PictureState.REFUSED
    picture.save()
    assert image(picture, "ours") == (*ORIGIN.values(), False)


def test_picture_that_only_we_have_is_told_as_our_copy(image):
    assert image(make.picture("local:abc"), "origin")[0].startswith("https://news.example/media/pictures/")


@pytest.mark.parametrize("url", ["local:abc", "/assets/a.jpg"])
def test_picture_that_is_nowhere_is_left_out_and_no_empty_list_remains(image, url):
    assert image(make.picture(url, cached=False), "origin") is None


def test_picture_of_the_publishers_site_is_told_whole(image):
    picture = make.picture("/assets/a.jpg", base_url="https://publisher.example/", cached=False)
    assert image(picture, "origin")[0] == "https://publisher.example/assets/a.jpg"
