"""The editors' desk: seed files are uploaded, tried without a trace, then imported once or discarded."""

import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from articles.ingest import turns
from articles.models import Article, ImportRun, Upload, UploadState
from articles.uploads import folders, importing
from tests import desk as desk_forms
from tests import pictures, seeds, uploads
from tests.uploads import NAME, NOTHING, SEED, read, rows, said, zipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root")]

PAGE = "admin:articles_upload"


def age(upload, **time):
    Upload.objects.filter(pk=upload.pk).update(created_at=timezone.now() - timedelta(**time))


# What happens to good files


def test_trial_tells_what_would_happen_and_leaves_everything_as_it_was(desk):
    upload = uploads.sent(desk, (NAME, SEED), ("bad.md", seeds.text(title=None).encode()))
    told = read(desk, upload).context["told"]
    assert [(count.outcome, count.total) for count in told.counts] == [
        ("created", 1), ("updated", 0), ("unchanged", 0), ("rejected", 1),
    ]  # fmt: skip
    assert told.refused.shown == [("bad.md", "refused", 2, "title", "expected this key, which is required")]
    assert rows() == NOTHING
    assert not ImportRun.objects.exists()


def test_confirmed_files_are_imported_and_their_run_is_recorded(desk, settings):
    upload = uploads.sent(desk, (NAME, SEED), ("bad.md", seeds.text(title=None).encode()))
    page = uploads.order(desk, upload, "import")
    run = ImportRun.objects.get()
    assert page.redirect_chain == [(desk_forms.change_url(run), 302)]
    assert Article.objects.get().title == "Webb sees far"
    assert (run.who, run.created, run.rejected, run.state, run.dry_run) == ("ann", 1, 1, "done", False)
    assert run.arguments == f"upload {NAME} bad.md"
    assert '<td dir="auto">bad.md</td><td>2</td><td>title</td>' in page.content.decode()
    assert uploads.folders(settings) == []


def test_zip_brings_its_pictures_along(desk):
    seed = seeds.text(images=[{"url": "pictures/a.jpg", "width": 400, "height": 300}])
    files = {f"news/{NAME}": seed, "news/pictures/a.jpg": pictures.jpeg(), "news/.DS_Store": b"x", "notes.doc": b"x"}
    upload = uploads.sent(desk, ("all.zip", zipped(files)))
    assert upload.passed_over == ["notes.doc: no seed and no picture"]
    uploads.order(desk, upload, "import")
    assert Article.objects.get().placed_pictures.get().picture.file


def test_picture_that_cannot_be_shown_is_left_out_and_told(desk):
    files = {NAME: seeds.text(images=[{"url": "a.jpg"}]), "a.jpg": pictures.HTML}
    page = uploads.send(desk, ("all.zip", zipped(files)))
    assert page.context["upload"].passed_over[0].startswith("a.jpg: expected a JPEG")
    assert "there is no picture a.jpg beside the seed" in page.content.decode()


def test_discarded_upload_leaves_nothing(desk, settings):
    page = uploads.order(desk, uploads.sent(desk), "discard")
    assert page.redirect_chain == [(reverse(PAGE), 302)]
    assert (Upload.objects.count(), rows(), uploads.folders(settings)) == (0, NOTHING, [])


def test_upload_stands_above_an_older_file_for_the_same_article(desk, tmp_path):
    older = seeds.write(tmp_path / "seeds")
    os.utime(older, (1_700_000_000, 1_700_000_000))
    seeds.run(older)
    upload = uploads.sent(desk, (NAME, seeds.text(title="Webb sees farther").encode()))
    assert read(desk, upload).context["told"].files.shown[0]["changed"] == ["title"]
    uploads.order(desk, upload, "import")
    assert Article.objects.get().title == "Webb sees farther"


def test_of_two_files_for_one_article_the_page_names_no_folder_of_ours(desk, root):
    upload = uploads.sent(desk, ("all.zip", zipped({f"a/{NAME}": SEED, f"b/{NAME}": SEED.replace(b"mirror", b"dish")})))
    page = read(desk, upload)
    assert [row.message for row in page.context["told"].remarks.shown] == [
        f"describes what a/{NAME} does, which was changed at the same moment, has the first path and is taken"
    ]
    assert str(root) not in page.content.decode()


# Options


def test_editors_word_is_kept_unless_overwriting_is_chosen(desk):
    uploads.order(desk, uploads.sent(desk), "import")
    seeds.edit(Article.objects.get(), title="Mine")
    kept = uploads.sent(desk, (NAME, seeds.text(quality=9).encode()))
    assert read(desk, kept).context["told"].remarks.shown[0][1:4] == ("kept", 0, "title")
    uploads.order(desk, kept, "import")
    assert Article.objects.get().title == "Mine"
    uploads.order(desk, uploads.sent(desk, overwrite_edits="on"), "import", overwrite_edits="on")
    assert Article.objects.get().title == "Webb sees far"
    assert "--overwrite-edits" in ImportRun.objects.latest("pk").arguments


def test_publish_is_done_only_if_chosen(desk):
    draft = (NAME, seeds.text(published=False).encode())
    uploads.order(desk, uploads.sent(desk, draft), "import")
    assert Article.objects.get().status == "draft"
    uploads.order(desk, uploads.sent(desk, draft, publish="on"), "import", publish="on")
    assert Article.objects.get().status == "published"


def test_options_that_changed_are_tried_before_anything_is_imported(desk):
    upload = uploads.sent(desk)
    page = uploads.order(desk, upload, "import", publish="on")
    assert "nothing was imported yet" in said(page)
    assert rows() == NOTHING
    again = page.context["upload"]
    assert (again.publish, again.report != upload.report) == (True, True)
    uploads.order(desk, again, "import", publish="on")
    assert Article.objects.exists()


def test_report_that_was_replaced_meanwhile_cannot_be_confirmed(desk):
    upload = uploads.sent(desk)
    uploads.order(desk, upload, "check", publish="on")
    uploads.order(desk, upload, "check")
    assert "Not imported again" in said(uploads.order(desk, upload, "import"))
    assert rows() == NOTHING


def test_nothing_is_pruned_by_an_upload(desk, tmp_path):
    seeds.run(seeds.write_two(tmp_path))
    uploads.order(desk, uploads.sent(desk, prune="on"), "import", prune="on")
    assert [article.status for article in Article.objects.all()] == ["published", "published"]


# Once


def test_second_confirmation_imports_nothing(desk):
    upload = uploads.sent(desk)
    uploads.order(desk, upload, "import")
    page = uploads.order(desk, upload, "import")
    assert "Not imported again" in said(page)
    assert page.redirect_chain[-1] == (desk_forms.change_url(ImportRun.objects.get()), 302)


def test_of_two_who_read_the_row_at_once_one_imports(desk):
    upload = uploads.sent(desk)
    first, second = uploads.row(upload), uploads.row(upload)
    assert importing.confirm(first, upload.report)
    assert importing.confirm(second, upload.report) is None
    assert ImportRun.objects.count() == 1


def test_upload_that_is_being_imported_can_be_neither_imported_nor_discarded(desk):
    upload = uploads.sent(desk)
    Upload.objects.update(state=UploadState.IMPORTING)
    for what in ("import", "discard", "check"):
        assert "It is being imported" in uploads.order(desk, upload, what).content.decode()
    assert (Upload.objects.count(), ImportRun.objects.count()) == (1, 0)


def test_import_that_stopped_is_recorded_and_can_be_confirmed_again(desk, monkeypatch):
    upload = uploads.sent(desk)
    with monkeypatch.context() as patch:
        patch.setattr(turns, "_wait", lambda: (_ for _ in ()).throw(OperationalError("disk full")))
        assert "stopped: disk full" in said(uploads.order(desk, upload, "import"))
    assert (ImportRun.objects.get().state, ImportRun.objects.get().reason) == ("failed", "disk full")
    assert "1 created" in said(uploads.order(desk, upload, "import"))


def test_import_that_breaks_is_recorded_as_failed(desk, monkeypatch):
    upload = uploads.sent(desk)
    monkeypatch.setattr(
        importing, "import_seeds", lambda *_, **__: (_ for _ in ()).throw(OperationalError("is locked"))
    )
    assert "is locked" in said(uploads.order(desk, upload, "import"))
    assert ImportRun.objects.get().state == "failed"
    assert uploads.row(upload).state == UploadState.WAITING


# How long


def test_upload_is_found_again(desk):
    upload = uploads.sent(desk)
    assert reverse("admin:articles_uploaded", args=[upload.pk]) in desk.get(reverse(PAGE)).content.decode()


def test_upload_expires_after_a_day(desk, settings):
    upload = uploads.sent(desk)
    age(upload, hours=25)
    assert "Not imported again" in said(uploads.order(desk, upload, "import"))
    desk.get(reverse(PAGE))
    assert (Upload.objects.count(), read(desk, upload).status_code, uploads.folders(settings)) == (0, 404, [])


def test_sweeping_takes_old_folders_of_no_upload_and_leaves_what_is_at_work(desk, root, settings):
    waiting, at_work = uploads.sent(desk), uploads.sent(desk)
    age(at_work, hours=25)
    Upload.objects.filter(pk=at_work.pk).update(state=UploadState.IMPORTING)
    for name, age_seconds in (("old", 90_000), ("new", 0)):
        (root / name).mkdir()
        os.utime(root / name, (timezone.now().timestamp() - age_seconds,) * 2)
    folders.sweep()
    assert set(uploads.folders(settings)) == {"new", str(waiting.pk), str(at_work.pk)}
    assert Upload.objects.count() == 2


def test_upload_whose_files_are_gone_is_told(desk):
    upload = uploads.sent(desk)
    folders.remove(upload.pk)
    assert "upload it again" in said(desk.get(reverse("admin:articles_uploaded", args=[upload.pk]), follow=True))
    assert "upload it again" in said(uploads.order(desk, upload, "import"))
