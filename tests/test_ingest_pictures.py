"""Pictures of seeds: beside them, elsewhere, and on a site that is named only by the operator."""

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from PIL import Image

from articles.models import Article, Picture
from tests import seeds

pytestmark = pytest.mark.django_db

ON_SITE = {"images": [{"url": "/assets/a.jpg"}]}
SHARED = {"images": [{"url": "https://x.example/a.jpg", "width": 10, "height": 10}]}


def test_picture_beside_the_seed_is_kept_in_our_storage(tmp_path):
    seeds.write(tmp_path, images=[seeds.picture(tmp_path)])
    seeds.run(tmp_path)
    kept = Article.objects.get().lead_picture
    assert (kept.width, kept.height, kept.state) == (40, 30, "waiting")
    assert default_storage.open(kept.file.name).read() == (tmp_path / "pictures/a.png").read_bytes()


def test_picture_redrawn_beside_an_unchanged_seed_is_taken(tmp_path):
    seeds.write(tmp_path, images=[seeds.picture(tmp_path)])
    seeds.run(tmp_path)
    seeds.picture(tmp_path, colour="blue")
    assert [file.changed for file in seeds.run(tmp_path).files] == [("pictures",)]


def test_picture_of_a_related_entry_redrawn_is_taken(tmp_path):
    seeds.write(tmp_path, related=[seeds.related(images=[seeds.picture(tmp_path)])])
    seeds.run(tmp_path)
    seeds.picture(tmp_path, colour="blue")
    assert [file.changed for file in seeds.run(tmp_path).files] == [("related",)]


def test_picture_that_our_storage_lost_is_kept_anew(tmp_path):
    seeds.write(tmp_path, images=[seeds.picture(tmp_path, colour="navy")])
    seeds.run(tmp_path)
    name = Picture.objects.get().file.name
    default_storage.delete(name)
    seeds.run(seeds.write(tmp_path, heat=3, images=[seeds.picture(tmp_path, colour="navy")]))
    assert default_storage.exists(name)


def test_lost_upload_is_not_replaced_by_what_stands_beside_the_seed(tmp_path):
    seeds.write(tmp_path, images=[seeds.picture(tmp_path, colour="navy")])
    seeds.run(tmp_path)
    upload = f"pictures/ab/ab{'0' * 62}.png"
    Picture.objects.update(file=upload)
    seeds.run(seeds.write(tmp_path, heat=3, images=[seeds.picture(tmp_path, colour="navy")]))
    assert not default_storage.exists(upload)


@pytest.mark.parametrize("what", ["missing", "no picture", "link out of the folder"])
def test_picture_that_cannot_be_had_costs_a_note_and_no_more(tmp_path, what):
    path = tmp_path / "in" / "pictures" / "a.png"
    path.parent.mkdir(parents=True)
    Image.new("RGB", (9, 9)).save(tmp_path / "outside.png")
    if what == "no picture":
        path.write_text("<svg/>")
    elif what == "link out of the folder":
        path.symlink_to(tmp_path / "outside.png")
    seeds.write(tmp_path / "in", images=[{"url": "pictures/a.png"}])
    file = seeds.run(tmp_path / "in").files[0]
    assert (file.outcome, [warning.field for warning in file.warnings]) == ("created", ["images[0].url"])
    assert not Picture.objects.exists()


def test_picture_of_two_articles_is_one_row(tmp_path):
    seeds.write(tmp_path, **SHARED)
    seeds.write_two(tmp_path, **SHARED)
    seeds.run(tmp_path)
    assert Picture.objects.count() == 1


# On a site


def test_site_relative_picture_is_kept_and_learns_its_site(tmp_path):
    seeds.write(tmp_path, **ON_SITE)
    seeds.run(tmp_path)
    assert Picture.objects.get().url == "/assets/a.jpg"
    seeds.run(tmp_path, base_url="https://pub.example")
    assert seeds.outcomes(seeds.run(tmp_path)) == ["unchanged"]
    assert Picture.objects.get().base_url == "https://pub.example"


def test_slash_behind_the_site_makes_no_second_picture(tmp_path):
    seeds.write(tmp_path, **ON_SITE)
    for site in ("https://pub.example", "https://pub.example/"):
        call_command("import_seeds", str(tmp_path), base_url=site)
    assert Picture.objects.get().base_url == "https://pub.example"


def test_one_path_on_two_sites_is_two_pictures(tmp_path):
    seeds.write(tmp_path / "a", **ON_SITE)
    seeds.write_two(tmp_path / "b", **ON_SITE)
    for site in ("a", "b"):
        seeds.run(tmp_path / site, base_url=f"https://{site}.example")
    assert Article.objects.get(title="Two").pictures.get().base_url == "https://b.example"
    assert Picture.objects.count() == 2
