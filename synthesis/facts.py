"""What pages about money ask of voices (named in settings as SPEECH_FACTS)."""

from collections.abc import Collection

from synthesis.voice_choice import shown_names
from voices.models import Voice


def voice_names(keys: Collection[str]) -> dict[str, str]:
    """Names of voices by a base voice's name or a voice's id; deleted ones are missing."""
    return shown_names(keys)


def voices_held() -> int:
    """How many voices of its own the workspace has."""
    return Voice.objects.count()
