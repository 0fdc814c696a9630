"""The master key is rotated while Lectern runs, and a rotation that was killed is resumed."""

import base64
import contextlib
import io
import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from activity.models import Entry
from tenants.models import InstallationKey, Tenant
from tenants.sealing import master_keys, rotation
from tenants.sealing.installation_keys import installation_key
from tenants.sealing.key_wrapping import UnknownKey, wrapper
from tenants.sealing.keys import Undecryptable
from tenants.sealing.local_key_wrapper import LocalKeyWrapper

SECRET = b"what was sealed before"


def rotate(**options) -> str:
    out = io.StringIO()
    call_command("rotate_master_key", stdout=out, stderr=out, **options)
    return out.getvalue()


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


@pytest.fixture
def folder(db, settings, tmp_path, monkeypatch):
    """A folder with the key that the tests' tenants are wrapped with, in a test transaction."""
    return own_folder(settings, tmp_path)


def own_folder(settings, tmp_path):
    current = master_keys.read(settings.KEYS_FOLDER).current
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.KEYS_FOLDER.mkdir()
    (settings.KEYS_FOLDER / master_keys.FILE).write_text(encoded(current))
    return settings.KEYS_FOLDER


@pytest.fixture
def shared(committed, settings, tmp_path, monkeypatch) -> Iterator[Tenant]:
    """A committed tenant, for other processes; afterwards all keys are wrapped as they were."""
    before = master_keys.read(settings.KEYS_FOLDER).current
    folder = own_folder(settings, tmp_path)
    installation_key("tests")
    yield committed
    now = master_keys.read(folder)
    monkeypatch.setenv(master_keys.CURRENT, encoded(before))
    monkeypatch.setenv(master_keys.PREVIOUS, ",".join(map(encoded, [now.current, *now.previous])))
    rotate()


def remove_old(folder) -> None:
    for path in master_keys.previous_files(folder):
        path.unlink()


def test_a_rotation_from_beginning_to_end(folder, alice):
    sealed = alice.tenant.seal(SECRET, about="x")
    old = wrapper().key_id
    signing = installation_key("api-tokens:1")
    said = rotate(new_key=True)
    assert wrapper().key_id != old
    assert "may be removed" in said and f"previous-{old}.key" in said
    assert not rotation.left()
    remove_old(folder)
    fresh = LocalKeyWrapper()
    row = Tenant.objects.get(id=alice.tenant.id)
    assert fresh.unwrap(bytes(row.wrapped_key), about=row.about, key_id=row.wrapped_by) == row.key
    assert row.unseal(sealed, about="x") == SECRET
    assert installation_key("api-tokens:1") == signing
    assert alice.rest.get("/v1/jobs").status_code == 200, "tokens stay valid"
    [entry] = Entry.objects.filter(action="operator.master_key_rotated")
    assert entry.actor_label == "manage.py rotate_master_key" and entry.workspace is None


def test_keys_from_the_environment(folder, alice, monkeypatch):
    old, new = master_keys.read(folder).current, bytes(range(32))
    monkeypatch.setenv(master_keys.CURRENT, encoded(new))
    with pytest.raises(CommandError, match="another master key"):
        # Without the old one: the folder's file counts for nothing beside the variable.
        LocalKeyWrapper()
        wrapper()._known.clear()
        rotate()
    monkeypatch.setenv(master_keys.PREVIOUS, encoded(old))
    assert "may be removed" in rotate()
    monkeypatch.delenv(master_keys.PREVIOUS)
    assert "may be removed" in rotate(), "a second run changes nothing"
    with pytest.raises(CommandError, match=master_keys.PREVIOUS):
        rotate(new_key=True)


def test_no_second_rotation_begins_before_the_old_key_is_removed(folder):
    rotate(new_key=True)
    with pytest.raises(CommandError, match="without --new-key"):
        rotate(new_key=True)
    remove_old(folder)
    rotate(new_key=True)


def test_the_old_key_is_kept_while_anything_needs_it(folder, alice, monkeypatch):
    monkeypatch.setattr(rotation, "rewrap", lambda row: None)
    with pytest.raises(CommandError, match="Keep the old master key") as refused:
        rotate(new_key=True)
    assert f"tenant-key:{alice.tenant.id} is still wrapped" in str(refused.value)


def test_a_key_that_is_damaged_is_named_and_the_others_are_rotated(folder, alice, bob):
    Tenant.objects.filter(id=bob.tenant.id).update(wrapped_key=b"\0" * 60)
    installation_key("api-tokens:1")
    with pytest.raises(CommandError, match=f"tenant-key:{bob.tenant.id}"):
        rotate(new_key=True)
    alices = Tenant.objects.get(id=alice.tenant.id)
    assert alices.wrapped_by == wrapper().key_id


def test_a_row_that_claims_the_new_key_is_not_believed(folder, alice):
    """The column says which key wrapped it; only opening it proves that."""
    rotate(new_key=True)
    Tenant.objects.filter(id=alice.tenant.id).update(wrapped_key=b"\0" * 60)
    wrapper()._known.clear()
    with pytest.raises(CommandError):
        rotate()


def test_a_row_read_before_does_not_bring_the_old_wrapping_back(folder, alice):
    stale = Tenant.objects.get(id=alice.tenant.id)
    rotate(new_key=True)
    stale.name = "Renamed"
    stale.save()
    assert not rotation.left()
    assert Tenant.objects.get(id=alice.tenant.id).name == "Renamed"


def test_a_new_workspace_in_a_process_that_was_started_before(folder, alice):
    """It has the old key in memory, and must not wrap with it."""
    before = wrapper()
    before.key_id  # noqa: B018 (it reads the folder)
    rotate(new_key=True)
    tenant = Tenant(name="New", slug="brand-new")
    tenant.keep(*before.wrap(bytes(32), about=tenant.about))
    remove_old(folder)
    assert LocalKeyWrapper().unwrap(
        tenant.wrapped_key, about=tenant.about, key_id=tenant.wrapped_by
    ) == bytes(32)


def test_a_wrong_key_is_an_error_at_start(folder, alice, client, monkeypatch):
    (folder / master_keys.FILE).write_text(encoded(bytes(32)))
    wrapper()._known.clear()
    with pytest.raises(rotation.WrongMasterKey, match="LECTERN_MASTER_KEY"):
        rotation.check_master_key()
    with pytest.raises(CommandError, match="another master key"):
        call_command("settle_database", stdout=io.StringIO())
    monkeypatch.setattr(rotation.connection, "close", lambda: None)
    with pytest.raises(SystemExit, match="another master key"):
        rotation.check_before_work()
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert "master key" in ready.json()["checks"]["keys"]


def test_without_its_key_a_tenant_is_unreadable(folder, alice, in_alices):
    sealed = in_alices.seal(SECRET, about="x")
    in_alices.keep(b"", in_alices.wrapped_by)
    with pytest.raises(Undecryptable):
        in_alices.unseal(sealed, about="x")
    in_alices.wrapped_by = "0badc0de"
    with pytest.raises(UnknownKey):
        in_alices.unseal(sealed, about="x")


# --- Killed ---------------------------------------------------------------------------------------


def killed(patch: Callable[[Callable[[], None]], None]) -> None:
    """Run a rotation in a child process that kills itself where `patch` makes it."""
    connection.close()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            patch(lambda: os.kill(os.getpid(), signal.SIGKILL))
            rotate(new_key=True)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, "it was not reached"


def before_call(where: object, name: str, number: int = 1) -> Callable[[Callable[[], None]], None]:
    return _at_call(where, name, number, after=False)


def after_call(where: object, name: str, number: int = 1) -> Callable[[Callable[[], None]], None]:
    return _at_call(where, name, number, after=True)


def _at_call(where, name, number, *, after):
    original = getattr(where, name)
    calls = []

    def patch(kill):
        def wrapped(*args, **kwargs):
            calls.append(name)
            if len(calls) == number and not after:
                kill()
            result = original(*args, **kwargs)
            if len(calls) == number and after:
                kill()
            return result

        setattr(where, name, wrapped)

    return patch


MOMENTS = {
    "the old key is not kept yet": before_call(os, "link"),
    "the old key is kept": after_call(os, "link"),
    "the new key lies beside it": after_call(master_keys, "_draft"),
    "the new key is current": after_call(master_keys, "begin_new_key"),
    "nothing is rewrapped": before_call(rotation, "rewrap"),
    "wrapped, not saved": after_call(LocalKeyWrapper, "wrap"),
    "one row is rewrapped": after_call(rotation, "rewrap"),
    "two rows are rewrapped": after_call(rotation, "rewrap", 2),
    "all are rewrapped, none is checked": before_call(rotation, "problems"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_rotation_is_resumed(shared, settings, moment):
    sealed = shared.seal(SECRET, about="x")
    killed(MOMENTS[moment])
    # In between, everything opens, whichever key has wrapped it.
    for row in [*Tenant.objects.all(), *InstallationKey.objects.all()]:
        assert len(row.key) == 32
    assert Tenant.objects.get(id=shared.id).unseal(sealed, about="x") == SECRET
    begun = bool(master_keys.read(settings.KEYS_FOLDER).previous)
    assert "may be removed" in rotate(new_key=not begun)
    remove_old(settings.KEYS_FOLDER)
    wrapper()._known.clear()
    assert list(rotation.problems()) == []
    assert Tenant.objects.get(id=shared.id).unseal(sealed, about="x") == SECRET


@contextlib.contextmanager
def another_rotation(*, seconds: float) -> Iterator[None]:
    """Another connection holds the lock until the block ends, at most for `seconds`."""
    held, let_go = threading.Event(), threading.Event()

    def other() -> None:
        with rotation.alone():
            held.set()
            let_go.wait(seconds)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    try:
        assert held.wait(30)
        yield
    finally:
        let_go.set()
        thread.join()


def test_two_rotations_at_once_are_refused(shared, monkeypatch):
    monkeypatch.setattr(rotation, "PATIENCE", 0.3)
    with another_rotation(seconds=30), pytest.raises(CommandError, match="another process"):
        rotate()


def test_a_lock_that_postgresql_has_not_ended_yet_is_waited_for(shared, monkeypatch):
    monkeypatch.setattr(rotation, "PATIENCE", 30)
    with another_rotation(seconds=0.5):
        assert "may be removed" in rotate()


def test_requests_go_on_meanwhile(shared):
    """A web process with the old key in memory serves requests while another process rotates."""
    from accounts import tokens

    _record, token = tokens.issue(tenant=shared, name="tests")
    sealed = shared.seal(SECRET, about="x")
    headers = {"Authorization": f"Bearer {token}"}
    old = wrapper().key_id
    connection.close()
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            original = rotation.rewrap
            rotation.rewrap = lambda row: (original(row), threading.Event().wait(0.2))
            rotate(new_key=True)
            status = 0
        os._exit(status)
    answers, seen = [], set()
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        answers.append(Client().get("/v1/jobs", headers=headers).status_code)
        row = Tenant.objects.get(id=shared.id)
        seen.add(row.wrapped_by)
        assert row.unseal(sealed, about="x") == SECRET
    assert set(answers) == {200}
    assert old in seen and len(seen) == 2, "requests came before and after"
