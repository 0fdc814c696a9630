"""A text as a job that is not kept yet: checked, planned and estimated."""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Required, TypedDict

from django.utils.translation import gettext as _

from accounts.models import User
from synthesis import emotions, pronouncing, voice_choice
from synthesis.aigc.notice import with_notice
from synthesis.models import Job, Segment
from synthesis.text import SegmentPlan, plan
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.dictionary import services as dictionary
from voices.dictionary.entry import Entry
from voices.tone.services import notice, tone_for
from webhooks.destinations import check_url


class Asked(TypedDict, total=False):
    """What may be asked for: the arguments of `draft`, for those who pass them on."""

    text: Required[str]
    voice: Required[str]
    model: str
    tone: Mapping[str, float | None] | None
    emotion: str
    seed: int | None
    interactive: bool
    created_by: User | None
    api_token: uuid.UUID | None
    webhook: str
    text_param: str
    pronunciations: Sequence[Entry]
    is_preview: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A job and its segments, in order; neither is in the database."""

    job: Job
    segments: list[Segment]

    @property
    def audio_ms(self) -> int:
        """The estimated length of all audio."""
        return sum(segment.estimate_ms for segment in self.segments)


def draft(
    *,
    tenant: Tenant,
    limits: Limits,
    text: str,
    voice: str,
    model: str = "",
    tone: Mapping[str, float | None] | None = None,
    emotion: str = "",
    seed: int | None = None,
    interactive: bool = False,
    created_by: User | None = None,
    api_token: uuid.UUID | None = None,
    webhook: str = "",
    text_param: str = "input",
    pronunciations: Sequence[Entry] = (),
    is_preview: bool = False,
) -> Draft:
    """Plan a text. Reads the workspace's voices, tone and dictionary, and writes nothing.

    It is read by the dictionary as it is now, whatever becomes of that; `pronunciations` (entries
    that `pronouncing.check` has passed) come before it, for this job alone. `model` names an
    engine; without it the default one speaks. A preview is a job that no list shows.

    `tone` holds what is asked for of voices.tone.controls.CONTROLS; the rest is as the voice's
    and the workspace's defaults are, and so is the `emotion`, one of those that the voice has.
    Raises Refused: the text is empty or too long, the voice is unknown, not ready or without that
    emotion, a control is out of range, or the webhook is no address to send to.
    """
    if len(text) > limits.max_characters:
        message = _("The text has %(length)s characters; your plan takes %(max)s at a time.")
        figures = {"length": len(text), "max": limits.max_characters}
        raise Refused("text_too_long", message % figures, param=text_param)
    version = dictionary.latest()
    book = pronouncing.dictionary_of(tenant, version).with_first(pronunciations)
    planned = plan(text, book)
    if not planned:
        message = _("There is nothing to say in this text: it has no words.")
        raise Refused("nothing_to_speak", message, param=text_param)
    planned = with_notice(planned, notice())
    spec = voice_choice.engine_spec(model)
    _check_plan(limits, engine=spec.name, sample_rate=spec.sample_rate, streamed=interactive)
    chosen_voice = voice_choice.choose(voice, engine=spec)
    job = Job(
        engine=spec.name,
        voice=chosen_voice,
        input=text,
        **asdict(tone_for(voice=chosen_voice, asked=tone or {})),
        mood=emotions.emotion_for(voice=chosen_voice, engine=spec, asked=emotion),
        seed=random.getrandbits(31) if seed is None else seed,
        dictionary_version=version,
        pronunciations=[asdict(entry) for entry in pronunciations],
        interactive=interactive,
        is_preview=is_preview,
        sample_rate=spec.sample_rate,
        segments_total=len(planned),
        created_by=created_by,
        api_token=api_token,
        webhook=webhook and check_url(webhook, param="webhook"),
    )
    segments = [_segment(job, index, each) for index, each in enumerate(planned)]
    segments[-1].estimate_ms -= segments[-1].pause_ms
    segments[-1].pause_ms = 0  # nothing follows
    return Draft(job, segments)


def _check_plan(limits: Limits, *, engine: str, sample_rate: int, streamed: bool) -> None:
    if streamed and not limits.streaming:
        message = _(
            "Your plan has no streaming: submit the text as a job, and fetch the audio when it "
            "is made."
        )
        raise Refused("streaming_not_in_plan", message, status=402)
    if limits.engines and engine not in limits.engines:
        message = _("Your plan does not hold the engine “%(engine)s”.") % {"engine": engine}
        raise Refused("engine_not_in_plan", message, param="model", status=402)
    if sample_rate > limits.max_sample_rate:
        message = _("This engine speaks at %(rate)s Hz; your plan goes up to %(max)s Hz.")
        figures = {"rate": sample_rate, "max": limits.max_sample_rate}
        raise Refused("sample_rate_not_in_plan", message % figures, param="model", status=402)


def segment_ms(job: Job, planned: SegmentPlan, pause_ms: int) -> int:
    """The estimated length of a segment at the job's speed, with the pause after it."""
    return max(1, round(planned.estimate_ms / job.speed)) + pause_ms


def _segment(job: Job, index: int, planned: SegmentPlan) -> Segment:
    pause_ms = job.paragraph_pause_ms if planned.ends_paragraph else job.sentence_pause_ms
    return Segment(
        job=job,
        index=index,
        text=planned.text,
        language=planned.language,
        estimate_ms=segment_ms(job, planned, pause_ms),
        pause_ms=pause_ms,
    )
