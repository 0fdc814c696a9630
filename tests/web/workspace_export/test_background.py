"""An export is made once and whole, whatever happens to the processes that make it."""

import io
import signal
import subprocess
import sys
import threading
import time
import uuid
import zipfile
from datetime import timedelta

import psutil
import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Membership
from activity.models import Entry
from notices.models import Notice
from tenants import derived_files, files
from tenants.refusal import Refused
from tenants.services import close_workspace
from tenants.stores.port import StoreAway
from tests.stored import on_disk
from tests.traces import Traces
from tests.web.workspace_export.conftest import asked, body_of, made, until
from tests.web.workspace_export.test_contents import write
from web.workspace_export import making
from web.workspace_export.making import make
from workspace_exports import queue, restored, running, services, stored
from workspace_exports.models import WorkspaceExport

ROOT = running.ROOT


def reloaded(export) -> WorkspaceExport:
    return WorkspaceExport.objects.get(id=export.id)


def stored_names(export) -> list[str]:
    return files.store().names(stored.folder(export))


def said(tenant, action: str) -> int:
    return Entry.objects.filter(workspace=tenant.id, action=action).count()


def test_a_child_that_is_killed_midway_is_followed_by_another(real):
    export = asked(real)
    with transaction.atomic():
        lock_lessons(real)
        other = threading.Thread(target=kill_one)
        other.start()
        other.join(60)
    [child] = running._children
    assert child.process.wait(10) == -signal.SIGKILL
    until(lambda: reloaded(export).state == "waiting")
    assert reloaded(export).reason == queue.DIED and stored_names(export) == []
    WorkspaceExport.objects.update(next_try_at=timezone.now())
    until(lambda: reloaded(export).state == "ready")
    assert (reloaded(export).attempts, len(stored_names(export))) == (2, 1)
    for action in ("workspace.export_asked", "workspace.export_ready"):
        assert said(real.tenant, action) == 1
    assert Notice.objects.filter(user=real.user).count() == 1
    until(lambda: not running._children)
    data = body_of(real.browser.get(real.page(f"exports/{export.id}/file")))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None and b"Olga" in archive.read("members.csv")


def lock_lessons(person) -> None:
    """Until the transaction ends, a child stands still in the middle of its work."""
    schema = person.tenant.schema_name
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{schema}".lessons_lesson IN ACCESS EXCLUSIVE MODE')


def wait_for_lock() -> None:
    """Until a child stands still there."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND query LIKE '%lessons_lesson%' AND pid <> pg_backend_pid()"
    )
    with connection.cursor() as cursor:
        until_now = time.monotonic() + 60
        while time.monotonic() < until_now:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("no child has come so far")


def kill_one() -> None:
    """As the general worker: start a child; once it waits for the lock, kill it."""
    try:
        assert running.tick() == 1
        [child] = running._children
        wait_for_lock()
        export = WorkspaceExport.objects.get(id=child.export_id)
        assert export.state == "running" and export.leased_until
        child.process.kill()
    finally:
        connection.close()


def test_a_child_dies_with_its_worker(real):
    """And another worker takes its work up, once the lease has run out."""
    export = asked(real)
    ticks = "import time; from workspace_exports import running; running.tick(); time.sleep(300)"
    with transaction.atomic():
        lock_lessons(real)
        worker = subprocess.Popen([sys.executable, ROOT / "manage.py", "shell", "-c", ticks])
        try:
            wait_for_lock()
            [child] = psutil.Process(worker.pid).children()
        finally:
            worker.kill()
            worker.wait()
        assert psutil.wait_procs([child], timeout=20)[0] == [child]
    assert reloaded(export).state == "running" and queue.claim() is None
    WorkspaceExport.objects.update(leased_until=Now() - timedelta(seconds=1))
    until(lambda: reloaded(export).state == "ready")
    assert reloaded(export).attempts == 2 and len(stored_names(export)) == 1


def test_cancelling_ends_the_child(real):
    export = asked(real)
    assert running.tick() == 1
    [child] = running._children
    services.remove(export=export, by=Actor(real.user))
    until(lambda: not running._children)
    assert child.process.returncode and not psutil.pid_exists(child.process.pid)
    assert not WorkspaceExport.objects.filter(id=export.id).exists()
    assert not files.store().is_open(stored.folder(export))


def test_a_lease_that_ran_out_is_another_ones(alice):
    """The machine with the child is gone; should it come back, it changes nothing."""
    export = asked(alice)
    first = queue.claim()
    assert queue.claim() is None
    WorkspaceExport.objects.update(leased_until=Now() - timedelta(seconds=1))
    second = queue.claim()
    assert second == export and second.lease != first.lease
    assert not queue.renew(first.id, first.lease, done=1, total=1, size=1)
    assert not queue.finish(first.id, first.lease, size=1)
    assert not make(first.id, first.lease)
    queue.fail(first.id, first.lease, reason=queue.STORE_FULL)
    queue.give_back(first.id, first.lease, reason=queue.DIED)
    assert reloaded(export).state == "running"
    assert make(second.id, second.lease) and reloaded(export).state == "ready"


def test_what_a_dead_one_has_left_goes_with_the_next_try(alice, store):
    export = asked(alice)
    first = queue.claim()
    assert queue.open_folder(first.id, first.lease)
    store.write(stored.zip_of(export, first.lease).name, b"half")
    WorkspaceExport.objects.update(leased_until=Now() - timedelta(seconds=1))
    second = queue.claim()
    assert make(second.id, second.lease)
    assert stored_names(export) == [stored.zip_of(export, second.lease).name]


def test_a_late_one_leaves_no_file(alice, store, monkeypatch):
    """It loses its lease while it stores the zip."""
    export = asked(alice)
    claimed = queue.claim()
    write_file = derived_files.write

    def late(derived, file):
        write_file(derived, file)
        WorkspaceExport.objects.update(lease=uuid.uuid4())

    monkeypatch.setattr(derived_files, "write", late)
    assert not make(claimed.id, claimed.lease)
    assert stored_names(export) == [] and reloaded(export).state == "running"


@pytest.mark.parametrize("when", ["before", "while it is written"])
def test_one_that_is_cancelled_midway_leaves_no_file(alice, store, monkeypatch, when):
    export = asked(alice)
    claimed = queue.claim()

    place = making if when == "before" else derived_files
    name = "export_workspace" if when == "before" else "write"
    given = getattr(place, name)

    def cancelled(*args, **more):
        services.remove(export=export, by=Actor(alice.user))
        return given(*args, **more)

    monkeypatch.setattr(place, name, cancelled)
    assert not make(claimed.id, claimed.lease)
    assert not files.store().is_open(stored.folder(export)) and stored_names(export) == []
    assert not WorkspaceExport.objects.exists()


def test_while_the_store_is_away_it_waits_and_then_fails_clearly(alice, monkeypatch):
    def away(*_given, **_more):
        raise StoreAway("gone for a walk")

    export = asked(alice)
    monkeypatch.setattr(derived_files, "write", away)
    for attempt in range(1, queue.MOST_ATTEMPTS + 1):
        claimed = queue.claim()
        assert not make(claimed.id, claimed.lease)
        state = reloaded(export)
        assert state.reason == queue.STORE_AWAY and state.attempts == attempt
        assert stored_names(export) == [] and queue.claim() is None
        if attempt == 1:
            html = alice.browser.get(alice.page("exports")).content.decode()
            assert "tried again by itself" in html and "could not be reached" in html
        WorkspaceExport.objects.update(next_try_at=timezone.now())
    assert state.state == "failed" and queue.claim() is None
    html = alice.browser.get(alice.page("exports")).content.decode()
    assert "could not be reached" in html and "Try again" in html
    [notice] = Notice.objects.filter(user=alice.user)
    assert notice.kind == "workspace.export_failed"
    assert said(alice.tenant, "workspace.export_failed") == 1
    monkeypatch.undo()
    again = asked(alice)
    claimed = queue.claim()
    assert make(claimed.id, claimed.lease) and reloaded(again).state == "ready"
    assert not WorkspaceExport.objects.filter(id=export.id).exists()


@pytest.mark.parametrize("full", ["the disk", "the store"])
def test_where_there_is_no_room_it_fails_at_once(alice, monkeypatch, full):
    export = asked(alice)
    claimed = queue.claim()

    def no_room(*_given, **_more):
        if full == "the store":
            raise StoreAway("full", full=True)
        raise Refused("storage_full", "Nearly full.", status=507)

    monkeypatch.setattr(making, "check_room", no_room)
    assert not make(claimed.id, claimed.lease)
    assert (reloaded(export).state, reloaded(export).reason) == ("failed", queue.STORE_FULL)
    assert stored_names(export) == []
    assert "not enough room" in alice.browser.get(alice.page("exports")).content.decode()


def test_it_tells_how_far_it_is(alice, monkeypatch):
    monkeypatch.setattr(making, "BEAT_SECONDS", 0.0)
    for text in ("One.", "Two.", "Three."):
        write(alice, text)
    told = []
    renew = queue.renew

    def heard(export_id, lease, **figures):
        told.append((figures["done"], figures["total"], figures["size"]))
        return renew(export_id, lease, **figures)

    monkeypatch.setattr(queue, "renew", heard)
    export = made(alice)
    assert {done for done, _total, _size in told} == {0, 1, 2, 3}
    assert {total for _done, total, _size in told} == {3}
    sizes = [size for _done, _total, size in told]
    assert sizes[0] < sizes[-1] == export.size


def test_of_those_that_are_tried_in_vain_no_child_is_started_for_ever(alice):
    export = asked(alice)
    for _attempt in range(queue.MOST_ATTEMPTS):
        assert queue.claim() == export
        WorkspaceExport.objects.update(leased_until=Now() - timedelta(seconds=1))
    assert queue.claim() is None
    assert (reloaded(export).state, reloaded(export).reason) == ("failed", queue.DIED)


def test_so_many_are_made_at_once(alice, bob, settings):
    settings.EXPORTS = 1
    first, second = asked(alice), asked(bob)
    assert queue.claim() == first and queue.claim() is None
    settings.EXPORTS = 2
    assert queue.claim() == second


def test_who_has_left_meanwhile_gets_none(alice, ann):
    export = asked(ann)
    claimed = queue.claim()
    Membership.objects.filter(user=ann.user).update(role="member")
    assert not make(claimed.id, claimed.lease) and stored_names(export) == []


def test_a_store_that_is_away_keeps_nothing_that_was_deleted(alice, monkeypatch):
    export = made(alice)
    store = files.store()

    def away(_folder):
        raise StoreAway("gone for a walk")

    monkeypatch.setattr(type(store), "remove_folder", lambda _self, folder: away(folder))
    alice.browser.post(alice.page(f"exports/{export.id}/delete"))
    assert alice.browser.get(alice.page(f"exports/{export.id}/file")).status_code == 404
    monkeypatch.undo()
    running.tick()
    assert stored_names(export) == [] and not WorkspaceExport.objects.exists()


def test_a_deleted_workspace_leaves_none(committed, real):
    export = asked(real)
    claimed = queue.claim()
    assert queue.open_folder(claimed.id, claimed.lease)
    close_workspace(tenant=committed)
    assert not make(claimed.id, claimed.lease)
    assert not on_disk(files.folder(committed)).exists()
    assert not WorkspaceExport.objects.filter(id=export.id).exists()


def test_nothing_of_one_is_stored_in_the_clear(real):
    said = "The quagga of the third form keeps a secret."
    write(real, said)
    export = made(real)
    assert Traces({"a text": said.encode(), "a zip": b"lesson.txt"}).anywhere() == set()
    name, found = f"{stored.folder(export)}/planted", Traces({"a zip": b"lesson.txt"})
    with services.opened(export) as file:
        files.store().write(name, file.read())
    assert found.anywhere() == {"a zip"}, "the search would find it"


def test_a_restored_workspace_has_none(alice):
    export = made(alice)
    restored.drop(alice.tenant, None)
    assert stored_names(export) == [] and not WorkspaceExport.objects.exists()


def test_no_backup_holds_one(alice):
    [name] = stored_names(made(alice))
    assert derived_files.is_derived(name)
