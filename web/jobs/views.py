from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from billing.quota import quota_of
from synthesis import moods
from synthesis.encode import FORMATS
from synthesis.jobs import ending
from synthesis.jobs.order import Order
from synthesis.jobs.remake import remake_segment
from synthesis.jobs.resume import can_retry, retry
from synthesis.jobs.submit import submit
from synthesis.models import Job
from synthesis.monitoring.forecast import wait_of
from synthesis.voice_choice import engine_spec, offered_engines
from tenants.refusal import Refused
from voices import base_voices
from voices.access import usable_by
from voices.models import Voice
from voices.tone.controls import CONTROLS
from web.audio.response import audio_of, chosen_format, segment_wav
from web.audio.stream_caps import counted_stream
from web.jobs import rough_length
from web.jobs.forms import SentenceForm, StudioForm
from web.jobs.mood_choices import mood_choices
from web.jobs.presentation import error_sentence, job_rows, sentences

JOBS_A_PAGE = 30
# What plays everywhere comes first; raw samples are for programs.
DOWNLOADS = ["mp3", *(f.name for f in FORMATS.values() if f.taggable and f.name != "mp3")]


@require_GET
def home(request: TenantRequest, slug: str) -> HttpResponse:
    """The workspace: what to do next, the latest jobs, today's quota."""
    limits = request.limits
    context = {
        "voices": Voice.objects.all()[:6],
        "rows": job_rows(Job.objects.listed()[:5]),
        "quota": quota_of(request.tenant, limits),
    }
    return render(request, "synthesis/home.html", context)


@require_http_methods(["GET", "POST"])
def studio(request: TenantRequest, slug: str) -> HttpResponse:
    """Type a text, choose a voice, and hear it."""
    form = StudioForm(request.POST or None, initial=_wanted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                job = _submit(request, form)
            except Refused as refusal:
                form.add_error(
                    refusal.param if refusal.param in form.fields else None, str(refusal)
                )
            else:
                return redirect("workspace:job", slug=slug, job_id=job.id)
    limits = request.limits
    engines = offered_engines()
    voices = list(usable_by(request.user.id).filter(status=Voice.Status.READY))
    chosen = form["voice"].value() or (voices[0].id if voices else "")
    context = {
        "form": form,
        "voices": voices,
        "base_voices": base_voices.by_language(engine_spec().base_voices),
        "moods": mood_choices(engines or [engine_spec()], voices, chosen, form["model"].value()),
        "engines": engines,
        "limits": limits,
        "quota": quota_of(request.tenant, limits),
        "figures": rough_length.figures(),
    }
    return render(request, "synthesis/studio.html", context, status=status)


@require_GET
def jobs(request: TenantRequest, slug: str) -> HttpResponse:
    """All jobs, newest first."""
    page = Paginator(Job.objects.listed(), JOBS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "synthesis/jobs.html", {"page": page, "rows": job_rows(page)})


@require_GET
def job(request: TenantRequest, slug: str, job_id: str) -> HttpResponse:
    """One job: its sentences as they are made, a player, the downloads."""
    job = get_object_or_404(Job.objects.shown(), id=job_id)
    # The open page polls: while nothing has changed, the answer is empty.
    wait = wait_of(job)
    state = f"{job.status}-{job.segments_done}-{wait.segments_ahead if wait else 0}"
    if request.htmx and request.GET.get("seen") == state:
        return HttpResponse(status=204)
    context = {
        "job": job,
        "state": state,
        "sentences": sentences(job, job.segments.all()),
        "voice": job_rows([job])[0].voice,
        "mood": moods.shown(job.mood) if job.mood else "",
        "error": error_sentence(job.error_code),
        "wait": wait,
        "formats": DOWNLOADS,
        "can_retry": can_retry(job),
    }
    template = "synthesis/_job.html" if request.htmx else "synthesis/job.html"
    return render(request, template, context)


@require_GET
def job_audio(request: TenantRequest, slug: str, job_id: str) -> HttpResponseBase:
    """The whole audio as a file, or as a stream while it is being made."""
    job = get_object_or_404(Job.objects.shown(), id=job_id)
    try:
        return _audio(request, job)
    except Refused as refusal:
        return HttpResponse(
            str(refusal),
            status=refusal.status,
            content_type="text/plain",
            headers=refusal.headers,
        )


@counted_stream
def _audio(request: TenantRequest, job: Job) -> HttpResponseBase:
    audio_format = chosen_format(request.GET.get("format", "mp3"))
    response = audio_of(request, job, audio_format)
    if "download" in request.GET:
        name = f"{job.id}.{audio_format.extension}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def segment_audio(request: TenantRequest, slug: str, job_id: str, index: int) -> HttpResponseBase:
    """One finished sentence as WAV, for the player."""
    job = get_object_or_404(Job.objects.shown(), id=job_id)
    if not job.segments.filter(index=index).exclude(finished_at=None).exists():
        raise Http404
    try:
        return segment_wav(request, job, index)
    except FileNotFoundError:
        raise Http404 from None


@require_http_methods(["GET", "POST"])
def sentence(request: TenantRequest, slug: str, job_id: str, index: int) -> HttpResponse:
    """Change one sentence of a finished job; only that one is made again."""
    job = get_object_or_404(Job.objects.shown(), id=job_id)
    segment = get_object_or_404(job.segments, index=index)
    form = SentenceForm(request.POST or None, initial={"text": segment.text})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                remake_segment(
                    tenant=request.tenant,
                    job_id=job.id,
                    index=index,
                    text=form.cleaned_data["text"],
                    by=request.user,
                )
            except Refused as refusal:
                form.add_error("text", str(refusal))
            else:
                page = reverse("workspace:job", args=[slug, job_id])
                return redirect(f"{page}#sentence-{index}")
    context = {"job": job, "segment": segment, "form": form}
    return render(request, "synthesis/sentence.html", context, status=status)


@require_POST
def retry_job(request: TenantRequest, slug: str, job_id: str) -> HttpResponse:
    """Resume a failed job where it failed."""
    job = get_object_or_404(Job.objects.shown(), id=job_id)
    try:
        retry(tenant=request.tenant, job_id=job.id)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("workspace:job", slug=slug, job_id=job_id)


@allowed_while_suspended
@require_POST
def cancel_job(request: TenantRequest, slug: str, job_id: str) -> HttpResponse:
    """Cancel a job; its finished sentences stay."""
    job = get_object_or_404(Job.objects.shown(), id=job_id)
    if ending.cancel(tenant=request.tenant, job_id=job.id):
        messages.info(request, _("The job is stopped. Its finished audio stays."))
    return redirect("workspace:job", slug=slug, job_id=job_id)


@allowed_while_suspended
@require_POST
def delete_job(request: TenantRequest, slug: str, job_id: str) -> HttpResponse:
    """Delete a job with its audio."""
    job = get_object_or_404(Job.objects.shown(), id=job_id)
    ending.delete_job(tenant=request.tenant, job_id=job.id)
    messages.success(request, _("The job and its audio are deleted."))
    return redirect("workspace:jobs", slug=slug)


def _submit(request: TenantRequest, form: StudioForm) -> Job:
    order = Order(
        text=form.cleaned_data["text"],
        voice=form.cleaned_data["voice"],
        tone=form.tone,
        mood=form.cleaned_data["mood"],
        model=form.cleaned_data["model"],
        created_by=request.user,
    )
    return submit(tenant=request.tenant, order=order)


def _wanted(request: TenantRequest) -> dict[str, object]:
    """Initial values of the studio: `?voice=<id>`, or all of an earlier job by `?job=<id>`."""
    wanted: dict[str, object] = {}
    if earlier := Job.objects.shown().filter(id=request.GET.get("job", "")).first():
        wanted |= {"model": earlier.engine, "text": earlier.input, "voice": earlier.voice}
        wanted["mood"] = earlier.mood
        wanted |= {name: getattr(earlier, name) for name in CONTROLS}
    if voice := request.GET.get("voice"):
        wanted["voice"] = voice
    return wanted
