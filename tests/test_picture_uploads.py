"""Pictures that editors upload: taken in as rows of their own, shown at once, wherever they are placed."""

import pytest
from django.core.files.storage import default_storage

from articles.models import Picture, PictureState
from articles.pictures import cache, orders, raster
from articles.pictures.fetching import picture_fetcher
from tests import make, pictures
from tests.caching import digest, flaws

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


def taken(data):
    return orders.take_in(data, picture_fetcher())


@pytest.mark.parametrize("form", [pictures.jpeg, pictures.png, pictures.webp, pictures.gif, pictures.avif])
def test_picture_of_any_format_is_taken_in_and_shown(form):
    data = form(400, 300)
    picture = taken(data)
    assert (picture.url, picture.width, picture.height) == (f"local:{digest(data)}", 400, 300)
    assert picture.is_shown
    assert default_storage.open(picture.file.name).read() == data
    assert flaws(picture) == []


def test_same_bytes_are_the_same_picture():
    first, again = taken(pictures.png()), taken(pictures.png())
    assert first == again
    assert (again.copy, again.is_shown, Picture.objects.count()) == (first.copy, True, 1)


def test_copy_fits_wherever_the_picture_is_placed():
    picture = taken(pictures.png(400, 300))
    make.provider().logos.add(picture)
    assert {file.width for file in taken(pictures.png(400, 300)).files} >= {48, 96, 192, 160, 320, 400}


def test_small_logo_is_taken_in():
    assert taken(pictures.png(40, 40)).is_shown


@pytest.mark.parametrize("data", [pictures.SVG, pictures.jpeg()[:-900], make.PIXEL, b""])
def test_what_is_no_picture_leaves_nothing(data):
    with pytest.raises(raster.RasterError):
        taken(data)
    assert not Picture.objects.exists()


def test_picture_that_breaks_while_it_is_rendered_leaves_no_row(monkeypatch):
    def broken(*arguments):
        raise raster.RasterError("a damaged picture: x")

    monkeypatch.setattr(cache, "made", broken)
    with pytest.raises(raster.RasterError, match="a damaged picture"):
        taken(pictures.png())
    assert not Picture.objects.exists()


def test_picture_that_an_editor_refused_is_shown_again_when_it_is_uploaded():
    picture = taken(pictures.png())
    orders.refuse(Picture.objects.filter(pk=picture.pk))
    assert taken(pictures.png()).state == PictureState.CACHED
