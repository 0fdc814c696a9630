"""Submitting passages: lines of text, each in a voice and tone of its own, as one job."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.models import User
from billing import notices, quota
from synthesis import storage
from synthesis.dispatch import queue
from synthesis.dispatch.wake import wake_workers
from synthesis.engines.base import EngineSpec
from synthesis.jobs import reservation
from synthesis.jobs.draft import check_plan, segment_ms
from synthesis.jobs.languages import check_languages
from synthesis.jobs.submit import noting_used_up_quota
from synthesis.models import Job, Segment
from synthesis.monitoring.admission import check_wait
from synthesis.text import DEFAULT, NONE, PlacedReadings, Reading, ReadingStyle, plan_line
from synthesis.text.placed import readings_within
from telemetry import context, tracing
from tenants.free_space import check_room
from tenants.limits import Limits, check_not_suspended, limits_of
from tenants.models import Tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One line to speak. Its voice is a usable one (voice_choice.choose), its tone in range.

    No dictionary is looked at: `readings` are all that it is to be read by.
    """

    text: str
    voice: str
    mood: str
    speed: float
    expressiveness: float
    gain_db: float
    seed: int
    readings: tuple[Reading, ...] = ()
    source: str = ""
    """What of the voice it is spoken from (voice_choice.source_name): this or nothing."""
    free: bool = False
    """Its audio is not counted."""
    style: ReadingStyle = DEFAULT
    """How it is read; all passages of a job have the same."""
    language: str = "en"
    """That of what stands around it, which decides where it has no words."""

    def segments(self) -> list[Segment]:
        """Its segments, of no job yet, in order; none where there are no words in it."""
        pronunciations = PlacedReadings(self.text, self.readings, NONE)
        segments: list[Segment] = []
        plans = plan_line(self.text, pronunciations, self.style, self.language)
        for number, (start, planned) in enumerate((each.start, each.segment) for each in plans):
            segments.append(
                Segment(
                    text=planned.text,
                    language=planned.language,
                    estimate_ms=segment_ms(self.speed, planned),
                    voice=self.voice,
                    mood=self.mood,
                    speed=self.speed,
                    expressiveness=self.expressiveness,
                    gain_db=self.gain_db,
                    seed=self.seed + number,
                    source=self.source,
                    readings=[
                        asdict(each)
                        for each in readings_within(self.readings, start, start + len(planned.text))
                    ],
                    free=self.free,
                )
            )
        return segments


@dataclass(frozen=True, slots=True)
class Submitted:
    """A job, and for each of its passages in order: its first segment, and how many it has."""

    job: Job
    ranges: list[tuple[int, int]]


def submit_passages(
    *,
    tenant: Tenant,
    engine: EngineSpec,
    passages: Sequence[Passage],
    purpose: Job.Purpose = Job.Purpose.LESSON,
    interactive: bool = False,
    created_by: User | None = None,
    api_token: uuid.UUID | None = None,
) -> Submitted:
    """Queue the first passages that fit into the quota, as one job: as many whole ones as do.

    Every passage must have words. Raises Refused: not even the first one fits (402), the plan
    lacks the engine, which lacks a language of theirs, the workspace is suspended, or too many of
    its jobs are unfinished; an interactive one also where it would wait too long for its turn. Runs
    in the tenant's schema.
    """
    limits = limits_of(tenant)
    check_not_suspended(limits)
    check_room()
    check_plan(limits, engine, streamed=False)
    if interactive:
        check_wait(tenant=tenant, limits=limits, engine=engine.name)
    planned = [passage.segments() for passage in passages]
    check_languages(engine, (each.text for segments in planned for each in segments))
    first = passages[0]
    if any(passage.style != first.style for passage in passages):
        raise ValueError("the passages of a job are read in one style")
    job = Job(
        engine=engine.name,
        voice=first.voice,
        input="",  # each segment has its text
        mood=first.mood,
        speed=first.speed,
        expressiveness=first.expressiveness,
        gain_db=first.gain_db,
        seed=first.seed,
        interactive=interactive,
        purpose=purpose,
        sample_rate=engine.sample_rate,
        reading_style=first.style.chosen() or None,
        created_by=created_by,
        api_token=api_token,
        traceparent=tracing.carried(),
        request_id=context.asked_by(),
    )
    with noting_used_up_quota(tenant, limits, job.spender), transaction.atomic():
        fitting = _first_that_fit(tenant, limits, job, planned)
        segments, ranges = _numbered(job, fitting)
        job.segments_total = len(segments)
        job.usage_day = reservation.reserve(
            tenant=tenant, limits=limits, job=job, segments=segments
        )
        job.save(force_insert=True)
        Segment.objects.bulk_create(segments)
        queue.enqueue(
            engine=job.engine,
            tenant=tenant,
            limits=limits,
            job_id=job.id,
            interactive=job.interactive,
            estimates_ms=[segment.estimate_ms for segment in segments],
        )
        queue.check_room(tenant=tenant, limits=limits)
        if len(fitting) < len(planned):
            status = quota.quota_status(tenant, limits, job.usage_day, job.spender)
            notices.note(tenant, status, stopped=True)
        # Last: a rollback leaves no folder behind. A crash right here leaves an empty one.
        storage.prepare(storage.job_audio(tenant, job))
        transaction.on_commit(lambda: wake_workers(job.engine))
    return Submitted(job, ranges)


def _first_that_fit(
    tenant: Tenant, limits: Limits, job: Job, planned: list[list[Segment]]
) -> list[list[Segment]]:
    """The first passages whose estimates fit; the first one always, for `reserve` to refuse."""
    day = quota.open_today(tenant)
    left_ms = quota.quota_status(tenant, limits, day, job.spender).left_ms
    for number, segments in enumerate(planned):
        left_ms -= sum(segment.estimate_ms for segment in segments if not segment.free)
        if left_ms < 0:
            return planned[: max(1, number)]
    return planned


def _numbered(
    job: Job, planned: list[list[Segment]]
) -> tuple[list[Segment], list[tuple[int, int]]]:
    numbered: list[Segment] = []
    ranges: list[tuple[int, int]] = []
    for segments in planned:
        ranges.append((len(numbered), len(segments)))
        for segment in segments:
            segment.job, segment.index = job, len(numbered)
            numbered.append(segment)
    return numbered, ranges
