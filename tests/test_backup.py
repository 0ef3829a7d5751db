"""Backup and restore: everything comes back, or nothing is touched."""

import json
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from articles.digest import content_digest
from articles.models import Article, Picture, Upload
from tests import desk, make, seeds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(storage, tmp_path, admin_client):
    """A site with some of everything, and its backup."""
    make.whole_rows(4)
    make.article(pictures=[make.picture()])
    seeds.run(seeds.write(tmp_path / "seeds", title="Ünïcode 🚀"))
    desk.saved(admin_client, Article.objects.first(), title="Edited")
    User.objects.create_user("ed").groups.add(Group.objects.get(name="Editor"))
    call_command("backup", str(tmp_path / "b.zip"), verbosity=0)
    return tmp_path / "b.zip"


def emptied():
    call_command("flush", interactive=False, verbosity=0)


def rewritten(path, **changed):
    """The backup, with some of its files replaced; None leaves one out."""
    with zipfile.ZipFile(path) as old:
        files = {name: old.read(name) for name in old.namelist()}
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as new:
        for name, data in (files | changed).items():
            if data is not None:
                new.writestr(name, data)
    return other


def test_everything_comes_back(full):
    before, people = content_digest(), list(User.objects.order_by("pk").values_list("username", "password"))
    emptied()
    call_command("restore", str(full), verbosity=0)
    assert content_digest() == before
    assert list(User.objects.order_by("pk").values_list("username", "password")) == people


def test_rights_and_histories_come_back_whatever_their_numbers(full):
    rights = set(Group.objects.get(name="Editor").permissions.values_list("codename", flat=True))
    emptied()
    Permission.objects.all().delete()
    call_command("restore", str(full), verbosity=0)
    assert set(Group.objects.get(name="Editor").permissions.values_list("codename", flat=True)) == rights
    assert LogEntry.objects.get().object_id == str(Article.objects.get(title="Edited").pk)
    assert desk.versions_of(Article).filter(title="Edited", history_user__username="admin").exists()


def test_pictures_come_back(full):
    picture = Picture.objects.filter(state="cached").first()
    name = picture.name_of(picture.files[0])
    default_storage.delete(name)
    emptied()
    call_command("restore", str(full), verbosity=0)
    assert default_storage.open(name).read() == make.PIXEL


def test_restored_site_can_be_searched_and_written_to(full, client):
    emptied()
    call_command("restore", str(full), verbosity=0)
    assert "Edited" in client.get("/search/?q=edited").content.decode()
    assert make.article(title="New").pk


def test_site_that_is_not_empty_is_left_alone(full):
    before = content_digest()
    with pytest.raises(CommandError, match="this site is not empty"):
        call_command("restore", str(full), verbosity=0)
    assert content_digest() == before


@pytest.mark.parametrize(
    ("name", "data"),
    [("backup.json", None), ("backup.json", b"{"), ("backup.json", b"{}"), ("rows/articles.article.jsonl", b"[1]\n")],
)
def test_damaged_backup_changes_nothing(full, name, data):
    emptied()
    with pytest.raises(CommandError):
        call_command("restore", str(rewritten(full, **{name: data})), verbosity=0)
    assert not User.objects.exists()


def test_backup_that_was_cut_short_is_refused(full):
    full.write_bytes(full.read_bytes()[:-100])
    emptied()
    with pytest.raises(CommandError, match="it is no backup, or is damaged"):
        call_command("restore", str(full), verbosity=0)


def test_backup_of_another_state_says_what_to_do(full):
    with zipfile.ZipFile(full) as archive:
        about = json.loads(archive.read("backup.json"))
    about["state"] = ["articles.9999_later"]
    emptied()
    with pytest.raises(CommandError, match="restore with the version that wrote it"):
        call_command("restore", str(rewritten(full, **{"backup.json": json.dumps(about)})), verbosity=0)


def test_name_that_leads_out_of_the_pictures_is_passed_over(full, settings):
    emptied()
    call_command("restore", str(rewritten(full, **{"media/../../evil": b"x"})), verbosity=0)
    assert not list(settings.MEDIA_ROOT.parent.rglob("evil"))


def test_failed_backup_leaves_the_last_one(full, monkeypatch):
    before = full.read_bytes()
    monkeypatch.setattr("articles.backup.writing._write_pictures", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("backup", str(full), verbosity=0)
    assert (full.read_bytes(), [path.name for path in full.parent.glob(".b.zip*")]) == (before, [])


def test_backup_is_for_its_owner_alone(full):
    assert full.stat().st_mode & 0o777 == 0o600


def test_nothing_is_migrated_for_what_cannot_be_restored(full, monkeypatch):
    monkeypatch.setattr("articles.management.commands.restore.call_command", lambda *_args, **_given: 1 / 0)
    for path in (full, full.with_name("nowhere.zip")):  # the site is not empty; there is no such file
        with pytest.raises(CommandError):
            call_command("restore", str(path), verbosity=0)


def test_lost_picture_is_told_and_costs_no_other(full, capsys):
    picture = Picture.objects.filter(state="cached").first()
    default_storage.delete(picture.name_of(picture.files[0]))
    call_command("backup", str(full))
    assert "the picture is missing from our storage; left out" in capsys.readouterr().err


def test_sessions_and_unconfirmed_uploads_stay_behind(full):
    with zipfile.ZipFile(full) as archive:
        names = archive.namelist()
    assert not {f"rows/{Upload._meta.label_lower}.jsonl", "rows/sessions.session.jsonl"} & set(names)
