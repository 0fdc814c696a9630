"""Voices and takes as pages and REST show them, and what their error codes mean to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from synthesis.aliases.choosing import Alias
from voices.base_voices import BaseVoice
from voices.models import Take, Voice

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
        "The number was not heard. Read its digits one by one, and record it again."
    ),
    "consent_words_missing": _(
        "The words at the end were not heard. Read each of them clearly, and record it again."
    ),
    "consent_other_speaker": _(
        "The voice of this recording is not the voice that gave consent. Record the same person."
    ),
    "recording_copied": _(
        "This recording, or a part of it, was given here before. Record a new one."
    ),
    "recording_marked": _(
        "This recording carries the mark of synthetic speech: a machine made it. Record the person "
        "themselves."
    ),
    "consent_synthetic": _(
        "The reading of the statement sounds synthesised. The person must read it aloud "
        "themselves, into the microphone of this device: no playback, no voice changer, and no "
        "program that suppresses noise."
    ),
    "clip_synthetic": _(
        "This recording sounds synthesised. Record the person themselves, with the microphone of a "
        "phone or computer: no playback, no voice changer, and no program that suppresses noise."
    ),
    "consent_other_conditions": _(
        "This recording and the statement were not made in one place: room, noise, microphone or "
        "level differ. Record both one after the other, or let the statement be the recording."
    ),
    "speaker_blocked": _(
        "The operator of this installation has blocked this speaker: no voice can be made of them "
        "here. If you are this person and think that it is a mistake, tell the operator."
    ),
    "consent_recording_gone": _("The recording of the consent was deleted. Record a new one."),
    "consent_check_failed": _("The consent could not be checked. Record it again."),
    "consent_pending": _("The consent was not recorded."),
    "consent_revoked": _("The speaker has withdrawn consent."),
    "voice_revoked": _("The speaker has withdrawn consent to this voice."),
}


def error_sentence(code: str) -> str:
    """What an error code means, as a sentence; empty for an empty code."""
    return str(VOICE_ERRORS.get(code, code))


@dataclass(frozen=True, slots=True)
class UsableVoice:
    """A workspace's own voice, a base voice or a name of OpenAI's, with the moods that it can speak
    in."""

    voice: Voice | BaseVoice | Alias
    emotions: Sequence[str]

    @property
    def id(self) -> str:
        """The value of `voice` in a request for speech."""
        return self.voice.id if isinstance(self.voice, Voice) else self.voice.name


@dataclass(frozen=True, slots=True)
class Finding:
    """A reason or a warning of screening, in the language of the page."""

    code: str
    sentence: str
    tip: str
    spans: list[tuple[float, float]]


def findings(take: Take, kind: str = "reasons") -> list[Finding]:
    """Why a take was refused (`reasons`), or what could be better (`warnings`)."""
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


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening found in a take; `measures` holds its figures by name."""

    accepted: bool | None
    reasons: list[Finding]
    warnings: list[Finding]
    measures: dict[str, Any]


def screening_of(take: Take) -> Screening | None:
    """What screening found in a take; None where it has not looked yet."""
    if take.screening is None:
        return None
    return Screening(
        accepted=take.screening.get("accepted"),
        reasons=findings(take),
        warnings=findings(take, "warnings"),
        measures=take.screening.get("measures", {}),
    )
