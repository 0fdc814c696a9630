"""Programs that use the cluster over HTTP at random: either web host, with tokens of workspaces.

What was acknowledged must be made. A stream may break off; what was heard of it must be the
beginning of one take after another, which is looked at in the end (tests.cluster.count).
"""

import random
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx2 as httpx

from tests.faults.at_random.customers import SENTENCES
from tests.faults.tone import NAME, VOICE

PATIENCE = 120.0
TRY_AGAIN = frozenset({409, 429, 500, 502, 503, 504, 507})
"""What a program tries again with the same Idempotency-Key; 409: the first try is still at work."""

CREATED = frozenset({200, 201, 202})
GONE = frozenset({200, 204, 404})


@dataclass
class Sent:
    """A job that was acknowledged; `stopped`: its client did not want all of it."""

    job: str
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """What a client got of a job's audio; `ended`: the stream said that this was all."""

    job: str
    pcm: bytes
    ended: bool


@dataclass(frozen=True, slots=True)
class Workspace:
    """Whose clients these are."""

    slug: str
    token: str


@dataclass
class Clients:
    """Threads that act at random until they are stopped."""

    urls: Sequence[str]
    workspaces: Sequence[Workspace]
    chances: Sequence[random.Random]
    sent: list[Sent] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    acts: Counter = field(default_factory=Counter)
    answers: Counter = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._threads = [
            threading.Thread(target=self._act, args=[chance], daemon=True)
            for chance in self.chances
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, meanwhile: Callable[[], None]) -> None:
        """Let them finish what they have begun; the processes are looked after `meanwhile`."""
        self._over.set()
        until = time.monotonic() + PATIENCE + 30
        while any(thread.is_alive() for thread in self._threads):
            if time.monotonic() > until:
                self._complain("a client waits for ever")
                return
            meanwhile()
            time.sleep(0.1)

    def _act(self, chance: random.Random) -> None:
        acts: dict[Callable[[random.Random, httpx.Client], None], float] = {
            self._submit: 6,
            self._listen: 5,
            self._leave: 2,
            self._delete: 3,
        }
        while not self._over.is_set():
            [act] = chance.choices(list(acts), list(acts.values()))
            workspace = chance.choice(self.workspaces)
            headers = {"Authorization": f"Bearer {workspace.token}"}
            with httpx.Client(headers=headers, timeout=httpx.Timeout(15, connect=3)) as client:
                act(chance, client)
            with self._guard:
                self.acts[act.__name__.strip("_")] += 1
            self._over.wait(chance.uniform(0, 0.4))

    def _order(self, chance: random.Random, **more: str) -> dict[str, str]:
        text = " ".join(chance.choices(SENTENCES, k=chance.randint(1, 6)))
        return {"model": NAME, "voice": VOICE, "input": text, **more}

    def _submit(self, chance: random.Random, client: httpx.Client) -> Sent | None:
        answer = self._until(chance, client, "POST", "/v1/jobs", self._order(chance), CREATED)
        if answer is None:
            return None
        sent = Sent(answer.json()["id"])
        with self._guard:
            self.sent.append(sent)
        return sent

    def _delete(self, chance: random.Random, client: httpx.Client) -> None:
        if sent := self._submit(chance, client):
            self._over.wait(chance.uniform(0, 1))
            sent.stopped = True
            self._until(chance, client, "DELETE", f"/v1/jobs/{sent.job}", None, GONE)

    def _listen(self, chance: random.Random, client: httpx.Client) -> None:
        """Hear all of a text, in as many tries as it takes: with a key they are one job."""
        order = self._order(chance, response_format="pcm")
        key = {"Idempotency-Key": secrets.token_hex(8)}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._hear(chance, client, order, key):
                return
            time.sleep(chance.uniform(0.1, 1))
        self._complain(f"a text was never heard to its end: {order['input'][:60]}")

    def _leave(self, chance: random.Random, client: httpx.Client) -> None:
        """Hear some of a text. Without a key, nobody can come back for the rest."""
        self._hear(chance, client, self._order(chance, response_format="pcm"), {}, leave_at=20_000)

    def _hear(
        self,
        chance: random.Random,
        client: httpx.Client,
        order: dict[str, str],
        headers: dict[str, str],
        leave_at: int | None = None,
    ) -> bool:
        """Listen to a text once; True where all of it was heard."""
        heard, job, ended = b"", "", False
        url = f"{chance.choice(self.urls)}/v1/audio/speech"
        try:
            with client.stream("POST", url, json=order, headers=headers) as answer:
                self._count(answer.status_code)
                if answer.status_code != 200:
                    self._judge(answer.status_code, answer.read())
                    return False
                job = answer.headers["x-lectern-job"]
                with self._guard:
                    self.sent.append(Sent(job, stopped=leave_at is not None))
                for part in answer.iter_raw():
                    heard += part
                    if leave_at is not None and len(heard) > leave_at:
                        break
                else:
                    ended = True
        except httpx.HTTPError as error:
            self._count(type(error).__name__)
        if job:
            with self._guard:
                self.heard.append(Heard(job, heard, ended))
        return ended

    def _until(
        self,
        chance: random.Random,
        client: httpx.Client,
        method: str,
        path: str,
        body: dict[str, str] | None,
        wanted: frozenset[int],
    ) -> httpx.Response | None:
        """Try until it is answered; None where the cluster did not answer in PATIENCE."""
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            url = f"{chance.choice(self.urls)}{path}"
            try:
                answer = client.request(method, url, json=body, headers=headers)
            except httpx.HTTPError as error:
                self._count(type(error).__name__)
            else:
                self._count(answer.status_code)
                if answer.status_code in wanted:
                    return answer
                self._judge(answer.status_code, answer.content)
            time.sleep(chance.uniform(0.1, 1))
        self._complain(f"{method} {path}: not answered in {PATIENCE:.0f} s")
        return None

    def _judge(self, status: int, body: bytes) -> None:
        if status not in TRY_AGAIN:
            self._complain(f"{status} {body[:300]!r}")

    def _count(self, what: object) -> None:
        with self._guard:
            self.answers[str(what)] += 1

    def _complain(self, what: str) -> None:
        with self._guard:
            self.wrong.append(what)
