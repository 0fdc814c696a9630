"""A workspace is saved, deleted, and restored under another master key: the same rows and files."""

import base64
import io
import json
import secrets
from datetime import timedelta

import pytest
import redis
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import tokens
from accounts.models import ApiToken, Membership, User
from activity.log import record
from activity.models import Entry
from activity.who import system
from billing.models import MeterEvent, MeterReport, Plan, Subscription
from billing.usage.models import UsageBreakdown
from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.models import Lesson
from lessons.services import documents
from lti import tool_keys
from lti.models import LearningPlatform, ToolKey, UsedNonce
from synthesis.dispatch.models import Lease, QueueEntry, TenantShare
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job, Segment
from synthesis.monitoring import recount
from synthesis.storage import job_audio, read_segment, stream_prefix
from synthesis.streaming.publisher import Publisher
from synthesis.worker.worker import Worker
from tenants import files, services
from tenants.backup import restoring, saving, sealed_stream, tables
from tenants.backup.restoring import CantRestore, Wish
from tenants.backup.sealed_stream import BadArchive
from tenants.context import in_tenant
from tenants.models import InstallationKey, Tenant
from tenants.sealing import installation_keys, master_keys
from tests.faults.tone import HummingKokoro
from tests.stored import on_disk
from webhooks import services as webhooks

SECRET = "correct horse battery staple"
TEXT = "A sentence of a lesson that is long enough to be one. " * 4


@pytest.fixture(autouse=True)
def in_one_transaction(monkeypatch, db):
    monkeypatch.setattr(saving, "ISOLATE", "SELECT 1")
    monkeypatch.setattr(recount, "ISOLATE", "SELECT 1")
    monkeypatch.setattr(sealed_stream, "SCRYPT_N", 2)


@pytest.fixture
def school(alice):
    """Alice's workspace with a bit of everything, work under way included."""
    tenant = alice.tenant
    colleague = User.objects.create_user("colleague@example.org", "x" * 12, name="Colleague")
    Membership.objects.create(user=colleague, tenant=tenant)
    order = Order(text=TEXT, voice="af_heart", created_by=colleague)
    with in_tenant(tenant):
        done = submit(tenant=tenant, order=order)
    Worker(HummingKokoro(), name="test").run_until_idle()
    with in_tenant(tenant):
        submit(tenant=tenant, order=order)
        viewer = Viewer(tenant, Role.TOKEN, token=ApiToken.objects.get(tenant=tenant).id)
        documents.create(viewer=viewer, material=from_text("河流\nThe heron."), access="edit")
    webhooks.add_endpoint(tenant=tenant, url="https://example.org/", events=["job.completed"])
    webhooks.enqueue(tenant=tenant, event="job.completed", data={"id": done.id})
    lease_one(tenant)
    return alice


def lease_one(tenant: Tenant) -> None:
    """A worker has claimed a segment, and will not come back."""
    entry = QueueEntry.objects.get(share__tenant=tenant)
    Lease.objects.create(
        entry=entry,
        segment_index=entry.pending[0],
        estimate_ms=entry.estimates_ms[0],
        worker="gone",
        leased_until=timezone.now() - timedelta(hours=1),
    )
    entry.pending, entry.estimates_ms = entry.pending[1:], entry.estimates_ms[1:]
    entry.save()
    share = TenantShare.objects.get(tenant=tenant)
    share.queued, share.running = share.queued - 1, share.running + 1
    share.save()


def close_workspace(*, tenant: Tenant) -> None:
    connection.check_constraints()  # a test is one transaction: what is deferred would hold tables
    services.close_workspace(tenant=tenant)


def saved(tenant: Tenant) -> bytes:
    out = io.BytesIO()
    saving.save_workspace(tenant=tenant, out=out, passphrase=SECRET)
    return out.getvalue()


def restored(archive: bytes, wish: Wish | None = None) -> Tenant:
    return restoring.restore_workspace(
        source=io.BytesIO(archive), passphrase=SECRET, wish=wish or Wish()
    )


def rows_of(tenant: Tenant) -> dict[str, list]:
    """All rows of the workspace's own tables, byte by byte."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables.of_schema():
            columns = ", ".join(f'"{each}"' for each in table.columns)
            cursor.execute(f'SELECT {columns} FROM "{tenant.schema_name}"."{table.name}"')
            found[table.name] = sorted(
                ([bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor),
                key=repr,
            )
    return found


def files_of(tenant: Tenant) -> dict[str, bytes]:
    return {name: files.store().read(name) for name in files.store().names(files.folder(tenant))}


def audio_of(tenant: Tenant) -> list[bytes]:
    with in_tenant(tenant):
        done = Segment.objects.exclude(finished_at=None).select_related("job").order_by("id")
        return [read_segment(job_audio(tenant, each.job), each.index) for each in done]


@pytest.fixture
def elsewhere(settings, tmp_path, monkeypatch):
    """From when it is called, we are an installation with another master key and other people."""

    def move() -> None:
        settings.KEYS_FOLDER = tmp_path / "keys-of-another"
        settings.KEYS_FOLDER.mkdir()
        monkeypatch.delenv(master_keys.CURRENT, raising=False)
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        (settings.KEYS_FOLDER / master_keys.FILE).write_text(key)
        InstallationKey.objects.all().delete()
        installation_keys.forget()
        for email in ("alice@example.org", "colleague@example.org"):
            User.objects.filter(email=email).delete()

    yield move
    installation_keys.forget()


def test_the_round_trip_under_another_master_key(school, elsewhere):
    tenant = school.tenant
    before, stored, heard = rows_of(tenant), files_of(tenant), audio_of(tenant)
    counts, wrapped = services.contents(tenant), bytes(tenant.wrapped_key)
    assert stored and heard and counts["jobs"] == 2 and counts["leases"] == 1
    colleague = User.objects.get(email="colleague@example.org").id
    archive = saved(tenant)
    close_workspace(tenant=tenant)
    elsewhere()
    again = restored(archive)
    again = Tenant.objects.get(id=again.id)
    assert (again.id, again.slug, again.created_at) == (tenant.id, tenant.slug, tenant.created_at)
    assert bytes(again.wrapped_key) != wrapped and again.key == tenant.key
    assert files_of(again) == stored
    assert audio_of(again) == heard
    assert services.contents(again) == counts
    people = {each.user.email: each.user for each in Membership.objects.filter(tenant=again)}
    assert set(people) == {"alice@example.org", "colleague@example.org"}
    assert not any(user.has_usable_password() for user in people.values())
    new_id = people["colleague@example.org"].id
    assert new_id != colleague
    after = rows_of(again)
    renamed = json.loads(json.dumps(after, default=repr).replace(f'"{new_id}"', f'"{colleague}"'))
    plain = json.loads(json.dumps(before, default=repr))
    for table, rows in plain.items():
        assert len(rows) == len(renamed[table]), table
    job = apps.get_model("synthesis", "Job")._meta
    at = [field.column for field in job.local_concrete_fields].index("created_by_id")
    assert {row[at] for row in after["synthesis_job"]} == {new_id}
    for row in [*after["synthesis_job"], *before["synthesis_job"]]:
        row[at] = "somebody"
    assert after["synthesis_job"] == before["synthesis_job"]
    assert after["synthesis_segment"] == before["synthesis_segment"]
    assert after["lessons_lesson"] == before["lessons_lesson"]
    assert list(recount.differences()) == []
    with in_tenant(again):
        assert UsageBreakdown.objects.filter(kind="member", key=str(new_id)).exists()
        assert Lesson.objects.get().document(again).title == "河流"
        assert Job.objects.get(status="completed").input == TEXT


def test_learning_platforms_come_with_the_key_that_signs(school, elsewhere):
    given = {
        "name": "Moodle",
        "address": "https://m.example",
        "client_id": "c",
        "deployments": ["1"],
    }
    platform = LearningPlatform.objects.create(tenant=school.tenant, **given)
    UsedNonce.objects.create(platform=platform, digest="x")
    key = tool_keys.current(school.tenant)
    private = school.tenant.unseal(bytes(key.sealed_private), about=key.about)
    archive = saved(school.tenant)
    close_workspace(tenant=school.tenant)
    assert not LearningPlatform.objects.exists() and not ToolKey.objects.exists()
    elsewhere()
    tenant = restored(archive)
    again = LearningPlatform.objects.get(tenant=tenant)
    assert {name: getattr(again, name) for name in given} == given and again.id == platform.id
    assert UsedNonce.objects.get(platform=again).digest == "x", "no launch is taken twice"
    key = tool_keys.current(tenant)
    assert tenant.unseal(bytes(key.sealed_private), about=key.about) == private


def test_the_restored_workspace_goes_on(school, elsewhere):
    """Its waiting job is made, with the segment that a worker had claimed; new rows get numbers."""
    archive = saved(school.tenant)
    close_workspace(tenant=school.tenant)
    elsewhere()
    tenant = restored(archive)
    from synthesis.tasks import sweep

    sweep()
    Worker(HummingKokoro(), name="test").run_until_idle()
    with in_tenant(tenant):
        assert set(Job.objects.values_list("status", flat=True)) == {"completed"}
        submit(tenant=tenant, order=Order(text=TEXT, voice="af_heart"))
    assert list(recount.differences()) == []


def test_tokens_of_another_installation_are_revoked(school, elsewhere):
    archive = saved(school.tenant)
    close_workspace(tenant=school.tenant)
    elsewhere()
    tenant = restored(archive)
    token = ApiToken.objects.get(tenant=tenant)
    assert token.revoked_at and token.name == "tests"
    assert (
        Client().get("/v1/jobs", headers={"authorization": f"Bearer {school.token}"}).status_code
        == 401
    )
    _record, text = tokens.issue(tenant=tenant, name="new")
    answer = Client().get("/v1/jobs", headers={"authorization": f"Bearer {text}"})
    assert answer.status_code == 200 and len(answer.json()["data"]) == 2


def test_nothing_is_billed_twice(school):
    tenant = school.tenant
    Subscription.objects.filter(tenant=tenant).update(
        customer="cus_1", remote_id="sub_1", remote_status="active", carry_ms=7
    )
    MeterEvent.objects.filter(tenant=tenant).update(customer="cus_1")
    MeterReport.objects.create(
        tenant=tenant,
        customer="cus_1",
        hour=timezone.now(),
        at=timezone.now(),
        events=0,
        audio_ms=0,
        carried_in_ms=0,
        units=0,
        carried_out_ms=0,
        identifier="r1",
    )
    archive = saved(tenant)
    close_workspace(tenant=tenant)
    assert MeterReport.objects.get().tenant is None, "the proof of what was billed stays"
    MeterReport.objects.all().delete()  # as on another installation
    tenant = restored(archive)
    subscription = Subscription.objects.get(tenant=tenant)
    assert (subscription.customer, subscription.remote_status, subscription.carry_ms) == ("", "", 0)
    assert not MeterEvent.objects.exclude(customer="").exists()
    assert MeterReport.objects.get(tenant=tenant).state == MeterReport.State.CLOSED
    close_workspace(tenant=tenant)
    MeterReport.objects.all().delete()
    whole = restored(archive, Wish(whole=True))
    assert Subscription.objects.get(tenant=whole).customer == "cus_1"
    assert MeterEvent.objects.filter(tenant=whole, customer="cus_1", report=None).exists()
    assert MeterReport.objects.get(tenant=whole).state == MeterReport.State.WAITING
    assert ApiToken.objects.get(tenant=whole).revoked_at is None


def test_what_is_here_is_never_overwritten(school, bob):
    archive = saved(school.tenant)
    with pytest.raises(CantRestore, match="here already, as alice-school"):
        restored(archive)
    close_workspace(tenant=school.tenant)
    Tenant.objects.filter(id=bob.tenant.id).update(slug="alice-school")
    with pytest.raises(CantRestore, match="give --slug"):
        restored(archive)
    assert restored(archive, Wish(slug="alice-again")).slug == "alice-again"


def test_a_restore_that_fails_leaves_nothing(school, elsewhere):
    archive = saved(school.tenant)
    close_workspace(tenant=school.tenant)
    with pytest.raises(BadArchive):
        restored(archive[:-20])
    with pytest.raises(CantRestore, match="no plan"):
        restored(archive, Wish(plan="none"))
    assert nothing_left(school.tenant) == []
    assert not User.objects.filter(email="nobody").exists()


def test_another_structure_of_the_database_is_refused(school, monkeypatch):
    archive = saved(school.tenant)
    close_workspace(tenant=school.tenant)
    monkeypatch.setattr(restoring, "migrations_of", lambda _schema: ["lessons.0099_later"])
    with pytest.raises(CantRestore, match="with that version, then upgrade"):
        restored(archive)


def nothing_left(tenant: Tenant) -> list[str]:
    """Where something of the tenant still is: schema, rows in `public`, files, Valkey."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [tenant.schema_name])
        found += ["schema"] if cursor.fetchone() else []
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND data_type IN ('uuid', 'text', 'character varying')"
        )
        for table, column in cursor.fetchall():
            if table == "activity_entry":
                continue  # who did what is kept for its own time
            sought = [str(tenant.id), tenant.schema_name]
            cursor.execute(
                f'SELECT count(*) FROM public."{table}" WHERE "{column}"::text = ANY(%s)', [sought]
            )
            found += [f"{table}.{column}"] if cursor.fetchone()[0] else []
    found += [files.folder(tenant)] if on_disk(files.folder(tenant)).exists() else []
    return found


def test_deleting_leaves_nothing_anywhere(school, settings):
    tenant = school.tenant
    with in_tenant(tenant):
        job = Job.objects.filter(status="completed").get()
        Publisher().changed(job_audio(tenant, job))
    valkey = redis.Redis.from_url(settings.REDIS_URL)
    valkey.xadd(f"{stream_prefix(tenant)}{job.id}", {"a": b"b"})
    assert nothing_left(tenant)
    with pytest.raises(CommandError, match="--confirm alice-school"):
        call_command("delete_tenant", "alice-school")
    with pytest.raises(CommandError, match="--confirm"):
        call_command("delete_tenant", "alice-school", confirm="bob-school")
    out = io.StringIO()
    connection.check_constraints()
    call_command("delete_tenant", "alice-school", confirm="alice-school", stdout=out)
    assert "2 jobs" in out.getvalue() and "files" in out.getvalue()
    assert nothing_left(tenant) == []
    names = [name.decode() for name in valkey.scan_iter(count=1000)]
    left = [name for name in names if str(tenant.id) in name or tenant.schema_name in name]
    # A mark alone, that keeps late workers from bringing the streams back, for a while.
    mark = f"{stream_prefix(tenant)}gone"
    assert left == [mark] and valkey.get(mark) == b"" and valkey.ttl(mark) > 0


def test_an_installation_is_saved_and_restored(school, bob, elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("LECTERN_BACKUP_PASSPHRASE", SECRET)
    Plan.objects.filter(code="trial").update(name="Try it")
    users = {user.email: (user.id, user.password) for user in User.objects.all()}
    folder = tmp_path / "backups"
    call_command("backup", all=True, to=str(folder), stderr=io.StringIO())
    done = Entry.objects.filter(action="workspace.backed_up", actor_label="manage.py backup")
    assert set(done.values_list("workspace_slug", flat=True)) >= {"alice-school", "bob-school"}
    names = {path.name for path in folder.iterdir()}
    assert names == {"alice-school.lectern", "bob-school.lectern", "installation.lectern"}
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    for person in (school, bob):
        close_workspace(tenant=person.tenant)
    elsewhere()
    source = io.BytesIO((folder / "installation.lectern").read_bytes())
    with pytest.raises(CantRestore, match="restore an empty one"):
        restoring.restore_installation(source=source, passphrase=SECRET)
    User.objects.all().delete()
    for model in (ApiToken, Plan):
        model.objects.all().delete()
    connection.check_constraints()
    recorded = set(Entry.objects.values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE activity_entry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM activity_entry")
        cursor.execute("ALTER TABLE activity_entry ENABLE TRIGGER USER")
    since = record(action="session.refused", by=system("here"), tenant=None)
    out = io.StringIO()
    call_command("restore", str(folder), all=True, stdout=out, stderr=io.StringIO())
    assert {user.email: (user.id, user.password) for user in User.objects.all()} == users
    assert Plan.objects.get(code="trial").name == "Try it"
    entries = set(Entry.objects.values_list("id", flat=True))
    assert since.id in entries and len(entries & recorded) > 2
    back = Entry.objects.filter(action="workspace.restored", actor_kind="operator")
    assert set(back.values_list("workspace_slug", flat=True)) >= {"alice-school", "bob-school"}
    # The same token: the keys that sign are there, under the new master key.
    answer = Client().get("/v1/jobs", headers={"authorization": f"Bearer {school.token}"})
    assert answer.status_code == 200 and len(answer.json()["data"]) == 2
    assert list(recount.differences()) == []
    User.objects.create_user("new@example.org", "x" * 12, name="New")
    call_command("restore", str(folder), all=True, stdout=out, stderr=io.StringIO())


def test_commands_explain_what_is_missing(school, tmp_path, monkeypatch):
    monkeypatch.delenv("LECTERN_BACKUP_PASSPHRASE", raising=False)
    to = str(tmp_path / "a.lectern")
    with pytest.raises(CommandError, match="LECTERN_BACKUP_PASSPHRASE"):
        call_command("backup", "alice-school", to=to)
    secret = tmp_path / "secret"
    secret.write_text("short")
    with pytest.raises(CommandError, match="16 characters"):
        call_command("backup", "alice-school", to=to, passphrase_file=str(secret))
    secret.write_text(SECRET)
    with pytest.raises(CommandError, match="no workspace"):
        call_command("backup", "nobody", to=to, passphrase_file=str(secret))
    assert [path.name for path in tmp_path.glob("*.part")] == []
    call_command("backup", "alice-school", to=to, passphrase_file=str(secret), stderr=io.StringIO())
    out = io.StringIO()
    call_command("restore", to, check=True, passphrase_file=str(secret), stdout=out)
    assert json.loads(out.getvalue())["kind"] == "workspace"
    secret.write_text("another passphrase, long")
    with pytest.raises(CommandError, match="passphrase is not the one"):
        call_command("restore", to, check=True, passphrase_file=str(secret))


def test_every_table_of_public_is_accounted_for():
    """A new model in `public` points to a workspace, or config/tables.py says what it is."""
    assert tables.unknown() == []
    labels = {table.model._meta.label for table in tables.of_tenant_in_public()}
    assert {"dispatch.Lease", "dispatch.QueueEntry", "billing.MeterEvent"} <= labels
