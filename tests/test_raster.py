"""Renditions of pictures: formats, sizes, colours, and what is left behind."""

import pytest
from PIL import Image, ImageChops, ImageStat

from articles.pictures import raster
from tests import pictures

FORMATS = {
    "JPEG": pictures.jpeg(),
    "PNG": pictures.png(),
    "WEBP": pictures.webp(),
    "GIF": pictures.gif(),
    "AVIF": pictures.avif(),
}
MOVING = {
    "GIF": pictures.gif(frames=3),
    "PNG": pictures.animated("PNG"),
    "WEBP": pictures.animated("WEBP"),
    "AVIF": pictures.animated("AVIF"),
}
CORNERS = [(20, 20), (380, 20), (20, 280), (380, 280)]
AS_DRAWN = [pictures.RED, pictures.GREEN, pictures.BLUE, pictures.WHITE]


def rendered(data, **options):
    """The renditions at one width, which is quick, and large enough to look at."""
    return raster.render(data, **{"widths": (400,), **options})


def shown(data, form="webp"):
    """One rendition of `data`, decoded."""
    return pictures.opened(next(each.data for each in rendered(data).renditions if each.format == form))


def corners(image):
    return [image.convert("RGB").getpixel(place) for place in CORNERS]


def assert_alike(found, wanted, within=16):
    """Colours that differ by no more than an encoder may change them."""
    for one, other in zip(found, wanted, strict=True):
        assert one == pytest.approx(other, abs=within)


def sizes(data, form="webp", **options):
    return [(each.width, each.height) for each in raster.render(data, **options).renditions if each.format == form]


@pytest.mark.parametrize("form", FORMATS)
def test_format_is_known_by_content(form):
    assert raster.read(FORMATS[form]) == raster.Raster(raster.SUFFIXES[form], 400, 300)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_rendered(form):
    done = rendered(FORMATS[form])
    assert (done.format, done.width, done.height, done.has_alpha) == (form, 400, 300, False)
    assert_alike(corners(pictures.opened(done.renditions[0].data)), AS_DRAWN)


@pytest.mark.parametrize("form", MOVING)
def test_first_frame_of_a_moving_picture_is_shown(form):
    assert_alike(corners(shown(MOVING[form])), AS_DRAWN)


def test_what_is_made_is_what_it_says():
    for each in raster.render(pictures.jpeg(700, 500)).renditions:
        image = pictures.opened(each.data)
        assert (image.format.lower(), image.size) == (each.format, (each.width, each.height))


def test_suffix_belongs_to_the_format():
    made = {(each.format, each.suffix) for each in raster.render(pictures.jpeg()).renditions}
    assert made == {("webp", "webp"), ("avif", "avif"), ("jpeg", "jpg")}


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((1600, 900), [1280, 960, 640, 320, 160]),
        ((1280, 720), [1280, 960, 640, 320, 160]),
        ((500, 300), [500, 320, 160]),
        ((650, 400), [650, 320, 160]),
        ((120, 100), [120]),
    ],
)
def test_no_rendition_is_wider_than_its_source(size, widths):
    assert [width for width, _ in sizes(pictures.jpeg(*size))] == widths


def test_very_tall_picture_is_made_narrower():
    assert sizes(pictures.png(200, 4000)) == [(128, 2560)]


def test_logos_have_their_own_widths():
    logo = pictures.png(300, 300, "RGBA")
    assert sizes(logo, widths=raster.LOGO_WIDTHS, least_px=16) == [(192, 192), (96, 96), (48, 48)]


def test_small_widths_are_made_as_avif_too():
    assert [width for width, _ in sizes(pictures.jpeg(1000, 700), "avif")] == [320, 160]


def test_old_readers_get_one_jpeg_of_the_widest():
    assert sizes(pictures.jpeg(1400, 700), "jpeg") == [(1280, 640)]


def test_old_readers_get_one_png_of_what_is_transparent():
    assert sizes(pictures.png(1000, 500, "RGBA"), "png") == [(640, 320)]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_is_set_upright(orientation):
    done = rendered(pictures.turned(orientation))
    assert (done.width, done.height) == (400, 300)
    assert_alike(corners(pictures.opened(done.renditions[0].data)), AS_DRAWN)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_formats_other_than_jpeg_are_set_upright_too(form):
    assert_alike(corners(shown(pictures.turned(6, form))), AS_DRAWN)


def test_size_read_is_that_of_the_upright_picture():
    assert raster.read(pictures.turned(6)) == raster.Raster("jpg", 400, 300)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_but_pixels_is_left(form):
    profile = pictures.profile_with_red_and_green_exchanged()
    secrets = {"exif": pictures.exif(gps=True), "icc_profile": profile, "xmp": b"<x:xmpmeta/>"}
    more = {"comment": b"found by nobody"} if form == "JPEG" else {}
    for each in raster.render(pictures.encoded(pictures.drawing(), form, **secrets, **more)).renditions:
        image = pictures.opened(each.data)
        assert not image.getexif()
        assert not image.info.keys() & {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"}
        assert b"renown" not in each.data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_colour_profile_is_honoured(form):
    profile = pictures.profile_with_red_and_green_exchanged()
    red, green, _, white = corners(shown(pictures.encoded(pictures.drawing(), form, icc_profile=profile)))
    assert red[1] > 2 * red[0]
    assert green[0] > 2 * green[1]
    assert min(white) > 230


@pytest.mark.parametrize("profile", [b"no profile", pictures.profile_with_red_and_green_exchanged()[:200]])
def test_broken_colour_profile_is_ignored(profile):
    assert_alike(corners(shown(pictures.png(icc_profile=profile))), AS_DRAWN)


def test_profile_of_other_colours_than_the_pictures_is_ignored():
    wrong = pictures.profile_with_red_and_green_exchanged()
    assert_alike(corners(shown(pictures.jpeg(mode="CMYK", icc_profile=wrong))), AS_DRAWN)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_inks_become_light(options):
    assert_alike(corners(shown(pictures.jpeg(mode="CMYK", **options))), AS_DRAWN)


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_grey_stays_grey(mode):
    red, green, blue = pictures.opened(rendered(pictures.png(mode=mode)).renditions[0].data).split()
    assert ImageStat.Stat(ImageChops.difference(red, green)).mean[0] < 1
    assert ImageStat.Stat(ImageChops.difference(red, blue)).mean[0] < 1


@pytest.mark.parametrize("size", [(400, 300), (2000, 1500)])
def test_sixteen_bits_of_grey_keep_their_range(size):
    image = shown(pictures.of_sixteen_bits(*size)).convert("L")
    assert [round(image.getpixel((x, 150)) / 64) for x in (2, 100, 200, 300, 397)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("form", ["webp", "avif", "png"])
def test_transparency_is_kept(form):
    done = raster.render(pictures.png(mode="RGBA"), (320,))
    image = pictures.opened(next(each.data for each in done.renditions if each.format == form))
    assert done.has_alpha
    assert image.getchannel("A").getpixel((10, 10)) == 255
    assert image.getchannel("A").getpixel((310, 230)) == 0


@pytest.mark.parametrize("form", ["GIF", "PNG"])
def test_transparency_of_a_palette_is_kept(form):
    drawing = pictures.drawing().quantize(16)
    data = pictures.encoded(drawing, form, transparency=drawing.getpixel((390, 290)))
    assert shown(data, "png").getchannel("A").getpixel((390, 290)) == 0


def test_alpha_that_hides_nothing_is_dropped():
    opaque = pictures.encoded(pictures.drawing().convert("RGBA"), "PNG")
    assert not rendered(opaque).has_alpha


@pytest.mark.parametrize("mode", ["P", "1"])
def test_few_colours_are_rendered(mode):
    assert shown(pictures.png(mode=mode)).size == (400, 300)


def test_dominant_colour_is_the_one_of_most_pixels():
    image = Image.new("RGB", (400, 300), (200, 40, 40))
    image.paste((0, 0, 255), (0, 0, 400, 100))
    assert rendered(pictures.encoded(image, "PNG")).color == "#c82828"


def test_what_is_transparent_does_not_colour():
    image = Image.new("RGBA", (400, 300), (0, 255, 0, 0))
    image.paste((200, 40, 40, 255), (0, 0, 60, 60))
    assert rendered(pictures.encoded(image, "PNG")).color == "#c82828"


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png])
def test_short_way_from_a_large_picture_looks_the_same(make):
    """Scaled while it is decoded, or averaged in bands: not to be told from the same picture resized at once."""
    image = pictures.opened(next(each.data for each in raster.render(make(3000, 2000)).renditions)).convert("RGB")
    wanted = pictures.drawing(3000, 2000).resize((1280, 853), Image.Resampling.LANCZOS)
    assert max(ImageStat.Stat(ImageChops.difference(image, wanted)).mean) < 2


def test_two_photographs_in_one_jpeg_are_a_jpeg():
    data = pictures.encoded(pictures.drawing(), "MPO", save_all=True, append_images=[pictures.drawing()])
    assert raster.read(data).suffix == "jpg"
    assert rendered(data).format == "JPEG"
