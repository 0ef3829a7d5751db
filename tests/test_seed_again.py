"""What an article's seed says otherwise, and how an editor takes its word again: kept by imports until then."""

import shutil

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.ingest.again import Said, use_seed
from articles.models import Article, Picture, Provider, Status, Topic
from tests import desk, make, pictures, seeds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

PARTS = ["title", "topics", "related", "pictures"]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "seeds"


@pytest.fixture
def write(folder):
    """A function that writes the seed, with whatever a test is about, and imports it."""
    image = seeds.picture(folder)
    entries = [seeds.related("First"), seeds.related("Second", webUrl="https://other.example/2")]

    def written(**changes):
        parts = {"topics": ["Space", "Science"], "related": entries, "images": [image]}
        return seeds.run(seeds.write(folder, **parts | changes))

    return written


def said(article):
    """What hangs on the article, and its title, as readers find them."""
    return {
        "title": article.title,
        "topics": [link.topic.name for link in article.topic_links.all()],
        "related": [entry.title for entry in article.related.all()],
        "pictures": [placed.path for placed in article.placed_pictures.all()],
    }


def edited(client, write):
    """The article of the seed, after an editor changed its title, topics, order of related coverage and picture."""
    write()
    article, file = Article.objects.get(), SimpleUploadedFile("new.png", pictures.png(60, 60))
    changes = {"title": "Better title", "topic_links-0-DELETE": "on", "related-0-order": "2"}
    return desk.saved(client, article, **changes, **{"placed_pictures-0-upload": file})


def differences(article):
    return [one.name for one in Said.of(article).differences()]


ORIGINAL = {
    "title": "Webb sees far",
    "topics": ["Space", "Science"],
    "related": ["First", "Second"],
    "pictures": ["pictures/a.png"],
}
EDITED = {"title": "Better title", "topics": ["Science"], "related": ["Second", "First"], "pictures": [""]}


def test_imports_keep_what_an_editor_changed_and_say_so(admin_client, write):
    article = edited(admin_client, write)
    [file] = write(heat=99).files
    article.refresh_from_db()
    assert said(article) == EDITED
    assert (set(file.kept_edits), article.heat) == (set(PARTS), 99)
    assert set(differences(article)) == set(PARTS)


@pytest.mark.parametrize("names", [[name] for name in PARTS] + [PARTS], ids="-".join)
def test_what_is_ticked_says_again_what_the_seed_says(admin_client, write, names):
    article = edited(admin_client, write)
    write(heat=99)
    desk.saved(admin_client, article, seed_again=names)
    assert said(article) == EDITED | {name: ORIGINAL[name] for name in names}
    assert set(article.edited_fields) == set(PARTS) - set(names)
    assert set(differences(article)) == set(PARTS) - set(names)
    [file] = write(heat=99).files
    assert (file.outcome.value, set(file.kept_edits)) == ("unchanged", set(PARTS) - set(names))


def test_readers_see_the_picture_of_the_seed_again(admin_client, write):
    article = edited(admin_client, write)
    uploaded = article.lead_picture
    desk.saved(admin_client, article, seed_again=["pictures"])
    assert article.lead_picture not in (None, uploaded)


def test_picture_whose_file_is_gone_is_recognised_among_ours(admin_client, write, folder):
    article = edited(admin_client, write)
    shutil.rmtree(folder)
    desk.saved(admin_client, article, seed_again=["pictures"])
    assert said(article)["pictures"] == ["pictures/a.png"]
    assert article.lead_picture.file


def test_picture_that_nobody_has_any_more_is_told_and_ours_stays(admin_client, write, folder):
    article = edited(admin_client, write)
    shutil.rmtree(folder)
    Picture.objects.exclude(pk=article.lead_picture_id).delete()
    assert [one.name for one in Said.of(article).differences() if one.lost] == ["pictures"]
    assert "not there any more" in admin_client.get(desk.change_url(article)).content.decode()
    desk.saved(admin_client, article, seed_again=["pictures", "title"])
    assert said(article) == EDITED | {"title": ORIGINAL["title"]}


def test_pictures_of_an_article_that_nobody_edited_do_not_differ_when_their_files_are_gone(write, folder):
    write()
    shutil.rmtree(folder)
    assert differences(Article.objects.get()) == []


def test_related_entries_are_linked_again_to_what_they_are(admin_client, write):
    article = edited(admin_client, write)
    ours = make.article(title="First", web_url="https://other.example/webb")
    article.related.all().delete()
    desk.saved(admin_client, article, seed_again=["related"])
    assert [entry.same_as for entry in article.related.all()] == [ours, None]
    assert article.other_outlets == 1


def test_taking_the_seeds_word_is_a_version_with_a_reason(admin_client, admin_user, write):
    article = edited(admin_client, write)
    desk.saved(admin_client, article, seed_again=["title"])
    version = article.history.first()
    assert (version.title, version.history_user) == ("Webb sees far", admin_user)
    assert "Took the seed's word again: title" in version.history_change_reason


def test_looking_makes_nothing(admin_client, write):
    article = edited(admin_client, write)
    Topic.objects.filter(name="Space").delete()
    article.related.all().delete()
    Provider.objects.filter(domain="other.example").delete()
    rows = [model.objects.count() for model in (Topic, Provider, Picture)]
    assert admin_client.get(desk.change_url(article)).status_code == 200
    assert [model.objects.count() for model in (Topic, Provider, Picture)] == rows


def test_what_was_deleted_since_is_made_again(admin_client, write):
    article = edited(admin_client, write)
    Topic.objects.filter(name="Space").delete()
    desk.saved(admin_client, article, seed_again=["topics"])
    assert said(article)["topics"] == ["Space", "Science"]


def test_form_shows_both_words_and_whose_counts(admin_client, write):
    article = edited(admin_client, write)
    html = admin_client.get(desk.change_url(article)).content.decode()
    part = html.partition('id="seed-says-heading"')[2].partition("</fieldset>")[0]
    assert [text for text in ("Webb sees far", "Better title", "Edited by hand: imports keep ours") if text in part]
    assert part.count('name="seed_again"') == len(PARTS)


def test_edit_that_says_what_the_seed_does_can_be_given_up(admin_client, write):
    write()
    Article.objects.update(edited_fields=["boost", "title"])
    article = Article.objects.get()
    assert [(one.name, one.same) for one in Said.of(article).differences()] == [("title", True)]
    assert "Both say the same." in admin_client.get(desk.change_url(article)).content.decode()
    assert desk.saved(admin_client, article, seed_again=["title"]).edited_fields == ["boost"]


def test_article_that_says_what_its_seed_does_has_nothing_to_take_back(admin_client, write):
    write()
    html = admin_client.get(desk.change_url(Article.objects.get())).content.decode()
    assert "Nothing: the article says what its seed does" in html


def test_scheduled_article_is_what_its_seed_says_again(admin_client, write):
    write()
    Article.objects.update(status="scheduled", publish_at="2999-01-01T00:00Z", edited_fields=["status"])
    article = desk.saved(admin_client, Article.objects.get(), seed_again=["status"])
    assert (article.status, article.publish_at, article.edited_fields) == ("published", None, [])


def test_article_of_a_muted_outlet_does_not_differ_in_status(write):
    write()
    Provider.objects.update(muted=True)
    Article.objects.update(status=Status.MUTED)
    assert differences(Article.objects.get()) == []


@pytest.mark.parametrize("group", ["Contributor", "Viewer"])
def test_whoever_may_not_publish_does_not_take_back_the_status(client, write, group):
    write()
    Article.objects.update(status="draft", edited_fields=["status"])
    article, user = Article.objects.get(), User.objects.create_user("somebody", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    html = client.get(desk.change_url(article)).content.decode()
    assert "seed-says-heading" in html
    assert 'value="status"' not in html
    sent = desk.form_in(html) | {"seed_again": ["status"]}
    assert client.post(desk.change_url(article), sent).status_code == 403
    assert Article.objects.get().status == "draft"


def test_form_that_was_refused_compares_what_is_stored(admin_client, write):
    article = edited(admin_client, write)
    page = desk.save(admin_client, desk.change_url(article), title="Not saved", web_url="x", seed_again=["title"])
    [title] = [one for one in page.context["seed_differences"] if one.name == "title"]
    assert (title.ours, title.ticked) == (["Better title"], True)


def test_article_without_a_seed_takes_nothing(admin_user):
    assert use_seed(make.article().pk, ["title"], admin_user) == []


def test_seed_that_names_another_domain_of_its_outlet_does_not_differ(write):
    write()
    article = Article.objects.get()
    article.provider.other_domains.create(domain="space.example")
    Provider.objects.filter(pk=article.provider_id).update(domain="desk.example")
    assert differences(article) == []
