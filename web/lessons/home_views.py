"""Where a lesson begins: the first page of a workspace, and what is sent from it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from accounts.people import members
from accounts.request import TenantRequest
from billing.quota import quota_of
from lessons.access import viewer_of
from lessons.document import Settings
from lessons.material import from_text
from lessons.services import documents, library
from lessons.services.library import Entry
from lessons.services.states import Playable, playable_of
from synthesis.voice_choice import check_use, choose
from tenants.refusal import Refused
from voices.models import Voice
from web.lessons.first_steps import first_steps
from web.lessons.forms import NewLessonForm

LESSONS_SHOWN = 5
VOICES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A lesson in the list of the first page."""

    entry: Entry
    heard: Playable


@require_GET
def home(request: TenantRequest, slug: str) -> HttpResponse:
    """What shall be read aloud: a text, the latest lessons, the voices, today's quota."""
    return _home(request)


@require_POST
def hide_first_steps(request: TenantRequest, slug: str) -> HttpResponse:
    """Put the first steps away, for good."""
    members.hide_first_steps(request.membership)
    return redirect("workspace:home", slug=slug)


@require_POST
def new(request: TenantRequest, slug: str) -> HttpResponse:
    """Make a lesson of the text and in the voice that were sent, or of none, and open it."""
    form = NewLessonForm(request.POST)
    text = request.POST.get("text", "")
    if not form.is_valid():
        return _home(request, text=text, problem=form.problem)
    given = form.cleaned_data
    try:
        saved = documents.create(
            viewer=viewer_of(request),
            material=from_text(given["text"]),
            settings=_settings(request, given["voice"]),
            folder=given["folder"],
            language="zh" if (get_language() or "").startswith("zh") else "en",
        )
    except Refused as refusal:
        return _home(request, text=text, problem=str(refusal))
    return redirect("workspace:lesson", slug=slug, lesson_id=saved.lesson.id)


def _settings(request: TenantRequest, voice: str) -> Settings | None:
    """The settings of a new lesson in a voice. Raises Refused where it can't be used."""
    if not voice:
        return None
    chosen = choose(voice)
    check_use(chosen, request.user)
    return Settings(voice=chosen)


def _home(request: TenantRequest, *, text: str = "", problem: str = "") -> HttpResponse:
    latest = library.latest(viewer=viewer_of(request), most=LESSONS_SHOWN)
    heard = playable_of(tenant=request.tenant, lessons=[entry.lesson for entry in latest])
    context = {
        "text": text,
        "problem": problem,
        "steps": first_steps(request),
        "rows": [Row(*each) for each in zip(latest, heard, strict=True)],
        "voices": Voice.objects.all()[:VOICES_SHOWN],
        "quota": quota_of(request.tenant, request.limits),
    }
    return render(request, "lessons/home.html", context, status=422 if problem else 200)
