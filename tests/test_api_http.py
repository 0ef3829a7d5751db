"""How the JSON API answers: to browsers of other sites, to clients that ask again, and to nonsense."""

import os
import subprocess
import sys
from datetime import timedelta
from gzip import decompress

import pytest
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db

JSON = ["/api/news/", "/api/news/page/2/", "/api/news/space/", "/api/topics/", "/api/openapi.json"]
EVERYTHING = [*JSON, "/api/", "/api/nowhere/", "/api/news/page/99/", "/api/news/?extend=x"]
NUMBERS = ["0", "-1", "01", "٣", "3.0", "1e3", " 1", "+1", "x", "%00", "9" * 9, "9" * 18, "9" * 19, "9" * 5000, "2%0a"]
TOPICS = [
    "none",
    "%00",
    "a" * 5000,
    "%ff",
    "%ed%a0%80",
    "%0a",
    "..%2f",
    "<script>",
    "'--",
    "%F0%9F%91%BD",
    "page٣",
    "page-1",
]
NONSENSE = [f"/api/news/page/{number}/" for number in NUMBERS] + [
    f"/api/news/space/page/{number}/" for number in NUMBERS
]
NONSENSE += [f"/api/news/{topic}/" for topic in TOPICS] + [f"/api/news/{topic}/page/1/" for topic in TOPICS]
NONSENSE += [
    "/api/news/page0/",
    f"/api/news/page{'9' * 400}/",
    "/api/news/space/pages/1/",
    "/api/news//",
    "/api//",
    "/api/x",
]
NONSENSE += [
    "/api/news/space/page/",
    "/api/news/page/1/2/",
    "/api/%00",
    "/api/news/page/2/x.json",
    "/api/%0d%0aSet-Cookie:x/",
]
WORDS = ["x", "related,x", "RELATED", "%00", "%ff", "a" * 5000, "related quality", "quality;permalink", "<script>"]


@pytest.fixture(autouse=True)
def site():
    make.site()


# Browsers of other sites


@pytest.mark.parametrize("path", EVERYTHING)
def test_scripts_of_every_site_may_read_every_answer(client, path):
    answer = client.get(path)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in answer.headers["Vary"]
    assert not answer.cookies


@pytest.mark.parametrize("path", EVERYTHING)
def test_browser_that_asks_first_is_told_what_it_may_do(client, path):
    answer = client.options(path, headers={"Origin": "https://x.example", "Access-Control-Request-Method": "GET"})
    assert (answer.status_code, answer.content, answer.headers["Allow"]) == (200, b"", "GET, HEAD, OPTIONS")
    assert "Content-Type" not in answer.headers
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "NONSENSE"])
@pytest.mark.parametrize("path", EVERYTHING)
def test_nothing_can_be_written(path, method):
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.json()["status"] == 405


@pytest.mark.parametrize("path", JSON)
def test_answer_is_json_without_what_could_end_a_script(client, path):
    make.article(title="</script><!-- <b>\u2028")
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert b"<" not in answer.content or path == "/api/openapi.json"


def test_text_of_any_script_is_sent_as_utf_8(client):
    assert "ירח" in client.get("/api/news/").content.decode()


@pytest.mark.parametrize("path", EVERYTHING)
def test_head_has_the_headers_of_the_answer(client, path):
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert {**head.headers, "X-Request-ID": ""} == {**whole.headers, "X-Request-ID": ""}


def test_answer_is_compressed_for_those_who_can_read_it(client):
    plain = client.get("/api/news/")
    answer = client.get("/api/news/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert decompress(answer.content) == plain.content
    assert plain.headers["Vary"] == answer.headers["Vary"] == "Accept-Encoding"


# Nonsense


@pytest.mark.parametrize("path", NONSENSE, ids=lambda path: path[:60])
def test_address_of_nothing_is_not_found_in_json(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert list(answer.json()) == ["status", "error"]
    assert answer.headers["Content-Type"] == "application/json"


def test_topic_that_has_no_page_has_no_news(client):
    make.topic("Left")
    assert client.get("/api/news/left/").status_code == client.get("/topics/left/").status_code == 404


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word[:20])
@pytest.mark.parametrize("path", ["/api/news/", "/api/news/space/page/1/", "/api/"])
def test_unknown_extension_is_told_what_is_known(client, path, word):
    answer = client.get(f"{path}?extend={word}")
    assert answer.status_code == 400
    assert "related, quality, permalink" in answer.json()["error"]


@pytest.mark.parametrize(
    "query", ["?x=1", "?extend=", "?extend", "?extend=,", "?page=2", "?callback=x", "?%00", "?=&&="]
)
def test_other_parameters_say_nothing(client, query):
    assert client.get(f"/api/news/{query}").content == client.get("/api/news/").content


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "Range"])
@pytest.mark.parametrize("value", ["x", '"', "W/", "*,", "Thu, 99 Foo 0000", "\x01", "9" * 5000, "bytes=0-1"])
def test_conditions_that_are_none_are_passed_over(client, header, value):
    assert client.get("/api/news/", headers={header: value}).status_code == 200


def test_setting_that_makes_no_sense_is_refused_by_name():
    command, environment = [sys.executable, "manage.py", "check"], os.environ | {"API_PICTURES": "both"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "manage.py: API_PICTURES='both': write origin or ours\n")


def test_too_many_parameters_are_refused_in_json(client):
    answer = client.get("/api/news/?" + "&".join(["extend=related"] * 2000))
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_host_that_is_not_ours_is_refused_in_json(client):
    answer = client.get("/api/news", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)


def test_what_goes_wrong_is_told_in_json_and_elsewhere_in_a_page(client, monkeypatch):
    monkeypatch.setattr("articles.views.api.page_of", lambda *_: 1 / 0)
    monkeypatch.setattr("articles.views.about.render", lambda *_: 1 / 0)
    client.raise_request_exception = False
    answer = client.get("/api/news/")
    assert (answer.status_code, answer.json()["status"]) == (500, 500)
    assert "Something went wrong" in client.get("/about/").content.decode()


@pytest.mark.parametrize(
    "path", ["/api/news", "/api/news/page/2", "/api/news/space", "/api/topics", "/api/news?extend=quality"]
)
def test_address_without_its_last_slash_leads_on(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (301, "*")
    assert client.get(answer.headers["Location"]).status_code == 200


# What it costs


@pytest.mark.parametrize("many", [10, 500])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("news/", 5),
        ("news/page/2/", 5),
        ("news/space/", 6),
        ("news/?extend=related", 7),
        ("topics/", 2),
        ("openapi.json", 0),
        ("", 9),
    ],
)
def test_answer_keeps_its_query_budget(client, django_assert_num_queries, path, queries, many):
    make.topic("Sky").placed_pictures.create(picture=make.picture())
    make.articles(many, topics=("Space", "Sky"), start=make.NEWS_TIME - timedelta(days=9), outlet="b.example")
    with django_assert_num_queries(queries):
        assert client.get(f"/api/{path}").status_code == 200
