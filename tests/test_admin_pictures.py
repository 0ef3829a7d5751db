"""Pictures at the editors' desk: how they are, fetch now, refuse, take this one instead."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.admin import picture as desk_of_pictures
from articles.models import Picture, PictureState
from articles.pictures import orders
from tests import desk, make, pictures
from tests.remote import Remote, body, fetcher_of, status

pytestmark = pytest.mark.django_db

LIST = "admin:articles_picture_changelist"


@pytest.fixture
def server(monkeypatch):
    """Other people's server, which editors' orders are sent to."""
    with Remote() as remote:
        monkeypatch.setattr(desk_of_pictures, "picture_fetcher", lambda: fetcher_of(remote))
        yield remote


def act(client, action, *chosen):
    data = {"action": action, "_selected_action": [one.pk for one in chosen]}
    return [str(message) for message in client.post(reverse(LIST), data, follow=True).context["messages"]]


def missing(server, path, **fields):
    return make.picture(server.url(path), cached=False, **{"host": "pictures.example"} | fields)


def upload(client, picture, data, name="a.jpg"):
    return desk.save(client, desk.change_url(picture), upload=SimpleUploadedFile(name, data))


@pytest.mark.parametrize("state", ["waiting", "failed", "refused"])
def test_picture_is_fetched_while_the_editor_waits(admin_client, server, state):
    server.serve("/a.jpg", body(pictures.jpeg(), content_type="image/jpeg"))
    picture = missing(server, "/a.jpg", state=state, attempts=8, error="status 404")
    assert act(admin_client, "fetch_now", picture) == ["We have a copy of 1 picture."]
    assert Picture.objects.get().is_shown


def test_editor_is_told_why_a_picture_cannot_be_had(admin_client, server):
    server.serve("/a.jpg", status(500))
    assert act(admin_client, "fetch_now", missing(server, "/a.jpg"))[1:] == ["Status 500 (1)"]


def test_of_many_pictures_the_rest_is_left_to_the_next_run(admin_client, server, monkeypatch):
    monkeypatch.setattr(orders, "AT_ONCE", 1)
    first, last = (missing(server, f"/{name}.jpg", state="refused") for name in "ab")
    assert act(admin_client, "fetch_now", first, last)[0] == "1 picture is left to the next run."
    assert server.paths == ["/b.jpg"]
    assert Picture.objects.get(pk=first.pk).state == PictureState.WAITING


def test_copy_that_we_have_is_asked_about_again(admin_client, server):
    picture = make.picture(server.url("/a.jpg"), host="pictures.example", etag='"1"')
    server.serve("/a.jpg", status(304))
    assert act(admin_client, "fetch_now", picture) == ["We have a copy of 1 picture."]
    assert server.asked[0].headers["if-none-match"] == '"1"'


def test_refused_picture_is_shown_no_more(admin_client, client):
    picture = make.picture()
    article = make.article(pictures=[picture])
    assert act(admin_client, "refuse", picture) == ["1 picture is refused."]
    assert picture.copy not in client.get(article.get_absolute_url()).content.decode()
    assert Picture.objects.get().error == "refused by an editor"


def test_upload_is_shown_instead_whatever_is_at_the_address(admin_client, server):
    picture = missing(server, "/a.jpg", state="failed")
    assert upload(admin_client, picture, pictures.png(300, 200)).status_code == 302
    picture.refresh_from_db()
    assert (picture.state, picture.file_width, picture.source_type) == ("cached", 300, "PNG")
    assert server.paths == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pictures.SVG, "Expected a JPEG, PNG, WebP, GIF or AVIF picture."),
        (pictures.HTML, "Expected a JPEG, PNG, WebP, GIF or AVIF picture."),
        (pictures.jpeg()[:-900], "A damaged picture"),
        (make.PIXEL, "A tracking pixel, not a picture"),
    ],
)
def test_upload_that_is_no_picture_is_refused_on_the_form(admin_client, data, why):
    picture = make.picture(cached=False)
    page = upload(admin_client, picture, data).content.decode()
    assert why in page
    assert not Picture.objects.get().file


def test_upload_that_is_too_large_is_refused_before_it_is_read(admin_client, monkeypatch):
    monkeypatch.setattr(orders, "MOST_UPLOADED_BYTES", 100)
    assert "Expected at most 15 MB." in upload(admin_client, make.picture(cached=False), b"x" * 101).content.decode()


def test_original_is_kept_and_not_served(admin_client, client):
    picture = make.picture(cached=False)
    upload(admin_client, picture, pictures.jpeg())
    picture.refresh_from_db()
    assert client.get(picture.file.url).status_code == 404


def test_health_counts_by_state_host_and_reason(admin_client):
    make.picture("https://a.example/1.jpg", host="a.example")
    for number in range(3):
        make.picture(f"https://b.example/{number}", cached=False, host="b.example", state="failed", error="status 404")
    page = admin_client.get(reverse("admin:articles_picture_health")).content.decode()
    cells = [re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", row) for row in re.findall(r"<tr><td.*?</tr>", page)]
    assert cells[0] == ["status 404", "3"]
    assert [row[:5] for row in cells[1:]] == [["b.example", "0", "0", "3", "0"], ["a.example", "1", "0", "0", "0"]]


def test_health_is_for_those_who_may_see_pictures(client):
    user = User.objects.create_user("reporter", is_staff=True)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert "How the pictures are" not in client.get(reverse("admin:articles_picture_health")).content.decode()
    user.user_permissions.add(Permission.objects.get(codename="view_picture"))
    assert "How the pictures are" in client.get(reverse("admin:articles_picture_health")).content.decode()


def test_list_can_be_cut_to_the_hosts_that_most_is_missing_of(admin_client):
    make.picture("https://a.example/1.jpg", cached=False, host="a.example", state="failed")
    make.picture("https://b.example/1.jpg", host="b.example")
    page = admin_client.get(reverse(LIST), {"host": "a.example"})
    assert [row.host for row in page.context["cl"].result_list] == ["a.example"]
    assert "a.example (1)" in page.content.decode()
