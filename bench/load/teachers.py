"""Clients in a browser: they are signed in, look at pages, and have a text spoken now and then."""

import random
from urllib.parse import urlencode

from bench.load.caller import Caller, Run
from bench.load.population import VOICE, Person

# How often teachers look at each page, by its address in the workspace.
PAGES = {"": 6, "lessons/": 5, "voices/": 2, "usage": 2, "pronunciations/": 1}
NAMES = {"": "home"}
POLLS = 3
SUBMITTED = 0.04


async def teacher(run: Run, person: Person) -> None:
    """Look at pages until cancelled."""
    caller = Caller(run, person.headers)
    workspace = f"/w/{person.slug}/"
    await run.arrive()
    try:
        while True:
            if random.random() < SUBMITTED:
                await _submit(caller, person, workspace)
            elif random.random() < 0.3:
                await _watch(run, caller, workspace + f"lessons/{random.choice(person.lessons)}")
            else:
                page = random.choices(list(PAGES), list(PAGES.values()))[0]
                name = NAMES.get(page, page.strip("/"))
                await caller.ask(f"page {name}", "GET", workspace + page)
            await run.think()
    finally:
        caller.close()


async def latecomers(run: Run) -> None:
    """Sign in with a password, one owner after the other, slower than the limit on sign-ins."""
    for person in run.population.owners:
        await run.think(run.scenario.sign_in_think)
        caller = Caller(run, person.signed_out_headers)
        try:
            form = {
                "login": person.email,
                "password": person.password,
                "csrfmiddlewaretoken": person.csrf,
            }
            await caller.ask("sign-in", "POST", "/sign-in", _encoded(form), **FORM)
        finally:
            caller.close()


async def _watch(run: Run, caller: Caller, address: str) -> None:
    """Open a lesson, and ask what can be heard of it."""
    await caller.ask("page lesson", "GET", address)
    for _ in range(POLLS):
        await run.think(0.7)
        await caller.ask("page lesson, states", "GET", f"{address}/states")


async def _submit(caller: Caller, person: Person, workspace: str) -> None:
    """Make a lesson of a text, and have it made."""
    form = {
        "text": "Good morning, everybody. Please open your books.",
        "voice": VOICE,
        "csrfmiddlewaretoken": person.csrf,
    }
    target = f"{workspace}lessons/new"
    begun = await caller.ask("page lesson, new", "POST", target, _encoded(form), **FORM)
    lesson = begun.headers.get("location") if begun else None
    if lesson:
        json = {"Content_Type": "application/json", "X_CSRFToken": person.csrf}
        await caller.ask("page lesson, make", "POST", f"{lesson}/make", b"{}", **json)


FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def _encoded(form: dict[str, str]) -> bytes:
    return urlencode(form).encode()
