"""Pages take a fixed number of queries, whatever the size of the site."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from tests import make

pytestmark = pytest.mark.django_db

BUDGETS = {
    "topics": ("/topics/", 3),
    "topic": ("/topics/space/", 7),
    "topic, top": ("/topics/space/?view=top", 7),
    "article": ("/news/2023-06-03-moon/", 12),
    "provider": ("/providers/example.org/", 10),
    "archive": ("/archive/", 4),
    "archive_year": ("/archive/2023/", 4),
    "archive_month": ("/archive/2023/06/", 4),
    "archive_day": ("/archive/2023/06/03/", 6),
    "feeds": ("/feeds/", 4),
    "opml": ("/topics.opml", 1),
    "topic_feed": ("/topics/space/feed.atom", 4),
    "provider_feed": ("/providers/example.org/feed.rss", 4),
    "saved": ("/saved/", 1),
    "about": ("/about/", 4),
    "offline": ("/offline/", 1),
    "sw": ("/sw.js", 0),
    "404": ("/nowhere/", 4),
}


@pytest.fixture(scope="module", params=[20, 2000], ids=["small site", "large site"])
def site(request, shared_rows):
    """A site of some size, with more than one page in its topic."""
    with transaction.atomic():
        make.site()
        make.articles(request.param, topics=("Space", "Moon"), step=timedelta(hours=7))
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("url", "queries"), BUDGETS.values(), ids=BUDGETS)
def test_page_keeps_its_query_budget(site, client, django_assert_num_queries, url, queries):
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.parametrize("way", ['rel="next"', 'rel="prev"'])
def test_pages_further_on_keep_the_budget(site, text, django_assert_num_queries, way):
    url = "/topics/space/" + re.search(r'href="([^"]+)" rel="next"', text("/topics/space/")).group(1)
    further = "/topics/space/" + re.search(rf'href="([^"]+)" {way}', text(url)).group(1)
    with django_assert_num_queries(6):
        text(further)
