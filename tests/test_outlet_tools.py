"""The form of an outlet: logos, other domains, notes, muting; and who may use it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles import outlets
from articles.admin.people import groups
from articles.models import Article, Picture, Provider, ProviderDomain, ProviderPicture, Status
from articles.pictures import orders, raster
from tests import desk, make, pictures, seeds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]


@pytest.fixture
def editor(member):
    return member(groups.EDITOR)


def save(client, outlet, **changes):
    """The page, or what it leads to, after the outlet's form was sent with these changes."""
    return client.post(desk.change_url(outlet), desk.form_in(page_of(client, outlet)) | changes, follow=True)


def page_of(client, outlet):
    return client.get(desk.change_url(outlet)).content.decode()


def messages(answer):
    return [str(message) for message in answer.context["messages"]]


def logo(data=b""):
    return SimpleUploadedFile("logo.png", data or pictures.png(200, 100))


def logos(outlet):
    return [placed.picture for placed in outlet.placed_logos.select_related("picture")]


# Logos


def test_uploaded_logo_is_shown_at_once_before_the_others(editor, client):
    outlet, other = make.provider(), make.picture()
    ProviderPicture.objects.create(provider=outlet, picture=other)
    save(editor, outlet, new_logo=logo())
    first, second = logos(outlet)
    assert (first.is_shown, first.url[:6], second) == (True, "local:", other)
    assert first.copy in client.get(outlet.get_absolute_url()).content.decode()


def test_uploaded_logo_outlives_the_next_import(editor, tmp_path):
    path = seeds.write_outlet(tmp_path, images=[{"url": "https://x.example/a.png"}])
    seeds.run(path)
    outlet = Provider.objects.get()
    save(editor, outlet, new_logo=logo())
    seeds.run(seeds.write_outlet(tmp_path, images=[{"url": "https://x.example/b.png"}]))
    assert [picture.url[:6] for picture in logos(outlet)] == ["local:", "https:"]
    outlet.refresh_from_db()
    assert outlet.edited_fields == ["logos"]


def test_logo_that_is_there_already_becomes_the_first(editor):
    outlet = make.provider()
    for size in (100, 200, 100):
        save(editor, outlet, new_logo=logo(pictures.png(size, size)))
    assert [picture.width for picture in logos(outlet)] == [100, 200]


@pytest.mark.parametrize("data", [pictures.SVG, pictures.HTML, pictures.jpeg()[:-900], make.PIXEL])
def test_logo_that_is_no_picture_is_refused_on_the_form(editor, data):
    outlet = make.provider()
    assert save(editor, outlet, new_logo=logo(data), name="Else").context["errors"]
    outlet.refresh_from_db()
    assert outlet.name != "Else"
    assert not Picture.objects.exists()


def test_logo_that_is_too_large_is_refused(editor, monkeypatch):
    monkeypatch.setattr(orders, "MOST_UPLOADED_BYTES", 100)
    assert "Expected at most 15 MB." in save(editor, make.provider(), new_logo=logo()).content.decode()


def test_editor_is_told_where_a_logo_cannot_be_made(editor, monkeypatch):
    def broken(*arguments):
        raise raster.RasterError("a damaged picture")

    monkeypatch.setattr(orders, "take_in", broken)
    outlet = make.provider()
    assert messages(save(editor, outlet, new_logo=logo(), name="Else"))[0] == "A damaged picture."
    outlet.refresh_from_db()
    assert (outlet.name, outlet.edited_fields) == ("Else", ["name"])


# Other domains


def test_other_domains_are_taken_however_they_are_written(editor):
    outlet = make.provider()
    save(editor, outlet, domains="WWW.Old.example\r\nmünchen.example\r\n\r\nold.example\r\nexample.org")
    assert list(ProviderDomain.objects.values_list("domain", flat=True)) == ["old.example", "xn--mnchen-3ya.example"]
    assert "old.example\nxn--mnchen-3ya.example" in page_of(editor, outlet)


def test_history_tells_of_other_domains(editor):
    outlet = make.provider()
    save(editor, outlet, domains="old.example")
    url = reverse("admin:articles_provider_history", args=[outlet.pk])
    assert "Other domains: old.example" in editor.get(url).content.decode()


def test_other_domain_that_was_taken_away_is_nobodys(editor):
    outlet = make.provider()
    outlets.know_by(outlet, ["a.example", "b.example"])
    save(editor, outlet, domains="b.example")
    assert str(ProviderDomain.objects.get()) == "b.example"


def test_line_that_is_no_domain_is_repeated_with_what_was_expected(editor):
    page = save(editor, make.provider(), domains="a.example\nfoo bar").content.decode()
    assert "“foo bar”: Expected a domain such as example.org." in page
    assert not ProviderDomain.objects.exists()


@pytest.mark.parametrize("domain", ["own.example", "other.example"])
def test_domain_of_another_outlet_is_refused_and_leads_to_it(editor, domain):
    holder = make.provider("own.example", name="Their <Outlet>")
    outlets.know_by(holder, ["other.example"])
    page = save(editor, make.provider(), domains=domain).content.decode()
    told = f'<a href="{desk.change_url(holder)}" dir="auto">Their &lt;Outlet&gt;</a>'
    assert f"{domain} is a domain of {told}. If the two are one outlet, they can be merged." in page


def test_outlet_is_not_made_at_another_domain_of_one_that_there_is(editor):
    outlets.know_by(make.provider("own.example"), ["other.example"])
    form = {"name": "New", "domain": "www.other.example"}
    page = desk.save(editor, reverse("admin:articles_provider_add"), **form).content.decode()
    assert "is a domain of" in page
    assert Provider.objects.count() == 1


def test_outlet_is_made_with_its_other_domains(editor):
    form = {"name": "New", "domain": "new.example", "domains": "old.example"}
    assert desk.save(editor, reverse("admin:articles_provider_add"), **form).status_code == 302
    assert ProviderDomain.objects.get(domain="old.example").provider.domain == "new.example"
    assert set(Provider.objects.get().edited_fields).isdisjoint({"domains", "new_logo"})


def test_list_finds_an_outlet_by_another_domain(editor):
    outlet = make.provider("own.example")
    outlets.know_by(outlet, ["one.example", "two.example"])
    found = editor.get(desk.list_url("provider"), {"q": "example"}).context["cl"]
    assert list(found.result_list) == [outlet]


# Names and notes


def test_name_that_an_editor_gave_is_kept_on_import_and_found(editor, client, tmp_path):
    seeds.run(seeds.write(tmp_path))
    save(editor, Provider.objects.get(), name="Renamed")
    seeds.run(seeds.write_two(tmp_path, publishedDateTime="2024-06-01T00:00:00Z"))
    assert Provider.objects.get().name == "Renamed"
    assert "Webb sees far" in client.get("/search/", {"q": "renamed"}).content.decode()


def test_notes_are_for_editors_alone(editor, client, tmp_path):
    make.article()
    outlet = Provider.objects.get()
    save(editor, outlet, notes="Call Ann first.", description="About it.")
    assert "Call Ann first." in page_of(editor, outlet)
    editor.logout()
    pages = [outlet.get_absolute_url(), f"{outlet.get_absolute_url()}feed.atom", "/api/news/"]
    told = [client.get(url).content.decode() for url in pages]
    told.append(seeds.exported(tmp_path, "_data/organizations").read_text())
    assert not any("Ann" in one for one in told)


# Muting


def mute(client, outlet, on=True):
    return save(client, outlet, **({"muted": "on"} if on else {}))


def test_muting_hides_articles_and_hearing_again_lists_them(editor, monkeypatch):
    monkeypatch.setattr(outlets, "BATCH", 2)
    make.articles(5)
    make.article(status="draft")
    outlet = Provider.objects.get()
    assert messages(mute(editor, outlet))[0] == "5 articles are no longer listed."
    assert Article.objects.filter(status=Status.MUTED).count() == 5
    form = {name: value for name, value in desk.form_in(page_of(editor, outlet)).items() if name != "muted"}
    assert messages(editor.post(desk.change_url(outlet), form, follow=True))[0] == "5 articles are listed again."
    assert not Article.objects.filter(status=Status.MUTED).exists()


def test_muted_outlet_has_a_page_that_says_so_and_no_list_shows_its_articles(editor, client):
    article = make.article(title="Unheard of")
    other = make.article(outlet="b.example", related=[{"outlet": "example.org", "same_as": article}])
    mute(editor, article.provider)
    editor.logout()
    page = client.get(article.provider.get_absolute_url()).content.decode()
    assert "not listed here at the moment" in page
    assert 'content="noindex, follow"' in page
    listed = ["/", "/topics/space/", "/feed.atom", "/search/?q=unheard", "/sitemap-articles-1.xml", "/api/news/"]
    listed += ["/archive/2023/06/03/", f"{article.provider.get_absolute_url()}feed.atom", other.get_absolute_url()]
    assert [url for url in listed if article.slug.encode() in b"".join(client.get(url))] == []
    assert client.get(article.get_absolute_url()).status_code == 200


def test_list_marks_muted_outlets_and_can_be_cut_to_them(editor):
    make.provider("a.example", muted=True)
    make.provider("b.example")
    page = editor.get(desk.list_url("provider"), {"muted__exact": "1"})
    assert [row.domain for row in page.context["cl"].result_list] == ["a.example"]
    assert '<td class="field-muting">muted</td>' in page.content.decode()


def test_restoring_a_version_that_was_not_muted_lists_the_articles_again(editor):
    outlet = make.article().provider
    mute(editor, outlet)
    version = outlet.history.earliest("history_id")
    editor.post(reverse("admin:articles_provider_version", args=[outlet.pk, version.pk]))
    assert Article.objects.get().status == Status.PUBLISHED


# Who may


@pytest.mark.parametrize("name", [groups.CONTRIBUTOR, groups.VIEWER])
def test_others_see_an_outlet_and_change_nothing(member, name):
    outlet, client = make.provider(notes="Call Ann."), member(name)
    outlets.know_by(outlet, ["old.example"])
    page = page_of(client, outlet)
    assert "old.example" in page
    assert "new_logo" not in page
    form = {"name": "Worse", "muted": "on", "domains": "", "new_logo": logo()}
    assert client.post(desk.change_url(outlet), form).status_code == 403
    assert ProviderDomain.objects.exists()
