"""How the words of a line are read: what the editor's script asks, tries and teaches."""

from typing import Any

from django.http import HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actor import actor_of
from accounts.request import TenantRequest
from lessons.access import Action, find, viewer_of
from lessons.services import readings as services
from lessons.services.teaching import teach as teach_word
from synthesis import pronouncing
from tenants.refusal import Refused
from voices.dictionary.entry import Entry
from web.audio.previews import preview_address
from web.lessons.answers import answering_json, body_of, text_in
from web.lessons.presentation import readings_json


@require_GET
@answering_json
def readings(request: TenantRequest, slug: str, lesson_id: str, key: str) -> HttpResponseBase:
    """The words of a line that may be read wrong, and their readings."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    words = services.line_readings(tenant=request.tenant, lesson=lesson, key=key)
    return JsonResponse(readings_json(lesson, words))


@require_POST
@answering_json
def check(request: TenantRequest, slug: str, lesson_id: str, key: str) -> HttpResponseBase:
    """A reading that somebody typed, as it is saved; a refusal says what is wrong with it."""
    find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.EDIT)
    body = body_of(request)
    entry = services.typed_reading(word=text_in(body, "word"), typed=text_in(body, "typed"))
    return JsonResponse(_reading(entry))


@require_POST
@answering_json
def preview(request: TenantRequest, slug: str, lesson_id: str, key: str) -> HttpResponseBase:
    """Speak a word with a reading, in the line's voice; answers where its audio is."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
    body = body_of(request)
    entry = None
    if kind := text_in(body, "kind"):
        word, value = text_in(body, "word"), _value_in(body)
        entry = pronouncing.check(Entry(word, kind, value))
    made = services.preview(
        viewer=viewer,
        lesson=lesson,
        key=key,
        start=_place_in(body, "start"),
        end=_place_in(body, "end"),
        reading=entry,
    )
    return JsonResponse({"audio": preview_address(slug, made.job), "counted": made.counted})


@require_POST
@answering_json
def teach(request: TenantRequest, slug: str, lesson_id: str, key: str) -> HttpResponseBase:
    """Have a word read so in the whole workspace; answers the page that names what changes."""
    find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.EDIT)
    if not request.membership.is_admin:
        message = _("Only admins of the workspace change its dictionary.")
        raise Refused("admins_only", message, status=403)
    body = body_of(request)
    entry = Entry(text_in(body, "word"), text_in(body, "kind"), _value_in(body))
    number = teach_word(entry=entry, by=actor_of(request))
    page = reverse("workspace:pronunciations", args=[slug])
    return JsonResponse({"version": number, "page": f"{page}?changed={number}"})


def _reading(entry: Entry) -> dict[str, str]:
    written = services.written_reading(entry.kind, entry.value)
    return {"kind": entry.kind, "value": entry.value, "written": written}


def _value_in(body: dict[str, Any]) -> str:
    value = body.get("value")
    if not isinstance(value, str) or len(value) > 200:
        message = _("“%(name)s” must be a short text.") % {"name": "value"}
        raise Refused("invalid_value", message, param="value")
    return value


def _place_in(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10_000:
        message = _("“{name}” is not as it should be.").format(name=name)
        raise Refused("invalid_value", message, param=name)
    return value
