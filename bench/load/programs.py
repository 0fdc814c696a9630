"""Clients over REST: they create jobs, ask for their state, for estimates and for audio."""

import json
import random

from bench.load.caller import Caller, Run
from bench.load.population import VOICE, Program

POLLS = 6
TEXTS = (
    "Good morning, everybody.",
    "Plants make sugar from water, air and light.",
    "Please read the next page until tomorrow.",
    "植物用阳光把水和二氧化碳变成养分。",
)


async def program(run: Run, client: Program) -> None:
    """Work until cancelled: create a job, poll it, estimate a text, fetch finished audio."""
    caller = Caller(run, client.headers)
    await run.arrive()
    try:
        while True:
            job = await create(caller)
            for _ in range(POLLS):
                await run.think()
                await caller.ask("rest poll", "GET", f"/v1/jobs/{job or client.finished}")
            await run.think()
            await caller.ask("rest estimate", "POST", "/v1/estimates", order(), **JSON)
            await run.think()
            await caller.ask("rest audio", "GET", f"/v1/jobs/{client.finished}/audio?format=mp3")
            await run.think()
            await caller.ask("rest list", "GET", "/v1/jobs?limit=20")
            await run.think()
    finally:
        caller.close()


async def create(caller: Caller) -> str | None:
    """The id of a new job; None if it was refused."""
    answer = await caller.ask("rest create", "POST", "/v1/jobs", order(), **JSON)
    if answer is None or answer.status != 201:
        return None
    job: str = json.loads(answer.body)["id"]
    return job


JSON = {"Content_Type": "application/json"}


def order() -> bytes:
    return json.dumps({"input": random.choice(TEXTS), "voice": VOICE}).encode()
