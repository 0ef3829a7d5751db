"""The OpenAPI document: valid, and true of every answer; the page for people is made of the same."""

import json
import re
from html import unescape
from pathlib import Path

import html5lib
import pytest
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import validate

from articles.models import Article, RelatedPicture, Topic, TopicPicture
from tests import make, seeds

pytestmark = pytest.mark.django_db

EXTENDED = "?extend=related,quality,permalink"
ANSWERS = {
    "/api/news/": "/api/news/",
    "/api/news/page/2/": "/api/news/page/{page}/",
    "/api/news/page2/": "/api/news/page{page}/",
    "/api/news/ai/": "/api/news/{topic}/",
    "/api/news/ai/page/1/": "/api/news/{topic}/page/{page}/",
    "/api/topics/": "/api/topics/",
    f"/api/news/{EXTENDED}": "/api/news/",
    "/api/news/?extend=x": "/api/news/",
    "/api/news/page/99/": "/api/news/page/{page}/",
    "/api/news/none/": "/api/news/{topic}/",
}


@pytest.fixture(scope="module", autouse=True)
def site(shared_rows):
    """The demo, with what it has none of."""
    seeds.run(Path("seeds"), publish=True)
    made = make.article(topics=["AI"], pictures=[make.picture()], related=[{}])
    RelatedPicture.objects.create(related=made.related.get(), picture=make.picture())
    TopicPicture.objects.create(topic=make.topic("AI"), picture=make.picture())


@pytest.fixture
def document(client):
    return client.get("/api/openapi.json").json()


@pytest.fixture
def judged(document):
    """A function that says what in some JSON the document does not allow, of an answer of this status at a path."""

    def faults(path, status, data):
        schema = document["paths"][path]["get"]["responses"][str(status)]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        return [fault.message for fault in OAS31Validator(whole, format_checker=oas31_format_checker).iter_errors(data)]

    return faults


def test_document_is_openapi(document):
    validate(document)
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize(("url", "path"), ANSWERS.items())
def test_answer_is_as_the_document_says(client, judged, url, path):
    answer = client.get(url)
    assert judged(path, answer.status_code, answer.json()) == []


@pytest.mark.parametrize("api_pictures", ["origin", "ours"])
def test_every_page_of_the_demo_is_as_the_document_says(client, judged, settings, api_pictures):
    settings.API_PICTURES = api_pictures
    number = 1
    while number:
        page = client.get(f"/api/news/page/{number}/{EXTENDED}").json()
        assert judged("/api/news/page/{page}/", 200, page) == []
        number = page["nextPage"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("images", []),
        ("publishedDateTime", "2023-06-03T15:35:00+00:00"),
        ("heat", "1"),
        ("highlight", "x"),
        ("more", 1),
    ],
)
def test_document_refuses_what_the_publisher_never_says(client, judged, key, value):
    page = client.get("/api/news/").json()
    page["value"][0][key] = value
    assert judged("/api/news/", 200, page)


def test_document_demands_every_key(client, judged):
    for key in client.get("/api/news/").json()["value"][0]:
        page = client.get("/api/news/").json()
        del page["value"][0][key]
        assert judged("/api/news/", 200, page) == [f"'{key}' is a required property"]


# The page for people


def test_page_for_people_names_every_key_with_its_meaning(text, document):
    page = unescape(text("/api/"))
    for name, schema in document["components"]["schemas"].items():
        assert f">{name}</h3>" in page
        assert all(
            f"<dt>{key}</dt>" in page and one["description"] in page for key, one in schema["properties"].items()
        )


@pytest.mark.parametrize("query", ["", EXTENDED])
def test_page_for_people_shows_an_answer_of_this_site(client, text, query):
    shown = json.loads(unescape(re.search(r"<code>(\{.+?)</code>", text(f"/api/{query}"), re.DOTALL).group(1)))
    page = client.get(f"/api/news/{query}").json()
    assert shown == page | {"value": page["value"][:1]}


def test_page_for_people_is_there_without_news(client, text):
    Article.objects.all().delete()
    Topic.objects.all().delete()
    html5lib.HTMLParser(strict=True).parse(text("/api/"))


def test_page_for_people_is_valid_and_linked_from_every_page(text):
    html5lib.HTMLParser(strict=True).parse(text("/api/"))
    assert '<a href="/api/">' in text("/about/")


def test_every_link_of_the_page_for_people_leads_somewhere(client, text):
    links = set(re.findall(r'<a href="(/api/[^"]*)"', text("/api/")))
    assert len(links) >= 7
    assert {client.get(link).status_code for link in links} == {200}
