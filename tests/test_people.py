"""Who works at the desk: what each group may do, and how accounts are kept."""

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth.models import Group, Permission, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from articles.admin.people import groups, may_change, may_publish
from articles.models import Article
from tests import desk, make

pytestmark = pytest.mark.django_db

NEWS = ["article", "picture", "provider", "topic"]


def user_with(*rights):
    """As they are read from the database: without what was remembered of their rights."""
    user = User.objects.create_user("somebody", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=rights))
    return user


def rights(name):
    return set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))


# Groups


@pytest.mark.parametrize("name", [groups.EDITOR, groups.CONTRIBUTOR, groups.VIEWER])
def test_every_site_has_its_groups_which_see_all_the_news(member, name):
    make.whole_rows(1)
    client = member(name)
    for model in [*NEWS, "seed", "importrun"]:
        assert client.get(desk.list_url(model)).status_code == 200


@pytest.mark.parametrize("name", [groups.EDITOR, groups.CONTRIBUTOR, groups.VIEWER])
@pytest.mark.parametrize("page", ["auth_user", "auth_group", "axes_accesslog", "otp_totp_totpdevice"])
def test_people_are_none_of_their_business(member, name, page):
    assert member(name).get(reverse(f"admin:{page}_changelist")).status_code == 403


def test_editor_changes_all_the_news(member):
    client = member(groups.EDITOR)
    for model in NEWS:
        assert client.get(reverse(f"admin:articles_{model}_add")).status_code == 200
    assert desk.saved(client, make.whole_article(), title="Better").title == "Better"
    assert rights(groups.EDITOR) >= {"delete_article", "change_relatedarticle", "import_seeds"}


def test_editor_rewrites_no_records(member):
    changed = {right for right in rights(groups.EDITOR) if right.startswith(("add_", "change_", "delete_"))}
    assert not [right for right in changed if right.endswith(tuple(groups.ONLY_READ))]


def test_contributor_may_write_articles_and_nothing_else():
    written = {right for right in rights(groups.CONTRIBUTOR) if not right.startswith("view_")}
    parts = {f"{verb}_{model}" for verb in ("add", "change", "delete") for model in groups.PARTS_OF_A_DRAFT}
    assert written == {"add_article", "change_article"} | parts


def test_viewer_changes_nothing(member):
    article = make.whole_article()
    client = member(groups.VIEWER)
    assert client.get(desk.change_url(article)).status_code == 200
    assert client.post(desk.change_url(article), {"title": "Worse"}).status_code == 403
    assert client.get(reverse("admin:articles_article_add")).status_code == 403


def test_making_the_groups_again_takes_nothing_from_them_and_gives_what_they_lack():
    group, own = Group.objects.get(name=groups.VIEWER), Permission.objects.get(codename="add_group")
    before = rights(groups.VIEWER)
    group.permissions.set([own])
    for _time in range(2):
        groups.install(apps.get_app_config("articles"), "default")
    assert rights(groups.VIEWER) == before | {"add_group"}
    assert Group.objects.count() == 3


def test_groups_wait_for_the_migrations_of_accounts():
    Group.objects.all().delete()
    groups.install(apps.get_app_config("articles"), "default", apps=Apps())
    assert not Group.objects.exists()


def test_groups_are_explained_to_admins(admin_client):
    assert str(groups.MEANING[groups.CONTRIBUTOR]) in admin_client.get("/admin/auth/group/").content.decode()
    group = Group.objects.get(name=groups.EDITOR)
    page = admin_client.get(f"/admin/auth/group/{group.pk}/change/").content.decode()
    assert str(groups.MEANING[groups.EDITOR]) in page


# Drafts


@pytest.mark.parametrize(("status", "theirs"), [("draft", True), ("published", False), ("withdrawn", False)])
def test_whoever_may_not_publish_changes_drafts_only(status, theirs):
    writer = user_with("change_article")
    assert not may_publish(writer)
    assert may_change(writer, make.unsaved_article(status=status)) is theirs
    assert may_change(User(is_superuser=True), make.unsaved_article(status=status))


def test_contributor_changes_a_draft_and_publishes_nothing(member):
    draft, client = make.whole_article(status="draft"), member(groups.CONTRIBUTOR)
    assert "status" not in desk.form_in(client.get(desk.change_url(draft)).content.decode())
    saved = desk.saved(client, draft, title="Better", status="published", **{"related-0-DELETE": "on"})
    assert (saved.title, saved.status, saved.related.count()) == ("Better", "draft", 0)
    assert client.post(reverse("admin:articles_article_delete", args=[draft.pk]), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("status", ["published", "withdrawn"])
def test_contributor_only_reads_what_readers_know(member, status):
    article, client = make.whole_article(status=status), member(groups.CONTRIBUTOR)
    assert client.get(desk.change_url(article)).status_code == 200
    assert client.post(desk.change_url(article), {"title": "Worse"}).status_code == 403


def test_contributor_makes_a_draft(member):
    outlet, client = make.provider(), member(groups.CONTRIBUTOR)
    form = {"title": "New", "provider": outlet.pk, "web_url": "https://example.org/new", "status": "published"}
    time = {"published_at_0": "2026-01-02", "published_at_1": "10:00:00"}
    assert desk.save(client, reverse("admin:articles_article_add"), **form, **time).status_code == 302
    assert Article.objects.get().status == "draft"


# Accounts


@pytest.mark.parametrize("password", ["elevenlong!", "administrator", "731956204815", "somebody2026"])
def test_password_that_is_short_or_can_be_guessed_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(username="somebody2026x"))


def test_password_of_a_few_words_is_taken():
    validate_password("a long way to the Moon", User(username="somebody2026x"))


def test_password_is_hashed_by_what_django_holds_up(client):
    from django.conf import global_settings

    from newsroom import settings

    assert not hasattr(settings, "PASSWORD_HASHERS")
    assert global_settings.PASSWORD_HASHERS[0].endswith(("PBKDF2PasswordHasher", "Argon2PasswordHasher"))


def test_session_is_for_this_site_alone_and_ends_after_a_working_day(client):
    User.objects.create_superuser("editor", password="right")
    client.post("/admin/login/", {"username": "editor", "password": "right"})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 12 * 3600)


def test_session_of_before_ends_with_logging_in_and_with_logging_out(client):
    session = client.session
    session["left"] = "behind"
    session.save()
    before = session.session_key
    User.objects.create_superuser("editor", password="right")
    client.post("/admin/login/", {"username": "editor", "password": "right"})
    assert client.session.session_key != before
    assert client.post("/admin/logout/").status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/logout/").status_code == 405
