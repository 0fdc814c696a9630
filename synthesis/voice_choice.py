"""From the name that a person or a program gives to a voice that an engine can speak with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, When
from django.utils.translation import gettext as _

from synthesis.engines import ENGINES
from synthesis.engines.base import BaseVoice, Conditioning, Engine, EngineSpec
from tenants.models import Tenant
from tenants.refusal import Refused
from voices import base_voices
from voices.models import NEUTRAL, Voice, VoiceConditioning

MOOD_DELETED = "mood_deleted"


def engine_spec(name: str = "") -> EngineSpec:
    """The engine that a new job is made with: the one that is named, else the default.

    Raises Refused where there is none of that name, or its model files are not here.
    """
    if not name or name == settings.DEFAULT_ENGINE:
        return ENGINES[settings.DEFAULT_ENGINE]
    if name not in ENGINES or not ENGINES[name].installed(settings.MODELS):
        message = _("There is no model “%(name)s”; GET /v1/models lists them.")
        raise Refused("model_not_found", message % {"name": name[:60]}, param="model", status=404)
    return ENGINES[name]


def offered_engines() -> list[EngineSpec]:
    """The engines whose model files are here, the default first."""
    here = [spec for spec in ENGINES.values() if spec.installed(settings.MODELS)]
    return sorted(here, key=lambda spec: spec.name != settings.DEFAULT_ENGINE)


def base_voice_names() -> frozenset[str]:
    """Names that a workspace can't give to a voice of its own."""
    return frozenset(voice.name for voice in engine_spec().base_voices)


def is_base_voice(name: str) -> bool:
    return name in base_voice_names()


def example_voice() -> str:
    """A voice to show in examples: the workspace's newest, else a base voice."""
    own = Voice.objects.filter(status=Voice.Status.READY).first()
    return own.id if own else engine_spec().base_voices[0].name


def shown_names(voices: Iterable[str]) -> dict[str, str]:
    """What people call these voices (base voices' names or ids); the deleted ones are left out."""
    wanted = set(voices)
    named = {
        voice.name: base_voices.shown(voice).person
        for voice in engine_spec().base_voices
        if voice.name in wanted
    }
    return named | dict(Voice.objects.filter(id__in=wanted).values_list("id", "name"))


def choose(name: str, *, engine: EngineSpec | None = None, param: str = "voice") -> str:
    """The stable name of a usable voice: a base voice's name or the id of one of the workspace's.

    A workspace's voice may be given by id or by its own name. Raises Refused when there is none,
    it is not ready, or the engine (without one, the default) can't speak with it.
    """
    engine = engine or engine_spec()
    if any(voice.name == name for voice in engine.base_voices):
        return name
    if is_base_voice(name):
        raise _foreign(name, engine, param)
    voice = Voice.objects.filter(id=name).first() or Voice.objects.filter(name__iexact=name).first()
    if voice is None:
        message = _("There is no voice “%(name)s” in this workspace.") % {"name": name[:60]}
        raise Refused("voice_not_found", message, param=param, status=404)
    if voice.status == Voice.Status.PROCESSING:
        message = _("The voice “%(name)s” is still being made; try again in a minute.")
        raise Refused("voice_not_ready", message % {"name": voice.name}, param=param, status=409)
    if voice.status == Voice.Status.REVOKED:
        message = _("Consent to the voice “%(name)s” was withdrawn.")
        raise Refused("voice_revoked", message % {"name": voice.name}, param=param, status=409)
    if voice.status != Voice.Status.READY:
        message = _("The voice “%(name)s” could not be made; record it again.")
        raise Refused("voice_failed", message % {"name": voice.name}, param=param, status=409)
    if engine is not engine_spec() and not _made_for(voice, engine):
        raise _foreign(voice.name, engine, param)
    return voice.id


def _made_for(voice: Voice, engine: EngineSpec) -> bool:
    return VoiceConditioning.objects.filter(voice=voice, engine=engine.name).exists()


def _foreign(name: str, engine: EngineSpec, param: str) -> Refused:
    message = _("The model “%(model)s” can't speak with the voice “%(name)s”.")
    figures = {"model": engine.name, "name": name}
    return Refused("voice_not_of_model", message % figures, param=param, status=409)


@dataclass(frozen=True, slots=True)
class SpokenFrom:
    """What a segment is spoken from: a conditioning, and a preset of the engine or nothing."""

    conditioning: Conditioning
    preset: str = ""


def spoken_from(name: str, *, tenant: Tenant, engine: Engine, mood: str = "") -> SpokenFrom:
    """What the engine needs to speak with a chosen voice in a mood; without one, as it is.

    The newest take of the mood is used, else the engine's own preset. A voice that is asked for
    nothing speaks from a neutral take, or from any. Ask at every segment and keep nothing: a
    voice may be revoked between two of them. Raises VoiceConditioning.DoesNotExist, also where the
    takes of the mood are gone: half a text in another mood would be worse than none (`why_gone`).
    """
    presets = ENGINES[engine.name].emotions if engine.name in ENGINES else ()
    if is_base_voice(name):
        return SpokenFrom(engine.base_conditioning(name), mood if mood in presets else "")
    row = _newest_of(name, engine.name, mood)
    preset = ""
    if row is None and mood in presets:
        row, preset = _newest_of(name, engine.name, ""), mood
    if row is None:
        raise VoiceConditioning.DoesNotExist(name)
    return SpokenFrom(_opened(row, tenant), preset)


def accent_of(name: str, *, tenant: Tenant, engine: EngineSpec) -> BaseVoice | Conditioning | None:
    """What tells the engine's spelling how a chosen voice pronounces; None where nothing does."""
    for voice in engine.base_voices:
        if voice.name == name:
            return voice
    row = _newest_of(name, engine.name, "")
    return _opened(row, tenant) if row else None


def _opened(row: VoiceConditioning, tenant: Tenant) -> Conditioning:
    return Conditioning.load(tenant.unseal(row.sealed, about=row.about))


def _newest_of(voice_id: str, engine: str, mood: str) -> VoiceConditioning | None:
    of_voice = VoiceConditioning.objects.filter(
        voice_id=voice_id, voice__status=Voice.Status.READY, engine=engine
    )
    if mood:
        return of_voice.filter(take__mood=mood).order_by("-take__created_at").first()
    neutral_first = Case(When(take__mood=NEUTRAL, then=0), default=1)
    return of_voice.order_by(neutral_first, "-take__created_at").first()


def why_gone(name: str, *, engine: str, mood: str) -> str:
    """The code of a job whose voice has no conditioning for its mood any more."""
    if Voice.objects.filter(id=name, status=Voice.Status.REVOKED).exists():
        return "voice_revoked"
    return MOOD_DELETED if mood and _newest_of(name, engine, "") else "voice_deleted"
