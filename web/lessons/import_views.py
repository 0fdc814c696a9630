"""A lesson of a file, in the browser: what was found is shown before anything is made."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.request import TenantRequest
from lessons.access import viewer_of
from lessons.document import LONGEST_TITLE, MOST_LINES, parse_title
from lessons.files import Script, script_text
from lessons.services import documents, importing
from lessons.services.documents import LONGEST_FOLDER
from lessons.services.importing import Found
from lessons.services.unheard import LINES_LOOKED_AT
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
NOT_HEARD = {
    "letters": gettext_lazy("Letters that no voice here reads"),
    "emoji": gettext_lazy("Emoji"),
    "signs": gettext_lazy("Signs"),
    "address": gettext_lazy("Parts of web addresses"),
}
LINES_SHOWN = 12


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: TenantRequest, slug: str) -> HttpResponse:
    """The form for a file; or, of a file that was sent, what a lesson of it would hold.

    A script that shows the progress sends the file first and asks for JSON: the answer is what was
    read of it, as the field `script`, which it then sends as the form in place of the file.
    """
    folder = (request.POST or request.GET).get("folder", "")[:100]
    if request.method != "POST":
        return render(request, "lessons/import.html", {"folder": folder})
    upload = request.FILES.get("file")
    by_script = request.headers.get("Accept") == "application/json"
    try:
        if upload is None and "script" in request.POST:
            script = importing.script_again(request.POST["script"])
        elif upload is None:
            raise Refused("file_missing", _("Choose a file first."), param="file")
        else:
            script = importing.read_upload(upload)
        if by_script:
            return JsonResponse({"script": script_text(script)})
        return _found_page(request, script, folder=folder)
    except Refused as refusal:
        if by_script:
            return JsonResponse({"problem": str(refusal)}, status=422)
        name = upload.name if upload else ""
        context = {"folder": folder, "problem": str(refusal), "file_name": name}
        return render(request, "lessons/import.html", context, status=422)


@require_POST
def make(request: TenantRequest, slug: str) -> HttpResponse:
    """Make the lesson or lessons that were shown. Open the one, or the folder of several."""
    folder = request.POST.get("folder", "")
    try:
        script = importing.script_again(request.POST.get("script", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace:import-lesson", slug=slug)
    try:
        made = _made(request, script, folder=folder)
    except Refused as refusal:
        return _found_page(request, script, folder=folder, problem=str(refusal))
    if len(made) == 1:
        return redirect("workspace:lesson", slug=slug, lesson_id=made[0].lesson.id)
    message = ngettext("%(count)d lesson is made.", "%(count)d lessons are made.", len(made))
    messages.success(request, message % {"count": len(made)})
    query = urlencode({"folder": made[0].lesson.folder})
    return redirect(f"{reverse('workspace:lessons', args=[slug])}?{query}")


def _made(request: TenantRequest, script: Script, *, folder: str) -> list[documents.Saved]:
    """Lessons of the chapters that were ticked. Raises Refused, and then makes none."""
    each = request.POST.get("as") == "each"
    chosen = [
        int(n) if n.isdecimal() and len(n) < 6 else -1 for n in request.POST.getlist("chapter")
    ]
    scripts = importing.chosen_scripts(script, chosen, each=each)
    title = parse_title(request.POST.get("title", "")[: LONGEST_TITLE * 2])
    if len(scripts) > 1 and not folder:
        folder = title[:LONGEST_FOLDER].strip()
    with transaction.atomic(), documents.refusing_bad_documents():
        return [
            documents.create(
                viewer=viewer_of(request),
                title=title if len(scripts) == 1 else part.title,
                material=importing.material_of(part, with_notes="notes" in request.POST),
                folder=folder,
                language=_language(),
            )
            for part in scripts
        ]


def _found_page(
    request: TenantRequest, script: Script, *, folder: str, problem: str = ""
) -> HttpResponse:
    """What was found in a file; with a problem, what the person had filled in as well."""
    found = importing.found_in(script, viewer=viewer_of(request), language=_language())
    context = {"folder": folder, **_shown(found)}
    if problem:
        context["problem"] = problem
        context["title"] = request.POST.get("title", "")[:LONGEST_TITLE]
        context["each"] = request.POST.get("as") == "each"
        context["notes"] = "notes" in request.POST
        ticked = set(request.POST.getlist("chapter"))
        context["chapters"] = [
            (n, title, minutes, str(n) in ticked) for n, title, minutes, _ticked in _chapters(found)
        ]
    status = 422 if problem else 200
    return render(request, "lessons/found_in_file.html", context, status=status)


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


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
        "most_lines": MOST_LINES,
        "minutes": _minutes(found.audio_ms),
        "notes_minutes": _minutes(found.notes_ms),
        "chapters": _chapters(found),
        "speakers": [(name, _voice(voice)) for name, voice in _speakers(found).items()],
        "voice": _voice(document.settings.voice),
        "not_read": [(NOT_READ[each], noticed[each]) for each in NOT_READ if each in noticed],
        "read_otherwise": [
            (label, noticed[each])
            for each, label in READ_IN_ANOTHER_FORM.items()
            if each in noticed
        ],
        "unheard": [(NOT_HEARD[each.kind], each) for each in found.unheard],
        "looked_at": LINES_LOOKED_AT if len(document.lines) > LINES_LOOKED_AT else 0,
        "first_lines": first,
        "more_lines": max(0, len(document.lines) - len(first)),
    }


def _chapters(found: Found) -> list[tuple[int, str, int, bool]]:
    """Number, title, minutes, and whether it is ticked."""
    return [
        (n, chapter.title, _minutes(chapter.audio_ms), True)
        for n, chapter in enumerate(found.chapters)
    ]


def _minutes(milliseconds: int) -> int:
    return max(1, round(milliseconds / 60_000))


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
