"""The moods that a voice can speak in: those its takes were recorded in, and the engine's presets.

Pages and this code say mood; REST, and so the refusals that it shows, says emotion.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from synthesis.engines.base import EngineSpec
from synthesis.voice_choice import is_base_voice
from tenants.refusal import Refused
from voices.models import NEUTRAL, Mood, Voice, VoiceConditioning
from voices.tone import services as tone


def moods_of(voice: str, *, engine: EngineSpec) -> list[str]:
    """The moods of one voice (a base voice's name or an id), neutral first; may be empty."""
    own = [NEUTRAL] if is_base_voice(voice) else moods_of_own([voice], engine).get(voice, [])
    return _ordered([*own, *engine.mood_presets])


def moods_of_own(voices: Iterable[str], engine: EngineSpec) -> dict[str, list[str]]:
    """The moods of the workspace's own voices by voice id, in one query."""
    conditionings = VoiceConditioning.objects.filter(
        voice__in=list(voices), voice__status=Voice.Status.READY, engine=engine.name
    )
    recorded: dict[str, list[str]] = {}
    for voice_id, mood in conditionings.values_list("voice_id", "take__mood"):
        recorded.setdefault(voice_id, []).append(mood)
    return {voice: _ordered([*moods, *engine.mood_presets]) for voice, moods in recorded.items()}


def mood_for(*, voice: str, engine: EngineSpec, asked: str) -> str:
    """The mood that was asked for, else the voice's default, else the workspace's, else "".

    With an empty mood, the voice speaks as it was recorded. A default that the voice doesn't
    have, or no longer has, is skipped. Raises Refused when the voice lacks the mood asked for.
    """
    available = moods_of(voice, engine=engine)
    if asked and asked not in available:
        if available:
            message = _("This voice has no emotion “%(asked)s”; it has: %(known)s.")
        else:
            message = _("This voice has no emotion “%(asked)s”, and no other.")
        figures = {"asked": asked[:20], "known": ", ".join(available)}
        raise Refused("emotion_unknown", message % figures, param="mood")
    defaults = (tone.mood_of(voice), tone.mood_of())
    return asked or next((mood for mood in defaults if mood in available), "")


def shown(mood: str) -> str:
    """What people call a mood, in the language of the page."""
    return str(Mood(mood).label) if mood in Mood.values else mood.replace("_", " ")


def place(mood: str) -> tuple[int, str]:
    """A sort key: the recordable moods in their own order, neutral first, then engine presets."""
    known = Mood.values
    return (known.index(mood) if mood in known else len(known), mood)


def _ordered(moods: Iterable[str]) -> list[str]:
    return sorted(set(moods), key=place)
