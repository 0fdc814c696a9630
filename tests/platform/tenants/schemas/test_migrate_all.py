"""All schemas are brought up to the code; one that fails stops no other."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tenants.models import Tenant
from tenants.schemas import migrate_all as module
from tenants.schemas import processes, template
from tenants.schemas.migrate_all import migrate_all
from tenants.schemas.migration import Migrator
from tenants.schemas.versions import PUBLIC, lacking, of_public, of_tenants, tenants_behind
from tenants.services import open_workspace
from tests.catalogue import catalogue_of


def silent(_line: str) -> None:
    """Nobody reads what is said."""


def locks_waited_for() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT locktype FROM pg_locks WHERE NOT granted")
        return [kind for (kind,) in cursor.fetchall()]


def forget_a_migration(schema: str) -> None:
    """Leave what the newest has made and lose its record, so that it fails when it runs again."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {schema}.django_migrations WHERE (app, name) IN "
            f"(SELECT app, max(name) FROM {schema}.django_migrations WHERE app = 'voices' "
            "GROUP BY app)"
        )


def test_where_nothing_is_behind_no_schema_is_walked(
    three, monkeypatch, django_assert_max_num_queries
):
    def walked(*_arguments: object) -> None:
        raise AssertionError("a schema was migrated")

    monkeypatch.setattr(Migrator, "migrate", walked)
    monkeypatch.setattr(module, "call_command", walked)
    with django_assert_max_num_queries(12):  # however many tenants there are, up to 100
        outcome = migrate_all(parallel=2, say=silent)
    assert (outcome.migrated, outcome.failures) == (0, [])


def test_those_behind_are_found_and_migrated(three, roll_back):
    behind = [three[0].schema_name, three[2].schema_name]
    for schema in behind:
        roll_back(schema)
    assert tenants_behind() == behind
    outcome = migrate_all(parallel=1, say=silent)
    assert (outcome.migrated, outcome.failures) == (2, [])
    assert tenants_behind() == []
    expected = catalogue_of(template.TEMPLATE)
    for tenant in three:
        # A column that is added again comes last.
        found = catalogue_of(tenant.schema_name)
        assert found.keys() == expected.keys()
        assert found["constraints"] == expected["constraints"]
        assert found["indexes"] == expected["indexes"]


def test_a_tenant_that_fails_stops_no_other_and_is_reported(three, roll_back, capsys):
    for tenant in three:
        roll_back(tenant.schema_name)
    first, second, third = three
    migrate_all(parallel=1, say=silent, only=[second.slug])
    forget_a_migration(second.schema_name)
    with pytest.raises(CommandError) as failed:
        call_command("settle_database", parallel=1)
    report = str(failed.value)
    assert f"{second.slug}: ProgrammingError: column" in report
    assert f"manage.py settle_database --tenant {second.slug}" in report
    assert first.slug not in report and third.slug not in report
    assert tenants_behind() == [second.schema_name]


def test_several_processes_migrate(three, roll_back, monkeypatch):
    monkeypatch.setattr(module, "TENANTS_WORTH_A_PROCESS", 1)
    for tenant in three:
        roll_back(tenant.schema_name)
    forget = three[1]
    migrate_all(parallel=1, say=silent, only=[forget.slug])
    forget_a_migration(forget.schema_name)
    said: list[str] = []
    outcome = migrate_all(parallel=2, say=said.append)
    assert [each.slug for each in outcome.failures] == [forget.slug]
    assert outcome.migrated == 2
    assert "in 2 processes" in said[0] and said[-1].endswith("3 of 3 done, 1 failed")
    assert tenants_behind() == [forget.schema_name]


def test_a_process_that_dies_leaves_the_rest_to_the_next_run(three, roll_back, monkeypatch):
    monkeypatch.setattr(module, "TENANTS_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(processes, "begin", die)
    for tenant in three:
        roll_back(tenant.schema_name)
    outcome = migrate_all(parallel=2, say=silent)
    assert len(outcome.failures) == 3
    monkeypatch.undo()
    assert migrate_all(parallel=1, say=silent).migrated == 3


def die(_database: str) -> None:
    raise SystemExit(9)


def test_a_lock_that_is_held_too_long_is_waited_for_again(three, roll_back, monkeypatch):
    monkeypatch.setattr("tenants.schemas.migration.LOCK_SECONDS", 1)
    schema = three[0].schema_name
    roll_back(schema)
    holder = connection.copy()
    held, let_go = threading.Event(), threading.Event()
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        """The second attempt finds the lock free."""
        pauses.append(seconds)
        let_go.set()
        waiting.join()

    def hold() -> None:
        with holder.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"SELECT 1 FROM {schema}.voices_voice")
            held.set()
            let_go.wait(30)
            cursor.execute("ROLLBACK")

    holder.inc_thread_sharing()
    waiting = threading.Thread(target=hold)
    waiting.start()
    held.wait(30)
    monkeypatch.setattr(processes.time, "sleep", pause)
    outcome = migrate_all(parallel=1, say=silent)
    holder.close()
    assert pauses and (outcome.migrated, outcome.failures) == (1, [])


def test_one_run_at_a_time(three, roll_back):
    roll_back(three[0].schema_name)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('lectern:migrate'))")
    said: list[str] = []
    waits = threading.Event()

    def say(line: str) -> None:
        said.append(line)
        waits.set()

    outcomes: list[module.Outcome] = []

    def second() -> None:
        outcomes.append(migrate_all(parallel=1, say=say))
        connection.close()

    run = threading.Thread(target=second)
    run.start()
    assert waits.wait(30) and said == ["another process migrates; waiting for it"]
    assert run.is_alive() and tenants_behind() == [three[0].schema_name]
    other.close()
    run.join(60)
    assert outcomes[0].migrated == 1


def test_a_clone_of_the_former_template_is_not_forgotten(three, roll_back, monkeypatch):
    """It is being made while the template is to be migrated, which waits for its commit."""
    opened: list[Tenant] = []
    cloned, commit = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            monkeypatch.setattr(template, "is_behind", lambda: False)  # an old process's opinion
            opened.append(open_workspace(name="Three", slug="three-late", plan="trial"))
            monkeypatch.undo()
            cloned.set()
            commit.wait(60)
        connection.close()

    roll_back(template.TEMPLATE)
    opener = threading.Thread(target=slowly)
    opener.start()
    assert cloned.wait(60)
    outcomes: list[module.Outcome] = []
    runner = threading.Thread(
        target=lambda: (outcomes.append(migrate_all(parallel=1, say=silent)), connection.close())
    )
    runner.start()
    while runner.is_alive() and not (waited_for := locks_waited_for()):
        runner.join(0.05)
    commit.set()
    opener.join(60)
    runner.join(60)
    # Not for a table that both touch: a migration may only bring new ones.
    assert waited_for == ["advisory"]
    three += opened
    assert outcomes[0].migrated == 1
    assert not lacking([opened[0].schema_name, template.TEMPLATE], of_tenants())


def test_workspaces_are_opened_at_the_same_moment(three):
    problems: list[Exception] = []

    def open_some(number: int) -> None:
        try:
            for slug in (None, f"three-{number}-own"):
                three.append(open_workspace(name="Three at once", slug=slug, plan="trial"))
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=open_some, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []
    assert len({tenant.slug for tenant in three}) == 3 + 8


def test_a_schema_without_a_record_lacks_everything(db):
    assert lacking(["no_such_schema"], of_tenants()) == ["no_such_schema"]
    assert lacking([PUBLIC], of_public()) == []
    assert lacking([PUBLIC], of_public() | {("voices", "9999_to_come")}) == [PUBLIC]
    assert not of_public() & of_tenants()
