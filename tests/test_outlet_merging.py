"""Two outlets that are one: everything moves, or nothing does."""

from typing import Any

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Group, User
from django.urls import reverse

from articles import outlets
from articles.admin.people import groups
from articles.models import Article, Provider, ProviderDomain, ProviderPicture, RelatedArticle, Seed, Status
from articles.search.tokens import of_outlet
from tests import desk, make, seeds

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def old():
    return make.provider("old.example", name="Old Desk")


@pytest.fixture
def new():
    return make.provider("new.example", name="New Desk")


def url_of(outlet):
    return reverse("admin:articles_provider_merge", args=[outlet.pk])


def show(client, other, **asked):
    return client.get(url_of(other), asked).content.decode()


def merged(client, other, into):
    """The outlet that is left, after the editor confirmed."""
    answer = client.post(url_of(other), {"into": into.pk})
    assert (answer.status_code, answer.headers.get("Location")) == (302, desk.change_url(into))
    into.refresh_from_db()
    return into


# What moves


def test_articles_and_entries_move_and_lists_follow(admin_client, old, new):
    article = make.article(outlet="old.example")
    beside = make.article(outlet="new.example", related=[{"outlet": "old.example"}, {"outlet": "third.example"}])
    assert beside.other_outlets == 2
    merged(admin_client, old, new)
    assert {row.provider for row in (*Article.objects.all(), RelatedArticle.objects.first())} == {new}
    article.refresh_from_db()
    beside.refresh_from_db()
    assert of_outlet(new.pk) in article.search_tokens.split()
    assert beside.other_outlets == 1


def test_domains_and_names_are_those_of_the_outlet_that_is_left(admin_client, old, new):
    outlets.know_by(old, ["older.example"])
    Provider.objects.filter(pk=old.pk).update(other_names=["O. D.", "New Desk"], notes="Call Ann.")
    Provider.objects.filter(pk=new.pk).update(other_names=["N. D."], notes="Call Bob.")
    merged(admin_client, old, new)
    assert list(new.other_domains.values_list("domain", flat=True)) == ["old.example", "older.example"]
    assert (new.name, new.other_names) == ("New Desk", ["N. D.", "Old Desk", "O. D."])
    assert (new.notes, new.edited_fields) == ("Call Bob.\n\nCall Ann.", ["name", "other_names"])


def test_logos_that_are_not_there_stand_behind_those_that_are(admin_client, old, new):
    both, first, second = make.picture(), make.picture(), make.picture()
    for outlet, picture, position in ((new, both, 3), (old, second, 7), (old, both, 0), (old, first, 2)):
        ProviderPicture.objects.create(provider=outlet, picture=picture, position=position)
    merged(admin_client, old, new)
    assert [placed.picture for placed in new.placed_logos.all()] == [both, first, second]
    assert "logos" in new.edited_fields


def test_outlet_is_gone_with_its_file_and_readers_are_led_on(admin_client, client, tmp_path, new):
    seeds.run(seeds.write_outlet(tmp_path, domain="old.example"))
    merged(admin_client, Provider.objects.get(domain="old.example"), new)
    assert list(Provider.objects.all()) == [new]
    assert not Seed.objects.exists()
    assert client.get("/providers/old.example/").headers["Location"] == "/providers/new.example/"
    assert seeds.outcomes(seeds.run(tmp_path)) == ["duplicate"]


def test_files_of_either_domain_are_unchanged_by_the_next_import(admin_client, tmp_path, new):
    seeds.write(tmp_path, provider={"name": "Old Desk", "domain": "old.example"})
    seeds.write_two(tmp_path, provider={"name": "New Desk", "domain": "new.example"})
    seeds.run(tmp_path)
    merged(admin_client, Provider.objects.get(domain="old.example"), new)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "unchanged"]
    seeds.write(tmp_path, heat=90, provider={"name": "Old Desk", "domain": "old.example"})
    assert seeds.outcomes(seeds.run(tmp_path)) == ["updated", "unchanged"]
    assert [outlet.name for outlet in Provider.objects.all()] == ["New Desk"]


@pytest.mark.parametrize(("muted", "status", "told"), [("old", "published", "again"), ("new", "muted", "no longer")])
def test_articles_are_listed_or_not_as_the_outlet_that_is_left(admin_client, old, new, muted, status, told):
    Provider.objects.filter(domain=f"{muted}.example").update(muted=True)
    article, draft = make.article(outlet="old.example"), make.article(outlet="old.example", status=Status.DRAFT)
    assert f"1 article is {'listed again' if told == 'again' else 'no longer listed'}." in show(
        admin_client, old, into=new.pk
    )
    merged(admin_client, old, new)
    assert [Article.objects.get(pk=one.pk).status for one in (article, draft)] == [status, "draft"]


# What is kept of it


def test_history_of_both_and_the_log_tell_of_it(admin_client, admin_user, old, new):
    merged(admin_client, old, new)
    reason = "old.example became part of new.example."
    last = desk.versions_of(Provider).filter(id=old.pk).latest("history_id")
    assert (last.history_type, last.history_user, last.history_change_reason) == ("-", admin_user, reason)
    kept = (
        desk.versions_of(Provider).filter(id=new.pk).order_by("history_id").values_list("history_user", "other_names")
    )
    assert list(kept) == [(None, []), (admin_user.pk, ["Old Desk"])]
    assert set(LogEntry.objects.values_list("action_flag", "object_id")) >= {(DELETION, str(old.pk))}
    page = admin_client.get(reverse("admin:articles_provider_history", args=[new.pk])).content.decode()
    assert reason in page


def test_version_of_an_article_from_before_can_be_brought_back(admin_client, old, new):
    article = make.article(outlet="old.example", title="Before")
    desk.saved(admin_client, article, title="After")
    merged(admin_client, old, new)
    version = article.history.earliest("history_id")
    admin_client.post(reverse("admin:articles_article_version", args=[article.pk, version.pk]))
    article.refresh_from_db()
    assert (article.title, article.provider) == ("Before", new)


# Nothing is done


def state():
    models: tuple[Any, ...] = (
        Article,
        RelatedArticle,
        Provider,
        ProviderDomain,
        ProviderPicture,
        desk.versions_of(Provider).model,
        LogEntry,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_articles_of_one_key_stand_in_the_way_and_are_listed(admin_client, monkeypatch, old, new):
    monkeypatch.setattr(outlets, "MOST_SHOWN", 1)
    twins = [make.article(outlet=outlet, key=key) for key in ("a", "b") for outlet in ("old.example", "new.example")]
    before = state()
    pages = [show(admin_client, old, into=new.pk), admin_client.post(url_of(old), {"into": new.pk}).content.decode()]
    for page in pages:
        assert "2 articles are there twice" in page
        assert [desk.change_url(twin) in page for twin in twins] == [True, True, False, False]
        assert "Merge them" not in page
    assert state() == before


def test_merge_that_fails_in_the_middle_is_undone(admin_client, monkeypatch, old, new):
    make.article(outlet="old.example", related=[{"outlet": "old.example"}])
    before = state()

    def fail(ids):
        raise RuntimeError("the power is gone")

    monkeypatch.setattr(outlets, "relist", fail)
    with pytest.raises(RuntimeError):
        admin_client.post(url_of(old), {"into": new.pk})
    assert state() == before


def test_outlet_that_is_gone_meanwhile_is_told(admin_client, monkeypatch, old, new):
    def gone(*arguments):
        raise Provider.DoesNotExist

    monkeypatch.setattr("articles.admin.provider.merging.merge", gone)
    answer = admin_client.post(url_of(old), {"into": new.pk}, follow=True)
    assert "One of the two is not there any more." in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"domain": "old.example"}, "Choose another outlet than this one."),
        ({"domain": "none.example"}, "Choose an outlet that there is."),
        ({"into": ""}, "Choose an outlet that there is."),
        ({"into": "999"}, "not one of the available choices"),
        ({"domain": "foo bar"}, "Expected a domain such as example.org."),
    ],
)
def test_choice_that_makes_no_sense_is_told(admin_client, old, asked, why):
    assert why in show(admin_client, old, **asked)


# Seen before


def test_page_says_what_will_happen_and_does_nothing(admin_client, old, new):
    Provider.objects.filter(pk=old.pk).update(notes="Call Ann.")
    make.articles(1_204, outlet="old.example")
    make.article(outlet="b.example", related=[{"outlet": "old.example"}])
    ProviderPicture.objects.create(provider=old, picture=make.picture())
    page = show(admin_client, old, domain="WWW.new.example")
    told = ["1,204 articles move.", "1 entry of related coverage moves.", "1 logo is added", "mean “New Desk”"]
    told += ["/providers/old.example/ are led on to /providers/new.example/", "“Old Desk” becomes one", "notes"]
    assert [text for text in told if text not in page] == []
    assert Provider.objects.filter(pk=old.pk).exists()


def test_form_leads_to_the_page(admin_client, old):
    assert url_of(old) in admin_client.get(desk.change_url(old)).content.decode()
    assert "merge" not in admin_client.get(reverse("admin:articles_provider_add")).content.decode()


@pytest.mark.parametrize("number", ["999", "x", str(10**30)])
def test_outlet_that_is_not_there_has_no_page(admin_client, number):
    assert admin_client.get(f"/admin/articles/provider/{number}/merge/").status_code == 404


# Who may


@pytest.mark.parametrize(("name", "may"), [(groups.EDITOR, True), (groups.CONTRIBUTOR, False), (groups.VIEWER, False)])
def test_only_editors_merge(client, old, new, name, may):
    user = User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name=name))
    client.force_login(user, BACKEND)
    assert (url_of(old) in client.get(desk.change_url(old)).content.decode()) == may
    assert client.get(url_of(old)).status_code == (200 if may else 403)
    assert client.post(url_of(old), {"into": new.pk}).status_code == (302 if may else 403)
    assert Provider.objects.filter(pk=old.pk).exists() != may
