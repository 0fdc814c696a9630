"""Clients that mean harm: what they send, one after the other, without a pause to think."""

import itertools
import random
import time

from bench.load.answers import NO_ANSWER
from bench.load.caller import Caller, Run
from bench.load.connection import Broken

BOUNDARY = "lectern"
FILE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
    f"{'x' * 100_000}\r\n--{BOUNDARY}--\r\n"
).encode()
BRACKETS = b'{"input": ' + b"[" * 100_000
FUZZED = ("/w/../../etc/passwd", "/v1/jobs/%00", "/w/%2e%2e/", "/%ff%fe", "/v1/jobs/" + "a" * 4000)
GARBAGE = (b"\x16\x03\x01\x02\x00" * 100, b"GET\r\n\r\n", b"\x00" * 1000, b"PRI * HTTP/2.0\r\n\r\n")


async def attacker(run: Run) -> None:
    """Attack until cancelled."""
    await run.arrive()
    caller, garbage = Caller(run, {}), itertools.cycle(GARBAGE)
    own = {"Authorization": f"Bearer {run.population.hostile_token}"}
    form = {"Content_Type": f"multipart/form-data; boundary={BOUNDARY}"}
    try:
        while True:
            await caller.ask("hostile giant header", "GET", "/", X_Padding="x" * 100_000)
            await _send(run, next(garbage))
            json = {"Content_Type": "application/json", **own}
            await caller.ask("hostile deep JSON", "POST", "/v1/jobs", BRACKETS, **json)
            for _ in range(5):
                await run.think(run.scenario.hostile_think)
                await caller.ask("hostile readyz", "GET", "/readyz")
            for _ in range(3):
                await run.think(run.scenario.hostile_think)
                await caller.ask("hostile made-here", "POST", "/made-here.json", FILE, **form)
            for length in (20, 400, 3000):
                await run.think(run.scenario.hostile_think)
                bad = f"Bearer eyJ{random.randbytes(length).hex()}"
                await caller.ask("hostile token", "GET", "/v1/jobs", Authorization=bad)
            for path in FUZZED:
                await run.think(run.scenario.hostile_think)
                await caller.ask("hostile path", "GET", path)
    finally:
        caller.close()


async def _send(run: Run, garbage: bytes) -> None:
    connection, started = run.connection(), time.perf_counter()
    status, note = NO_ANSWER, "closed by the server"
    try:
        await connection.open()
        await connection.write(garbage)
        status = (await connection.head()).status
        note = ""
    except (OSError, Broken):
        pass  # what is recorded below
    finally:
        connection.close()
        run.record("hostile garbage", started, status, note)
