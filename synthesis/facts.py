"""What pages about money ask of voices (named in settings as SPEECH_FACTS)."""

from collections.abc import Collection

from synthesis.voice_choice import engine_spec
from voices import base_voices
from voices.models import Voice


def voice_names(keys: Collection[str]) -> dict[str, str]:
    """Names of voices by a base voice's name or a voice's id; deleted ones are missing."""
    names = {voice.name: base_voices.shown(voice).person for voice in engine_spec().base_voices}
    return names | dict(Voice.objects.filter(id__in=keys).values_list("id", "name"))


def voices_held() -> int:
    """How many voices of its own the workspace has."""
    return Voice.objects.count()
