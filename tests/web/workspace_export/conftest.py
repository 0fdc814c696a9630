"""Exports of workspaces, as their general worker makes them."""

import asyncio
import os
import time
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from accounts.models import Membership, User
from tests.conftest import Person
from web.workspace_export.making import make
from workspace_exports import queue, running
from workspace_exports.models import WorkspaceExport


def body_of(answer) -> bytes:
    """All that an answer streams."""

    async def collect() -> bytes:
        return b"".join([block async for block in answer.streaming_content])

    return asyncio.run(collect())


def asked(person: Person) -> WorkspaceExport:
    """What a press on the button leads to."""
    answer = person.browser.post(person.page("exports/new"))
    assert (answer.status_code, answer.url) == (302, person.page("exports"))
    return WorkspaceExport.objects.filter(tenant=person.tenant, asked_by=person.user).latest()


def made(person: Person) -> WorkspaceExport:
    """An export that is ready, made in this process."""
    export = asked(person)
    claimed = queue.claim()
    assert claimed == export
    assert make(claimed.id, claimed.lease)
    export.refresh_from_db()
    assert export.state == "ready"
    return export


def until(condition, seconds: float = 60.0):
    """Tick as the general worker does until something holds; what that gave."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end, [vars(each) for each in WorkspaceExport.objects.all()]
        running.tick()
        time.sleep(0.05)
    return found


@pytest.fixture
def real(committed, settings, monkeypatch) -> Iterator[Person]:
    """The owner of a workspace that other processes see, too."""
    own = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    monkeypatch.setenv("DATABASE_URL", urlunsplit(own))
    monkeypatch.setenv("LECTERN_FILES", settings.FILES)
    user = User.objects.create_user(f"{committed.slug}@example.org", None, name="Olga")
    Membership.objects.create(user=user, tenant=committed, role=Membership.Role.OWNER)
    yield Person(user, committed)
    for child in running._children:
        child.process.kill()
        child.process.wait()
    running._children.clear()
    user.delete()


@pytest.fixture
def ann(alice) -> Person:
    """An admin of Alice's workspace."""
    user = User.objects.create_user("ann@example.org", None, name="Ann")
    Membership.objects.create(user=user, tenant=alice.tenant, role=Membership.Role.ADMIN)
    return Person(user, alice.tenant)
