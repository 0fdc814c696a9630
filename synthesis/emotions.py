"""The emotions that a voice can be spoken in: its takes' moods, and the engine's presets."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from synthesis.engines.base import EngineSpec
from synthesis.voice_choice import is_base_voice
from tenants.refusal import Refused
from voices.models import NEUTRAL, Mood, Voice, VoiceConditioning
from voices.tone import services as tone


def emotions_of(voice: str, *, engine: EngineSpec) -> list[str]:
    """Those of one voice (a base voice's name or an id), neutral first; may be empty."""
    own = [NEUTRAL] if is_base_voice(voice) else emotions_of_own([voice], engine).get(voice, [])
    return _ordered([*own, *engine.emotions])


def emotions_of_own(voices: Iterable[str], engine: EngineSpec) -> dict[str, list[str]]:
    """Those of the workspace's own voices by id, in one query."""
    recorded = VoiceConditioning.objects.filter(
        voice__in=list(voices), voice__status=Voice.Status.READY, engine=engine.name
    )
    found: dict[str, list[str]] = {}
    for voice_id, mood in recorded.values_list("voice_id", "take__mood"):
        found.setdefault(voice_id, []).append(mood)
    return {voice: _ordered([*moods, *engine.emotions]) for voice, moods in found.items()}


def emotion_for(*, voice: str, engine: EngineSpec, asked: str) -> str:
    """What was asked for, else the voice's default, else the workspace's; empty: as the voice is.

    A default that the voice does not have, or has no more, is passed over. Raises Refused for
    something asked for that it does not have.
    """
    there = emotions_of(voice, engine=engine)
    if asked and asked not in there:
        if there:
            message = _("This voice has no emotion “%(asked)s”; it has: %(known)s.")
        else:
            message = _("This voice has no emotion “%(asked)s”, and no other.")
        figures = {"asked": asked[:20], "known": ", ".join(there)}
        raise Refused("emotion_unknown", message % figures, param="emotion")
    defaults = (tone.emotion_of(voice), tone.emotion_of())
    return asked or next((each for each in defaults if each in there), "")


def shown(emotion: str) -> str:
    """What people call an emotion, in the language of the page."""
    return str(Mood(emotion).label) if emotion in Mood.values else emotion.replace("_", " ")


def place(emotion: str) -> tuple[int, str]:
    """To sort by: the moods in their order, neutral first, then an engine's own presets."""
    known = Mood.values
    return (known.index(emotion) if emotion in known else len(known), emotion)


def _ordered(emotions: Iterable[str]) -> list[str]:
    return sorted(set(emotions), key=place)
