"""The archive: years, months, days."""

import re
from datetime import UTC, datetime

import pytest

from tests import make

pytestmark = pytest.mark.django_db


BAD_DATES = ["2023/13/", "2023/00/", "2023/02/29/", "2023/06/00/", "2023/06/31/", "0000/", "9999/", "0000/01/01/"]
BAD_DATES += ["9999/12/", "9999/12/31/", "23/", "20233/", "2023/6/", "2023/06/3/", "٢٠٢٣/"]


@pytest.mark.parametrize("date", BAD_DATES)
def test_date_that_is_none_is_not_found(client, date):
    assert client.get(f"/archive/{date}").status_code == 404


@pytest.mark.parametrize("date", ["0001/", "0001/01/01/"])
def test_first_year_of_the_calendar_is_no_error(client, settings, date):
    settings.TIME_ZONE = "Asia/Tokyo"
    assert client.get(f"/archive/{date}").status_code == 404


def test_archive_counts_days_in_the_zone_of_the_site(text, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    make.article(published_at=datetime(2022, 12, 31, 15, 0, tzinfo=UTC))
    make.article(published_at=datetime(2022, 12, 31, 14, 59, tzinfo=UTC))
    assert re.findall(r'class="span" href="(/archive/\d+/)"', text("/archive/")) == ["/archive/2023/", "/archive/2022/"]
    assert 'href="/archive/2023/01/01/"' in text("/archive/2023/01/")
    assert "Article" in text("/archive/2022/12/31/")


def test_year_counts_its_months(text):
    make.articles(3)
    page = text("/archive/2023/")
    assert re.search(r'href="/archive/2023/06/">.*June.*3 articles', page)
    assert "no articles" in page


def test_month_is_a_calendar_from_monday_on(text):
    make.articles(3)
    page = text("/archive/2023/06/")
    assert re.search(r'<th scope="col"><abbr title="Monday">Mon</abbr></th>', page)
    assert page.count("<td>") == 35
    assert re.findall(r'calendar__day" href="([^"]+)"', page) == ["/archive/2023/06/03/"]


def test_day_leads_to_the_days_with_articles_beside_it(text):
    for day in (1, 3, 7):
        make.article(published_at=make.NEWS_TIME.replace(day=day))
    page = text("/archive/2023/06/03/")
    assert 'href="/archive/2023/06/01/"' in page
    assert 'href="/archive/2023/06/07/"' in page


def test_day_without_articles_is_not_for_search_engines(client, text):
    assert '<meta name="robots" content="noindex">' in text("/archive/2023/06/03/")


def test_archive_counts_no_further_than_it_tells(text, monkeypatch):
    monkeypatch.setattr("articles.querysets.MOST_COUNTED", 2)
    monkeypatch.setattr("articles.templatetags.news.MOST_COUNTED", 2)
    make.articles(9)
    assert "more than 2 articles" in text("/archive/")
    assert text("/archive/2023/").count("more than 2 articles") == 2
