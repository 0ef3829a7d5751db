"""Bytes that are no pictures, or pictures made to hurt: refused for a reason, at once, and in little memory."""

import subprocess
import sys
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from articles.pictures import raster
from tests import pictures

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import sys
from pathlib import Path
from articles.pictures import raster
try:
    raster.render(sys.stdin.buffer.read())
except raster.RasterError as error:
    print(error, file=sys.stderr)
[peak] = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(int(peak) * 1024)
"""
STILL = {
    "jpeg": pictures.jpeg(48, 36, exif=pictures.exif(6, gps=True)),
    "progressive": pictures.jpeg(48, 36, progressive=True),
    "cmyk": pictures.jpeg(48, 36, "CMYK"),
    "png": pictures.png(48, 36, "RGBA", icc_profile=pictures.profile_with_red_and_green_exchanged()),
    "palette": pictures.png(48, 36, "P", transparency=0),
    "webp": pictures.webp(48, 36, "RGBA"),
    "gif": pictures.gif(48, 36),
    "avif": pictures.avif(48, 36, exif=pictures.exif(6)),
}
SMALL = STILL | {
    "moving webp": pictures.animated("WEBP", 48, 36),
    "moving gif": pictures.gif(48, 36, frames=3),
    "moving avif": pictures.animated("AVIF", 48, 36),
}
LARGE = (12_000, 12_000)
BOMBS = {
    "png": pictures.bomb(),
    "jpeg": pictures.with_size(pictures.jpeg(), (400, 300), LARGE),
    "gif": pictures.with_size(pictures.gif(), (400, 300), LARGE),
    "webp": pictures.with_size(pictures.animated("WEBP"), (400, 300), LARGE),
    "avif": pictures.with_size(pictures.avif(), (400, 300), LARGE),
}


def refusal(data, **options):
    """Why it is refused."""
    with pytest.raises(raster.RasterError) as caught:
        raster.render(data, **options)
    return str(caught.value)


def peak_bytes(data):
    """The most memory that a process has which renders `data`."""
    done = subprocess.run([sys.executable, "-c", MEASURED], input=data, cwd=ROOT, capture_output=True, check=True)
    return int(done.stdout), done.stderr.decode()


@pytest.mark.parametrize("data", [b"", b"\xff", pictures.SVG, pictures.HTML, b"GIF9", b"BM" + bytes(60), bytes(5000)])
def test_what_is_no_picture_is_refused(data):
    assert refusal(data) == "expected a JPEG, PNG, WebP, GIF or AVIF picture"


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", pictures.PNG_START, b"GIF89a", b"RIFF0000WEBP", b"0000ftypavif"])
def test_page_that_starts_like_a_picture_is_refused(start):
    assert refusal(start + pictures.HTML * 20)


@pytest.mark.parametrize("name", STILL)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_picture_cut_short_is_refused(name, share):
    data = STILL[name][: int(len(STILL[name]) * share)]
    assert refusal(data, widths=(32,), least_px=16) in ("a damaged picture", "a picture cut short")


@pytest.mark.parametrize("name", ["png", "webp", "avif"])
def test_picture_without_its_last_byte_is_refused(name):
    assert refusal(STILL[name][:-1], widths=(32,), least_px=16) == "a picture cut short"


@pytest.mark.parametrize("name", STILL)
def test_reading_refuses_what_is_cut_short(name):
    with pytest.raises(raster.RasterError, match=r"^a (damaged picture|picture cut short)$"):
        raster.read(STILL[name][: len(STILL[name]) * 9 // 10])


def test_jpeg_whose_frame_has_no_layers_is_refused():
    data = pictures.jpeg(progressive=True)
    frame = data.index(b"\xff\xc2\x00\x11")
    assert refusal(data[: frame + 2] + b"\x00\x08" + data[frame + 4 :]) == "a damaged picture"


def test_png_with_one_byte_changed_is_refused():
    data = bytearray(pictures.png())
    data[len(data) // 2] ^= 1
    assert refusal(bytes(data)) == "a damaged picture"


@pytest.mark.parametrize("form", BOMBS)
def test_bomb_is_refused_by_its_header(form):
    began = time.process_time()
    assert refusal(BOMBS[form]) == "more than 50,000,000 pixels: 12000 × 12000"
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize("side", [9_700, 13_400, 20_000])
def test_decoder_neither_warns_of_a_bomb_nor_has_a_limit_of_its_own(side, recwarn):
    data = pictures.png_of((side, side), [bytes(9)], depth=1, color=0)
    assert refusal(data) == f"more than 50,000,000 pixels: {side} × {side}"
    assert not recwarn


def test_limit_of_pixels_is_the_callers():
    assert refusal(pictures.png(), max_pixels=119_999) == "more than 119,999 pixels: 400 × 300"


def test_tracking_pixel_is_refused():
    pixel = pictures.png_of((1, 1), [bytes(4)])
    assert refusal(pixel) == "a tracking pixel, not a picture: 1 × 1"


@pytest.mark.parametrize("size", [(99, 400), (400, 99)])
def test_picture_with_a_side_under_the_least_is_refused(size):
    assert refusal(pictures.png(*size)) == f"too small for a picture: {size[0]} × {size[1]}"


def test_picture_that_takes_too_much_memory_to_decode_is_refused():
    data = pictures.with_size(pictures.jpeg(progressive=True, subsampling=0), (400, 300), (7000, 7000))
    assert refusal(data) == "more than 240,000,000 bytes to decode: JPEG, 7000 × 7000"


IN_CRUMBS = {
    "comments": pictures.with_segments(pictures.jpeg(), *[(0xFE, b"")] * 10_001),
    "fill bytes": b"\xff\xd8" + b"\xff" * 20_000 + pictures.jpeg()[2:],
    "texts": pictures.png_of((400, 300), [bytes(1201)] * 300, extra=[pictures.chunk(b"tEXt", b"a\0b")] * 10_001),
    "pixels": pictures.png_of((400, 300), [bytes(1201)] * 300, extra=[pictures.chunk(b"IDAT")] * 10_001),
    "blocks": pictures.gif()[:781] + b"!\xfe" + b"\1." * 10_001 + b"\0" + pictures.gif()[781:],
    "extensions": pictures.gif()[:781] + b"!\xfe\1.\0" * 10_001 + pictures.gif()[781:],
    "boxes": pictures.avif() + b"\0\0\0\x08free" * 10_001,
    "riff chunks": pictures.riff(pictures.webp()[12:], b"none\0\0\0\0" * 10_001),
}
SLOW = {
    "exif": pictures.with_segments(pictures.jpeg(), *[(0xE1, b"Exif\0\0" + bytes(1600))] * 5_000),
    "resources": pictures.with_segments(
        pictures.jpeg(), *[(0xED, b"Photoshop 3.0\0" + (b"8BIM" + bytes(8)) * 5000)] * 240
    ),
    "gif frames": pictures.gif(120, 120, frames=1000),
    "webp frames": pictures.animated("WEBP", 120, 120, frames=1000),
}


@pytest.mark.parametrize("name", IN_CRUMBS)
def test_picture_in_ten_thousand_parts_is_refused(name):
    assert refusal(IN_CRUMBS[name]) == "a picture of more than 10,000 parts"


@pytest.mark.parametrize("name", SLOW)
def test_what_stands_around_the_pixels_costs_no_time(name):
    began = time.process_time()
    assert raster.render(SLOW[name], (120,)).renditions
    assert time.process_time() - began < 0.3


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_decoder_is_not_given_exif_to_read(monkeypatch, form):
    data = pictures.turned(1, form)
    monkeypatch.setattr(Image.Exif, "load", lambda *_: pytest.fail("it was"))
    assert raster.render(data, (120,)).width == 400


def test_jpeg_of_a_thousand_scans_is_refused():
    assert refusal(pictures.of_many_scans(1000, 1000, 1000)) == "too many scans: 1010, 1000 × 1000"


def test_text_that_unpacks_to_gigabytes_is_never_unpacked():
    text = pictures.chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000), 9))
    data = pictures.png_of((400, 300), [bytes(1201)] * 300, extra=[text] * 60)
    assert raster.render(data, (120,)).width == 400


@pytest.mark.parametrize("form", BOMBS)
def test_bomb_takes_hardly_any_memory(form):
    peak, reason = peak_bytes(BOMBS[form])
    assert reason.startswith("more than 50,000,000 pixels")
    assert peak < 60_000_000


def test_largest_picture_is_rendered_in_less_than_three_hundred_megabytes():
    side = 7050
    data = pictures.png_of((side, side), [bytes(1 + 4 * side) * 50] * (side // 50), color=6, level=1)
    peak, reason = peak_bytes(data)
    assert not reason
    assert 200_000_000 < peak < 300_000_000


@pytest.mark.parametrize("error", [MemoryError, RecursionError, KeyError, AssertionError, OverflowError, EOFError])
@pytest.mark.parametrize("step", ["opening", "loading"])
def test_whatever_a_decoder_raises_is_a_refusal(monkeypatch, error, step):
    def fail(*_):
        raise error

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "_open" if step == "opening" else "load", fail)
    assert refusal(pictures.png()) == "a damaged picture"


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_bytes_changed_at_random_are_rendered_or_refused(draw):
    data = bytearray(SMALL[draw.draw(st.sampled_from(sorted(SMALL)))])
    for _ in range(draw.draw(st.integers(1, 4))):
        place = draw.draw(st.integers(0, len(data) - 1))
        match draw.draw(st.sampled_from(["change", "insert", "remove", "cut"])):
            case "change":
                data[place] = draw.draw(st.integers(0, 255))
            case "insert":
                data[place:place] = draw.draw(st.binary(max_size=20))
            case "remove":
                del data[place : place + draw.draw(st.integers(1, 20))]
            case "cut" if place:
                del data[place:]
        if not data:
            break
    with suppress(raster.RasterError):
        raster.render(bytes(data), (32,), least_px=1, max_pixels=100_000)
