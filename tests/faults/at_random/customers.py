"""Those who use Lectern during a random run: they submit, listen, leave, cancel and delete."""

import asyncio
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import Error, connection

from synthesis.encode import FORMATS
from synthesis.jobs.outcomes import ending
from synthesis.models import Job
from synthesis.streaming.stream import BrokenOff
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.services import close_workspace, open_workspace
from tests.faults.proof import audio_without_faults, submit
from web.audio.listener import Listener
from web.audio.response import stream

SENTENCES = (
    "The lesson begins with a question that nobody has asked so far.",
    "Water boils at a lower temperature on the top of a mountain.",
    "这是一个用来测试的句子，没有什么特别的意思。",
    "Please open your books and read the second paragraph aloud.",
    "老师说今天的课到这里就结束了，明天见。",
    "A number of pupils had already left when the bell rang.",
)
POISON = "This one has poison raises inside of it, which no attempt can help."
MOST_OPEN = 25


@dataclass
class Remembered:
    """A job whose submission was acknowledged, and what was asked for since."""

    tenant: Tenant
    job: Job
    stopped: bool = False
    deleted: bool = False


@dataclass
class Customers:
    """Threads that act at random until they are stopped."""

    tenants: list[Tenant]
    chances: list[random.Random]
    remembered: dict[str, Remembered] = field(default_factory=dict)
    left: Counter = field(default_factory=Counter)
    heard_wrong: list[str] = field(default_factory=list)
    heard_whole: int = 0
    errors: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        for chance in self.chances:
            thread = threading.Thread(target=self._act_on, args=(chance,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(120)
            if thread.is_alive():
                self.heard_wrong.append("a customer waits for ever")

    def _act_on(self, chance: random.Random) -> None:
        acts = {
            self._submit: 6,
            self._listen: 3,
            self._leave: 3,
            self._cancel: 3,
            self._delete: 3,
            self._poison: 1,
            self._close: 0.3,
        }
        while not self._over.is_set():
            [act] = chance.choices(list(acts), list(acts.values()))
            try:
                act(chance)
            except Error as error:
                # Nobody knows what became of it: the verdict looks at what is there.
                self.errors[type(error).__name__] += 1
                connection.close()
            time.sleep(chance.uniform(0, 0.3))
        connection.close()

    def _new(self, chance: random.Random, tenant: Tenant | None = None, **more) -> Remembered:
        while self._open() > MOST_OPEN and not self._over.is_set():
            time.sleep(0.2)
        text = " ".join(chance.choices(SENTENCES, k=chance.randint(1, 6)))
        tenant = tenant or chance.choice(self.tenants)
        text = more.pop("text", text)
        job = submit(tenant, text, seed=chance.randrange(1000), **more)
        submitted = Remembered(tenant, job)
        with self._guard:
            self.remembered[job.id] = submitted
        return submitted

    def _open(self) -> int:
        from synthesis.dispatch.models import QueueEntry

        return QueueEntry.objects.count()

    def _submit(self, chance: random.Random) -> None:
        self._new(chance)

    def _poison(self, chance: random.Random) -> None:
        self._new(chance, text=f"{SENTENCES[0]} {POISON} {SENTENCES[3]}")

    def _cancel(self, chance: random.Random) -> None:
        submitted = self._new(chance)
        time.sleep(chance.uniform(0, 1))
        submitted.stopped = True
        with in_tenant(submitted.tenant):
            ending.cancel(tenant=submitted.tenant, job_id=submitted.job.id)

    def _delete(self, chance: random.Random) -> None:
        submitted = self._new(chance)
        time.sleep(chance.uniform(0, 2))
        submitted.stopped = submitted.deleted = True
        for _ in range(60):
            try:
                with in_tenant(submitted.tenant):
                    ending.delete_job(tenant=submitted.tenant, job_id=submitted.job.id)
                return
            except Error:
                connection.close()
                time.sleep(0.5)
        raise AssertionError(f"{submitted.job.id} can't be deleted")

    def _close(self, chance: random.Random) -> None:
        """A workspace that opens, works, and is closed amid it."""
        slug = f"short-{time.time_ns()}"
        tenant = open_workspace(name="Short-lived", slug=slug, plan="campus")
        try:
            for _ in range(3):
                submitted = self._new(chance, tenant)
                submitted.stopped = submitted.deleted = True
            time.sleep(chance.uniform(0, 1))
        finally:
            self._close_for_good(tenant)

    def _close_for_good(self, tenant: Tenant) -> None:
        for _ in range(60):
            try:
                close_workspace(tenant=tenant)
                return
            except Error:
                connection.close()
                time.sleep(0.5)
        raise AssertionError(f"{tenant.slug} can't be closed")

    def _listen(self, chance: random.Random) -> None:
        submitted = self._new(chance, interactive=True)
        heard = asyncio.run(self._hear(submitted, None))
        whole = b"".join(audio_without_faults(submitted.job.input, submitted.job.seed))
        if heard != whole:
            self.heard_wrong.append(
                f"{submitted.job.id}: {len(heard)} of {len(whole)} bytes, or others"
            )
        with self._guard:
            self.heard_whole += 1

    def _leave(self, chance: random.Random) -> None:
        submitted = self._new(chance, interactive=True)
        whole = b"".join(audio_without_faults(submitted.job.input, submitted.job.seed))
        submitted.stopped = True
        heard = asyncio.run(self._hear(submitted, chance.randrange(len(whole))))
        if not whole.startswith(heard):
            self.heard_wrong.append(f"{submitted.job.id}: other bytes")
        with self._guard:
            self.left["listener left"] += 1

    async def _hear(self, submitted: Remembered, leave_at: int | None) -> bytes:
        """Listen as the web process lets one; until all is heard or `leave_at` bytes are."""
        listener = Listener()
        response = await asyncio.to_thread(self._answer, submitted, listener)
        heard = b""
        try:
            async for part in response:
                heard += part
                if leave_at is not None and len(heard) > leave_at:
                    break
        except BrokenOff:
            if leave_at is None:
                raise
        finally:
            await asyncio.to_thread(listener.leave)
        return heard

    def _answer(self, submitted: Remembered, listener: Listener):
        try:
            whom = listener if submitted.stopped else None
            return stream(submitted.tenant, submitted.job, FORMATS["pcm"], listener=whom)
        finally:
            connection.close()
