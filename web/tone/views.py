from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import admins_only
from accounts.actor import actor_of
from accounts.request import TenantRequest
from synthesis import moods, voice_choice
from synthesis.jobs.order import Order
from synthesis.jobs.submit import submit
from synthesis.models import Job
from tenants.refusal import Refused
from voices import base_voices
from voices.access import usable_by
from voices.models import Mood, Voice
from voices.tone import services
from voices.tone.controls import CONTROLS
from web.audio.previews import preview_address
from web.tone.forms import DefaultsForm, TryForm
from web.tone.words import Dial, dials

EXAMPLE = "Good morning, everybody! 今天我们来读一首诗。"


@require_http_methods(["GET", "POST"])
@admins_only
def tone(request: TenantRequest, slug: str, voice: str = services.WORKSPACE) -> HttpResponse:
    """The default tone of the workspace, or of one of its voices."""
    names = voice_choice.shown_names([voice])
    if voice and voice not in names:
        raise Http404
    initial: dict[str, object] = {
        **services.defaults_of(voice),
        "mood": services.mood_of(voice),
        "max_sample_rate": services.max_sample_rate(),
        "notice": services.notice(),
    }
    form = DefaultsForm(request.POST or None, initial=initial, moods=_mood_choices(voice))
    if voice:
        del form.fields["max_sample_rate"], form.fields["notice"]
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            services.set_defaults(
                voice=voice,
                values=form.tone,
                mood=form.cleaned_data["mood"],
                max_sample_rate=form.cleaned_data.get("max_sample_rate"),
                notice=form.cleaned_data.get("notice", ""),
                by=actor_of(request),
            )
            messages.success(request, _("The tone is saved. New jobs use it."))
            return redirect(request.path)
    context = {
        "form": form,
        "dials": _dials(voice),
        "voice": voice,
        "voice_name": names.get(voice, ""),
        "voices": usable_by(request.user.id).filter(status=Voice.Status.READY),
        "base_voices": base_voices.by_language(voice_choice.engine_spec().base_voices),
        "example": EXAMPLE,
    }
    return render(request, "synthesis/tone.html", context, status=status)


@require_POST
def try_tone(request: TenantRequest, slug: str) -> HttpResponse:
    """Speak a sentence with the form's numbers; the answer is a player, or why there is none."""
    form = TryForm(request.POST)
    context: dict[str, object] = {}
    if form.is_valid():
        data = form.cleaned_data
        # As a default would: a voice that lacks the mood speaks without it.
        available = moods.moods_of(data["voice"], engine=voice_choice.engine_spec())
        try:
            order = Order(
                text=data["text"],
                voice=data["voice"],
                tone=form.tone,
                mood=data["mood"] if data["mood"] in available else "",
                interactive=True,
                purpose=Job.Purpose.PREVIEW,
                created_by=request.user,
            )
            job = submit(tenant=request.tenant, order=order)
            context["audio"] = preview_address(slug, job)
        except Refused as refusal:
            context["error"] = str(refusal)
    else:
        context["error"] = " ".join(
            str(error) for errors in form.errors.values() for error in errors
        )
    return render(request, "synthesis/_player.html", context)


def _dials(voice: str) -> list[Dial]:
    """The sliders; where nothing is set, a voice speaks as the workspace does."""
    plain = {name: control.plain for name, control in CONTROLS.items()}
    return [*dials(asdict(services.tones()[services.WORKSPACE]) if voice else plain)]


def _mood_choices(voice: str) -> list[tuple[str, str]]:
    """The moods that the page offers: those of the voice, or all of them for the workspace."""
    engine = voice_choice.engine_spec()
    offered = moods.moods_of(voice, engine=engine) if voice else [*Mood.values]
    if not voice:
        offered += [each for each in engine.mood_presets if each not in offered]
    return [(each, moods.shown(each)) for each in offered]
