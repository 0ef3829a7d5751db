"""Our files of pictures: whole or not there, and found out when they are not sound."""

import os
import signal
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.models import ProviderPicture
from articles.pictures.checking import check_pictures
from articles.pictures.names import copy_of
from newsroom.storage import WholeFileStorage
from tests import make, pictures
from tests.caching import again, digest, flaws, outcome, run, waiting
from tests.remote import body

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


# Written whole


class Content:
    """Half of a file, then something happens."""

    def __init__(self, happen):
        self.happen = happen

    def chunks(self):
        yield b"half"
        self.happen()


def fail():
    raise OSError("disk full")


def test_writer_that_is_killed_leaves_no_half_file(media):
    if not (pid := os.fork()):
        WholeFileStorage()._save("a/160.webp", Content(lambda: os.kill(os.getpid(), signal.SIGKILL)))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    [left] = (media / "a").iterdir()
    assert (left.name[0], left.suffix, left.read_bytes()) == (".", ".part", b"")


def test_writer_that_fails_leaves_nothing(media):
    with pytest.raises(OSError, match="disk full"):
        WholeFileStorage()._save("a/160.webp", Content(fail))
    assert list((media / "a").iterdir()) == []


def test_writer_that_fails_leaves_what_was_there():
    default_storage.save("a/160.webp", ContentFile(b"whole"))
    with pytest.raises(OSError, match="disk full"):
        WholeFileStorage()._save("a/160.webp", Content(fail))
    assert default_storage.open("a/160.webp").read() == b"whole"


def test_name_that_is_taken_is_written_again(media):
    for data in (b"old", b"new"):
        assert default_storage.save("a/160.webp", ContentFile(data)) == "a/160.webp"
    assert [path.read_bytes() for path in (media / "a").iterdir()] == [b"new"]


def test_file_can_be_read_by_the_server_that_serves_it():
    default_storage.save("a/160.webp", ContentFile(b"x"))
    assert Path(default_storage.path("a/160.webp")).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", ["../a.webp", "/etc/a.webp", "a/../../b.webp"])
def test_nothing_is_written_outside_of_the_folder(name):
    with pytest.raises(Exception, match=r"path|outside"):
        default_storage.save(name, ContentFile(b"x"))


# Sound


def cached(server, path="/a", data=None, **fields):
    """A picture with a copy of ours, made of what the server has."""
    server.serve(path, body(data or pictures.jpeg()))
    picture = waiting(server.url(path), **fields)
    run(server)
    return again(picture)


def checked(**given):
    return [flaw.what for flaw in check_pictures(**given)]


def damage(picture, change):
    """Change the first file of a copy."""
    with Path(default_storage.path(picture.name_of(picture.files[0]))).open("r+b") as file:
        change(file)
    return picture.name_of(picture.files[0])


def test_sound_copies_have_no_flaw(server):
    (
        cached(server),
        cached(server, "/b", pictures.png(mode="RGBA")),
        cached(server, "/c", pictures.png(90, 90), logo=True),
    )
    assert checked(deep=True) == []


def test_file_that_is_gone_is_found_and_made_anew(server):
    picture = cached(server)
    default_storage.delete(name := picture.name_of(picture.files[-1]))
    assert checked() == [f"{name} is not there"]
    assert outcome(picture) == ("waiting", "")
    run(server)
    assert (flaws(again(picture)), checked(deep=True)) == ([], [])


def test_file_of_another_size_is_found_and_made_anew(server):
    picture = cached(server)
    name, size = damage(picture, lambda file: file.truncate(9)), picture.files[0].bytes
    assert checked() == [f"{name} has 9 bytes instead of {size:,}"]
    run(server)
    assert (flaws(again(picture)), checked(deep=True)) == ([], [])


def test_damage_inside_is_found_by_a_deep_look_and_made_anew(server):
    picture = cached(server)
    name = damage(picture, lambda file: file.write(bytes(picture.files[0].bytes)))
    assert checked() == []
    assert checked(deep=True) == [f"{name} is damaged: expected a JPEG, PNG, WebP, GIF or AVIF picture"]
    run(server)
    assert (flaws(again(picture)), checked(deep=True)) == ([], [])


def test_shared_copy_is_made_anew_for_all(server):
    one, other = cached(server), cached(server, "/b")
    damage(one, lambda file: file.truncate(9))
    assert (len(checked()), run(server).outcomes, checked(deep=True)) == (2, {"cached": 2}, [])
    assert (flaws(again(one)), flaws(again(other))) == ([], [])


def test_picture_that_is_a_logo_now_gets_the_sizes_for_that(server):
    picture = cached(server, data=pictures.png(500, 500))
    ProviderPicture.objects.create(provider=make.provider(), picture=picture)
    assert checked() == ["is shown in another way now, and has not the sizes for that"]
    run(server)
    assert (checked(deep=True), 48 in {file.width for file in again(picture).files}) == ([], True)


def test_copies_of_an_older_way_are_made_anew(server, monkeypatch):
    picture = cached(server)
    monkeypatch.setattr("articles.pictures.names.GENERATION", 2)
    assert checked() == [f"{picture.copy} was made in an older way"]
    run(server)
    assert (again(picture).copy, checked()) == (copy_of(digest(pictures.jpeg())), [])


def test_dry_run_changes_nothing(server):
    picture = cached(server)
    damage(picture, lambda file: file.truncate(9))
    assert len(checked(repair=False)) == len(checked(repair=False)) == 1
    assert again(picture).state == "cached"


def test_all_are_looked_at_however_many(server, monkeypatch):
    monkeypatch.setattr("articles.pictures.checking.AT_ONCE", 2)
    for picture in [make.picture() for _ in range(5)]:
        default_storage.delete(picture.name_of(picture.files[0]))
    assert len(checked()) == 5
