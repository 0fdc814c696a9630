"""How voices look from outside, and what their error codes mean to a person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from voices.models import Voice

VOICE_ERRORS = {
    "enrolment_failed": _("The voice could not be made from this recording. Record it again."),
    "clip_unusable": _("There is too little speech in this recording. Record it again."),
    "clip_lost": _("The recording was lost before the voice was made. Record it again."),
}


def voice_error(voice: Voice) -> str:
    """Why the voice could not be made, as a sentence; empty where it could."""
    return str(VOICE_ERRORS.get(voice.error_code, voice.error_code))


def voice_json(voice: Voice) -> dict[str, Any]:
    """A workspace's own voice as REST shows it."""
    return {
        "id": voice.id,
        "object": "audio.voice",
        "name": voice.name,
        "kind": "own",
        "status": voice.status,
        "progress": voice.progress,
        "error": {"code": voice.error_code, "message": voice_error(voice)}
        if voice.error_code
        else None,
        "created_at": int(voice.created_at.timestamp()),
    }


def base_voice_json(name: str, language: str, gender: str) -> dict[str, Any]:
    """A public voice as REST shows it."""
    return {
        "id": name,
        "object": "audio.voice",
        "name": name,
        "kind": "base",
        "status": str(Voice.Status.READY),
        "language": language,
        "gender": gender,
    }
