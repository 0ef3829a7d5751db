"""Organisation files and the outlets that articles name."""

import pytest

from articles.models import Provider, ProviderPicture
from tests import seeds

pytestmark = pytest.mark.django_db


def logo(name):
    return {"url": f"https://x.example/{name}.png"}


def write_with_logo(folder, **changes):
    """An article whose outlet has a logo."""
    provider = {"name": "Space Desk", "domain": "space.example", "images": [logo("article")]}
    return seeds.write(folder, provider=provider, **changes)


def logos():
    """The outlet's logos, in their order."""
    return [url[18:-4] for url in ProviderPicture.objects.order_by("position").values_list("picture__url", flat=True)]


def test_outlet_is_one_with_and_without_www(tmp_path):
    seeds.write(tmp_path, provider={"name": "RTE", "domain": "WWW.rte.example"}, related=[
        seeds.related(provider={"name": "RTE Online", "domain": "rte.example"})
    ])  # fmt: skip
    seeds.run(tmp_path)
    assert Provider.objects.get().domain == "rte.example"


def test_latest_articles_spelling_names_the_outlet_whatever_the_order(tmp_path):
    older = seeds.write(tmp_path, provider={"name": "Old", "domain": "x.example"})
    june = {"publishedDateTime": "2024-06-01T00:00:00Z", "provider": {"name": "New", "domain": "x.example"}}
    newer = seeds.write_two(tmp_path, **june)
    seeds.run(newer)
    seeds.run(older)
    assert Provider.objects.get().name == "New"


def test_outlet_without_a_name_gets_one_from_an_entry_without_a_date(tmp_path):
    for name in ({}, {"name": "Other Desk"}):
        entry = seeds.related(provider={"domain": "other.example", **name}, publishedDateTime=None)
        seeds.write(tmp_path, related=[entry])
        seeds.run(tmp_path)
    assert Provider.objects.get(domain="other.example").name == "Other Desk"


def test_outlet_without_a_name_may_have_the_longest_domain(tmp_path):
    domain = f"{'.'.join(['a' * 60] * 4)}.{'b' * 9}"
    assert seeds.run(seeds.write(tmp_path, provider={"domain": domain})).is_good
    assert Provider.objects.get(domain=domain).name == domain[:200]


def test_outlet_made_by_hand_keeps_its_name(tmp_path):
    Provider.objects.create(domain="space.example", name="By hand")
    seeds.run(seeds.write(tmp_path))
    assert Provider.objects.get().name == "By hand"


# Organisation files


def test_organisation_file_has_the_last_word_on_a_name(tmp_path):
    seeds.write_outlet(tmp_path, otherNames=["TSD"])
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    outlet = Provider.objects.get()
    assert (outlet.name, outlet.other_names) == ("The Space Desk", ["TSD"])


def test_second_file_of_an_outlet_is_told_and_not_taken(tmp_path):
    seeds.write_outlet(tmp_path, "a.md", name="One")
    seeds.write_outlet(tmp_path, "b.md", name="Two", domain="www.space.example")
    seeds.of_one_age(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path)) == ["created", "duplicate"]
    rows = list(Provider.objects.values())
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged", "duplicate"]
    assert list(Provider.objects.values()) == rows


@pytest.mark.parametrize("article_first", [True, False])
def test_articles_logos_stand_behind_the_organisation_files(tmp_path, article_first):
    paths = [write_with_logo(tmp_path), seeds.write_outlet(tmp_path, images=[logo("file")])]
    for path in paths if article_first else paths[::-1]:
        seeds.run(path)
    assert logos() == ["file", "article"]


def test_changed_organisation_file_keeps_the_articles_logos(tmp_path):
    write_with_logo(tmp_path)
    for description in ("One", "Two"):
        seeds.write_outlet(tmp_path, images=[logo("file")], description=description)
        seeds.run(tmp_path)
    assert logos() == ["file", "article"]


def test_warning_of_a_logo_that_is_not_there_says_whose_it_is(tmp_path):
    images = [{"url": "pictures/gone.png"}]
    seeds.write(tmp_path, provider={"name": "Space Desk", "domain": "space.example", "images": images})
    assert [warning.field for warning in seeds.run(tmp_path).files[0].warnings] == ["provider.images[0].url"]
