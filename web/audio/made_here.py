"""Public: find out whether this installation made an audio file, by all layers that can tell."""

import threading
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from outgoing.get import NoAnswer, get_bytes
from rest.errors import error_response
from synthesis.aigc.producer import producer
from synthesis.made_here import examine, verdict
from synthesis.made_here.finding import Finding
from tenants.refusal import Refused
from web.audio.made_here_wording import Row, rows_of, sentence_of

FETCH_SECONDS = 10.0
RETRY_SECONDS = 10
_fetching = threading.BoundedSemaphore(2)
"""Fetches of one process: they hold threads that others wait for."""


def _given(request: HttpRequest) -> tuple[str, bytes]:
    """The name and the bytes of the file that was sent, or that is at the address. Raises
    Refused."""
    file, url = request.FILES.get("file"), request.POST.get("url", "").strip()
    if file is not None:
        if (file.size or 0) > settings.MAX_CHECKED_BYTES:
            raise _too_large()
        return file.name or "", file.read()
    if not url:
        raise Refused("file_missing", _("Choose a file, or give its address."), param="file")
    if not _fetching.acquire(blocking=False):
        message = _("Many addresses are being looked at. Try again in a moment.")
        headers = {"Retry-After": str(RETRY_SECONDS)}
        raise Refused("busy", message, status=503, headers=headers)
    try:
        longest = settings.MAX_CHECKED_BYTES
        return url, get_bytes(url, longest=longest, seconds=FETCH_SECONDS)
    except NoAnswer as error:
        message = _(
            "Nothing can be fetched from this address. It must be a file on the internet, at an "
            "address that begins with https:// and leads nowhere else."
        )
        raise Refused("address_unreadable", message, param="url") from error
    finally:
        _fetching.release()


def _too_large() -> Refused:
    message = _("The file has more than %(megabytes)d MB.")
    figures = {"megabytes": settings.MAX_CHECKED_BYTES >> 20}
    return Refused("file_too_large", message % figures, param="file", status=413)


@require_http_methods(["GET", "POST"])
def made_here(request: HttpRequest) -> HttpResponse:
    """The page: choose a file or give its address, and see what each layer says of it."""
    context: dict[str, object] = {"producer": producer().name}
    status = 200
    if request.method == "POST":
        try:
            name, data = _given(request)
        except Refused as refusal:
            status = 422 if refusal.status == 400 else refusal.status
            context |= {"error": str(refusal), "at_fault": refusal.param}
            context["url"] = request.POST.get("url", "")
        else:
            findings = examine(data)
            rows: list[Row] = rows_of(findings)
            context |= {"name": name, "sentence": sentence_of(verdict(findings)), "rows": rows}
    return render(request, "synthesis/made_here.html", context, status=status)


@csrf_exempt
@require_POST
def made_here_json(request: HttpRequest) -> HttpResponse:
    """The same for programs: `multipart/form-data` with a `file`, or with its `url`. Needs no
    token. The answer doesn't reveal whose audio it is."""
    try:
        _name, data = _given(request)
    except Refused as refusal:
        response = error_response(
            refusal.status, str(refusal), code=refusal.code, param=refusal.param
        )
        for header, value in (refusal.headers or {}).items():
            response[header] = value
        return response
    return JsonResponse(_answer(examine(data)))


def _answer(findings: Sequence[Finding]) -> dict[str, Any]:
    return {
        "object": "label_check",
        "verdict": verdict(findings),
        "producer": producer().name,
        "layers": [
            {
                "layer": finding.layer,
                "found": finding.found,
                "confidence": finding.sure,
                "score": finding.score,
                "details": dict(finding.details),
            }
            for finding in findings
        ],
    }
