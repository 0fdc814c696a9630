"""What may be asked for when a text is to be spoken."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from synthesis.models import Job
from synthesis.saying import SayAs
from voices.dictionary.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A text to speak, in which voice and how.

    Refusals name these fields; a border whose clients know them by other names translates
    (tenants.refusal.refused_fields).
    """

    text: str
    voice: str
    """A base voice's name, or the id or name of one of the workspace's voices."""
    model: str = ""
    """The name of an engine; empty for the default one."""
    mood: str = ""
    """One of the voice's moods (synthesis.moods); empty for the default one."""
    tone: Mapping[str, float | None] = field(default_factory=dict)
    """Values for some of voices.tone.controls.CONTROLS; the others follow the defaults."""
    seed: int | None = None
    """None picks one at random."""
    interactive: bool = False
    """Somebody listens while it is made: it goes before the workspace's other jobs."""
    continuity: bool = False
    """Each sentence is spoken as the continuation of those before it."""
    purpose: Job.Purpose = Job.Purpose.TEXT
    """What is made to try something (PREVIEW) is counted as usage, and shown in no list of jobs."""
    dictionary_version: int | None = None
    """Which version of the workspace's dictionary; None for the present one."""
    pronunciations: Sequence[Entry] = ()
    """Entries for this job alone, before the dictionary's. `pronouncing.check` has passed them."""
    say_as: Sequence[SayAs] = ()
    """What certain places of the text are; `saying.placed` checks it."""
    webhook: str = ""
    """An URL that an event is sent to when the job has ended; empty for none of its own."""
    created_by: User | None = None
    api_token: uuid.UUID | None = None
