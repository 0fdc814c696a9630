"""Public: check by its label whether this installation made an audio file."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from rest.errors import error_response
from synthesis.aigc.label import labels_in
from synthesis.aigc.producer import producer


def _verdict(file: "UploadedFile[bytes]") -> str:
    """made_here, other (a label that is not ours), or unlabelled.

    Most formats have the label at the beginning of the file, some at the end.
    """
    edge = settings.MAX_LABEL_BYTES // 2
    data = file.read(edge)
    size = file.size or 0
    if size > edge:
        file.seek(max(edge, size - edge))
        data += file.read(edge)
    labels = list(labels_in(data))
    if any(producer().made(label) for label in labels):
        return "made_here"
    return "other" if labels else "unlabelled"


@require_http_methods(["GET", "POST"])
def made_here(request: HttpRequest) -> HttpResponse:
    """The page: upload a file, and see whether its label is one of ours."""
    context: dict[str, object] = {"producer": producer().name}
    status = 200
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            status, context["error"] = 422, _("Choose a file.")
        else:
            context |= {"verdict": _verdict(file), "name": file.name}
    return render(request, "synthesis/made_here.html", context, status=status)


@csrf_exempt
@require_POST
def made_here_json(request: HttpRequest) -> HttpResponse:
    """The same check for programs: `multipart/form-data` with a `file`. Needs no token.

    The answer doesn't reveal whose audio it is. A label that was copied into another file
    is still a label of ours.
    """
    file = request.FILES.get("file")
    if file is None:
        return error_response(400, _("Choose a file."), code="file_missing", param="file")
    verdict = _verdict(file)
    return JsonResponse({"object": "label_check", "verdict": verdict, "producer": producer().name})
