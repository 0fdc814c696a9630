"""A text as a job that is not kept yet: checked, planned and estimated."""

import random
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from outgoing.destinations import check_url
from synthesis import moods, pronouncing, reading_style, saying, voice_choice
from synthesis.aigc.notice import with_notice
from synthesis.engines.base import EngineSpec
from synthesis.jobs.languages import check_languages
from synthesis.jobs.order import Order
from synthesis.models import Job, Segment
from synthesis.text import PlacedReadings, Reading, ReadingStyle, SegmentPlan, plan
from synthesis.text.plan import without_controls
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused, refused_fields
from voices.dictionary import services as dictionary
from voices.tone.services import notice, tone_for


@dataclass(frozen=True, slots=True)
class Draft:
    """A job and its segments, in order; neither is in the database."""

    job: Job
    segments: list[Segment]

    @property
    def audio_ms(self) -> int:
        """The estimated length of all audio."""
        return sum(segment.estimate_ms for segment in self.segments)


def draft(*, tenant: Tenant, limits: Limits, order: Order) -> Draft:
    """Plan a text. Reads the workspace's voices, tone and dictionary, and writes nothing.

    The dictionary is fixed at the version that is asked for, else at its present one, whatever
    changes in it later.

    Raises Refused: the text is empty or too long, the voice is unknown, not ready, not shared with
    who submits it or without that mood, a control is out of range, the engine lacks a language of
    the text, the plan lacks something, or the webhook's address is one that nothing may be sent to.
    """
    dictionary_version = (
        dictionary.latest() if order.dictionary_version is None else order.dictionary_version
    )
    style = reading_style.style_of(tenant)
    segment_plans = _segment_plans(tenant, limits, order, dictionary_version, style)
    engine = voice_choice.engine_spec(order.model)
    check_plan(limits, engine, streamed=order.interactive)
    if order.continuity and not engine.continues:
        message = _("The model “%(model)s” speaks each sentence by itself.")
        raise Refused(
            "continuity_not_of_model", message % {"model": engine.name}, param="continuity"
        )
    check_languages(engine, (planned.text for planned in segment_plans))
    voice = voice_choice.choose(order.voice, engine=engine)
    voice_choice.check_use(voice, order.created_by)
    job = Job(
        engine=engine.name,
        voice=voice,
        input=order.text,
        **asdict(tone_for(voice=voice, asked=order.tone)),
        mood=moods.mood_for(voice=voice, engine=engine, asked=order.mood),
        seed=random.getrandbits(31) if order.seed is None else order.seed,
        dictionary_version=dictionary_version,
        pronunciations=[asdict(entry) for entry in order.pronunciations],
        reading_style=style.chosen() or None,
        interactive=order.interactive,
        continuity=order.continuity,
        purpose=order.purpose,
        sample_rate=engine.sample_rate,
        segments_total=len(segment_plans),
        created_by=order.created_by,
        api_token=order.api_token,
        webhook=_checked_webhook(order.webhook),
    )
    return Draft(job, _segments(job, segment_plans))


def segment_ms(speed: float, planned: SegmentPlan, pause_ms: int = 0) -> int:
    """The estimated length of a segment at a speed, with the pause after it."""
    return max(1, round(planned.estimate_ms / speed)) + pause_ms


def _segment_plans(
    tenant: Tenant, limits: Limits, order: Order, dictionary_version: int, style: ReadingStyle
) -> list[SegmentPlan]:
    """The text cut into segments, with the workspace's spoken notice. Raises Refused."""
    if len(order.text) > limits.max_characters:
        message = _("The text has %(length)s characters; your plan takes %(max)s at a time.")
        figures = {"length": len(order.text), "max": limits.max_characters}
        raise Refused("text_too_long", message % figures, param="text")
    pronunciations = pronouncing.dictionary_of(tenant, dictionary_version)
    pronunciations = pronunciations.with_first(order.pronunciations)
    if readings := saying.placed(order.text, order.say_as, style):
        text = without_controls(order.text)
        pronunciations = PlacedReadings(text, readings, pronunciations)
    segment_plans = plan(order.text, pronunciations, style)
    if not segment_plans:
        message = _("There is nothing to say in this text: it has no words.")
        raise Refused("nothing_to_speak", message, param="text")
    return with_notice(segment_plans, notice())


def check_plan(limits: Limits, engine: EngineSpec, *, streamed: bool) -> None:
    """Raises Refused (402) where the workspace's plan lacks what is asked for."""
    if streamed and not limits.streaming:
        message = _(
            "Your plan has no streaming: submit the text as a job, and fetch the audio when it "
            "is made."
        )
        raise Refused("streaming_not_in_plan", message, status=402)
    if limits.engines and engine.name not in limits.engines:
        message = _("Your plan does not hold the engine “%(engine)s”.") % {"engine": engine.name}
        raise Refused("engine_not_in_plan", message, param="model", status=402)
    if engine.sample_rate > limits.max_sample_rate:
        message = _("This engine speaks at %(rate)s Hz; your plan goes up to %(max)s Hz.")
        figures = {"rate": engine.sample_rate, "max": limits.max_sample_rate}
        raise Refused("sample_rate_not_in_plan", message % figures, param="model", status=402)


def _checked_webhook(url: str) -> str:
    with refused_fields(url="webhook"):
        return check_url(url) if url else ""


def _segments(job: Job, segment_plans: list[SegmentPlan]) -> list[Segment]:
    segments = [_segment(job, index, each) for index, each in enumerate(segment_plans)]
    last = segments[-1]
    last.estimate_ms -= last.pause_ms
    last.pause_ms = 0  # nothing follows
    return segments


def _segment(job: Job, index: int, planned: SegmentPlan) -> Segment:
    pause_ms = job.paragraph_pause_ms if planned.ends_paragraph else job.sentence_pause_ms
    return Segment(
        job=job,
        index=index,
        text=planned.text,
        language=planned.language,
        estimate_ms=segment_ms(job.speed, planned, pause_ms),
        pause_ms=pause_ms,
        readings=[asdict(each) for each in _placed_in(planned)],
    )


def _placed_in(planned: SegmentPlan) -> tuple[Reading, ...]:
    own = planned.pronunciations
    return own.readings if isinstance(own, PlacedReadings) else ()
