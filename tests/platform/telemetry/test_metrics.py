"""/metrics costs the same however much there is, and answers when other things don't."""

import asyncio
import json

import pytest
from django.db import OperationalError, connection

from config.serving.admission import Admission
from synthesis.monitoring.collectors import OutboxCollector, active_tenants
from telemetry import health
from throttle import gate

EVENTS = 30_000
MAKE_EVENTS = """
INSERT INTO billing_meterevent (identifier, tenant_id, day, audio_ms, customer, created_at)
SELECT 'job_' || n || ':0:0', %s, date '2020-01-01' + n %% 300, 5000, '', '2020-01-01'
FROM generate_series(1, %s) AS n
"""


def blocks_read(act) -> int:
    """How many of PostgreSQL's 8 kB blocks the statements of `act` touch, by EXPLAIN."""
    statements: list[tuple] = []

    def note(execute, sql, params, many, context):
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    total = 0
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            [plan] = cursor.fetchone()[0] if cursor.description else json.loads("[]")
            total += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    return total


def test_old_events_of_the_meter_are_not_read(alice):
    with connection.cursor() as cursor:
        cursor.execute(MAKE_EVENTS, [alice.tenant.id, EVENTS])
        cursor.execute("ANALYZE billing_meterevent")
        cursor.execute("SELECT pg_relation_size('billing_meterevent') / 8192")
        assert cursor.fetchone()[0] > 300
    assert blocks_read(active_tenants) < 50
    assert blocks_read(lambda: list(OutboxCollector().collect())) < 50


def test_a_tenant_is_active_that_made_audio_lately(alice, bob):
    alice.tenant.api_tokens.update(last_used_at=None)
    bob.tenant.api_tokens.update(last_used_at=None)
    assert active_tenants() == set()
    with connection.cursor() as cursor:
        cursor.execute(MAKE_EVENTS, [alice.tenant.id, 1])
        cursor.execute(
            "UPDATE billing_meterevent SET created_at = now(), "
            "day = (now() AT TIME ZONE 'UTC')::date"
        )
    assert active_tenants() == {"alice-school"}


def test_the_other_figures_are_shown_while_the_database_is_away(client, db, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("the server closed the connection")

    asked: list[str] = []
    monkeypatch.setattr("synthesis.dispatch.outlook.states", lambda: asked.append("queue"))
    monkeypatch.setattr("synthesis.monitoring.collectors.active_tenants", away)
    monkeypatch.setattr("telemetry.machine.DatabaseCollector.collect", away)
    text = client.get("/metrics").content.decode()
    assert 'lectern_collector_failed{collector="DatabaseCollector"} 1.0' in text
    assert 'lectern_collector_failed{collector="QueueCollector"} 1.0' in text
    assert 'lectern_collector_failed{collector="DiskCollector"} 0.0' in text
    assert 'lectern_disk_free_bytes{folder="data"}' in text
    assert asked == []  # once is enough to wait for


def test_a_check_that_fails_is_a_figure(client, db, monkeypatch):
    monkeypatch.setattr(health, "results", lambda: {"database": "ok", "storage": "no room"})
    text = client.get("/metrics").content.decode()
    assert 'lectern_check_ok{check="database"} 1.0' in text
    assert 'lectern_check_ok{check="storage"} 0.0' in text


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_those_who_watch_are_answered_while_all_threads_are_busy(path):
    """And the figures say that they are."""

    async def act() -> None:
        release = asyncio.Event()
        answered: list[str] = []

        async def app(scope, receive, send) -> None:
            await receive()
            if scope["path"] == "/slow":
                await release.wait()
            answered.append(scope["path"])
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(_message) -> None: ...

        admission = Admission(app, 4, 5)

        def request(path: str, address: str) -> "asyncio.Task[None]":
            scope = {"type": "http", "path": path, "headers": [], "client": (address, 1)}
            return asyncio.create_task(admission(scope, receive, send))

        # Strangers have half of the threads, an address half of that.
        slow = [request("/slow", f"192.0.2.{n}") for n in range(4)]
        await asyncio.sleep(0.05)
        assert gate.THREADS._value.get() == 4
        assert gate.BUSY._value.get() == 2 and gate.WAITING._value.get() == 2
        await asyncio.wait_for(request(path, "192.0.2.9"), 2)
        assert answered == [path]
        release.set()
        await asyncio.gather(*slow)
        until = asyncio.get_running_loop().time() + 5
        while gate.BUSY._value.get() or gate.WAITING._value.get():
            assert asyncio.get_running_loop().time() < until
            await asyncio.sleep(0.01)

    asyncio.run(act())
