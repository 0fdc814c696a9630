"""What old code can't work with is found before it is released."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.upgrades.expand_only import findings


@pytest.mark.parametrize(
    ("operation", "finding"),
    [
        (migrations.RemoveField("segment", "source"), "DROPPING columns"),
        (migrations.DeleteModel("Segment"), "DROPPING table"),
        (migrations.RenameField("segment", "source", "origin"), "RENAMING columns"),
        (migrations.AlterModelTable("segment", "parts"), "RENAMING tables"),
        # Django drops the default again: old code would insert a row without the column.
        (
            migrations.AddField("segment", "pitch", models.IntegerField(default=0)),
            "NOT NULL constraint on columns",
        ),
        (
            migrations.AlterField("segment", "source", models.IntegerField(default=0)),
            "ALTERING columns",
        ),
    ],
    ids=lambda part: type(part).__name__ if not isinstance(part, str) else "",
)
def test_what_contracts_is_found(in_alices, operation, finding):
    wrong, _ = findings(_migration(operation), _state())
    assert any(finding in each for each in wrong), wrong


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("segment", "pitch", models.IntegerField(null=True)),
        migrations.AddField("segment", "pitch", models.IntegerField(db_default=0)),
        migrations.CreateModel("Chapter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddIndex("segment", models.Index(fields=["source"], name="by_source")),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_expands_passes(in_alices, operation):
    assert findings(_migration(operation), _state())[0] == []


def _migration(operation: migrations.operations.base.Operation) -> migrations.Migration:
    migration = migrations.Migration("9999_next", "synthesis")
    migration.operations = [operation]
    return migration


def _state():
    return MigrationLoader(connection).project_state()
