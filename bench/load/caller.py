"""Sends the requests of one client and records how they are answered."""

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from bench.load.answers import NO_ANSWER, Answer
from bench.load.connection import Broken, Connection, Response
from bench.load.population import Population
from bench.load.scenario import Scenario

PATIENCE = 30.0


@dataclass(slots=True)
class Run:
    """What all clients of a test share."""

    scenario: Scenario
    population: Population
    answers: list[Answer] = field(default_factory=list)
    began: float = field(default_factory=time.perf_counter)

    def record(
        self, kind: str, started: float, status: int, note: str = "", *, ended: float | None = None
    ) -> None:
        """`started` and `ended`, which is now by default, are times of `time.perf_counter`."""
        seconds = (ended or time.perf_counter()) - started
        self.answers.append(Answer(kind, started - self.began, seconds, status, note))

    async def arrive(self) -> None:
        """Wait for this client's moment of the ramp."""
        await asyncio.sleep(random.uniform(0, self.scenario.ramp))

    async def think(self, mean: float | None = None) -> None:
        """Pause as a person does: half to one and a half times `mean`."""
        mean = self.scenario.think if mean is None else mean
        await asyncio.sleep(random.uniform(0.5, 1.5) * mean)

    def connection(self, *, buffer: int | None = None) -> Connection:
        return Connection(self.population.host, self.population.port, buffer=buffer)


class Caller:
    """One client: its headers, and one connection that is kept while the server keeps it."""

    def __init__(self, run: Run, headers: Mapping[str, str]) -> None:
        self._run = run
        self._headers = dict(headers)
        self._connection = run.connection()

    async def ask(
        self,
        kind: str,
        method: str,
        target: str,
        body: bytes = b"",
        **headers: str,
    ) -> Response | None:
        """The whole answer; None if there was none within PATIENCE."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._exchange(method, target, {**self._headers, **named}, body)
        except (OSError, Broken, TimeoutError) as error:
            self.close()
            self._run.record(kind, started, NO_ANSWER, reason(error))
            return None
        self._run.record(kind, started, answer.status)
        if not self._connection.usable:
            self.close()
        return answer

    def close(self) -> None:
        self._connection.close()

    async def _exchange(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> Response:
        if self._connection.usable:
            try:
                await self._connection.request(method, target, headers, body)
            except (OSError, Broken):
                # The server closed an idle connection at this moment; browsers try again too.
                self.close()
            else:
                return await self._connection.whole()
        await self._connection.open()
        await self._connection.request(method, target, headers, body)
        return await self._connection.whole()


def reason(error: Exception) -> str:
    """Why there was no answer, in a few words."""
    return str(error) if isinstance(error, Broken) else type(error).__name__
