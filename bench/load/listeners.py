"""Clients that hold connections open: event streams, slow readers, half-sent requests."""

import asyncio
import time

from bench.load.answers import NO_ANSWER
from bench.load.caller import PATIENCE, Caller, Run, reason
from bench.load.connection import BLOCK, Broken, Connection, Response
from bench.load.population import Program
from bench.load.programs import create

SMALL_BUFFER = 4096
HALVES = (
    b"GET /v1/jobs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bea",
    b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b'Content-Length: 1000\r\n\r\n{"input": ',
)


async def listener(run: Run, client: Program, job: str) -> None:
    """Follow a job's events to their end, then create another job and follow that."""
    await run.arrive()
    following: str | None = job
    while True:
        if following is not None:
            await _follow(run, client, following)
        await run.think()
        caller = Caller(run, client.headers)
        try:
            following = await create(caller)
        finally:
            caller.close()


async def slow_reader(run: Run, client: Program, *, streamed: bool) -> None:
    """Read the audio of a finished job at a modem's speed, as a file or as a stream."""
    target = f"/v1/jobs/{client.finished}/audio?format=wav&sample_rate=48000"
    target += "&from_byte=0" if streamed else ""
    kind = "slow reader of a stream" if streamed else "slow reader of a file"
    await run.arrive()
    while True:
        connection = run.connection(buffer=SMALL_BUFFER)
        try:
            if await _begin(run, connection, kind, target, client):
                await _read_on(connection, run.scenario.slow_bytes, pause=1.0)
        except (OSError, Broken) as error:
            _record_broken(run, kind, error)
        finally:
            connection.close()
        await run.think()


async def half_open(run: Run, half: bytes) -> None:
    """Send half a request, and wait for the server to give up; then do it again."""
    await run.arrive()
    while True:
        connection, started = run.connection(), time.perf_counter()
        status, note = NO_ANSWER, "closed by the server"
        try:
            await connection.open()
            await connection.write(half)
            status = (await connection.head()).status
        except (OSError, Broken):
            pass  # what is recorded below
        except asyncio.CancelledError:
            note = "open to the end"
            raise
        finally:
            connection.close()
            run.record("half-open", started, status, note)
        await run.think()


async def _follow(run: Run, client: Program, job: str) -> None:
    connection = run.connection()
    try:
        if await _begin(run, connection, "events", f"/v1/jobs/{job}/events", client):
            await _read_on(connection, BLOCK)
    except (OSError, Broken) as error:
        _record_broken(run, "events", error)
    finally:
        connection.close()


async def _read_on(connection: Connection, block: int, pause: float = 0.0) -> None:
    """Read the body to its end. Raises TimeoutError when nothing comes for PATIENCE."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE) as limit:
        async for _piece in connection.pieces(block, pause):
            limit.reschedule(loop.time() + PATIENCE)


async def _begin(
    run: Run, connection: Connection, kind: str, target: str, client: Program
) -> Response | None:
    """The head of a stream's answer; None if it was refused, after the pause that it asks for."""
    started = time.perf_counter()
    try:
        async with asyncio.timeout(PATIENCE):
            await connection.open()
            answer = await connection.request("GET", target, client.headers)
    except (OSError, Broken, TimeoutError) as error:
        run.record(kind, started, NO_ANSWER, reason(error))
        return None
    run.record(kind, started, answer.status)
    if answer.status < 400:
        return answer
    await asyncio.sleep(answer.retry_after)
    return None


def _record_broken(run: Run, kind: str, error: Exception) -> None:
    run.record(f"{kind}, broken off", time.perf_counter(), NO_ANSWER, reason(error))
