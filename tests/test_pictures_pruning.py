"""Pictures and files that nothing refers to are removed, and of what there is too much, the oldest."""

import os
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles.models import ArticlePicture, Picture, ProviderPicture
from articles.pictures.names import copy_of, folder_of
from articles.pictures.pruning import GIVEN_UP, prune_pictures
from articles.pictures.stored import copy_in, everything
from tests import make, pictures
from tests.caching import again, digest, flaws, outcome, run, waiting
from tests.remote import body

pytestmark = pytest.mark.django_db

COPY = copy_of("ab" * 32)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def cached(server, path="/a", data=None, **fields):
    """A picture with a copy of ours, made of what the server has."""
    server.serve(path, body(data or pictures.jpeg()))
    picture = waiting(server.url(path), **fields)
    run(server)
    return again(picture)


def kept(name, *, age=timedelta(hours=2)):
    """A file in our storage, of this age."""
    default_storage.save(name, ContentFile(b"x"))
    then = time.time() - age.total_seconds()
    os.utime(default_storage.path(name), (then, then))
    return name


def unused(*, age=2 * DAY, **fields):
    """A picture that nothing shows."""
    return make.picture(cached=False, created_at=timezone.now() - age, **fields)


def pruned(**given):
    """What was removed: rows, files, copies given up."""
    done = prune_pictures(**given)
    return done.rows, done.files, done.given_up


# Removed


def test_picture_that_nothing_shows_is_removed_after_a_day_with_its_files(server):
    picture = cached(server)
    ArticlePicture.objects.all().delete()
    assert pruned() == (0, 0, 0)
    then = timezone.now() + 2 * DAY
    assert pruned(now=then, dry_run=True) == pruned(now=then) == (1, len(picture.files), 0)
    assert (Picture.objects.count(), list(everything()), pruned(now=then)) == (0, [], (0, 0, 0))


@pytest.mark.parametrize("place", [ArticlePicture, ProviderPicture])
def test_picture_that_something_shows_stays(server, place):
    picture = cached(server, logo=place is ProviderPicture)
    assert pruned(now=timezone.now() + 9 * DAY) == (0, 0, 0)
    assert flaws(again(picture)) == []


def test_very_many_pictures_that_nothing_shows_are_removed(monkeypatch):
    monkeypatch.setattr("articles.pictures.pruning.ROWS_AT_ONCE", 2)
    for _ in range(5):
        unused()
    assert (pruned(), Picture.objects.count()) == ((5, 0, 0), 0)


@pytest.mark.parametrize("name", [f"{COPY}/160.webp", f"{folder_of('ab' * 32)}.jpg", "pictures/ab/.x.part"])
def test_file_that_nothing_names_is_removed_after_an_hour(name):
    kept(name, age=HOUR / 2)
    assert pruned() == (0, 0, 0)
    kept(name)
    assert pruned(dry_run=True) == pruned() == (0, 1, 0)
    assert list(everything()) == []


def test_folder_that_a_run_writes_to_stays_whole():
    kept(f"{COPY}/160.webp")
    kept(f"{COPY}/320.webp", age=HOUR / 2)
    assert (pruned(), len(copy_in(COPY).files)) == ((0, 0, 0), 2)


def test_what_a_killed_run_left_beside_sound_files_is_removed(server):
    picture = cached(server)
    kept(f"{picture.copy}/.abc.part")
    kept(f"{picture.copy}/96.webp")
    assert (pruned(), pruned()) == ((0, 2, 0), (0, 0, 0))
    assert flaws(again(picture)) == []


def test_original_that_a_row_names_stays():
    name = kept(f"{folder_of('ab' * 32)}.jpg")
    waiting("local:abab", file=name)
    assert (pruned(), default_storage.exists(name)) == ((0, 0, 0), True)


def test_copy_that_another_picture_shares_stays(server):
    one, other = cached(server), cached(server, "/b")
    ArticlePicture.objects.filter(picture=one).delete()
    assert one.copy == other.copy
    assert pruned(now=timezone.now() + 2 * DAY) == (1, 0, 0)
    assert flaws(again(other)) == []


def test_file_that_is_named_meanwhile_stays(monkeypatch):
    kept(f"{COPY}/160.webp")
    monkeypatch.setattr("articles.pictures.pruning._named", lambda rows: {})  # as it was a moment before
    picture = make.picture(cached=False, copy=COPY)
    assert (pruned(), len(copy_in(COPY).files)) == ((0, 0, 0), 1)
    picture.delete()


def test_picture_that_is_put_to_use_meanwhile_stays(monkeypatch):
    picture, article = unused(), make.article()
    monkeypatch.setattr("articles.querysets.PictureQuerySet.in_use", lambda rows: rows.none())  # as it was before
    ArticlePicture.objects.create(article=article, picture=picture)
    pruned()
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_storage_that_is_empty_is_no_trouble():
    assert pruned(most_bytes=0) == (0, 0, 0)


# Too much


def shown_by(picture, age):
    """Let an article of this age show the picture, and nothing else."""
    ArticlePicture.objects.filter(picture=picture).delete()
    make.article(pictures=[picture], topics=(), published_at=timezone.now() - age)
    return picture


def many(server, ages):
    """Copies of about the same size, shown by articles of these ages."""
    made = [cached(server, f"/{place}", pictures.jpeg(400, 300 + place)) for place in range(len(ages))]
    return [shown_by(picture, age) for picture, age in zip(made, ages, strict=True)]


def test_copies_of_the_newest_articles_are_kept(server):
    old, new, middle = many(server, [9 * DAY, DAY, 5 * DAY])
    most = new.copy_bytes + middle.copy_bytes
    assert pruned(most_bytes=most, dry_run=True) == pruned(most_bytes=most) == (0, len(old.files), 1)
    assert outcome(old) == ("failed", GIVEN_UP)
    assert (again(old).copy, again(old).renditions, again(old).copy_bytes) == ("", [], 0)
    assert [flaws(again(one)) for one in (new, middle)] == [[], []]
    assert {stored.name for stored in everything()} == {new.copy, middle.copy}


def test_copy_that_was_given_up_is_not_made_again_by_itself(server):
    [picture] = many(server, [DAY])
    pruned(most_bytes=0)
    assert run(server).done == 0
    assert run(server, retry_failed=True).outcomes == {"cached": 1}
    assert flaws(again(picture)) == []


def test_age_of_a_picture_is_that_of_the_newest_article_that_shows_it(server):
    first, second = many(server, [9 * DAY, 5 * DAY])
    entry = make.related(make.article(topics=(), published_at=timezone.now()))
    entry.pictures.add(first)
    pruned(most_bytes=max(first.copy_bytes, second.copy_bytes))
    assert [again(one).state for one in (first, second)] == ["cached", "failed"]


def test_shared_copy_is_as_new_as_the_newest_that_shows_it(server):
    data = pictures.jpeg()
    old, other = cached(server, "/a", data), cached(server, "/b", pictures.png())
    twin = cached(server, "/c", data)
    for picture, age in ((old, 9 * DAY), (other, 5 * DAY), (twin, DAY)):
        shown_by(picture, age)
    pruned(most_bytes=max(old.copy_bytes, other.copy_bytes))
    assert [again(one).state for one in (old, other, twin)] == ["cached", "failed", "cached"]


def test_originals_stay_however_much_there_is(server):
    name = default_storage.save(f"{folder_of(digest(pictures.jpeg()))}.jpg", ContentFile(pictures.jpeg()))
    picture = waiting("local:a", file=name)
    run(server)
    pruned(most_bytes=0)
    assert (again(picture).state, default_storage.exists(name)) == ("failed", True)
    run(server, retry_failed=True)
    assert flaws(again(picture)) == []
