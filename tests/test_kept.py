"""Pages that are kept: for whom, how long, and that nobody gets another's."""

import gzip
import threading
import time
from datetime import timedelta

import brotli
import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from articles import edition
from articles.models import Article
from articles.views import kept as module
from articles.views.store import store
from newsroom.backends import caches
from tests import make

CACHE_HEADERS = ["Cache-Control", "CDN-Cache-Control"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(settings, monkeypatch):
    """A browser of a site that keeps its pages, and looks for a new edition when it is told to."""
    settings.KEEP_PAGES = True
    monkeypatch.setattr(edition, "LOOK_EVERY", 600)
    edition._known.next_look = 0.0
    store.asking.is_on = store.giving.is_on = False
    return Client()


def queries(reader, django_assert_max_num_queries, url, **headers):
    with django_assert_max_num_queries(100) as asked:
        reader.get(url, **headers)
    return len(asked)


def test_second_reader_gets_the_page_without_a_query(reader, django_assert_num_queries):
    make.articles(3)
    first = reader.get("/topics/space/")
    with django_assert_num_queries(0):
        second = reader.get("/topics/space/")
    assert first.content == second.content
    assert {**first.headers, "X-Request-ID": ""} == {**second.headers, "X-Request-ID": ""}


def test_change_of_an_article_makes_the_page_anew(reader):
    article = make.article(title="Before")
    assert b"Before" in reader.get("/").content
    Article.objects.filter(pk=article.pk).update(title="After")
    make.listed(article)
    assert b"After" in reader.get("/").content


def test_import_makes_pages_anew(reader, tmp_path):
    from tests import seeds

    reader.get("/")
    seeds.run(seeds.write(tmp_path))
    assert b"Webb" in reader.get("/").content


def test_what_editors_send_makes_pages_anew(reader, admin_client):
    from tests import desk

    topic = make.article().topics.get()
    assert b"Space" in reader.get("/topics/").content
    desk.saved(admin_client, topic, name="Cosmos")
    assert b"Cosmos" in reader.get("/topics/").content


def test_page_is_made_anew_after_a_minute(reader, django_assert_max_num_queries):
    make.articles(2)
    reader.get("/")
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert queries(reader, django_assert_max_num_queries, "/")


@pytest.mark.parametrize("moved", [-10 * 365, 10 * 365])
def test_clock_that_steps_keeps_no_page_for_long(reader, django_assert_max_num_queries, moved):
    make.articles(2)
    reader.get("/")
    with time_machine.travel(timezone.now() + timedelta(days=moved)):
        assert queries(reader, django_assert_max_num_queries, "/")


def test_editor_gets_a_page_of_their_own_that_nobody_keeps(reader, admin_client):
    make.articles(2)
    page = admin_client.get("/")
    assert page["Cache-Control"] == "private, no-cache"
    make.article(title="New")
    assert b"New" in admin_client.get("/").content


def test_page_for_everybody_sets_no_cookie_and_asks_for_none(reader):
    page = reader.get("/")
    assert (page.cookies, page["Vary"]) == ({}, "Accept-Encoding")
    promised = [{part.partition("=")[0] for part in page[name].split(", ")} for name in CACHE_HEADERS]
    assert promised[0] == {"public", "max-age", "s-maxage", "stale-if-error"}
    assert promised[1] == {"public", "max-age", "stale-while-revalidate", "stale-if-error"}


@pytest.mark.parametrize("url", ["/?utm_source=x", "/?a=1&b=2", "/?a"])
def test_unknown_keys_of_a_query_make_no_other_page(reader, django_assert_num_queries, url):
    reader.get("/")
    with django_assert_num_queries(0):
        reader.get(url)


def test_unknown_keys_are_not_in_what_others_get(reader):
    make.articles(1)
    assert b"evil" not in reader.get("/feed.atom?utm=evil").content


def test_known_keys_make_pages_of_their_own(reader):
    make.articles(2)
    assert reader.get("/topics/space/").content != reader.get("/topics/space/?view=top").content


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("br; q=0.000, gzip;q=0.5", "gzip", gzip.decompress),
        ("br;q=0.5", "br", brotli.decompress),
        ("xbr, gzipped", None, bytes),
        ("", None, bytes),
        ("identity", None, bytes),
    ],
)
def test_page_is_sent_as_the_browser_takes_it(reader, accepted, encoding, read):
    plain = reader.get("/").content
    answer = reader.get("/", headers={"Accept-Encoding": accepted})
    assert (answer.get("Content-Encoding"), read(answer.content)) == (encoding, plain)
    assert answer["Content-Length"] == str(len(answer.content))


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_unchanged_page_is_not_sent_again(reader, django_assert_num_queries, header):
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    value = reader.get("/")[header]
    with django_assert_num_queries(0):
        answer = reader.get("/", headers={asked: value})
    assert (answer.status_code, answer.content) == (304, b"")


def test_each_encoding_has_an_etag_of_its_own(reader):
    tags = {reader.get("/", headers={"Accept-Encoding": accepted})["ETag"] for accepted in ("br", "gzip", "")}
    assert len(tags) == 3


def test_page_that_says_the_same_has_not_changed(reader):
    first = reader.get("/about/")
    with time_machine.travel(timezone.now() + timedelta(seconds=90)):
        assert reader.get("/about/")["Last-Modified"] == first["Last-Modified"]


def test_head_has_the_headers_and_no_body(reader):
    got = reader.get("/")
    headed = reader.head("/")
    assert (headed.content, headed["Content-Length"], headed["ETag"]) == (b"", got["Content-Length"], got["ETag"])


@pytest.mark.parametrize("url", ["/nowhere/", "/news/gone/"])
def test_what_is_not_there_is_not_kept(reader, django_assert_max_num_queries, url):
    make.article(slug="gone", status="withdrawn")
    reader.get(url)
    assert queries(reader, django_assert_max_num_queries, url)


def test_withdrawn_article_is_gone_at_once(reader):
    article = make.article()
    assert reader.get(article.get_absolute_url()).status_code == 200
    Article.objects.filter(pk=article.pk).update(status="withdrawn")
    make.listed(article)
    assert reader.get(article.get_absolute_url()).status_code == 410


@pytest.fixture
def broken(reader, monkeypatch):
    """A front page that was made once, and cannot be made any more."""
    make.articles(2)
    before = reader.get("/").content
    reader.raise_request_exception = False
    monkeypatch.setattr("articles.views.front.candidates", lambda now: 1 / 0)
    return before


def test_page_that_cannot_be_made_is_handed_out_as_it_was(reader, broken):
    for seconds in (61, 3_600):
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
            answer = reader.get("/")
            assert (answer.status_code, answer.content) == (200, broken)


def test_page_of_an_older_edition_is_not_handed_out_when_it_cannot_be_made(reader, broken):
    edition.advance()
    assert reader.get("/").status_code == 500


def test_withdrawn_article_is_gone_for_those_who_wait_and_for_those_who_come_later(reader, monkeypatch):
    article = make.article()
    url = article.get_absolute_url()
    reader.get(url)
    Article.objects.filter(pk=article.pk).update(status="withdrawn")
    make.listed(article)
    reader.get(url)
    store.add(f"{module.key_of(RequestFactory().get(url))}:turn", 10)  # as if another were at it
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.1)
    assert reader.get(url).status_code == 410


@pytest.mark.parametrize(("method", "url"), [("post", "/"), ("options", "/api/"), ("post", "/admin/login/")])
def test_strangers_cannot_make_a_new_edition(reader, method, url):
    before = edition.current()
    getattr(reader, method)(url)
    edition._known.next_look = 0.0
    assert edition.current() == before


def test_waiting_ends_with_the_turn_where_nothing_comes_to_be_kept(reader):
    started = time.monotonic()
    threads = [threading.Thread(target=lambda: Client().get("/nowhere/")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 1.5


def test_broken_cache_costs_no_page_and_is_left_alone_for_a_while(reader, settings, caplog):
    settings.CACHES = caches("redis://127.0.0.1:1/0")
    assert [reader.get("/").status_code for _ in range(3)] == [200, 200, 200]
    assert caplog.text.count("the cache does not answer") == 1


def test_one_request_makes_a_page_while_others_wait(reader, monkeypatch):
    made, real = [], module.KeptPagesMiddleware.made.__globals__["keepable"]

    def slow(*given):
        made.append(1)
        time.sleep(0.3)
        return real(*given)

    monkeypatch.setattr(module, "keepable", slow)
    edition.current()
    threads = [threading.Thread(target=lambda: Client().get("/sw.js")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_page_of_the_last_edition_is_handed_out_while_another_page_is_made(reader, monkeypatch):
    article = make.article(title="Before")
    pages = [reader.get(url).content for url in ("/", "/topics/space/")]
    Article.objects.filter(pk=article.pk).update(title="After")
    make.listed(article)
    real, seen = module.keepable, []

    def asking_for_another(*given):
        monkeypatch.setattr(module, "keepable", real)
        seen.append(reader.get("/topics/space/").content)
        return real(*given)

    monkeypatch.setattr(module, "keepable", asking_for_another)
    assert b"After" in reader.get("/").content
    assert seen == pages[1:]
    assert b"After" in reader.get("/topics/space/").content


def test_what_an_editor_sent_is_not_waited_for_while_another_page_is_made(reader, monkeypatch):
    make.article(title="Before")
    for url in ("/", "/topics/space/"):
        reader.get(url)
    Article.objects.update(title="After")
    edition.advance(for_all_pages=True)
    real, seen = module.keepable, []

    def asking_for_another(*given):
        monkeypatch.setattr(module, "keepable", real)
        seen.append(reader.get("/topics/space/").content)
        return real(*given)

    monkeypatch.setattr(module, "keepable", asking_for_another)
    reader.get("/")
    assert b"After" in seen[0]


def test_page_of_the_last_edition_is_not_handed_out_after_a_minute(monkeypatch):
    monkeypatch.setattr(edition._known, "nothing_before", 0)
    made_at = time.time()
    kept = module.Kept(1, made_at, 0, "a", {}, {})
    assert module.is_good_enough(kept, 2, made_at + 59)
    assert not module.is_good_enough(kept, 2, made_at + 61)
    assert module.is_good_enough(kept, 1, made_at + 61)


def test_login_page_of_the_desk_keeps_its_query(reader):
    assert b'value="/admin/articles/"' in reader.get("/admin/login/?next=/admin/articles/").content


def test_stranger_host_gets_no_kept_page(reader, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    reader.get("/")
    assert reader.get("/", headers={"host": "evil.example"}).status_code == 400


def test_staff_are_known_by_their_session_alone(reader):
    User.objects.create_user("x")
    reader.get("/")
    reader.cookies["sessionid"] = "made-up"
    assert reader.get("/")["Cache-Control"] == "private, no-cache"
