"""Pictures and others: the same bytes at two addresses, and rows that somebody changes while they are at work."""

import threading

import pytest

from articles.models import ArticlePicture, Picture
from articles.pictures import orders, rendering
from articles.pictures.cache import THREADS
from articles.pictures.stored import everything
from tests import make, pictures
from tests.caching import again, claimed, flaws, outcome, run, states, waiting
from tests.remote import body

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


# The same bytes elsewhere


def rendering_counted(monkeypatch):
    """Sizes of what is rendered from now on."""
    seen, render = list[int](), rendering.rendered

    def counted(data, *rest):
        seen.append(len(data))
        return render(data, *rest)

    monkeypatch.setattr(rendering, "rendered", counted)
    return seen


def test_same_bytes_at_two_addresses_are_rendered_and_stored_once(server, monkeypatch):
    seen = rendering_counted(monkeypatch)
    for number in range(6):
        server.serve(f"/{number}", body(pictures.jpeg(), etag=f'"{number}"'))
        waiting(server.url(f"/{number}"))
    assert run(server).outcomes == {"cached": 6}
    rows = Picture.objects.all()
    assert (len(seen), len(list(everything())), len({row.copy for row in rows})) == (1, 1, 1)
    assert (len({row.etag for row in rows}), [flaws(row) for row in rows]) == (6, [[]] * 6)


def test_twins_that_wait_are_not_without_number(server, monkeypatch):
    """Each holds its bytes meanwhile."""
    release, waiting_now = threading.Event(), list[int]()

    def held(data, *rest):
        release.wait(5)
        waiting_now.append(len(server.asked))
        return render(data, *rest)

    render = rendering.rendered
    monkeypatch.setattr(rendering, "rendered", held)
    for number in range(20):
        server.serve(f"/{number}", body(pictures.jpeg()))
        waiting(server.url(f"/{number}"))
    threading.Timer(0.5, release.set).start()
    assert run(server, limits={"connections_per_host": 8}).outcomes == {"cached": 20}
    assert waiting_now == [THREADS]


def test_same_bad_bytes_at_two_addresses_are_both_refused(server):
    for number in range(6):
        server.serve(f"/{number}", body(pictures.jpeg()[:3000]))
        waiting(server.url(f"/{number}"))
    assert (run(server).outcomes, states(), claimed()) == ({"refused": 6}, {"refused": 6}, 0)


def test_logo_that_is_a_picture_too_gets_the_sizes_of_both(server, monkeypatch):
    seen = rendering_counted(monkeypatch)
    server.serve("/a", body(pictures.png(600, 600)))
    server.serve("/b", body(pictures.png(600, 600)))
    logo = waiting(server.url("/a"), logo=True)
    run(server)
    picture = waiting(server.url("/b"))
    run(server)
    assert (len(seen), again(logo).copy) == (2, again(picture).copy)
    assert (flaws(again(logo)), flaws(again(picture))) == ([], [])


def test_files_of_a_logo_that_are_written_again_with_more_sizes_stay_what_its_row_says(server):
    data = pictures.png(700, 700)
    server.serve("/a", body(data))
    server.serve("/b", body(data))
    logo = waiting(server.url("/a"), logo=True)
    run(server)
    both = waiting(server.url("/b"), logo=True)
    ArticlePicture.objects.create(article=make.article(), picture=both)
    run(server)
    assert (flaws(again(both)), flaws(again(logo))) == ([], [])


# Others meanwhile


def meanwhile(server, change):
    """A picture that is fetched, while somebody changes its row; as it is afterwards."""
    server.serve("/a", body(pictures.jpeg()))
    picture, changes = waiting(server.url("/a")), [change]

    def stop():
        if changes:
            changes.pop()(picture)
        return False

    run(server, stop=stop)
    return Picture.objects.filter(pk=picture.pk).first()


def test_picture_that_an_editor_refuses_meanwhile_stays_refused(server):
    found = meanwhile(server, lambda picture: orders.refuse(Picture.objects.filter(pk=picture.pk)))
    assert (found.state, found.error, found.copy, found.claimed_by) == ("refused", orders.REFUSED, "", "")


def test_original_that_an_editor_gives_meanwhile_is_not_passed_over(server):
    def give(picture):
        Picture.objects.filter(pk=picture.pk).update(file="pictures/new.jpg")

    found = meanwhile(server, give)
    assert (found.state, found.claimed_by) == ("waiting", "")


def test_picture_that_is_removed_meanwhile_costs_no_other(server):
    def remove(picture):
        ArticlePicture.objects.filter(picture=picture).delete()
        picture.delete()

    server.serve("/b", body(pictures.jpeg()))
    other = waiting(server.url("/b"))
    assert meanwhile(server, remove) is None
    assert outcome(other) == ("cached", "")
