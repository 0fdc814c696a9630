"""The stream of a lesson's states, which holds no connection between two looks."""

import asyncio
import json
import secrets

import pytest
from django.db import connection

from lessons.access import Role, Viewer
from lessons.material import from_text
from lessons.services import documents, making
from tenants.context import in_tenant
from tests.lessons.conftest import make_all
from web.lessons import events


@pytest.fixture
def viewer(committed) -> Viewer:
    """A workspace outside of any transaction: the stream reads in threads of its own."""
    return Viewer(committed, Role.MEMBER, user=secrets.randbelow(10**6))


def heard(viewer, lesson, *, work: int = 0) -> list[tuple[str, dict]]:
    """All events, while a worker makes `work` segments after each look."""

    async def listen() -> list[tuple[str, dict]]:
        found = []
        async for event in events._events(viewer, lesson.id):
            text = event.decode()
            if text.startswith("event: "):
                name, data = text.strip().split("\n")
                body = json.loads(data.removeprefix("data: "))
                found.append((name.removeprefix("event: "), body))
            await asyncio.to_thread(_work, viewer.tenant, work)
        return found

    return asyncio.run(listen())


def _work(tenant, most: int) -> None:
    try:
        with in_tenant(tenant):
            make_all(tenant, most=most)
    finally:
        connection.close()


def test_only_changed_states_are_sent_and_the_stream_ends(viewer, monkeypatch):
    monkeypatch.setattr(events, "POLL_SECONDS", 0.01)
    tenant = viewer.tenant
    with in_tenant(tenant):
        lesson = documents.create(viewer=viewer, material=from_text("One. Two. Three.")).lesson
        making.make(viewer=viewer, lesson=lesson)
    found = heard(viewer, lesson, work=1)
    assert [name for name, _ in found] == ["lesson.lines"] * 4 + ["lesson.idle"]
    assert [len(body["lines"]) for _, body in found[:-1]] == [3, 1, 1, 1]
    assert [body["lines"][0]["state"] for _, body in found[:-1]] == ["waiting", *["ready"] * 3]


def test_an_idle_lesson_is_told_once(viewer):
    with in_tenant(viewer.tenant):
        lesson = documents.create(viewer=viewer, material=from_text("One.")).lesson
    assert [name for name, _ in heard(viewer, lesson)] == ["lesson.lines", "lesson.idle"]


def test_a_deleted_lesson_ends_the_stream(viewer):
    with in_tenant(viewer.tenant):
        lesson = documents.create(viewer=viewer, material=from_text("One.")).lesson
        lesson_id, _deleted = lesson.id, lesson.delete()
    lesson.id = lesson_id
    assert [name for name, _ in heard(viewer, lesson)] == ["lesson.deleted"]
