from django.db import migrations, models

from articles.search.installing import uninstall

FILL = """
    UPDATE articles_article SET search_tokens = 'p' || provider_id || ' ' || type || COALESCE((
        SELECT ' ' || {together} FROM articles_articletopic WHERE article_id = articles_article.id
    ), '')
"""
TOGETHER = {"sqlite": "group_concat('t' || topic_id, ' ')", "postgresql": "string_agg('t' || topic_id, ' ')"}


def fill(apps, schema_editor):
    """Say what articles that are there already are found by."""
    schema_editor.execute(FILL.format(together=TOGETHER[schema_editor.connection.vendor]))


def take_away(apps, schema_editor):
    """The index reads the column that is about to go."""
    uninstall(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_picture_hosts"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="search_tokens",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Outlet, type and topics; see search.tokens.",
            ),
        ),
        migrations.RunPython(fill, take_away),
    ]
