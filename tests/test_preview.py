"""Links that show an article to a colleague before readers see it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from articles.preview import GOOD_FOR, preview_url
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make.article(status="draft", title="Not yet", related=[{"title": "Told elsewhere"}])


def test_link_shows_a_draft_to_whoever_has_it(client, draft):
    page = client.get(preview_url(draft.pk))
    assert (page.status_code, "no-store" in page["Cache-Control"], page["Referrer-Policy"]) == (
        200,
        True,
        "no-referrer",
    )
    assert all(
        text in page.content.decode() for text in ("Not yet", "Told elsewhere", "Preview, for whoever has this link")
    )


def test_preview_is_for_no_search_engine(text, draft):
    page = text(preview_url(draft.pk))
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


@pytest.mark.parametrize(("minutes", "status"), [(-1, 200), (1, 404)])
def test_link_ends(client, draft, minutes, status):
    url = preview_url(draft.pk)
    with time_machine.travel(timezone.now() + GOOD_FOR + timedelta(minutes=minutes)):
        assert client.get(url).status_code == status


@pytest.mark.parametrize(
    "change",
    [lambda url: url.replace("/preview/", "/preview/x"), lambda url: "/preview/1/", lambda url: url[:-9] + "/"],
)
def test_link_that_nobody_made_leads_nowhere(client, draft, change):
    assert client.get(change(preview_url(draft.pk))).status_code == 404


@pytest.mark.parametrize("status", ["withdrawn", None])
def test_link_to_what_is_gone_leads_nowhere(client, draft, status):
    url = preview_url(draft.pk)
    draft.delete() if status is None else type(draft).objects.update(status=status)
    assert client.get(url).status_code == 404


def test_editor_finds_the_link(admin_client, client, draft):
    form = admin_client.get(f"/admin/articles/article/{draft.pk}/change/").content.decode()
    url = form.partition('href="/preview/')[2].partition('"')[0]
    assert client.get(f"/preview/{url}").status_code == 200


def test_link_leads_to_the_page_once_it_is_published(client, draft):
    url = preview_url(draft.pk)
    type(draft).objects.update(status="published")
    assert client.get(url)["Location"] == draft.get_absolute_url()


def test_preview_is_not_to_be_saved(text, draft):
    assert 'class="story-bar' not in text(preview_url(draft.pk))
