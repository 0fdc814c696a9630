"""A lesson of a file, in the browser: what was found is shown before anything is made."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.request import TenantRequest
from lessons.access import viewer_of
from lessons.document import LONGEST_TITLE, parse_title
from lessons.files import script_text
from lessons.services import documents, importing
from lessons.services.importing import MOST_CHAPTERS, Found
from synthesis.voice_choice import engine_spec
from tenants.refusal import Refused
from voices import base_voices
from voices.models import Voice

KINDS = {
    "docx": gettext_lazy("Word document"),
    "pptx": gettext_lazy("Slides"),
    "odt": gettext_lazy("OpenDocument text"),
    "pdf": "PDF",
    "epub": gettext_lazy("Book (EPUB)"),
    "html": gettext_lazy("Web page"),
    "markdown": "Markdown",
    "subtitles": gettext_lazy("Subtitles"),
    "text": gettext_lazy("Plain text"),
}
NOT_READ = {
    "pictures": gettext_lazy("Pictures"),
    "footnotes": gettext_lazy("Footnotes and endnotes"),
    "headers": gettext_lazy("Headers and footers"),
    "page_numbers": gettext_lazy("Page numbers"),
    "comments": gettext_lazy("Comments"),
    "deleted_text": gettext_lazy("Deleted text"),
    "hidden_text": gettext_lazy("Hidden text"),
    "contents": gettext_lazy("Tables of contents"),
    "formulas": gettext_lazy("Formulas"),
    "code": gettext_lazy("Code"),
    "macros": gettext_lazy("Macros"),
    "charts": gettext_lazy("Charts"),
    "hidden_slides": gettext_lazy("Hidden slides"),
    "sounds": gettext_lazy("Descriptions of sounds"),
    "forms": gettext_lazy("Form fields"),
    "pronunciations": gettext_lazy("Pronunciations above characters"),
}
READ_IN_ANOTHER_FORM = {
    "tables": gettext_lazy("Tables, read row by row"),
    "text_boxes": gettext_lazy("Text boxes, read after their paragraph"),
}
LINES_SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: TenantRequest, slug: str) -> HttpResponse:
    """The form for a file; or, of a file that was sent, what a lesson of it would hold."""
    folder = (request.POST or request.GET).get("folder", "")[:100]
    upload = request.FILES.get("file")
    context: dict[str, object] = {"folder": folder}
    status = 200
    if request.method == "POST":
        try:
            if upload is None:
                message = _("Choose a file first.")
                raise Refused("file_missing", message, param="file")
            script = importing.read_upload(upload)
            language = "zh" if (get_language() or "").startswith("zh") else "en"
            found = importing.found_in(script, viewer=viewer_of(request), language=language)
        except Refused as refusal:
            context["problem"] = str(refusal)
            context["file_name"] = upload.name if upload else ""
            status = 422
        else:
            context |= _shown(found)
            return render(request, "lessons/found_in_file.html", context)
    return render(request, "lessons/import.html", context, status=status)


@require_POST
def make(request: TenantRequest, slug: str) -> HttpResponse:
    """Make the lesson that was shown, and open it."""
    try:
        script = importing.script_again(request.POST.get("script", ""))
        material = importing.material_of(script, with_notes="notes" in request.POST)
        with documents.refusing_bad_documents():
            saved = documents.create(
                viewer=viewer_of(request),
                title=parse_title(request.POST.get("title", "")[: LONGEST_TITLE * 2]),
                material=material,
                folder=request.POST.get("folder", ""),
                language="zh" if (get_language() or "").startswith("zh") else "en",
            )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:import-lesson", slug=slug)
    return redirect("workspace:lesson", slug=slug, lesson_id=saved.lesson.id)


def _shown(found: Found) -> dict[str, object]:
    noticed = found.script.noticed
    document = found.document
    first = [line for line in document.lines if line.text][:LINES_SHOWN]
    return {
        "found": found,
        "kind": KINDS[found.script.kind],
        "script": script_text(found.script),
        "title": document.title[:LONGEST_TITLE],
        "line_count": len(document.lines),
        "minutes": max(1, round(found.audio_ms / 60_000)),
        "notes_minutes": max(1, round(found.notes_ms / 60_000)),
        "chapters": found.chapters[:MOST_CHAPTERS],
        "more_chapters": max(0, len(found.chapters) - MOST_CHAPTERS),
        "speakers": [(name, _voice(voice)) for name, voice in _speakers(found).items()],
        "voice": _voice(document.settings.voice),
        "not_read": [(NOT_READ[each], noticed[each]) for each in NOT_READ if each in noticed],
        "read_otherwise": [
            (label, noticed[each])
            for each, label in READ_IN_ANOTHER_FORM.items()
            if each in noticed
        ],
        "first_lines": first,
        "more_lines": max(0, len(document.lines) - len(first)),
    }


def _speakers(found: Found) -> dict[str, str]:
    spoken = dict.fromkeys(line.speaker for line in found.document.lines if line.speaker)
    settings = found.document.settings
    return {name: settings.speakers.get(name, "") or settings.voice for name in spoken}


def _voice(name: str) -> str:
    """A voice as people read it."""
    for each in engine_spec("").base_voices:
        if each.name == name:
            return base_voices.shown(each).title
    own = Voice.objects.filter(id=name).first()
    return own.name if own else name
