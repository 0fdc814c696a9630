"""What pages let people try before they choose or save it: a voice, a tone, a pronunciation."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.request import TenantRequest
from synthesis.models import Job
from tenants.refusal import Refused
from web.audio.response import audio_of, chosen_format
from web.audio.stream_caps import counted_stream


def preview_address(slug: str, job: Job) -> str:
    """Where a page of this workspace plays a preview."""
    return f"{reverse('workspace:preview', args=[slug, job.id])}?format=mp3"


@require_GET
def preview(request: TenantRequest, slug: str, job_id: str) -> HttpResponseBase:
    """The audio of a preview, as a file or as a stream while it is being made."""
    job = get_object_or_404(Job, id=job_id, purpose=Job.Purpose.PREVIEW)
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
    return audio_of(request, job, chosen_format(request.GET.get("format", "mp3")))
