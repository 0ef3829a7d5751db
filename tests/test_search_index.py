"""The index stays true to the rows, whoever writes them, and is mended after migrations."""

from datetime import timedelta
from random import Random

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleTopic, Provider, Topic
from articles.search.finding import search
from articles.search.installing import install, uninstall
from articles.search.query import parsed
from articles.search.sqlite import schema
from tests import desk, make, seeds

pytestmark = pytest.mark.django_db


def count(asked):
    return len(search(parsed(asked)).articles)


def counts(*asked):
    return [count(one) for one in asked]


def migrated():
    """What happens after migrations."""
    connection.check_constraints()  # PostgreSQL alters no table that waits for that
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")


def installed():
    install(apps.get_app_config("articles"), using="default")


def test_edited_title_is_found_at_once(admin_client):
    desk.saved(admin_client, make.whole_article(title="Moon"), title="Mars")
    assert counts("moon", "mars") == [0, 1]


def test_withdrawn_article_is_not_found_and_comes_back(admin_client):
    article = desk.saved(admin_client, make.whole_article(title="Moon"), status="withdrawn")
    assert count("moon") == 0
    desk.act(admin_client, "publish", article)
    assert count("moon") == 1


def test_article_of_another_time_is_found_once(admin_client):
    article = make.whole_article(title="Moon")
    desk.saved(admin_client, article, published_at_0="2024-01-01", published_at_1="00:00:00")
    assert counts("moon", "moon after:2024", "moon before:2024") == [1, 1, 0]


def test_article_filed_elsewhere_is_found_there(admin_client):
    article, mars = make.whole_article(title="Water", topic="Moon"), make.topic("Mars")
    link = ArticleTopic.objects.get()
    desk.saved(admin_client, article, **{"topic_links-0-topic": mars.pk})
    assert link.topic.name == "Moon"
    assert counts("topic:moon", "topic:mars", "water mars", "water moon") == [0, 1, 1, 0]


def test_renamed_outlet_is_found_by_its_new_name(admin_client):
    make.article(title="Water", outlet="moon.example")
    desk.saved(admin_client, Provider.objects.get(), name="Mars Weekly")
    assert counts("weekly water", "from:weekly", "moon water") == [1, 1, 0]


def test_renamed_topic_is_found_by_its_new_name_and_by_the_old_one_if_seeds_know_it(admin_client):
    make.article(title="Water", topics=("Moon",))
    desk.saved(admin_client, Topic.objects.get(), name="Mars", short_name="Red")
    assert counts("mars water", "red water", "moon water", "topic:mars") == [1, 1, 0, 1]


def test_deleted_article_is_gone():
    make.article(title="Moon").delete()
    assert count("moon") == 0


def test_imported_article_is_found_and_its_changes_too(tmp_path):
    seeds.write(tmp_path)
    seeds.run(tmp_path)
    assert counts("webb", "topic:space", "from:space.example", "type:article") == [1, 1, 1, 1]
    seeds.write(tmp_path, title="Hubble sees less", topics=["Mirrors"], type="video")
    seeds.run(tmp_path)
    assert counts("webb", "topic:space", "hubble", "topic:mirrors", "type:video") == [0, 0, 1, 1, 1]


def test_pruned_article_is_not_found(tmp_path):
    path = seeds.write(tmp_path)
    seeds.write_two(tmp_path)
    seeds.run(tmp_path)
    path.unlink()
    seeds.run(tmp_path, prune=True)
    assert counts("webb", "two") == [0, 1]


def test_migrating_again_leaves_the_index_alone():
    make.article(title="Moon")
    with CaptureQueriesContext(connection) as queries:
        installed()
    assert not [query["sql"] for query in queries if query["sql"].startswith(("CREATE", "DROP", "ALTER", "INSERT"))]
    assert count("moon") == 1


def test_index_that_was_taken_away_is_made_again_with_all_that_is_there():
    uninstall(connection)
    article = make.article(title="Moon", topics=("Space",), outlet="nasa.example")
    make.article(title="Moon draft", status="draft")
    migrated()
    assert search(parsed("moon topic:space from:nasa space")).articles == [article.pk]


def test_database_before_search_is_left_alone(monkeypatch):
    uninstall(connection)
    monkeypatch.setattr(connection.introspection, "get_table_description", lambda *_: [])
    migrated()
    monkeypatch.undo()
    migrated()
    assert count("moon") == 0


if connection.vendor == "sqlite":

    def remade():
        """Let Django make the table anew, as it does where SQLite cannot alter one."""
        field = models.CharField(max_length=10, default="x")
        field.set_attributes_from_name("more")
        with connection.schema_editor() as editor:
            editor.add_field(Article, field)
            editor.remove_field(Article, field)

    def triggers():
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            return {name for (name,) in cursor.fetchall()}

    def words():
        """All that the index holds."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'articles_search', 'instance')")
            cursor.execute("SELECT term, doc, col, offset FROM temp.words ORDER BY 1, 2, 3, 4")
            found = cursor.fetchall()
            cursor.execute("DROP TABLE temp.words")
        return found

    @pytest.mark.django_db(transaction=True)
    def test_triggers_that_a_migration_lost_are_made_again_and_what_changed_meanwhile_is_found():
        made = make.article(title="Moon")
        remade()
        assert not {name for name in schema() if name.startswith("articles_article_")} & triggers()
        Article.objects.filter(pk=made.pk).update(title="Mars")
        make.article(title="Venus")
        assert counts("mars", "venus") == [0, 0]
        migrated()
        assert counts("moon", "mars", "venus") == [0, 1, 1]

    def test_index_after_many_changes_is_what_a_new_one_is():
        r, rows = Random(1), make.articles(40)
        for number in range(300):
            field, value = r.choice([("title", f"Word {number} éß"), ("excerpt", f"{number}"), ("status", "draft"),
                                     ("status", "published"), ("published_at", make.NEWS_TIME - timedelta(days=number)),
                                     ("search_tokens", f"p{number}")])  # fmt: skip
            Article.objects.filter(pk=r.choice(rows).pk).update(**{field: value})
        Article.objects.filter(pk__in=[row.pk for row in rows[::7]]).delete()
        kept = words()
        uninstall(connection)
        installed()
        assert kept == words() != []

    def test_index_of_an_older_kind_is_made_anew():
        make.article(title="Moon")
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER articles_article_updated")
            cursor.execute(
                "CREATE TRIGGER articles_article_updated AFTER UPDATE ON articles_article BEGIN SELECT 1; END"
            )
        Article.objects.update(title="Mars")
        migrated()
        assert counts("moon", "mars") == [0, 1]
