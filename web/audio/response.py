"""Responses that carry a job's audio, for pages and REST alike."""

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Callable

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from accounts.request import TenantRequest, TokenRequest
from rest.numbers import LARGEST_BIGINT, whole_number
from synthesis import kept_files, storage
from synthesis.aigc.producer import HEADER, producer, tags_for
from synthesis.content_credentials.files import origin_of
from synthesis.encode import FORMATS, AudioFormat, StreamEncoder
from synthesis.jobs.history import check_audio_kept
from synthesis.jobs.outcomes.ending import cancel
from synthesis.models import Job
from synthesis.monitoring import counters
from synthesis.storage import JobAudio
from synthesis.streaming.stream import BrokenOff, MadeDifferently, follow
from tenants.context import in_tenant
from tenants.limits import Limits
from tenants.models import Tenant
from tenants.refusal import Refused
from voices.tone.services import max_sample_rate
from web.audio.listener import Listener
from web.audio.revalidation import etag, revalidated, unchanged
from web.audio.speech_events import Heard, as_speech_events
from web.audio.whole_file import kept_response

log = logging.getLogger(__name__)

SHA256 = re.compile(r"\A[0-9a-f]{64}\Z")
RATES = (8_000, 16_000, 22_050, 24_000, 44_100, 48_000)


def chosen_format(name: str) -> AudioFormat:
    """The format of that name. Raises Refused, with the field `format`."""
    if name not in FORMATS:
        message = _("There is no format “%(name)s”; there are: %(known)s.")
        figures = {"name": name[:20], "known": ", ".join(FORMATS)}
        raise Refused("unknown_format", message % figures, param="format")
    return FORMATS[name]


def chosen_rate(text: str | None, audio_format: AudioFormat, limits: Limits) -> int | None:
    """The sample rate in Hz that a query asks for; None for the audio's own. Raises Refused."""
    if text is None:
        return None
    carried = [rate for rate in (audio_format.rates or RATES) if rate in RATES]
    rate = whole_number(text, most=max(RATES))
    if rate is None or rate not in carried:
        message = _("The sample rate must be one of %(known)s.")
        known = ", ".join(map(str, carried))
        raise Refused("invalid_value", message % {"known": known}, param="sample_rate")
    if rate > limits.max_sample_rate:
        raise _too_high(limits.max_sample_rate)
    return rate


def allowed_rate(audio_format: AudioFormat, rate: int, limits: Limits) -> int:
    """`rate` in Hz, or the plan's highest for formats whose header states the rate.

    Raises Refused for raw samples above the plan: a program would play them too fast.
    """
    most = limits.max_sample_rate
    if rate > most and not audio_format.taggable:
        raise _too_high(most)
    return audio_format.rate_within(rate, most) or rate


def _too_high(most: int) -> Refused:
    message = _("Your plan gives out audio of up to %(most)s Hz.") % {"most": most}
    return Refused("sample_rate_too_high", message, param="sample_rate", status=402)


def audio_of(
    request: TenantRequest | TokenRequest,
    job: Job,
    audio_format: AudioFormat,
    *,
    out_rate: int | None = None,
) -> HttpResponseBase:
    """The whole file of a completed job, or a stream of one that is still being made.

    With `from_segment` and `from_byte` in the query a client resumes a stream that broke off. A
    segment that was being made may have been made again since, with other bytes: `sha256`, of all
    that the client has, makes sure that `from_byte` follows on it. A whole file supports `Range`.
    Raises Refused when the job ended without its audio.
    """
    tenant = request.tenant
    check_audio_kept(job)
    from_segment = _whole_number(request, "from_segment", job.segments_total - 1)
    from_byte = _whole_number(request, "from_byte", LARGEST_BIGINT)
    if not job.is_open and job.status != Job.Status.COMPLETED:
        message = _("The audio is not complete: the job is %(status)s.")
        status = job.get_status_display()
        raise Refused("job_not_completed", message % {"status": status}, status=409)
    if job.is_open or from_segment is not None or from_byte is not None:
        return stream(
            tenant,
            job,
            audio_format,
            out_rate=out_rate,
            from_segment=from_segment or 0,
            from_byte=from_byte or 0,
            begins=_begins(request),
        )
    audio = storage.job_audio(tenant, job)
    tag = etag(
        audio,
        range(audio.segments),
        audio_format,
        out_rate_for(audio_format, out_rate, job.sample_rate),
    )
    if answer := unchanged(request, tag):
        return answer
    return whole(request, tenant, job, audio_format, out_rate=out_rate, tag=tag)


def stream(
    tenant: Tenant,
    job: Job,
    audio_format: AudioFormat,
    *,
    out_rate: int | None = None,
    from_segment: int = 0,
    from_byte: int = 0,
    begins: str = "",
    as_events: bool = False,
    listener: Listener | None = None,
) -> StreamingHttpResponse:
    """The job's audio while it is being made; `as_events` gives Server-Sent Events.

    With `from_byte`, `begins` is the SHA-256 of the bytes before it, in hexadecimal: where the
    stream does not begin with those by now, it breaks off before its first byte.
    With `listener`, the job is cancelled when the client disconnects before it has all of it.

    Everything is read from the database before the first byte: the body is async, and async code
    must not touch the ORM.
    """

    heard = Heard(job.sample_rate)
    body = encoded_audio(
        tenant,
        job,
        audio_format,
        out_rate=out_rate,
        from_segment=from_segment,
        listener=listener,
        heard=heard,
    )
    if from_byte:
        body = _without_first(body, from_byte, begins)
    if as_events:
        response = StreamingHttpResponse(as_speech_events(body, heard, characters=len(job.input)))
        return _described(response, job, "text/event-stream")
    return _described(StreamingHttpResponse(body), job, audio_format.content_type, audio_format)


def encoded_audio(
    tenant: Tenant,
    job: Job,
    audio_format: AudioFormat,
    *,
    out_rate: int | None = None,
    from_segment: int = 0,
    listener: Listener | None = None,
    heard: Heard | None = None,
) -> AsyncIterator[bytes]:
    """The bytes of `stream`, as they are made; `heard` counts the PCM that they are made of. All
    queries are done before this returns."""
    audio = storage.job_audio(tenant, job)
    encoder = encoder_of(job, audio_format, out_rate)
    if listener:
        listener.when_gone(cancelling(tenant, job))
    return _encoded(audio, encoder, from_segment, listener, heard or Heard(job.sample_rate))


def cancelling(tenant: Tenant, job: Job) -> Callable[[], None]:
    """What stops a job whose client has gone."""

    def give_up() -> None:
        with in_tenant(tenant):
            cancel(tenant=tenant, job_id=job.id)

    return give_up


def encoder_of(job: Job, audio_format: AudioFormat, out_rate: int | None) -> StreamEncoder:
    """What encodes and labels a job's audio, at `out_rate` in Hz as far as the plan allows."""
    return StreamEncoder(
        audio_format,
        sample_rate=job.sample_rate,
        out_rate=out_rate_for(audio_format, out_rate, job.sample_rate),
        tags=tags_for(job.id, audio_format),
    )


def whole(
    request: HttpRequest,
    tenant: Tenant,
    job: Job,
    audio_format: AudioFormat,
    *,
    out_rate: int | None,
    tag: str,
) -> HttpResponseBase:
    """The file of a finished job, with its true length in header and answer; or a range of it.

    `tag` is the ETag of what it is made of. It is encoded and signed once, and kept.
    """
    audio = storage.job_audio(tenant, job)
    response = kept_response(
        request,
        audio_format,
        (storage.segment_pcm(audio, index) for index in range(audio.segments)),
        sample_rate=job.sample_rate,
        out_rate=out_rate_for(audio_format, out_rate, job.sample_rate),
        produce_id=job.id,
        tag=tag,
        kept=kept_files.kept_file(audio, tag.strip('"'), audio_format),
        origin=lambda: origin_of(job.id, [(job, None)]),
    )
    if not isinstance(response, StreamingHttpResponse):
        return response  # there is no such range
    described = _described(response, job, audio_format.content_type, audio_format)
    return revalidated(described, response["ETag"])


def out_rate_for(audio_format: AudioFormat, requested: int | None, sample_rate: int) -> int | None:
    """The rate in Hz to encode audio of `sample_rate` at, within the workspace's limit; None for
    its own."""
    within = audio_format.rate_within(requested or sample_rate, max_sample_rate())
    return requested if within is None else within


def _whole_number(request: HttpRequest, name: str, largest: int) -> int | None:
    text = request.GET.get(name)
    if text is None:
        return None
    number = whole_number(text, most=largest)
    if number is None:
        message = _("“%(name)s” must be a whole number within the job.") % {"name": name}
        raise Refused("invalid_value", message, param=name)
    return number


def _begins(request: HttpRequest) -> str:
    """The SHA-256 of what the client has, in lower-case hexadecimal; "" for none."""
    text = request.GET.get("sha256", "").lower()
    if text and not SHA256.match(text):
        message = _("“sha256” must have 64 hexadecimal digits.")
        raise Refused("invalid_value", message, param="sha256")
    return text


def _described(
    response: StreamingHttpResponse,
    job: Job,
    content_type: str,
    audio_format: AudioFormat | None = None,
) -> StreamingHttpResponse:
    response["Content-Type"] = content_type
    if audio_format:
        name = f"{job.id}.{audio_format.extension}"
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Accel-Buffering"] = "no"
    response["x-lectern-job"] = job.id
    # Raw samples have no metadata to put the label in.
    response[HEADER] = producer().label(job.id)
    return response


async def _encoded(
    audio: JobAudio,
    encoder: StreamEncoder,
    from_segment: int,
    listener: Listener | None,
    heard: Heard,
) -> AsyncIterator[bytes]:
    try:
        async for pcm in follow(audio, first_segment=from_segment):
            heard.pcm_bytes += len(pcm)
            # A segment takes tens of milliseconds to encode: not on the event loop.
            if data := await asyncio.to_thread(encoder.write, pcm):
                yield data
        yield encoder.close()
        if listener:
            listener.has_all()
    except BrokenOff as ended:
        # Raising breaks the connection off, which is how a client learns that audio is missing.
        log.info("stream of %s broken off: %s", audio.job_id, ended)
        counters.BROKEN_STREAMS.labels(ended.reason).inc()
        raise


async def _without_first(
    body: AsyncIterator[bytes], count: int, begins: str
) -> AsyncIterator[bytes]:
    """What follows on the first `count` bytes. Raises MadeDifferently where `begins` is not their
    SHA-256, or where there are fewer: the client has something else."""
    passed = hashlib.sha256()
    async for data in body:
        skipped, rest = data[:count], data[count:]
        passed.update(skipped)
        count -= len(skipped)
        if count == 0 and begins:
            if passed.hexdigest() != begins:
                raise MadeDifferently("what the client has is not how the stream begins")
            begins = ""
        if rest:
            yield rest
    if begins:
        raise MadeDifferently("the client has more than there is")
