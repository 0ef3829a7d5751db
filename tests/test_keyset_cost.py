"""What a page of a list costs: its index alone, and the last page no more than the first."""

import pytest
from django.db import connection
from django.db.models import F

from articles.keyset import page
from articles.models import Article, ArticleTopic
from tests import make

pytestmark = pytest.mark.django_db

LISTINGS = {
    "article_newest": lambda: Article.objects.published().newest_first(),
    "article_hottest": lambda: Article.objects.published().hottest_first(),
    "topic_newest": lambda: make.topic().links.published().newest_first(),
    "topic_hottest": lambda: make.topic().links.published().hottest_first(),
    "article_newest_of_outlet": lambda: make.provider().articles.published().newest_first(),
}


@pytest.fixture(scope="module", autouse=True)
def long_lists(shared_rows):
    """Lists of 3,000 articles, in an order of their own by rank."""
    make.articles(3000)
    for rows in (Article.objects, ArticleTopic.objects):
        rows.update(rank=F("pk"))


class Plans:
    """Keeps SQLite's plan of each query that is run."""

    def __init__(self):
        self.texts = []

    def __call__(self, execute, sql, params, many, context):
        with connection.cursor() as cursor:
            steps = cursor.cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
        self.texts.append(" / ".join(step[3] for step in steps))
        return execute(sql, params, many, context)


def steps(function, *arguments, **named):
    """How much work SQLite has with a function's queries, in tens of its instructions."""
    counted: list[None] = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: counted.append(None), 10)
    try:
        function(*arguments, **named)
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(counted)


if connection.vendor == "sqlite":

    @pytest.mark.parametrize("index", LISTINGS)
    def test_page_is_read_from_the_index_alone(index):
        listing = LISTINGS[index]()
        older = page(listing, size=30).older
        with connection.execute_wrapper(plans := Plans()):
            page(listing, before=older)
        (plan,) = plans.texts
        assert f"USING COVERING INDEX {index} " in plan
        assert "TEMP B-TREE" not in plan

    @pytest.mark.parametrize("index", LISTINGS)
    def test_last_page_costs_what_the_first_costs(index):
        listing = LISTINGS[index]()
        last = page(listing, size=2900).older
        assert steps(page, listing, before=last) < 3 * steps(page, listing)
