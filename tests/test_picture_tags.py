"""Which files of a picture a page offers, by where it stands."""

import re

import pytest

from articles.models import Picture, PictureState
from articles.pictures.names import copy_of
from articles.templatetags import pictures as tags
from tests import make

COPY = copy_of("ab" * 32)
WIDTHS = (1280, 960, 640, 320, 160)


def picture(width=1600, height=900, widths=WIDTHS, **fields):
    """A cached picture, as its row says; there are no files."""
    files = [("webp", each, each * height // width, 9) for each in widths]
    files += [("avif", each, each * height // width, 9) for each in widths if each <= 320]
    files += [("jpg", widths[0], widths[0] * height // width, 9)]
    values = {
        "state": PictureState.CACHED,
        "copy": COPY,
        "renditions": files,
        "file_width": width,
        "file_height": height,
    }
    return Picture(**values | fields)


def widths_in(srcset):
    return [int(width) for width in re.findall(r" (\d+)w", srcset)]


def test_wide_place_is_offered_every_width_of_the_format_that_has_them_all():
    [source] = tags.sources(picture(), "lead")
    assert (source.type, widths_in(source.srcset)) == ("image/webp", [160, 320, 640, 960, 1280])


def test_thumbnail_is_offered_no_more_than_it_can_show_and_the_better_format_first():
    avif, webp = tags.sources(picture(), "related")
    assert (avif.type, widths_in(avif.srcset)) == ("image/avif", [160, 320])
    assert (webp.type, widths_in(webp.srcset)) == ("image/webp", [160, 320])


def test_list_offers_phones_alone_the_format_of_thumbnails():
    offered = tags.sources(picture(), "list")
    assert [(source.type, source.media) for source in offered] == [
        ("image/avif", "(width < 48rem)"),
        ("image/webp", ""),
    ]


def test_small_picture_is_offered_as_large_as_it_is():
    avif, webp = tags.sources(picture(300, 200, widths=(300, 160)), "lead")
    assert widths_in(avif.srcset) == widths_in(webp.srcset) == [160, 300]


@pytest.mark.parametrize(
    ("width", "height", "sizes"),
    [
        (1500, 1000, "(min-width: 48rem) 15rem, calc(1.50 * (clamp(4.5rem, 23vw, 6.5rem)))"),
        (1000, 1500, "(min-width: 48rem) 15rem, clamp(4.5rem, 23vw, 6.5rem)"),
        (3000, 1000, "(min-width: 48rem) calc(2.00 * (15rem)), calc(3.00 * (clamp(4.5rem, 23vw, 6.5rem)))"),
    ],
)
def test_picture_that_is_cut_at_its_sides_is_asked_for_wider_than_its_place(width, height, sizes):
    assert tags.sources(picture(width, height), "list")[-1].sizes == sizes


@pytest.mark.parametrize("place", tags.PLACES)
def test_every_place_has_a_width_for_every_window(place):
    assert [width.media for width in tags.PLACES[place]][-1] == ""
    assert all(width.media for width in tags.PLACES[place][:-1])


def test_old_browsers_get_the_one_file_in_an_old_format():
    assert tags.fallback(picture()) == (f"/media/{COPY}/1280.jpg", 1280, 720)


def test_files_may_lie_on_another_server(settings):
    settings.MEDIA_URL = "https://media.example/"
    assert tags.fallback(picture()).url == f"https://media.example/{COPY}/1280.jpg"


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in PictureState if state != PictureState.CACHED])
def test_picture_without_a_copy_is_drawn(client, state):
    shown = make.picture("https://remote.example/a.jpg", cached=False, state=state, error="no such host")
    page = client.get(make.article(pictures=[shown]).get_absolute_url()).content.decode()
    assert "picture--drawn" in page
    assert "remote.example" not in page


@pytest.mark.django_db
def test_first_picture_with_a_copy_is_shown_with_its_title_and_credit(client):
    lost, shown = make.picture(cached=False), make.picture()
    article = make.article(pictures=[lost, shown])
    article.placed_pictures.filter(picture=shown).update(title="A harbour", attribution="Ann Example")
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'src="/media/{shown.copy}/1.png" alt="A harbour" width="1" height="1"' in page
    assert '<figcaption dir="auto">Ann Example</figcaption>' in page


@pytest.mark.django_db
def test_colour_stands_in_until_the_picture_is_there(client):
    shown = make.picture()
    Picture.objects.filter(pk=shown.pk).update(color="#a1b2c3")
    assert 'fill="#a1b2c3"' in client.get(make.article(pictures=[shown]).get_absolute_url()).content.decode()
