"""What an import lets readers see, and what it takes back."""

import pytest

from articles.models import Article, Status
from tests import seeds

pytestmark = pytest.mark.django_db


def withdrawn():
    return list(Article.objects.filter(status=Status.WITHDRAWN).values_list("title", flat=True))


def test_unpublished_seed_is_a_draft(tmp_path):
    seeds.write(tmp_path, published=False)
    seeds.run(tmp_path)
    assert Article.objects.get().status == Status.DRAFT


def test_publish_publishes_what_says_otherwise(tmp_path):
    seeds.write(tmp_path, published=False)
    seeds.run(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path, publish=True)) == ["updated"]
    assert Article.objects.get().status == Status.PUBLISHED


def test_seed_that_becomes_unpublished_goes_back_to_draft(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    seeds.write(tmp_path, published=False, heat=-1)
    seeds.run(tmp_path)
    assert Article.objects.get().status == Status.DRAFT


# Files that have gone


def test_prune_withdraws_what_has_gone_and_takes_it_back_when_it_returns(tmp_path):
    path = seeds.write(tmp_path)
    seeds.run(tmp_path)
    path.unlink()
    assert seeds.outcomes(seeds.run(tmp_path, prune=True)) == ["withdrawn"]
    assert Article.objects.get().status == Status.WITHDRAWN
    seeds.write(tmp_path)
    assert seeds.outcomes(seeds.run(tmp_path, prune=True)) == ["updated"]
    assert Article.objects.get().status == Status.PUBLISHED


def test_prune_leaves_other_folders_and_broken_files_alone(tmp_path):
    seeds.write(tmp_path / "a")
    path = seeds.write_two(tmp_path / "b")
    seeds.run(tmp_path)
    path.write_text("---\nbroken")
    seeds.run(tmp_path / "b", prune=True)
    assert withdrawn() == []


@pytest.mark.parametrize("other", ["Seeds", "se_ds", "seeds2"])
def test_prune_leaves_a_folder_of_a_similar_name_alone(tmp_path, other):
    seeds.write(tmp_path / other)
    seeds.write_two(tmp_path / "seeds")
    seeds.run(tmp_path / other, tmp_path / "seeds")
    seeds.run(tmp_path / "seeds", prune=True)
    assert withdrawn() == []


def test_prune_sees_through_a_link_that_leads_to_another_release(tmp_path):
    seeds.write(tmp_path / "one")
    seeds.write_two(tmp_path / "one")
    seeds.write(tmp_path / "two")
    current = tmp_path / "current"
    for release in ("one", "two"):
        current.unlink(missing_ok=True)
        current.symlink_to(tmp_path / release)
        seeds.run(current, prune=True)
    assert withdrawn() == ["Two"]


def test_prune_knows_a_folder_however_it_is_written(tmp_path, monkeypatch):
    path = seeds.write(tmp_path / "in")
    monkeypatch.chdir(tmp_path)
    seeds.run(path.parent.relative_to(tmp_path))
    path.unlink()
    seeds.run(tmp_path / "in" / ".." / "in", prune=True)
    assert withdrawn() == ["Webb sees far"]


def test_prune_leaves_an_article_with_a_copy_elsewhere(tmp_path):
    path, copy = seeds.write(tmp_path / "a"), seeds.write(tmp_path / "b", heat=7)
    seeds.run(tmp_path)
    path.unlink()
    seeds.run(tmp_path, prune=True)
    assert withdrawn() == []
    assert Article.objects.get().seed.path == str(copy)


def test_strict_run_that_fails_withdraws_nothing(tmp_path):
    path = seeds.write(tmp_path)
    seeds.run(tmp_path)
    path.unlink()
    seeds.write(tmp_path, "2024-05-03-bad.md", title="")
    seeds.run(tmp_path, strict=True, prune=True)
    assert withdrawn() == []
