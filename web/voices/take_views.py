"""Pages: another recording of a voice, its transcript, its deletion."""

from io import BytesIO

import numpy as np
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actor import actor_of
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from idempotency.pages import sent_once
from synthesis.encode import encode_file
from tenants.refusal import Refused
from voices import slots, storage, takes
from voices.access import Action, viewer_of
from voices.decode import SAMPLE_RATE
from voices.enrolment.intake import read_upload
from voices.models import Mood, Take, Voice
from web.voices.forms import ReadingForm, RecordingForm, TranscriptForm
from web.voices.passages import PASSAGES
from web.voices.reading import clip_limits, initial, place_refusal, reading_context, reading_of


@require_http_methods(["GET", "POST"])
@sent_once
def new_take(request: TenantRequest, slug: str, voice_id: str) -> HttpResponse:
    """Record again, or in another mood; a voice without consent needs a new statement."""
    voice = get_object_or_404(Voice.objects.select_related("consent"), id=voice_id)
    viewer_of(request).check(voice, Action.CHANGE)
    reading = takes.needs_statement(tenant=request.tenant, voice=voice)
    given = initial(request)
    if voice.consent:
        given |= {"person": voice.consent.person, "language": voice.consent.language}
        given["speaker_email"] = voice.consent.speaker_email
    given["own_voice"] = voice.speaker_id == request.user.id
    kind = ReadingForm if reading else RecordingForm
    form = kind(request.POST or None, request.FILES or None, initial=given if reading else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _add(request, voice, form, reading=reading)
            except Refused as refusal:
                place_refusal(form, refusal)
            else:
                return redirect("workspace:voice", slug=slug, voice_id=voice.id)
    context = (
        reading_context(request, form)
        if reading
        else {
            "form": form,
            "passages": PASSAGES,
            **clip_limits(),
        }
    )
    full = voice.status == Voice.Status.FAILED and slots.are_full(request.limits)
    context |= {
        "voice": voice,
        "reading": reading,
        "full": full,
        "most": request.limits.max_voices,
    }
    return render(request, "voices/new_take.html", context, status=status)


@require_POST
def correct_transcript(
    request: TenantRequest, slug: str, voice_id: str, take_id: str
) -> HttpResponse:
    """Correct the transcript of a recording."""
    take = _changeable(request, voice_id, take_id)
    form = TranscriptForm(request.POST)
    try:
        text = form.cleaned_data["transcript"] if form.is_valid() else ""
        takes.correct_transcript(
            tenant=request.tenant, take=take, transcript=text, by=actor_of(request)
        )
        messages.success(request, _("The transcript is saved."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:voice", slug=slug, voice_id=voice_id)


@require_GET
def clip(request: TenantRequest, slug: str, voice_id: str, take_id: str) -> HttpResponse:
    """The recording itself, as a WAV file, while it is kept."""
    take = _changeable(request, voice_id, take_id)
    try:
        samples = storage.read_clip(request.tenant, voice_id, take.id)
    except FileNotFoundError:
        raise Http404 from None
    out = BytesIO()
    pcm = np.rint(samples.clip(-1, 1) * 32767).astype("<i2").tobytes()
    encode_file("wav", [pcm], sample_rate=SAMPLE_RATE, out=out)
    response = HttpResponse(out.getvalue(), content_type="audio/wav")
    # What is deleted must not be heard from a cache.
    response["Cache-Control"] = "private, no-store"
    return response


@allowed_while_suspended
@require_POST
def delete_take(request: TenantRequest, slug: str, voice_id: str, take_id: str) -> HttpResponse:
    """Delete one recording of a voice."""
    take = _changeable(request, voice_id, take_id)
    try:
        takes.delete_take(tenant=request.tenant, take=take, by=actor_of(request))
        messages.success(request, _("The recording is deleted."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:voice", slug=slug, voice_id=voice_id)


def _changeable(request: TenantRequest, voice_id: str, take_id: str) -> Take:
    take = get_object_or_404(Take.objects.select_related("voice"), id=take_id, voice=voice_id)
    viewer_of(request).check(take.voice, Action.CHANGE)
    return take


def _add(request: TenantRequest, voice: Voice, form: RecordingForm, *, reading: bool) -> Take:
    given = form.cleaned_data
    return takes.add_take(
        tenant=request.tenant,
        voice=voice,
        recording=read_upload(given["recording"], param="audio_sample"),
        by=actor_of(request),
        mood=given.get("mood", Mood.NEUTRAL),
        consent=reading_of(request, form) if reading else None,
    )
