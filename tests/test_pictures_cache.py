"""The picture cache from a server to our storage: every format arrives right, and the row says what there is."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from articles.models import Picture
from articles.pictures import raster
from articles.pictures.names import copy_of, folder_of
from articles.pictures.stored import everything
from tests import make, pictures
from tests.caching import again, bytes_of, claimed, digest, flaws, outcome, run, waiting
from tests.remote import body, chunk, head, redirect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

DRAWN = [pictures.RED, pictures.GREEN, pictures.BLUE, pictures.WHITE]
FORMATS = {
    "JPEG": (pictures.jpeg, "JPEG"),
    "JPEG held sideways": (lambda: pictures.turned(6), "JPEG"),
    "JPEG upside down": (lambda: pictures.turned(3), "JPEG"),
    "progressive JPEG": (lambda: pictures.jpeg(progressive=True), "JPEG"),
    "CMYK JPEG": (lambda: pictures.jpeg(mode="CMYK"), "JPEG"),
    "PNG": (pictures.png, "PNG"),
    "GIF": (pictures.gif, "GIF"),
    "animated GIF": (lambda: pictures.gif(frames=4), "GIF"),
    "WebP": (pictures.webp, "WEBP"),
    "animated WebP": (lambda: pictures.animated("WEBP"), "WEBP"),
    "AVIF": (pictures.avif, "AVIF"),
    "animated AVIF": (lambda: pictures.animated("AVIF"), "AVIF"),
}


def cached(server, data, path="/a", **fields):
    """The row of a picture that the server has, after a run."""
    server.serve(path, body(data))
    picture = waiting(server.url(path), **fields)
    run(server)
    return again(picture)


def corners(data):
    """Colours near the four corners, by rows."""
    image = pictures.opened(data).convert("RGB")
    width, height = image.size
    return [image.getpixel((x, y)) for y in (height // 20, height * 19 // 20) for x in (width // 20, width * 19 // 20)]


def assert_alike(colours, others, within=30):
    for one, other in zip(colours, others, strict=True):
        assert one == pytest.approx(other, abs=within)


@pytest.mark.parametrize(("data", "form"), FORMATS.values(), ids=FORMATS)
def test_picture_of_any_format_arrives_upright_and_in_its_colours(server, data, form):
    picture = cached(server, data())
    assert (picture.state, picture.source_type, picture.error) == ("cached", form, "")
    assert (picture.file_width, picture.file_height) == (400, 300)
    for suffix, place in (("webp", 0), ("webp", -1), ("jpg", 0), ("avif", -1)):
        assert_alike(corners(bytes_of(picture, suffix, place)), DRAWN)


@pytest.mark.parametrize("make_data", [pictures.png, pictures.webp], ids=["PNG", "WebP"])
def test_what_is_see_through_stays_so(server, make_data):
    picture = cached(server, make_data(mode="RGBA"))
    assert [file.suffix for file in picture.files if file.suffix in ("jpg", "png")] == ["png"]
    for suffix in ("webp", "png"):
        alpha = pictures.opened(bytes_of(picture, suffix)).getchannel("A")
        assert (alpha.getpixel((20, 20)), alpha.getpixel((380, 280))) == (255, 0)


def test_picture_of_sixteen_bits_keeps_its_range(server):
    picture = cached(server, pictures.of_sixteen_bits())
    row = pictures.opened(bytes_of(picture)).convert("L")
    assert [row.getpixel((x, 150)) for x in (2, 200, 397)] == pytest.approx([0, 128, 255], abs=12)


def test_nothing_that_the_camera_wrote_is_kept(server):
    picture = cached(server, pictures.jpeg(exif=pictures.exif(gps=True)))
    for file in picture.files:
        data = bytes_of(picture, file.suffix)
        assert b"A camera of renown" not in data
        assert not pictures.opened(data).getexif()


@pytest.mark.parametrize("size", [(1600, 900), (700, 1400), (150, 120), (100, 2000)])
def test_row_says_of_every_file_what_is_in_our_storage(server, size):
    picture = cached(server, pictures.jpeg(*size))
    assert flaws(picture) == []
    [stored] = everything()
    assert {picture.name_of(file) for file in picture.files} == set(stored.files)
    assert picture.copy_bytes == sum(file.bytes for file in picture.files) == stored.bytes


def test_row_says_where_the_copy_comes_from_and_when(server):
    data = pictures.jpeg()
    server.serve("/a", body(data, etag='"1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT"))
    picture, before = waiting(server.url("/a"), attempts=3, error="timed out", state="failed"), timezone.now()
    run(server, retry_failed=True)
    found = again(picture)
    assert (found.copy, found.source_bytes) == (copy_of(digest(data)), len(data))
    assert (found.etag, found.last_modified) == ('"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    assert (found.state, found.attempts, found.error, found.next_attempt_at) == ("cached", 0, "", None)
    assert found.fetched_at == found.tried_at
    assert (found.fetched_at - before).total_seconds() == pytest.approx(1, abs=1)
    assert (found.claimed_by, found.claimed_until) == ("", None)


def test_colour_of_a_picture_is_kept_to_stand_in_its_place(server):
    assert cached(server, pictures.encoded(Image.new("RGB", (200, 200), "#336699"), "PNG")).color == "#336699"


def test_widths_are_those_of_what_shows_it(server):
    data = pictures.png(500, 500)
    logo, picture = cached(server, data, logo=True), cached(server, data, "/b")
    assert sorted({file.width for file in logo.files}) == [*raster.LOGO_WIDTHS]
    assert sorted({file.width for file in picture.files}) == [160, 320, 500]


def test_small_logo_is_a_logo_but_no_picture(server):
    data = pictures.png(60, 40)
    assert cached(server, data, logo=True).state == "cached"
    assert cached(server, data, "/b").error == "too small for a picture"


def test_picture_that_nothing_shows_is_not_asked_for(server):
    Picture.objects.create(url=server.url("/a"))
    assert (run(server).done, server.connections) == (0, 0)


def test_original_of_ours_is_rendered_without_asking_anybody(server):
    data = pictures.jpeg()
    name = default_storage.save(f"{folder_of(digest(data))}.jpg", ContentFile(data))
    picture = waiting(server.url("/a"), file=name)
    run(server)
    assert (again(picture).state, flaws(again(picture)), server.connections) == ("cached", [], 0)


def test_original_of_ours_that_is_gone_is_told_and_tried_again(server):
    picture = waiting("local:0", file="pictures/no/thing.jpg")
    run(server)
    assert outcome(picture)[0] == "failed"
    assert "the original is gone" in outcome(picture)[1]
    assert again(picture).next_attempt_at


def test_original_of_ours_that_cannot_be_read_costs_no_other(server, tmp_path):
    (tmp_path / "media/pictures/aa").mkdir(parents=True)
    folder, good = waiting("local:0", file="pictures/aa"), waiting(server.url("/a"))
    server.serve("/a", body(pictures.jpeg()))
    run(server)
    assert (again(folder).state, again(good).state) == ("failed", "cached")


def test_path_on_a_site_that_nobody_named_is_refused_and_asks_nobody(server):
    picture = waiting("/assets/a.jpg")
    run(server)
    assert outcome(picture) == ("refused", "a path on a site that nobody named: import with --base-url")


def test_path_on_a_site_is_asked_for_there(server):
    server.serve("/assets/a.jpg", body(pictures.jpeg()))
    picture = waiting("/assets/a.jpg", base_url=server.url(""))
    run(server)
    assert (again(picture).state, server.paths) == ("cached", ["/assets/a.jpg"])


@pytest.mark.parametrize("without", ["length", "type", "redirect", "chunks"])
def test_answer_without_the_usual_is_taken(server, without):
    data = pictures.jpeg()
    answers = {
        "length": [head(content_type="image/jpeg"), data],
        "type": [body(data, content_type=None)],
        "redirect": [redirect("/b")],
        "chunks": [head(transfer_encoding="chunked"), chunk(data[:99]), chunk(data[99:]), chunk(b"")],
    }
    server.serve("/a", *answers[without])
    server.serve("/b", body(data, "text/plain"))
    picture = waiting(server.url("/a"))
    run(server)
    assert (again(picture).state, flaws(again(picture))) == ("cached", [])


def test_run_says_how_much_it_did_and_how_far_it_is(server):
    told = []
    for path in "ab":
        server.serve(f"/{path}", body(pictures.jpeg()))
    made = [waiting(server.url(path)) for path in ("/a", "/b", "/c")]
    summary = run(server, progress=lambda *done: told.append(done))
    assert (summary.total, summary.done, summary.outcomes) == (3, 3, {"cached": 2, "failed": 1})
    assert (summary.hosts[made[0].host], summary.reasons) == ({"cached": 2, "failed": 1}, {"status 404": 1})
    assert told[-1] == (3, 3)
    assert claimed() == 0


def test_second_run_finds_nothing_to_do(server):
    cached(server, pictures.jpeg())
    assert (run(server).done, run(server, retry_failed=True).done, len(server.asked)) == (0, 0, 1)


def test_many_pictures_are_rendered_in_other_processes(server):
    made = []
    for number in range(6):
        server.serve(f"/{number}", body(pictures.jpeg(300 + number, 200)))
        made.append(waiting(server.url(f"/{number}")))
    summary = run(server, processes=2)
    assert summary.outcomes == {"cached": 6}
    assert [flaws(again(picture)) for picture in made] == [[]] * 6


def test_copies_are_what_pages_show(server, client):
    picture = waiting(server.url("/a"))
    server.serve("/a", body(pictures.jpeg(1600, 900)))
    article = make.article(pictures=[picture], published_at=timezone.now() - timedelta(hours=1))
    run(server)
    page = client.get(article.get_absolute_url()).content.decode()
    assert f"/media/{again(picture).copy}/640.webp" in page
    assert server.url("") not in page
