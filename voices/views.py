from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from synthesis.voice_choice import base_voice_names, engine_spec
from tenants.limits import limits_of
from tenants.refusal import Refused
from voices import base_voices, services, storage
from voices.forms import VoiceForm
from voices.models import Voice
from voices.presentation import voice_error


@require_GET
def voices(request: HttpRequest, slug: str) -> HttpResponse:
    """The workspace's own voices and the base voices."""
    context = {
        "voices": Voice.objects.all(),
        "base_voices": base_voices.by_language(engine_spec().base_voices),
        "limits": limits_of(request.tenant),
    }
    return render(request, "voices/list.html", context)


@require_http_methods(["GET", "POST"])
def new_voice(request: HttpRequest, slug: str) -> HttpResponse:
    """Record or upload a clip, and begin to make a voice from it."""
    form = VoiceForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                voice = _add(request, form)
            except Refused as refusal:
                form.add_error("name" if refusal.param == "name" else "recording", str(refusal))
            else:
                return redirect("workspace:voice", slug=slug, voice_id=voice.id)
    context = {
        "form": form,
        "min_seconds": int(services.MIN_SECONDS),
        "max_seconds": int(services.MAX_SECONDS),
    }
    return render(request, "voices/new.html", context, status=status)


@require_GET
def voice(request: HttpRequest, slug: str, voice_id: str) -> HttpResponse:
    """One voice: the progress of its making, then a sample."""
    found = get_object_or_404(Voice, id=voice_id)
    template = "voices/_progress.html" if request.htmx else "voices/detail.html"
    return render(request, template, {"voice": found, "error": voice_error(found)})


@require_GET
def sample(request: HttpRequest, slug: str, voice_id: str) -> HttpResponse:
    """A few words in the finished voice."""
    found = get_object_or_404(Voice, id=voice_id)
    path = storage.sample_path(request.tenant, found.id)
    if found.status != Voice.Status.READY or not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), content_type="audio/wav")


@require_POST
def delete_voice(request: HttpRequest, slug: str, voice_id: str) -> HttpResponse:
    """Delete a voice and all that is kept of it."""
    found = get_object_or_404(Voice, id=voice_id)
    services.delete_voice(tenant=request.tenant, voice=found)
    messages.success(request, _("The voice “%(name)s” is deleted.") % {"name": found.name})
    return redirect("workspace:voices", slug=slug)


def _add(request: HttpRequest, form: VoiceForm) -> Voice:
    upload = form.cleaned_data["recording"]
    if upload.size > settings.MAX_CLIP_BYTES:
        message = _("The file is larger than %(max)s MB.") % {"max": settings.MAX_CLIP_BYTES >> 20}
        raise Refused("too_large", message, param="audio_sample", status=413)
    return services.add_voice(
        tenant=request.tenant,
        name=form.cleaned_data["name"],
        recording=upload.read(),
        created_by=request.user,
        reserved_names=base_voice_names(),
    )
