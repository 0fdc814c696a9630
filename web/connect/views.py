"""The page that says what to fill in in programs that others wrote."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.request import TenantRequest
from synthesis.voice_choice import example_voice
from web.connect.addresses import values
from web.connect.programs import GROUPS

NO_TOKEN = "YOUR_TOKEN"  # noqa: S105 (what a reader replaces)


@require_GET
def connect(request: TenantRequest, slug: str) -> HttpResponse:
    """All programs, with the reader's own addresses and a voice of the workspace."""
    filled = values(request, request.tenant, token=NO_TOKEN, voice=example_voice())
    groups = [(title, [each.filled(filled) for each in programs]) for title, programs in GROUPS]
    context = {"groups": groups, "base": filled["base"], "no_token": NO_TOKEN}
    return render(request, "connect/connect.html", context)
