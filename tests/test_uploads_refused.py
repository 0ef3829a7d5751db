"""Uploads that are not taken: of those who may not, and of what is too much or not what it should be."""

import pytest
from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from articles.models import Upload, UploadState
from articles.uploads import arriving, importing, receiving
from tests import desk as desk_forms
from tests import pictures, seeds, uploads
from tests.uploads import NAME, NOTHING, SEED, read, rows, said, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]

PAGE = "admin:articles_upload"


def refusal(client, *files, **options):
    """Why the files are not taken; nothing is left of them."""
    page = uploads.send(client, *files, **options)
    assert not page.redirect_chain
    assert "Error:" in page.content.decode()
    assert not Upload.objects.exists()
    assert rows() == NOTHING
    return page.context["error"]


# Who


@pytest.mark.parametrize("codename", ["view_importrun", "change_article"])
def test_without_the_permission_nothing_is_taken(client, codename, settings):
    client.force_login(uploads.editor("eve", codename), uploads.BACKEND)
    assert client.get(reverse(PAGE)).status_code == 403
    assert uploads.send(client, (NAME, SEED)).status_code == 403
    assert not uploads.folders(settings)


def test_visitor_is_sent_to_the_login(client, settings):
    page = uploads.send(client, (NAME, SEED))
    assert page.redirect_chain[0][0].startswith(reverse("admin:login"))
    assert not uploads.folders(settings)


@pytest.mark.parametrize("what", ["read", "import", "discard", "check"])
def test_upload_of_someone_else_is_not_there(desk, admin_client, what):
    upload = uploads.sent(desk)
    assert (
        read(admin_client, upload) if what == "read" else uploads.order(admin_client, upload, what)
    ).status_code == 404
    assert uploads.row(upload).state == UploadState.WAITING


def test_owner_who_lost_the_permission_is_refused(desk):
    upload = uploads.sent(desk)
    upload.owner.user_permissions.clear()
    assert uploads.order(desk, upload, "import").status_code == 403


def test_link_is_on_the_list_of_runs_for_those_who_may(desk, client):
    assert reverse(PAGE) in desk.get(desk_forms.list_url("importrun")).content.decode()
    client.force_login(uploads.editor("eve", "view_importrun"), uploads.BACKEND)
    assert reverse(PAGE) not in client.get(desk_forms.list_url("importrun")).content.decode()


def test_form_without_its_token_is_refused_and_leaves_nothing(settings):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(uploads.editor(), uploads.BACKEND)
    strict.get(reverse(PAGE))
    assert uploads.send(strict, (NAME, SEED)).status_code == 403
    assert (Upload.objects.count(), uploads.folders(settings)) == (0, [])


def test_folder_is_for_us_alone_and_nothing_serves_it(desk, client, root):
    upload = uploads.sent(desk)
    assert [path.stat().st_mode & 0o077 for path in (root, root / str(upload.pk))] == [0, 0]
    for path in (f"/media/../uploads/{upload.pk}/files/{NAME}", f"/uploads/{upload.pk}/files/{NAME}", f"/media/{NAME}"):
        assert client.get(path).status_code == 404


# What is refused


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "expected one or more files, found none"),
        ([("a.png", pictures.png())], "put pictures into a zip"),
        ([("a.exe", b"MZ")], "a.exe: expected .md"),
        ([("README.md", SEED)], "README.md: expected .md"),
        ([("a.md", SEED), ("a.md", SEED)], "a.md: expected each name once, found it twice"),
        ([("a.zip", zipped({"a.md": SEED})), ("b.md", SEED)], "a.zip: expected a zip alone, found 2 files"),
        ([("a.zip", zipped({"a.png": pictures.png()}))], "expected a seed file"),
        ([("a.zip", zipped({"../a.md": SEED}))], "leads out of it"),
        ([("a.zip", b"PK")], "found a broken one"),
        ([(f"{'n' * 254}.md", SEED)], "at most 255 bytes"),
        ([("C:a.md", SEED)], "leads out of it"),
        ([("a.md", b"x" * 2_000_001)], "a.md: expected at most 2,000,000 bytes"),
        ([(f"{number}.md", SEED) for number in range(101)], "expected at most 100 files at once"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_are_refused_in_one_line(desk, settings, files, why):
    assert why in refusal(desk, *files)
    assert uploads.folders(settings) == []


@pytest.mark.parametrize(
    ("module", "limit", "most", "why"),
    [
        (arriving, "MOST_SEEDS", 1, "expected at most 1 seed files at once, found 2"),
        (arriving, "MOST_PICTURES", 0, "expected at most 0 pictures at once, found 1"),
        (importing, "LONGEST_TRIAL_SECONDS", -1, "takes longer than -1 seconds"),
    ],
)
def test_too_much_at_once_is_refused(desk, settings, monkeypatch, module, limit, most, why):
    monkeypatch.setattr(module, limit, most)
    assert why in refusal(desk, ("a.zip", zipped({"a.md": SEED, "b.md": SEED, "c.png": pictures.png()})))
    assert uploads.folders(settings) == []


def test_pictures_that_are_named_too_often_are_refused(desk, monkeypatch):
    monkeypatch.setattr("articles.uploads.pictures.MOST_READ_BYTES", 200_000)
    seed = seeds.text(images=[{"url": "a.png"}])
    files = {f"{number}.md": seed for number in range(4)}
    made = zipped({**files, "a.png": pictures.png()})
    assert "each counted as often as it is named" in refusal(desk, ("a.zip", made))


def test_upload_of_more_than_the_setting_allows_is_refused(desk, settings, monkeypatch):
    settings.UPLOADS_MOST_MB = 1
    written = []
    monkeypatch.setattr(receiving.Receiver, "receive_data_chunk", lambda self, data, start: written.append(data))
    assert refusal(desk, ("a.md", b"x" * 2_100_000)) == "expected at most 1 MB at once; upload them in parts"
    assert not written


def test_upload_of_a_little_more_is_refused_as_it_comes(desk, settings):
    settings.UPLOADS_MOST_MB = 1
    assert "expected at most 1 MB" in refusal(desk, ("a.md", b"x" * 1_000_001))
    assert uploads.folders(settings) == []


def test_file_is_written_as_it_comes_and_no_further_than_it_may(tmp_path):
    receiver = receiving.Receiver(HttpRequest(), tmp_path, 10)
    receiver.new_file("seeds", "a.md", "text/plain", None)
    receiver.receive_data_chunk(b"x" * 8, 0)
    with pytest.raises(StopUpload):
        receiver.receive_data_chunk(b"x" * 8, 8)
    assert [path.stat().st_size for path in tmp_path.iterdir()] == [8]


def test_request_that_is_cut_off_leaves_nothing(desk, settings):
    body = b'--x\r\nContent-Disposition: form-data; name="seeds"; filename="a.md"\r\n\r\nhalf'
    page = desk.post(reverse(PAGE), body, content_type="multipart/form-data; boundary=x")
    assert "found none" in page.context["error"]
    assert uploads.folders(settings) == []


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/json", "multipart/form-data; boundary=ü"])
def test_request_that_is_no_form_is_refused(desk, kind):
    page = desk.post(reverse(PAGE), b"nothing", content_type=kind)
    assert page.status_code in {200, 400}


@pytest.mark.parametrize("report", ["", "\0", "x" * 5_000])
def test_confirmation_of_no_report_of_ours_imports_nothing(desk, report):
    upload = uploads.sent(desk)
    assert "Not imported again" in said(uploads.order(desk, upload, "import", report=report))
    assert rows() == NOTHING


def test_folder_that_cannot_be_made_is_told(desk, root):
    root.write_text("in the way")
    assert "folder for uploads cannot be used" in desk.get(reverse(PAGE)).context["error"]
    assert "folder for uploads cannot be used" in uploads.send(desk, (NAME, SEED)).context["error"]


def test_full_disk_is_told(desk, settings, monkeypatch):
    monkeypatch.setattr(arriving, "_date", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert refusal(desk, (NAME, SEED)) == "cannot be kept: No space left on device"
    assert uploads.folders(settings) == []


def test_few_uploads_of_one_editor_wait(desk, monkeypatch):
    monkeypatch.setattr(arriving, "MOST_WAITING", 1)
    uploads.sent(desk)
    assert "import or discard one of yours" in uploads.send(desk, (NAME, SEED)).context["error"]
    assert Upload.objects.count() == 1
