"""Pages: the voices of a workspace, a new one, one of them."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.models import User
from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from idempotency.pages import sent_once
from synthesis.jobs.hearing import speak_sample
from synthesis.voice_choice import base_voice_names, engine_spec, engines_of
from tenants.refusal import Refused
from voices import base_voices, policy, services, sharing, slots, storage
from voices.access import Action, closed_to, viewer_of
from voices.enrolment import times
from voices.enrolment.intake import read_upload
from voices.enrolment.waiver import waiver_of
from voices.models import Voice
from web.audio.previews import preview_address
from web.voices.first_lesson_views import begun
from web.voices.forms import PolicyForm, SharingForm, VoiceForm
from web.voices.presentation import error_sentence
from web.voices.progress import fitted_take, shown_takes, steps_of, usual_time
from web.voices.reading import initial, place_refusal, reading_context, reading_of
from web.voices.sharing import members_besides, sharing_form


@require_GET
def voices(request: TenantRequest, slug: str) -> HttpResponse:
    """The workspace's own voices and the base voices."""
    own = list(Voice.objects.all())
    context = {
        "voices": own,
        "closed": closed_to(request.user.id, [each.id for each in own]),
        "used": slots.used(),
        "base_voices": base_voices.by_language(engine_spec().base_voices),
        "limits": request.limits,
        "keeps_originals": policy.keeps_originals(),
    }
    return render(request, "voices/list.html", context)


@require_http_methods(["GET", "POST"])
@sent_once
def new_voice(request: TenantRequest, slug: str) -> HttpResponse:
    """Read a statement aloud, or upload it: consent, clip and transcript of a new voice at once."""
    given = {**initial(request), "own_voice": True}
    form = VoiceForm(request.POST or None, request.FILES or None, initial=given)
    waiver = waiver_of(request.tenant)
    status = 200
    if request.method == "POST":
        status = 422
        if waiver and form.data.get("contract"):
            form.fields["person"].required = form.fields["ticket"].required = False
        if form.is_valid():
            try:
                voice = _add(request, form, waived=waiver is not None)
            except Refused as refusal:
                place_refusal(form, refusal)
            else:
                return redirect("workspace:voice", slug=slug, voice_id=voice.id)
    context = {
        **reading_context(request, form),
        "full": slots.are_full(request.limits),
        "most": request.limits.max_voices,
        "waiver": waiver,
        "keeps_originals": policy.keeps_originals(),
    }
    return render(request, "voices/new.html", context, status=status)


@require_GET
def voice(request: TenantRequest, slug: str, voice_id: str) -> HttpResponse:
    """One voice: the progress of its making; then its sample, recordings and consent."""
    voice = get_object_or_404(Voice.objects.select_related("consent"), id=voice_id)
    rights = viewer_of(request).rights(voice)
    takes = shown_takes(voice)
    busy = next((each.take for each in takes if each.take.status == "processing"), None)
    context = {
        "voice": voice,
        "may_use": Action.USE in rights,
        "may_change": Action.CHANGE in rights,
        "may_withdraw": Action.WITHDRAW in rights,
        "sharing": sharing_form(request, voice) if Action.SHARE in rights else None,
        "holder": User.objects.filter(id__in=[voice.holder_id]).first(),
        "error": error_sentence(voice.error_code),
        "takes": takes,
        "models": engines_of(voice) if voice.status == Voice.Status.READY else [],
        "newest": takes[0] if takes else None,
        # Why the voice could not be made stands at the top, and not with its recording once more.
        "said_above": takes[0].take if takes and voice.status == Voice.Status.FAILED else None,
        "busy": busy,
        "steps": steps_of(busy) if busy else [],
        "usual_time": usual_time(times.usual_seconds()) if busy else "",
        "first_lesson": begun(request, voice),
        "fitted": fitted_take(takes),
        "has_sample": storage.has_sample(request.tenant, voice.id),
    }
    if not request.htmx:
        return render(request, "voices/detail.html", context)
    response = render(request, "voices/_progress.html", context)
    if busy is None:
        # What else the page shows has changed with it.
        response["HX-Refresh"] = "true"
    return response


@require_GET
def sample(request: TenantRequest, slug: str, voice_id: str) -> HttpResponse:
    """A few words in the finished voice."""
    voice = get_object_or_404(Voice, id=voice_id)
    viewer_of(request).check(voice, Action.USE)
    if voice.status != Voice.Status.READY:
        raise Http404
    try:
        wav = storage.read_sample(request.tenant, voice.id)
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(wav, content_type="audio/wav")
    # A revoked voice must not be heard from a cache.
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def hear(request: TenantRequest, slug: str, voice: str) -> HttpResponse:
    """Speak a few words in a base voice, which are not counted; answers where they can be heard."""
    try:
        job = speak_sample(tenant=request.tenant, voice=voice, by=request.user)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=refusal.status)
    return JsonResponse({"audio": preview_address(slug, job)})


@allowed_while_suspended
@require_POST
def delete_voice(request: TenantRequest, slug: str, voice_id: str) -> HttpResponse:
    """Delete a voice and all that is kept of it."""
    voice = get_object_or_404(Voice, id=voice_id)
    viewer_of(request).check(voice, Action.WITHDRAW)
    services.delete_voice(tenant=request.tenant, voice=voice, by=actor_of(request))
    messages.success(request, _("The voice “%(name)s” is deleted.") % {"name": voice.name})
    return redirect("workspace:voices", slug=slug)


@require_POST
def share_voice(request: TenantRequest, slug: str, voice_id: str) -> HttpResponse:
    """Set who may use a voice."""
    voice = get_object_or_404(Voice, id=voice_id)
    viewer_of(request).check(voice, Action.SHARE)
    form = SharingForm(request.POST, members=members_besides(request))
    try:
        if form.is_valid():
            sharing.share(
                tenant=request.tenant, voice=voice, **form.cleaned_data, by=actor_of(request)
            )
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Choose who may use the voice."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("workspace:voice", args=[slug, voice_id]) + "#sharing")


@require_http_methods(["GET", "POST"])
@admins_only
def recordings(request: TenantRequest, slug: str) -> HttpResponse:
    """Whether recordings are kept once voices are made of them."""
    given = request.POST if request.method == "POST" else None
    form = PolicyForm(given, initial={"keep_originals": policy.keeps_originals()})
    if request.method == "POST" and form.is_valid():
        policy.set_keeps_originals(
            tenant=request.tenant, keep=form.cleaned_data["keep_originals"], by=actor_of(request)
        )
        messages.success(request, _("Saved."))
        return redirect("workspace:recordings", slug=slug)
    return render(request, "voices/recordings.html", {"form": form})


def _add(request: TenantRequest, form: VoiceForm, *, waived: bool) -> Voice:
    given = form.cleaned_data
    by_contract = waived and given["contract"]
    return services.add_voice(
        tenant=request.tenant,
        name=given["name"],
        recording=read_upload(given["recording"], param="audio_sample"),
        consent=None if by_contract else reading_of(request, form),
        by=actor_of(request),
        speaker=request.user if given["own_voice"] else None,
        reserved_names=base_voice_names(),
    )
