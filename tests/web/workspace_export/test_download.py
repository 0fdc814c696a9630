"""The download of a whole workspace: a child process that writes it, and who may have one."""

import asyncio
import io
import os
import threading
import zipfile
from urllib.parse import urlsplit, urlunsplit

import psutil
import pytest
from django.db import connection
from django.test import Client

from accounts.models import Membership, User
from lessons.export_process.running import BrokenOff
from throttle import open_streams
from web.workspace_export import unhurried_pipe
from web.workspace_export.unhurried_pipe import UnhurriedPipe


@pytest.fixture
def owner(committed, settings, monkeypatch) -> Client:
    """The browser of the owner of a workspace that other processes see, too."""
    own = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("DATABASE_URL", urlunsplit(own))
    monkeypatch.setenv("LECTERN_FILES", settings.FILES)
    user = User.objects.create_user(f"{committed.slug}@example.org", None, name="Olga")
    Membership.objects.create(user=user, tenant=committed, role=Membership.Role.OWNER)
    browser = Client()
    browser.force_login(user)
    yield browser
    user.delete()


def address(tenant) -> str:
    return f"/w/{tenant.slug}/kept/download"


def body_of(answer) -> bytes:
    async def collect() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return asyncio.run(collect())


def running_child() -> psutil.Process | None:
    children = psutil.Process().children()
    return next((each for each in children if "export" in each.cmdline()), None)


def test_an_admin_gets_the_zip_of_a_child(owner, committed):
    page = owner.get(f"/w/{committed.slug}/kept").content.decode()
    assert f'action="{address(committed)}"' in page
    answer = owner.post(address(committed))
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{committed.slug}-')
    again = owner.post(address(committed), follow=True)
    assert "is being downloaded already" in again.content.decode()
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        assert archive.testzip() is None
        assert b"Olga" in archive.read("members.csv")
    assert not open_streams._of_process.own


def test_a_child_that_fails_breaks_off(owner, committed, monkeypatch):
    answer = owner.post(address(committed))
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(BrokenOff):
        body_of(answer)
    assert not open_streams._of_process.own


def test_a_client_that_leaves_ends_the_child(owner, committed):
    answer = owner.post(address(committed))

    async def leave() -> int:
        body = answer.streaming_content
        asking = asyncio.ensure_future(anext(body))
        while not (child := running_child()):
            await asyncio.sleep(0.05)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await body.aclose()
        return child.pid

    assert not psutil.pid_exists(asyncio.run(leave()))
    assert not open_streams._of_process.own


def test_a_client_that_leaves_at_once_leaves_nothing_behind(owner, committed):
    answer = owner.post(address(committed))

    async def leave() -> None:
        asking = asyncio.ensure_future(anext(answer.streaming_content))
        await asyncio.sleep(0)  # the child is started, and its pipes are not
        asking.cancel()
        done, _waiting = await asyncio.wait([asking], timeout=10)
        assert done and asking.cancelled()

    asyncio.run(leave())
    assert running_child() is None


def test_members_may_not_have_it(alice, colleague):
    assert colleague.browser.post(alice.page("kept/download")).status_code == 403
    assert alice.browser.get(alice.page("kept/download")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    assert strict.post(alice.page("kept/download")).status_code == 403


def test_no_connection_waits_for_a_slow_reader(monkeypatch):
    monkeypatch.setattr(unhurried_pipe, "PATIENCE_MS", 20)
    closed = threading.Event()
    monkeypatch.setattr(unhurried_pipe.connection, "close", closed.set)
    read_end, write_end = os.pipe()
    sent = os.urandom(1 << 20)
    got = bytearray()

    def read() -> None:
        assert closed.wait(10), "the writer has kept its connection"
        while block := os.read(read_end, 65536):
            got.extend(block)

    reader = threading.Thread(target=read)
    reader.start()
    assert UnhurriedPipe(write_end).write(sent) == len(sent)
    os.close(write_end)
    reader.join(10)
    os.close(read_end)
    assert bytes(got) == sent
