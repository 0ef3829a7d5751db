"""The status of an article, changed in its row of the list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.forms import modelform_factory
from django.utils import timezone

from articles.admin.article.quick import QuickForm
from articles.models import Article, ArticleTopic
from tests import desk, make

pytestmark = pytest.mark.django_db

URL = "/admin/articles/article/"


def quick(client, *changes, before=lambda: None, url=URL):
    """Open the list, choose a status in these rows (`form-0`: the first), save."""
    data = desk.form_in(client.get(url).content.decode())
    before()
    rows = {f"form-{place}-status": status for place, status in changes}
    return client.post(url, data | {"_save": "Save"} | rows)


def test_status_is_changed_in_the_list_and_all_that_follows_follows(admin_client):
    other, article = make.whole_article(1), make.whole_article(2)
    assert quick(admin_client, (0, "withdrawn")).status_code == 302
    article.refresh_from_db()
    assert (article.status, article.edited_fields) == ("withdrawn", ["status"])
    assert ArticleTopic.objects.get(article=article).status == "withdrawn"
    assert [version.status for version in article.history.order_by("history_id")] == ["published", "withdrawn"]
    assert LogEntry.objects.get().object_id == str(article.pk)
    other.refresh_from_db()
    assert (other.status, other.edited_fields) == ("published", [])


def test_what_came_since_the_list_was_shown_is_not_overwritten(admin_client):
    make.whole_rows(2)
    newer = {"status": "withdrawn", "title": "Newer", "heat": 9}
    quick(admin_client, (1, "draft"), before=lambda: Article.objects.order_by("-pk").update(heat=9, title="Newer"))
    quick(admin_client, before=lambda: Article.objects.update(**newer))
    assert {*Article.objects.values_list("status", "title", "heat")} == {("withdrawn", "Newer", 9)}


def test_only_the_status_is_written_even_if_an_import_comes_between():
    make.article(status="draft")
    quick_form: Any = modelform_factory(Article, form=QuickForm, fields=["status"])
    form = quick_form({"status": "withdrawn"}, instance=Article.objects.get())
    assert form.is_valid()
    Article.objects.update(title="Newer", heat=9)
    form.save_columns()
    assert Article.objects.values_list("status", "title", "heat").get() == ("withdrawn", "Newer", 9)


def test_two_editors_who_disagree_are_told(admin_client):
    make.whole_article(status="draft")
    page = quick(admin_client, (0, "withdrawn"), before=lambda: Article.objects.update(status="published"))
    assert "It is published by now" in page.content.decode()
    assert Article.objects.get().status == "published"


def test_errors_stand_beside_their_own_rows_whatever_the_filter_shows_by_now(admin_client):
    make.whole_rows(3)
    Article.objects.update(status="draft")
    newest = Article.objects.newest_first().first()
    url = f"{URL}?status__exact=draft"
    before = Article.objects.filter(pk=newest.pk)
    page = quick(admin_client, (0, "withdrawn"), before=lambda: before.update(status="published"), url=url)
    [errors] = [form for form in page.context["cl"].formset.forms if form.errors]
    assert errors.instance == newest
    assert page.context["cl"].result_list[0] == newest


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("draft", ["draft", "published", "withdrawn"]),
        ("scheduled", ["scheduled", "draft", "published", "withdrawn"]),
        ("muted", ["muted", "draft", "withdrawn"]),
    ],
)
def test_status_that_needs_more_is_only_offered_where_it_is_so(admin_client, status, offered):
    make.provider("example.org", muted=status == "muted")
    make.article(status=status, publish_at=timezone.now() + timedelta(days=1))
    html = admin_client.get(URL).content.decode()
    [select] = re.findall(r'<select[^>]*name="form-0-status".*?</select>', html, re.DOTALL)
    assert re.findall(r'value="(\w+)"', select) == offered
    assert f'aria-label="Status of “{Article.objects.get()}”"' in select


def test_status_that_is_not_offered_is_refused(admin_client):
    make.article(status="draft")
    assert quick(admin_client, (0, "scheduled")).status_code == 200
    assert Article.objects.get().status == "draft"


def test_scheduled_article_that_is_published_by_hand_has_no_time_any_more(admin_client):
    make.article(status="scheduled", publish_at=timezone.now() + timedelta(days=1))
    quick(admin_client, (0, "published"))
    assert list(Article.objects.values_list("status", "publish_at")) == [("published", None)]


@pytest.mark.parametrize("name", ["Contributor", "Viewer"])
def test_who_may_not_publish_sees_no_field_and_is_refused(member, name):
    article = make.whole_article(status="draft")
    client = member(name)
    assert "form-0-status" not in client.get(URL).content.decode()
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": article.pk, "form-0-status": "published"}
    assert client.post(URL, data | {"_save": "Save"}).status_code == 403
    assert Article.objects.get().status == "draft"


def test_ids_that_no_row_has_are_passed_over(admin_client):
    make.article()
    data = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-id": "9" * 30, f"form-{'1' * 50}-id": "1"}
    assert admin_client.post(URL, data | {"_save": "Save"}).status_code in {200, 302}
