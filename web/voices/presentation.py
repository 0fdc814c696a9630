"""How voices, takes and consents look from outside, and what their error codes say to a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from voices.base_voices import BaseVoice
from voices.models import Consent, Take, Voice

VOICE_ERRORS = {
    "enrolment_failed": _("The voice could not be made from this recording. Record it again."),
    "clip_unusable": _("There is too little speech in this recording. Record it again."),
    "clip_lost": _("The recording was lost before the voice was made. Record it again."),
    "clip_refused": _("The sound of this recording would make a bad voice."),
    "consent_missing": _("The speaker's consent is missing."),
    "consent_nothing_said": _(
        "No words were heard. Read the statement aloud, and record it again."
    ),
    "consent_other_words": _(
        "Something else was said than the statement. Read it as it is written, and record it again."
    ),
    "consent_number_missing": _(
        "The number at the end was not heard. Read its digits one by one, and record it again."
    ),
    "consent_other_speaker": _(
        "The voice of this recording is not the voice that gave consent. Record the same person."
    ),
    "consent_recording_gone": _("The recording of the consent was deleted. Record a new one."),
    "consent_check_failed": _("The consent could not be checked. Record it again."),
    "consent_pending": _("The consent was not recorded."),
    "consent_revoked": _("The speaker has withdrawn consent."),
    "voice_revoked": _("The speaker has withdrawn consent to this voice."),
}


def said(code: str) -> str:
    """What an error code means, as a sentence; empty for none."""
    return str(VOICE_ERRORS.get(code, code))


def voice_error(voice: Voice) -> str:
    """Why the voice could not be made, as a sentence; empty where it could."""
    return said(voice.error_code)


def error_json(code: str) -> dict[str, str] | None:
    return {"code": code, "message": said(code)} if code else None


def voice_json(voice: Voice, emotions: Iterable[str]) -> dict[str, Any]:
    """A workspace's own voice as REST shows it, with the emotions that it can be asked for."""
    return {
        "id": voice.id,
        "object": "audio.voice",
        "name": voice.name,
        "kind": "own",
        "status": voice.status,
        "emotions": list(emotions),
        "progress": voice.progress,
        "consent": voice.consent_id,
        "error": error_json(voice.error_code),
        "created_at": int(voice.created_at.timestamp()),
    }


def base_voice_json(voice: BaseVoice, emotions: Iterable[str]) -> dict[str, Any]:
    """A public voice as REST shows it."""
    return {
        "id": voice.name,
        "object": "audio.voice",
        "name": voice.name,
        "kind": "base",
        "status": str(Voice.Status.READY),
        "emotions": list(emotions),
        "language": voice.language,
        "gender": voice.gender,
        "created_at": 0,
    }


def take_json(take: Take) -> dict[str, Any]:
    """One recording of a voice as REST shows it."""
    return {
        "id": take.id,
        "object": "audio.voice_take",
        "voice": take.voice_id,
        "mood": take.mood,
        "status": take.status,
        "step": take.step,
        "progress": take.progress,
        "error": error_json(take.error_code),
        "language": take.language or None,
        "transcript": take.transcript or None,
        "transcript_source": take.transcript_source or None,
        "screening": screening_json(take),
        "seconds": round(take.seconds, 2),
        "original_kept": take.clip_kept,
        "created_at": int(take.created_at.timestamp()),
    }


def consent_json(consent: Consent) -> dict[str, Any]:
    """A consent as REST shows it: OpenAI's fields, then ours."""
    return {
        "id": consent.id,
        "object": "audio.voice_consent",
        "name": consent.name,
        "language": consent.language_tag or consent.language,
        "created_at": int(consent.created_at.timestamp()),
        "status": consent.status,
        "person": consent.person,
        "organisation": consent.organisation,
        "statement": consent.statement,
        "statement_version": consent.version,
        "recorded_at": int(consent.recorded_at.timestamp()) if consent.recorded_at else None,
        "heard": consent.heard or None,
        "error": error_json(consent.reason),
        "revoked_at": int(consent.revoked_at.timestamp()) if consent.revoked_at else None,
    }


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason or a warning of screening, in the language of the page."""

    code: str
    sentence: str
    tip: str
    spans: list[tuple[float, float]]


def findings(take: Take, kind: str = "reasons") -> list[Finding]:
    """Why a take was refused (`reasons`), or what to mind (`warnings`)."""
    shown = []
    for finding in (take.screening or {}).get(kind, []):
        figures = finding.get("figures", {})
        shown.append(
            Finding(
                finding["code"],
                now(finding["sentence"]).format(**figures),
                now(finding["tip"]).format(**figures) if finding.get("tip") else "",
                [(span[0], span[1]) for span in finding.get("spans", [])],
            )
        )
    return shown


def screening_json(take: Take) -> dict[str, Any] | None:
    """What screening found, as REST shows it; None where it has not looked yet."""
    if take.screening is None:
        return None
    shown = {
        kind: [
            {"code": f.code, "message": f.sentence, "tip": f.tip, "spans": f.spans}
            for f in findings(take, kind)
        ]
        for kind in ("reasons", "warnings")
    }
    return {
        "accepted": take.screening.get("accepted"),
        **shown,
        "measures": take.screening.get("measures", {}),
    }
