"""The search page: what it shows, what it says, and that nothing typed into the box breaks it."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest

from articles.keyset import PAGE_SIZE
from articles.listing import relist
from articles.views.search import LONGEST
from tests import make
from tests.hostile_questions import ENCODED, HOSTILE, TOO_LONG

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(text):
    """A function that gives the page for what was asked."""
    return lambda asked, more="": text(f"/search/?q={quote(asked)}{more}")


@pytest.fixture(scope="module")
def news(shared_rows):
    make.articles(30, topics=("Space", "Moon"))
    make.article(title="Moon <b>& landing</b>", excerpt='A "small" step <script>alert(1)</script>')


def titles(html):
    return re.findall(r'class="card__link"[^>]*>(.*?)</a>', html)


def test_there_are_three_hundred_hostile_questions():
    assert len({*HOSTILE, *TOO_LONG, *ENCODED}) >= 300


def test_hostile_question_is_answered(client, news):
    answers = {asked: client.get("/search/", {"q": asked}).status_code for asked in HOSTILE}
    fine = {asked for asked, status in answers.items() if status == 200 or (status == 400 and len(asked) > LONGEST)}
    assert set(answers) - fine == set()


def test_hostile_bytes_are_answered(client, news):
    assert {client.get(f"/search/?q={asked}").status_code for asked in ENCODED} == {200}


@pytest.mark.parametrize("asked", TOO_LONG, ids=len)
def test_what_is_too_long_is_refused_in_words(client, news, asked):
    answer = client.get("/search/", {"q": asked})
    assert answer.status_code == 400
    assert f"{LONGEST} characters are the most" in answer.content.decode()


@pytest.mark.parametrize("more", ["&page=0", "&page=-1", "&page=x", "&page=9999999", "&page=%D9%A3", "&sort=x"])
def test_odd_page_or_order_is_answered(client, news, more):
    assert client.get(f"/search/?q=article{more}").status_code == 200


def test_page_without_a_question_tells_how_to_ask(text):
    html = text("/search/")
    assert "How to ask" in html
    assert all(f">{example}</a>" in html for example in ("moon OR mars", "topic:space", "after:2025-06"))
    assert "search__count" not in html


def test_what_was_asked_is_in_the_box(page):
    assert 'value="&quot;a b&quot; &lt;x&gt;"' in page('"a  b" <x>\x00')


def test_matches_are_marked_and_the_rest_is_escaped(news, page):
    html = page("landing script")
    assert titles(html) == ["Moon &lt;b&gt;&amp; <mark>landing</mark>&lt;/b&gt;"]
    assert "A &quot;small&quot; step &lt;<mark>script</mark>&gt;alert(1)" in html


def test_question_is_escaped_in_notices(page):
    assert "“&lt;b&gt;🚀&lt;/b&gt;”" not in page("<b>")
    assert "There is no topic called “&lt;b&gt;x{0}”" in page('topic:"<b>x{0}"')


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("🚀", "Only letters and digits can be found, so “🚀” was left out."),
        ("()", "there is nothing to look for"),
        ('"moon', "A quotation mark is missing"),
        ("after:soon", "“after:soon” is no time"),
        ("topic:nowhere moon", "There is no topic called “nowhere”"),
        ("from:nobody.example", "There is no outlet called “nobody.example”"),
        ("moon OR", "OR joins two words"),
        ("zyzzyva", "Nothing was found."),
    ],
)
def test_page_says_what_it_could_not_do(news, page, asked, says):
    assert says in page(asked)


def test_pages_go_on_to_the_last_and_back(news, page):
    first = page("article", "&sort=newest")
    assert "30 articles" in first
    [onward] = re.findall(r'href="(\?[^"]+)" rel="next"', first)
    second = page("article", "&sort=newest&page=2")
    assert onward == "?q=article&amp;sort=newest&amp;page=2"
    assert (len(titles(first)), len(titles(second))) == (PAGE_SIZE, 30 - PAGE_SIZE)
    assert not set(titles(first)) & set(titles(second))
    assert ('rel="next"' in second, 'href="?q=article&amp;sort=newest" rel="prev"' in second) == (False, True)


def test_topics_and_outlets_called_so_stand_above(news, page):
    html = page("moon")
    assert html.index('href="/topics/moon/">Moon</a>') < html.index("search__results")


def test_direction_of_results_is_their_own(news, page):
    assert '<h2 class="card__title" dir="auto">' in page("moon")


def test_results_are_not_for_search_engines(page):
    assert '<meta name="robots" content="noindex, follow">' in page("moon")
    assert "noindex" not in page("")


@pytest.mark.parametrize("path", ["/", "/nowhere/", "/about/"])
def test_search_box_is_on_every_page(text, path):
    assert re.search(r'role="search" action="/search/".*?type="search" name="q"', text(path), re.DOTALL)


def test_search_page_has_one_box(page):
    assert page("moon").count('role="search"') == 1


@pytest.mark.parametrize("many", [5, 500])
@pytest.mark.parametrize(
    ("asked", "queries"),
    [("", 1), ("zyzzyva", 3), ("what article", 6), ("moon article topic:space from:example.org", 8)],
)
def test_page_keeps_its_query_budget(client, django_assert_max_num_queries, many, asked, queries):
    relist([row.pk for row in make.articles(many, topics=("Space", "Moon"), step=timedelta(hours=7))])
    with django_assert_max_num_queries(queries):
        client.get("/search/", {"q": asked})


def test_page_beyond_the_end_is_not_there(client):
    make.articles(PAGE_SIZE + 1)
    statuses = [client.get("/search/", {"q": "article", "page": page}).status_code for page in (1, 2, 9)]
    assert statuses == [200, 200, 404]
