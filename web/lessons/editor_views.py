"""The editor of a lesson: its page, and the JSON that its script reads and sends."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.request import TenantRequest
from accounts.suspension import allowed_while_suspended
from lessons.access import Action, find, viewer_of
from lessons.models import Lesson
from lessons.patch import Conflict, parse_patch
from lessons.services import documents, library, making
from lessons.services.states import Overview, overview
from lessons.services.words import line_words as words_of_line
from rest.errors import error_body
from synthesis.encode import FORMATS
from synthesis.voice_choice import offered_engines
from tenants.refusal import Refused
from voices import base_voices
from voices.access import usable_by
from voices.models import Voice
from web.audio.response import chosen_format, out_rate_for
from web.audio.stream_caps import counted_stream
from web.lessons import editor_words
from web.lessons.answers import answering_json, body_of, downloading, keys_in, text_in
from web.lessons.api.lessons import versions_json
from web.lessons.events import events_of
from web.lessons.exports.menu import downloads
from web.lessons.mood_choices import choices_of, moods_offered
from web.lessons.presentation import (
    conflict_json,
    doubts_json,
    lesson_json,
    made_json,
    state_json,
    words_json,
)
from web.lessons.read_along_response import read_along_response
from web.lessons.sound_response import line_response, subtitles_response, whole_response

ADDRESSES = {
    "save": "save-lesson",
    "make": "make-lesson",
    "stop": "stop-lesson",
    "document": "lesson-document",
    "states": "lesson-states",
    "estimate": "lesson-estimate",
    "events": "lesson-events",
    "versions": "lesson-versions",
    "restore": "restore-lesson",
    "audio": "lesson-audio",
    "settle": "settle-lesson",
    "duplicate": "duplicate-lesson",
    "shares": "lesson-shares",
}
OF_A_LINE = {
    "line_audio": "line",
    "line_words": "words",
    "say_differently": "say-differently",
    "readings": "readings",
    "check_reading": "check-reading",
    "preview_reading": "preview-reading",
    "teach_reading": "teach-reading",
}
ANY_KEY = "KEY"
"""What stands for a line's key in the addresses that the page gives to its script."""


@require_GET
def editor(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponse:
    """The page of one lesson. Its script makes an editor of it; without, it can be read."""
    viewer = viewer_of(request)
    try:
        lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ, binned=True)
    except Refused as refusal:
        if refusal.status == 404:
            raise Http404 from None
        refused = {"title": _("Lesson"), "message": str(refusal)}
        return render(request, "error.html", refused, status=refusal.status)
    entry = library.entry_of(viewer=viewer, lesson=lesson)
    now = overview(tenant=viewer.tenant, lesson=lesson, viewer=viewer)
    engine = now.sounding.engine
    voices = list(usable_by(request.user.id).filter(status=Voice.Status.READY))
    offered = moods_offered([engine], [voice.id for voice in voices])
    context = {
        "lesson": lesson,
        "entry": entry,
        "data": _without_doubts(entry, now),
        "lines": now.document.lines,
        "addresses": _addresses(slug, lesson_id),
        "may_bin": Action.BIN in entry.rights,
        "may_share": Action.SHARE in entry.rights and lesson.binned_at is None,
        "accesses": Lesson.Access.choices,
        "share_days": editor_words.SHARE_DAYS,
        "folders": library.folders(viewer=viewer),
        "may_edit": Action.EDIT in entry.rights and lesson.binned_at is None,
        "downloads": downloads(slug, lesson_id, sample_rate=_rate_given_out(engine.sample_rate)),
        "voices": voices,
        "base_voices": base_voices.by_language(engine.base_voices),
        "engines": offered_engines(),
        "dials": editor_words.tone_dials(),
        "moods": choices_of(offered),
        "offered_moods": offered[engine.name],
        "paces": editor_words.paces(),
        "pauses": editor_words.pauses(),
        "rates": editor_words.RATES,
        "draws": engine.draws,
        "words": editor_words.messages(),
    }
    return render(request, "lessons/editor.html", context)


@require_GET
@answering_json
def document(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The whole lesson with its states, as the page had it when it was opened."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ, binned=True)
    entry = library.entry_of(viewer=viewer, lesson=lesson)
    return JsonResponse(_whole(entry, overview(tenant=viewer.tenant, lesson=lesson, viewer=viewer)))


@require_POST
@answering_json
def save(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """Merge a patch; answers the new revision, the states, the voices of speakers and the
    doubtful words of the lines that were sent, or 409 with both sides."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
    with documents.refusing_bad_documents():
        patch = parse_patch(body_of(request))
    try:
        saved = documents.save(viewer=viewer, lesson_id=lesson.id, patch=patch)
    except Conflict as conflict:
        lesson.refresh_from_db()
        message = _("Somebody else has changed the same lines; nothing was saved.")
        body = error_body(409, message, code="lesson_conflict")
        return JsonResponse({**body, **conflict_json(conflict, lesson.revision)}, status=409)
    now = overview(tenant=viewer.tenant, lesson=saved.lesson, viewer=viewer)
    speakers = dict(saved.document.settings.speakers)
    sent = {line.key for line in patch.upsert}
    changed = [line for line in saved.document.lines if line.key in sent]
    doubts = doubts_json(changed, now.sounding)
    answer = {**_states(saved.lesson, now), "speakers": speakers, "doubts": doubts}
    return JsonResponse(answer)


@require_POST
@answering_json
def make(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """Make what is missing: all, the lines of `keys`, or beginning with the line `from`."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
    body = body_of(request)
    start = text_in(body, "from")
    made = making.make(
        viewer=viewer,
        lesson=lesson,
        keys=keys_in(body, "keys"),
        start=start,
        interactive=bool(start),
    )
    now = overview(tenant=viewer.tenant, lesson=lesson, viewer=viewer)
    return JsonResponse({**made_json(made), **_states(lesson, now)})


@allowed_while_suspended
@require_POST
@answering_json
def stop(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """Stop making the lesson; what is made stays."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT, binned=True)
    making.stop(tenant=request.tenant, lesson=lesson)
    now = overview(tenant=request.tenant, lesson=lesson, viewer=viewer)
    return JsonResponse(_states(lesson, now))


@require_GET
@answering_json
def states(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """What can be heard of each line now."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ, binned=True)
    now = overview(tenant=request.tenant, lesson=lesson, viewer=viewer)
    return JsonResponse(_states(lesson, now))


@require_GET
@answering_json
def estimate(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """How much is missing, and what is left of today's quota, in milliseconds."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    estimated = making.estimate(tenant=request.tenant, lesson=lesson)
    return JsonResponse({**asdict(estimated), "fits": estimated.fits})


@require_GET
@answering_json
@counted_stream
def events(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The states as Server-Sent Events, while anything is being made."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.READ, binned=True)
    return events_of(viewer, lesson)


@require_GET
@answering_json
def versions(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The versions that are kept, newest first."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    return JsonResponse({"versions": versions_json(lesson)})


@require_POST
@answering_json
def restore(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """Make the lesson what it was in a version; answers the whole of it."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
    body = body_of(request)
    version = text_in(body, "version")
    saved = documents.restore(viewer=viewer, lesson_id=lesson.id, version_id=version)
    entry = library.entry_of(viewer=viewer, lesson=saved.lesson)
    now = overview(tenant=viewer.tenant, lesson=saved.lesson, viewer=viewer)
    return JsonResponse(_whole(entry, now))


@require_POST
@answering_json
def say_differently(
    request: TenantRequest, slug: str, lesson_id: str, key: str
) -> HttpResponseBase:
    """Make a line again with another seed; answers its state and the lesson's revision."""
    viewer = viewer_of(request)
    lesson = find(viewer=viewer, lesson_id=lesson_id, action=Action.EDIT)
    state = making.say_differently(viewer=viewer, lesson=lesson, key=key)
    lesson.refresh_from_db()
    return JsonResponse({"revision": lesson.revision, "line": state_json(state)})


@require_GET
@answering_json
def line_audio(request: TenantRequest, slug: str, lesson_id: str, key: str) -> HttpResponseBase:
    """What plays of a line, as WAV; its ETag is the digest."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    return line_response(request, request.tenant, lesson, key)


@require_GET
@answering_json
def line_words(request: TenantRequest, slug: str, lesson_id: str, key: str) -> HttpResponseBase:
    """When each word of a line is heard in the audio that plays of it."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    words = words_of_line(
        tenant=request.tenant, lesson=lesson, key=key, digest=request.GET.get("sound", "")
    )
    return JsonResponse(words_json(words))


@require_GET
@downloading
def audio(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The whole lesson as a file."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    audio_format = chosen_format(request.GET.get("format", "mp3"))
    return whole_response(request, request.tenant, lesson, audio_format)


@require_GET
@downloading
def subtitles(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The subtitles of the whole lesson as a file."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    return subtitles_response(request, request.tenant, lesson)


@require_GET
@downloading
def read_along(request: TenantRequest, slug: str, lesson_id: str) -> HttpResponseBase:
    """The whole lesson as a page to read along, in one file with its audio."""
    lesson = find(viewer=viewer_of(request), lesson_id=lesson_id, action=Action.READ, binned=True)
    return read_along_response(request.tenant, lesson)


def _whole(entry: library.Entry, now: Overview) -> dict[str, Any]:
    """A lesson, its states, the silence after each line in milliseconds and its doubtful words,
    by key."""
    doubts = doubts_json(now.document.lines, now.sounding)
    return {**_without_doubts(entry, now), "doubts": doubts}


def _without_doubts(entry: library.Entry, now: Overview) -> dict[str, Any]:
    """The same, for the page: people wait for the text, and the words in doubt may come later."""
    return {
        **lesson_json(entry, now.document),
        "states": [state_json(state) for state in now.states],
        "pauses": {line.key: now.sounding.pause_after(line) for line in now.document.lines},
    }


def _rate_given_out(sample_rate: int) -> int:
    return out_rate_for(FORMATS["wav"], None, sample_rate) or sample_rate


def _states(lesson: Lesson, now: Overview) -> dict[str, Any]:
    return {"revision": lesson.revision, "lines": [state_json(state) for state in now.states]}


def _addresses(slug: str, lesson_id: str) -> dict[str, str]:
    found = {
        name: reverse(f"workspace:{view}", args=[slug, lesson_id])
        for name, view in ADDRESSES.items()
    }
    of_a_line = {
        name: reverse(f"workspace:{view}", args=[slug, lesson_id, ANY_KEY])
        for name, view in OF_A_LINE.items()
    }
    # A link's id stands where the key of a line does in others.
    revoke = reverse("workspace:revoke-share", args=[slug, lesson_id, ANY_KEY])
    return found | of_a_line | {"revoke_share": revoke}
