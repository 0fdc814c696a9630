"""What may happen to a lesson, for tests of what must hold whatever does."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db.models import F
from hypothesis import strategies as st

from accounts.actor import Actor
from lessons.access import Viewer
from lessons.document import Document, Line
from lessons.models import Lesson, LineTake
from lessons.patch import Patch
from lessons.services import documents, making, upkeep
from lessons.services import states as line_states
from synthesis import pronouncing
from synthesis.dispatch import queue
from synthesis.dispatch.models import Lease
from synthesis.jobs.claimed_segment import start_segment
from synthesis.jobs.outcomes import giving_up
from synthesis.jobs.outcomes.finish import finish_segment
from synthesis.models import Job, Segment
from synthesis.tasks import sweep
from synthesis.text import Reading
from tests.lessons.conftest import make_all
from voices import purge
from voices.access import closed_to
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.dictionary.models import Pronunciation
from voices.models import Take, Voice, VoiceConditioning
from voices.sharing import share
from voices.tone.services import set_defaults

TEXTS = ["One line.", "Another line.", "好的。", "🙂"]
MS_LIN = "Ms. Lin"
VOICES = ["", "zf_xiaobei", MS_LIN]
MOODS = ["", "neutral", "happy"]
AS_READ = Reading(0, 3, "ipa", "wˈʌn")
"""Says "One" as the engine does anyway, and so changes nothing."""
READINGS = [(), (AS_READ,), (Reading(0, 3, "respelling", "won ton"),)]
ENTRIES = [("line", "lion"), ("line", "lane"), ("another", "an other"), ("absent", "present")]
PEOPLE = ("alice", "carol")
AT = st.integers(0, 4)
PERSON = st.sampled_from(PEOPLE)
EDITS = [
    st.tuples(st.just("edit"), AT, st.sampled_from(TEXTS), st.sampled_from(VOICES)),
    st.tuples(st.just("insert"), AT, st.sampled_from(TEXTS)),
    st.tuples(st.just("delete"), AT),
    st.tuples(st.just("undo")),
    st.tuples(st.just("read"), AT, st.sampled_from(READINGS)),
    st.tuples(st.just("speak"), AT, st.sampled_from(["", "Anna", "Ben"])),
    st.tuples(st.just("cast"), st.sampled_from(["Anna", "Ben"]), st.sampled_from(VOICES)),
    st.tuples(st.just("feel"), AT, st.sampled_from(MOODS)),
    st.tuples(st.just("pace"), AT, st.sampled_from([None, 1.0, 1.5])),
    st.tuples(st.just("feel all"), st.sampled_from(MOODS)),
]
MAKING = [
    st.tuples(st.just("make"), AT, PERSON),
    st.tuples(st.just("work"), st.integers(1, 6)),
    st.tuples(st.just("kill")),
    st.tuples(st.just("stop")),
    st.tuples(st.just("fail")),
    st.tuples(st.just("again"), AT),
    st.tuples(st.just("tidy")),
]
AROUND = [
    st.tuples(st.just("teach"), st.sampled_from(ENTRIES)),
    st.tuples(st.just("forget")),
    st.tuples(st.just("tone"), st.sampled_from([1.0, 1.3])),
    st.tuples(st.just("share"), st.sampled_from(["everybody", "holder"])),
    st.tuples(st.just("record"), st.sampled_from(["neutral", "happy"])),
    st.tuples(st.just("end"), st.sampled_from(["withdrawn", "deleted"])),
]
ACTS = st.one_of(*EDITS, *MAKING, *AROUND)
LEAVING_READY = {"make", "work", "kill", "stop", "fail", "tidy", "share", "end"}
"""Acts after which lines that were ready are as they were."""
EDITING = {"edit", "undo", "read", "speak", "cast", "pace", "feel", "feel all"}


@dataclass
class Story:
    """A lesson of Alice's, which Carol may change as well, and what has been seen of it."""

    lesson: Lesson
    people: dict[str, Viewer]
    voice: Voice
    before: list[Document] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    """The keys of lines that could be played once."""
    counted: dict[tuple[str, int, int], int] = field(default_factory=dict)
    """The milliseconds of every segment that was ever made and is counted."""
    digests: dict[tuple, str] = field(default_factory=dict)
    """The name that each sound had, by all that the engine would get."""
    states: Sequence[line_states.LineState] = ()
    """As they were when they were checked last."""

    @property
    def alice(self) -> Viewer:
        return self.people["alice"]

    @property
    def ready(self) -> dict[str, str]:
        """What plays of the lines that are as they should be, by their keys."""
        return {each.key: each.playing for each in self.states if each.state == "ready"}

    @property
    def document(self) -> Document:
        return self.lesson.document(self.alice.tenant)


def happen(story: Story, act: str, how: list) -> None:
    """Let this act of ACTS happen. Raises Refused where it can't."""
    if act in ("work", "kill", "stop", "fail", "tidy"):
        _happen_to_work(story, act, how)
    elif act in ("teach", "forget", "tone", "share", "record", "end"):
        _change_around(story, act, how)
    elif act == "cast":
        _keep(story)
        set_voice(story, *how)
    elif act == "feel all":
        own = replace(story.document.settings, mood=how[0])
        _save(story, settings=own)
    elif act == "insert":
        added = Line(key=documents.new_key(), text=how[1])
        keys = [each.key for each in story.document.lines]
        keys.insert(how[0], added.key)
        _save(story, upsert=(added,), order=tuple(keys))
    elif act == "undo":
        _undo(story)
    elif lines := story.document.lines:
        _change_line(story, lines[how[0] % len(lines)], act, how[1:])


def _happen_to_work(story: Story, act: str, how: list) -> None:
    tenant = story.alice.tenant
    if act == "work":
        make_all(tenant, most=how[0])
    elif act == "kill":
        # The worker dies with a segment; when it comes back to life, it is too late.
        claim = queue.claim(engine="kokoro", worker="dead")
        if claim is not None:
            start_segment(claim=claim)
            Lease.objects.update(leased_until=F("leased_until") - timedelta(hours=1))
            sweep()
            try:
                finish_segment(claim=claim, audio_ms=500)
            except queue.LeaseLost:
                return
            raise AssertionError("a segment was finished without a lease")
    elif act == "stop":
        making.stop(tenant=tenant, lesson=story.lesson)
    elif act == "tidy":
        # As much later as takes and sounds are kept.
        long = timedelta(days=40)
        LineTake.objects.update(had_at=F("had_at") - long)
        Job.objects.exclude(status__in=Job.OPEN).update(created_at=F("created_at") - long)
        upkeep.tidy_up(tenant=tenant)
    elif segment := Segment.objects.filter(job__status__in=Job.OPEN, finished_at=None).first():
        indexes = [segment.index]
        code = "synthesis_failed"
        giving_up.give_up(tenant=tenant, job_id=segment.job_id, indexes=indexes, code=code)


def _change_around(story: Story, act: str, how: list) -> None:
    tenant = story.alice.tenant
    if act == "teach":
        [(word, said)] = how
        entry = Entry(word, "respelling", said)
        known = {row.word: row.id for row in Pronunciation.objects.current()}
        dictionary.put(
            entry=entry, check=pronouncing.check, by=Actor(), instead_of=known.get(word, "")
        )
    elif act == "forget":
        dictionary.restore(number=0, by=Actor())
    elif act == "tone":
        set_defaults(voice="", values={"speed": how[0]})
    elif voice := Voice.objects.filter(id=story.voice.id, status=Voice.Status.READY).first():
        if act == "share":
            share(tenant=tenant, voice=voice, usable_by=how[0], by=Actor())
        elif act == "record":
            record(tenant, voice, how[0])
        elif how[0] == "withdrawn":
            purge.revoke(tenant=tenant, consent_id=voice.consent_id, by=Actor())
        else:
            purge.purge_for_good(tenant=tenant, voice_id=voice.id)


def _change_line(story: Story, line: Line, act: str, how: list) -> None:
    changed = line
    if act == "edit":
        changed = replace(line, text=how[0], voice=_named(story, how[1]), readings=())
    elif act == "read" and line.text.startswith("One"):
        changed = replace(line, readings=how[0])
    elif act == "speak":
        changed = replace(line, speaker=how[0])
    elif act == "pace":
        changed = replace(line, speed=how[0])
    elif act == "feel":
        changed = replace(line, mood=how[0])
    elif act == "delete":
        return _save(story, delete=(line.key,))
    elif act == "make":
        return _make(story, line.key, story.people[how[0]])
    elif act == "again":
        return _again(story, line.key)
    return _save(story, upsert=(changed,))


def _make(story: Story, start: str, who: Viewer) -> None:
    segments = Segment.objects.filter(voice=story.voice.id)
    before = segments.count()
    making.make(viewer=who, lesson=story.lesson, start=start)
    if closed_to(who.user, [story.voice.id]):
        assert segments.count() == before, "made in a voice that is not shared with them"


def _again(story: Story, key: str) -> None:
    story.before.append(story.document)
    making.say_differently(viewer=story.alice, lesson=story.lesson, key=key)


def _undo(story: Story) -> None:
    then = story.before.pop() if len(story.before) > 1 else story.before[0]
    kept = {each.key for each in then.lines}
    gone = tuple(each.key for each in story.document.lines if each.key not in kept)
    order = tuple(each.key for each in then.lines)
    _patch(story, upsert=then.lines, delete=gone, order=order, settings=then.settings)


def set_voice(story: Story, speaker: str, voice: str) -> None:
    """Give a speaker of the lesson one of VOICES."""
    own = story.document.settings
    speakers = {**own.speakers, speaker: _named(story, voice)}
    _patch(story, settings=replace(own, speakers=speakers))


def _named(story: Story, voice: str) -> str:
    return story.voice.id if voice == MS_LIN else voice


def _save(story: Story, **changes) -> None:
    _keep(story)
    _patch(story, **changes)


def _keep(story: Story) -> None:
    story.before.append(story.document)


def _patch(story: Story, **changes) -> None:
    patch = Patch(story.lesson.revision, **changes)
    documents.save(viewer=story.alice, lesson_id=story.lesson.id, patch=patch)
    story.lesson.refresh_from_db()


def record(tenant, voice: Voice, mood: str) -> None:
    """Another recording of the voice, which the engine can speak from at once."""
    take = Take.objects.create(voice=voice, mood=mood, status="ready", seconds=8)
    row = VoiceConditioning(voice=voice, take=take, engine="kokoro")
    first = VoiceConditioning.objects.filter(voice=voice).first()
    row.sealed = tenant.seal(tenant.unseal(first.sealed, about=first.about), about=row.about)
    row.save()
