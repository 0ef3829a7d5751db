"""The form of an article: its parts, when readers see it, its pictures and topics."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from articles.listing import relist
from articles.models import Picture, Pin, Provider, Status
from tests import desk, make, pictures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

PARTS = ["words", "placed_pictures", "topic_links", "publishing", "pins", "leads", "related", "scores", "seed", "amp"]
TOMORROW = {"publish_at_0": "2999-01-01", "publish_at_1": "09:00:00"}
YESTERDAY = {"publish_at_0": "2024-01-01", "publish_at_1": "09:00:00"}


# What is where


def test_parts_stand_in_the_order_that_editors_think_of_them(admin_client):
    page = admin_client.get(desk.change_url(make.whole_article()))
    assert [part.id for part in page.context["parts"]] == PARTS
    assert [page.content.decode().count(f'id="part-{part}"') for part in PARTS] == [1] * len(PARTS)


def test_preview_is_at_the_top_except_of_what_was_withdrawn(admin_client):
    for status, times in (("draft", 2), ("published", 2), ("withdrawn", 0)):
        assert desk.html_of(admin_client, make.whole_article(status, status=status)).count('href="/preview/') == times


def test_error_of_a_field_is_shown_where_the_field_is(admin_client):
    page = desk.save(admin_client, desk.change_url(make.whole_article()), status="scheduled").content.decode()
    part = page.partition('id="part-publishing"')[2].partition('id="part-leads"')[0]
    assert "Give a time that is still to come." in part


@pytest.mark.parametrize("path", ["articles_article_add", "articles_topic_add", "articles_provider_add"])
def test_forms_for_new_rows_answer(admin_client, path):
    assert admin_client.get(reverse(f"admin:{path}")).status_code == 200


# When readers see it


def test_article_is_scheduled_for_a_time_to_come(admin_client):
    article = desk.saved(admin_client, make.whole_article(status="draft"), status="scheduled", **TOMORROW)
    assert (article.status, article.publish_at.year) == ("scheduled", 2999)


@pytest.mark.parametrize("at", [{}, YESTERDAY], ids=["no time", "a time that is gone"])
def test_schedule_needs_a_time_to_come(admin_client, at):
    told = desk.refused(admin_client, make.whole_article(status="draft"), status="scheduled", **at)
    assert told == {"publish_at": "Give a time that is still to come."}


@pytest.mark.parametrize("status", ["draft", "published", "withdrawn"])
def test_time_without_the_status_is_not_lost_but_asked_about(admin_client, status):
    told = desk.refused(admin_client, make.whole_article(status="draft"), status=status, **TOMORROW)
    assert "choose the status “scheduled”" in told["publish_at"]


def test_time_goes_with_the_status(admin_client):
    article = make.whole_article(status="scheduled", publish_at=timezone.now() + timedelta(days=1))
    article = desk.saved(admin_client, article, status="draft")
    assert (article.status, article.publish_at) == ("draft", None)


def test_scheduled_article_whose_time_has_come_can_still_be_edited(admin_client, settings):
    settings.DUE_EVERY_SECONDS = None
    article = make.whole_article(status="scheduled", publish_at=make.NEWS_TIME)
    assert desk.saved(admin_client, article, title="Better").title == "Better"


def test_muted_is_shown_and_never_chosen(admin_client):
    article = make.whole_article()
    Provider.objects.update(muted=True)
    relist([article.pk])
    assert "published, outlet muted" in desk.html_of(admin_client, article)
    assert desk.saved(admin_client, article, title="Better").status == Status.MUTED
    assert 'value="muted"' not in desk.html_of(admin_client, make.whole_article(2, status="draft"))


def test_boost_counts_from_now_and_only_when_it_changes(admin_client):
    article = desk.saved(admin_client, make.whole_article(), boost="40")
    given = article.boosted_at
    assert timezone.now() - given < timedelta(minutes=1)
    assert desk.saved(admin_client, article, title="Better").boosted_at == given
    assert desk.saved(admin_client, article, boost="0").boosted_at is None


def test_boost_beyond_its_limit_is_refused(admin_client):
    assert set(desk.refused(admin_client, make.whole_article(), boost="501")) == {"boost"}


def pin(place=0, *, topic="", until="2999-01-01"):
    values = {"topic": topic, "until_0": until, "until_1": "09:00:00"}
    return {"pins-TOTAL_FORMS": place + 1} | {f"pins-{place}-{name}": value for name, value in values.items()}


def test_article_is_pinned_to_the_front_page_and_to_a_topic(admin_client):
    article, topic = make.whole_article(), make.topic()
    desk.saved(admin_client, article, **pin(0) | pin(1, topic=topic.pk))
    assert set(article.pins.values_list("topic", flat=True)) == {None, topic.pk}


def test_pin_ends_in_the_future(admin_client):
    told = desk.refused(admin_client, make.whole_article(), **pin(until="2024-01-01"))
    assert told == {"pins-0-until": "Give a time that is still to come."}


def test_article_is_pinned_to_a_place_once(admin_client):
    article = make.whole_article()
    assert desk.refused(admin_client, article, **pin(0) | pin(1)) == {"pins-1-topic": "It is pinned there already."}
    Pin.objects.create(article=article, until=timezone.now())
    assert desk.refused(admin_client, article, **pin(1))


# Pictures


def upload(width=60, name="new.png"):
    return SimpleUploadedFile(name, pictures.png(width, 60))


def test_uploaded_picture_is_shown_and_leads(admin_client):
    article = make.whole_article()
    desk.saved(admin_client, article, **desk.one_more("placed_pictures", upload=upload(), order=1, title="Moon"))
    placed = article.placed_pictures.first()
    assert (placed.title, placed.picture.is_shown, article.lead_picture) == ("Moon", True, placed.picture)
    assert [one.position for one in article.placed_pictures.all()] == [0, 1]
    assert article.edited_fields == ["pictures"]
    assert f'src="{placed.picture.name_of(placed.picture.files[0])}'.rpartition("/")[0][5:] in desk.html_of(
        admin_client, article
    )


def test_picture_is_replaced_and_keeps_its_words(admin_client):
    article = make.whole_article()
    article.placed_pictures.update(title="Moon", path="pictures/a.png")
    old = article.lead_picture
    desk.saved(admin_client, article, **{"placed_pictures-0-upload": upload()})
    placed = article.placed_pictures.get()
    assert (placed.title, placed.path, placed.picture == old) == ("Moon", "", False)
    assert Picture.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("known", [True, False])
def test_picture_is_added_by_its_address(admin_client, known):
    article, address = make.whole_article(), "https://img.example.org/moon.jpg"
    ours = make.picture(address) if known else None
    desk.saved(admin_client, article, **desk.one_more("placed_pictures", address=address))
    added = article.placed_pictures.last().picture
    assert (added.url, added.host) == (address, "" if known else "img.example.org")
    assert added == ours or not known


def test_new_address_is_fetched_once_all_is_stored(admin_client, monkeypatch, django_capture_on_commit_callbacks):
    fetched = []
    monkeypatch.setattr("articles.pictures.orders.fetch_now", lambda ids, fetcher: fetched.extend(ids))
    article = make.whole_article()
    with django_capture_on_commit_callbacks(execute=True):
        desk.saved(admin_client, article, **desk.one_more("placed_pictures", address="https://img.example.org/1.jpg"))
    assert fetched == [article.placed_pictures.last().picture_id]


BAD_PICTURES = [
    ({"address": "javascript:alert(1)"}, "address", "We have no picture of that address"),
    ({"address": "/assets/none.png"}, "address", "We have no picture of that address"),
    ({"address": "https://outlet1.example/2023-06-03-article-1.jpg"}, "address", "This picture is here already."),
    ({"title": "Moon"}, "upload", "Choose a file, or give an address."),
    ({"upload": SimpleUploadedFile("a.png", make.PIXEL)}, "upload", ""),
    ({"upload": SimpleUploadedFile("a.png", b"none")}, "upload", ""),
]


@pytest.mark.parametrize(("row", "field", "told"), BAD_PICTURES)
def test_picture_that_cannot_be_placed_is_refused_in_its_row(admin_client, row, field, told):
    errors = desk.refused(admin_client, make.whole_article(1), **desk.one_more("placed_pictures", **row))
    assert list(errors) == [f"placed_pictures-1-{field}"]
    assert told in errors[f"placed_pictures-1-{field}"]


def test_file_and_address_together_are_refused(admin_client):
    row = {"upload": upload(), "address": "https://img.example.org/1.jpg"}
    errors = desk.refused(admin_client, make.whole_article(), **desk.one_more("placed_pictures", **row))
    assert errors == {"placed_pictures-1-address": "Give a file or an address, not both."}


def test_picture_says_why_there_is_none(admin_client):
    article = make.whole_article()
    Picture.objects.update(state="failed", error="404 Not Found")
    assert "Failed: 404 Not Found" in desk.html_of(admin_client, article)


def test_no_form_asks_for_the_number_of_a_picture(admin_client):
    for row in (make.whole_article(), make.topic("T"), make.provider("p.example"), make.whole_article(2).related.get()):
        html = desk.html_of(admin_client, row)
        assert "vForeignKeyRawIdAdminField" not in html
        assert "-upload" in html


def test_logo_is_uploaded_in_the_form_of_its_outlet(admin_client):
    outlet = make.provider("p.example")
    desk.saved(admin_client, outlet, **desk.one_more("placed_logos", first=True, upload=upload()))
    assert outlet.logos.get().is_shown


# Topics


def topics_of(article):
    return [link.topic.name for link in article.topic_links.all()]


@pytest.mark.parametrize(
    ("numbers", "order"),
    [(["9", "2", "5"], "BCA"), (["1", "2", "1"], "CAB"), (["3", "2", "3"], "BCA"), (["", "2", "1"], "CBA")],
)
def test_topics_stand_in_the_order_of_their_numbers(admin_client, numbers, order):
    article = make.article(topics="ABC")
    desk.saved(admin_client, article, **{f"topic_links-{row}-order": number for row, number in enumerate(numbers)})
    assert "".join(topics_of(article)) == order
    assert [link.position for link in article.topic_links.all()] == [0, 1, 2]


def test_topic_is_added_by_its_name_where_nothing_can_be_chosen(admin_client):
    article, topic = make.article(topics="A"), make.topic("Far away")
    desk.saved(admin_client, article, **desk.one_more("topic_links", named="far AWAY"))
    assert article.topics.filter(pk=topic.pk).exists()
    told = desk.refused(admin_client, article, **{"topic_links-TOTAL_FORMS": 3, "topic_links-2-named": "Nothing"})
    assert told == {"topic_links-2-topic": "There is no topic of that name."}


# Who may what


def test_contributor_changes_a_draft_and_its_parts_and_decides_nothing(member):
    client, article, ours = member("Contributor"), make.whole_article(status="draft"), make.article(outlet="b.example")
    data = desk.form_in(desk.html_of(client, article))
    assert not {"status", "publish_at_0", "withdrawal_note", "boost", "pins-TOTAL_FORMS"} & set(data)
    changes = {"title": "Better", "status": "published", "boost": "40", **TOMORROW, **pin()}
    changes |= desk.one_more("related", ours=ours.pk) | {"placed_pictures-0-upload": upload()}
    desk.saved(client, article, **changes)
    assert (article.title, article.status, article.boost, article.publish_at) == ("Better", "draft", 0, None)
    assert (article.related.count(), article.pins.exists(), article.lead_picture.is_shown) == (2, False, True)


@pytest.mark.parametrize(("group", "status"), [("Contributor", "published"), ("Viewer", "draft")])
def test_others_only_read(member, group, status):
    client, article = member(group), make.whole_article(status=status)
    page = desk.html_of(client, article)
    assert [name for name in desk.form_in(page) if name.endswith(("-order", "-upload", "-DELETE", "-address"))] == []
    assert "Add a picture" not in page
    assert client.post(desk.change_url(article), {"title": "Better"}).status_code == 403
    article.refresh_from_db()
    assert article.title != "Better"


def test_nothing_in_the_form_is_inline_script_or_style(admin_client):
    html = desk.html_of(admin_client, make.whole_article())
    assert " style=" not in html
    assert " onclick=" not in html


def test_saving_what_nobody_changed_marks_nothing(admin_client):
    article = make.article(related=[{}, {}], pictures=[make.picture(), make.picture()], topics="AB")
    desk.saved(admin_client, article)
    assert (article.edited_fields, article.history.count()) == ([], 0)
