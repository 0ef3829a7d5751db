"""Migrations that a running site bears: what docs/upgrading.md asks of those that come."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.db import connection, models
from django.db.migrations import AddField, AddIndex, DeleteModel, RemoveField, RenameField, RenameModel, RunSQL
from django.db.migrations.state import ModelState, ProjectState
from django.test.utils import CaptureQueriesContext

from articles import migrations
from newsroom.operations import AddIndexMeanwhile

OLDER = 13  # were written before the rules
CONTRACTING = (RemoveField, RenameField, RenameModel, DeleteModel)


def newer():
    """Migrations that the rules are for."""
    names = [module.name for module in iter_modules(migrations.__path__) if int(module.name[:4]) > OLDER]
    return [import_module(f"articles.migrations.{name}").Migration for name in names]


def faults(migration):
    """What in it would stop servers of the last version, or whoever writes meanwhile."""
    last = getattr(migration, "follows_a_release_without", ())  # names that the last release did not use any more
    fresh = {operation.name.lower() for operation in migration.operations if hasattr(operation, "fields")}
    for operation in migration.operations:
        what = operation.describe()
        if isinstance(operation, CONTRACTING) and what not in last:
            yield f"{what}: servers of the last version still ask for it"
        if isinstance(operation, AddField) and not is_borne(operation.field):
            yield f"{what}: servers of the last version write rows without it; give it null or db_default"
        if type(operation) is AddIndex and operation.model_name.lower() not in fresh:
            yield f"{what}: nobody can write while it is built; use AddIndexMeanwhile, and atomic = False"
        if isinstance(operation, AddIndexMeanwhile) and migration.atomic:
            yield f"{what}: say atomic = False"
        if isinstance(operation, RunSQL) and operation.reverse_sql is None:
            yield f"{what}: it cannot be taken back"


def is_borne(field):
    return field.many_to_many or field.null or field.db_default is not models.NOT_PROVIDED


def test_migrations_let_a_running_site_go_on():
    assert [fault for migration in newer() for fault in faults(migration)] == []


def migration_of(*operations, **more):
    return type("Migration", (), {"operations": operations, "atomic": True, **more})


INDEX = models.Index(fields=["title"], name="upgrading_by_title")
TITLE = models.CharField(max_length=9)


@pytest.mark.parametrize(
    ("migration", "fault"),
    [
        (migration_of(RemoveField("article", "title")), "servers of the last version still ask"),
        (migration_of(RenameField("article", "title", "name")), "servers of the last version still ask"),
        (migration_of(DeleteModel("Article")), "servers of the last version still ask"),
        (migration_of(AddField("article", "name", TITLE)), "null or db_default"),
        (migration_of(AddField("article", "name", models.CharField(default="", max_length=9))), "null or db_default"),
        (migration_of(AddIndex("article", INDEX)), "AddIndexMeanwhile"),
        (migration_of(AddIndexMeanwhile("article", INDEX)), "atomic = False"),
        (migration_of(RunSQL("SELECT 1")), "cannot be taken back"),
    ],
)
def test_what_a_running_site_does_not_bear_is_found(migration, fault):
    [found] = faults(migration)
    assert fault in found


@pytest.mark.parametrize(
    "migration",
    [
        migration_of(AddField("article", "name", models.CharField(db_default="", max_length=9))),
        migration_of(AddField("article", "name", models.CharField(null=True, max_length=9))),
        migration_of(AddIndexMeanwhile("article", INDEX), atomic=False),
        migration_of(RemoveField("article", "title"), follows_a_release_without=["Remove field title from article"]),
    ],
)
def test_what_it_bears_is_let_pass(migration):
    assert list(faults(migration)) == []


@pytest.mark.django_db(transaction=True)
def test_index_is_built_while_others_write():
    old = ProjectState()
    old.add_model(ModelState("articles", "Upgrading", [("id", models.AutoField(primary_key=True)), ("title", TITLE)]))
    operation, new = AddIndexMeanwhile("Upgrading", INDEX), old.clone()
    operation.state_forwards("articles", new)
    model = new.apps.get_model("articles", "Upgrading")
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(old.apps.get_model("articles", "Upgrading"))
        try:
            with CaptureQueriesContext(connection) as asked:
                operation.database_forwards("articles", editor, old, new)
            [made] = [query["sql"] for query in asked if "CREATE INDEX" in query["sql"]]
            assert ("CONCURRENTLY" in made) == (connection.vendor == "postgresql")
            operation.database_backwards("articles", editor, new, old)
        finally:
            editor.delete_model(model)
