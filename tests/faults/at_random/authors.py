"""Those who write lessons during a random run: they edit, make, play, stop and undo."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace

from django.db import Error, connection

from lessons.access import Role, Viewer
from lessons.document import Document, Line, Settings
from lessons.material import from_text
from lessons.models import Lesson
from lessons.patch import Patch
from lessons.services import documents, making, states
from synthesis.dispatch.models import QueueEntry
from tenants.context import in_tenant
from tenants.models import Tenant
from tenants.refusal import Refused
from tests.faults.at_random.customers import MOST_OPEN, POISON, SENTENCES
from tests.faults.tone import VOICE

POISONED = 0.03


@dataclass
class Written:
    """A lesson, and its document as it was acknowledged last; None where nobody knows."""

    viewer: Viewer
    lesson_id: str
    document: Document | None
    guard: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Authors:
    """Threads that act on lessons at random until they are stopped."""

    tenants: list[Tenant]
    chances: list[random.Random]
    written: list[Written] = field(default_factory=list)
    errors: Counter = field(default_factory=Counter)
    acts: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._over = threading.Event()
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

    def make_the_rest(self) -> None:
        """Have everything made that is missing, now that nothing breaks any more."""
        for each in self.written:
            with in_tenant(each.viewer.tenant):
                making.make(viewer=each.viewer, lesson=_lesson(each))

    def violations(self) -> list[str]:
        """What was saved and is not there, and lines that can't be heard."""
        found: list[str] = []
        for each in self.written:
            with in_tenant(each.viewer.tenant):
                lesson = _lesson(each)
                now = states.overview(tenant=each.viewer.tenant, lesson=lesson)
            if each.document is not None and now.document != each.document:
                found.append(f"{each.lesson_id}: what was saved last is not there")
            for line, state in zip(now.document.lines, now.states, strict=True):
                wanted = "failed" if POISON in line.text else "ready"
                if state.state != wanted:
                    found.append(f"{each.lesson_id} {line.key} is {state.state} {state.cannot}")
        return found

    def _act_on(self, chance: random.Random) -> None:
        acts = {self._edit: 6, self._make: 5, self._play: 3, self._stop: 1, self._again: 2}
        while not self._over.is_set():
            try:
                mine = self._mine(chance)
                [act] = chance.choices(list(acts), list(acts.values()))
                with mine.guard, in_tenant(mine.viewer.tenant):
                    act(chance, mine)
                self.acts[act.__name__.strip("_")] += 1
            except Refused as refused:
                self.errors[refused.code] += 1
            except Error as error:
                # Nobody knows what became of it: the count looks at what is there.
                self.errors[type(error).__name__] += 1
                connection.close()
            time.sleep(chance.uniform(0, 0.4))
        connection.close()

    def _mine(self, chance: random.Random) -> Written:
        if self.written and chance.random() < 0.8:
            return chance.choice(self.written)
        tenant = chance.choice(self.tenants)
        viewer = Viewer(tenant, Role.MEMBER, user=1)
        text = " ".join(chance.choices(SENTENCES, k=chance.randint(1, 5)))
        with in_tenant(tenant):
            saved = documents.create(
                viewer=viewer, material=from_text(text), settings=Settings(voice=VOICE)
            )
        self.written.append(Written(viewer, saved.lesson.id, saved.document))
        return self.written[-1]

    def _edit(self, chance: random.Random, mine: Written) -> None:
        lesson = _lesson(mine)
        lines = lesson.document(mine.viewer.tenant).lines
        text = POISON if chance.random() < POISONED else chance.choice(SENTENCES)
        line = chance.choice(lines) if lines else None
        if line is None or chance.random() < 0.3:
            patch = Patch(lesson.revision, upsert=(Line(key=documents.new_key(), text=text),))
        elif chance.random() < 0.2:
            patch = Patch(lesson.revision, delete=(line.key,))
        else:
            patch = Patch(lesson.revision, upsert=(replace(line, text=text),))
        mine.document = None
        saved = documents.save(viewer=mine.viewer, lesson_id=lesson.id, patch=patch)
        mine.document = saved.document

    def _make(self, chance: random.Random, mine: Written) -> None:
        self._wait_for_room()
        making.make(viewer=mine.viewer, lesson=_lesson(mine))

    def _play(self, chance: random.Random, mine: Written) -> None:
        self._wait_for_room()
        lesson = _lesson(mine)
        if lines := lesson.document(mine.viewer.tenant).lines:
            start = chance.choice(lines).key
            making.make(viewer=mine.viewer, lesson=lesson, start=start, interactive=True)

    def _stop(self, chance: random.Random, mine: Written) -> None:
        making.stop(tenant=mine.viewer.tenant, lesson=_lesson(mine))

    def _again(self, chance: random.Random, mine: Written) -> None:
        lesson = _lesson(mine)
        if lines := lesson.document(mine.viewer.tenant).lines:
            known, mine.document = mine.document, None
            try:
                key = chance.choice(lines).key
                making.say_differently(viewer=mine.viewer, lesson=lesson, key=key)
            except Refused:
                mine.document = known
                raise
            mine.document = _lesson(mine).document(mine.viewer.tenant)

    def _wait_for_room(self) -> None:
        while QueueEntry.objects.count() > MOST_OPEN and not self._over.is_set():
            time.sleep(0.2)


def _lesson(written: Written) -> Lesson:
    return Lesson.objects.get(id=written.lesson_id)
