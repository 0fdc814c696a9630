"""From the name that a person or a program gives a voice to what an engine speaks from."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Case, When
from django.utils.translation import gettext as _

from accounts.models import User
from synthesis.aliases import names as aliases
from synthesis.engines import ENGINES
from synthesis.engines.base import BaseVoice, Conditioning, Engine, EngineSpec
from tenants.models import Tenant
from tenants.refusal import Refused
from voices import access, base_voices
from voices.models import NEUTRAL, Voice, VoiceConditioning

MOOD_DELETED = "mood_deleted"


def engine_spec(name: str = "") -> EngineSpec:
    """The engine that a new job is made with: the one that is named, else the default one.

    Raises Refused where there is none of that name, or its model files are not installed.
    """
    if not name or name == settings.DEFAULT_ENGINE:
        return ENGINES[settings.DEFAULT_ENGINE]
    if name not in ENGINES or not ENGINES[name].installed(settings.MODELS):
        message = _("There is no model “%(name)s”; GET /v1/models lists them.")
        raise Refused("model_not_found", message % {"name": name[:60]}, param="model", status=404)
    return ENGINES[name]


def offered_engines() -> list[EngineSpec]:
    """The engines whose model files are installed, the default one first."""
    installed = [spec for spec in ENGINES.values() if spec.installed(settings.MODELS)]
    return sorted(installed, key=lambda spec: spec.name != settings.DEFAULT_ENGINE)


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
    """The names that people know these voices by, keyed by base voice name or voice id.

    Deleted voices are left out.
    """
    wanted = set(voices)
    named = {
        voice.name: base_voices.shown(voice).person
        for voice in engine_spec().base_voices
        if voice.name in wanted
    }
    return named | dict(Voice.objects.filter(id__in=wanted).values_list("id", "name"))


def choose(name: str, *, engine: EngineSpec | None = None) -> str:
    """The stable name of a usable voice: a base voice's name or the id of one of the workspace's.

    A workspace's voice may be given by id or by its own name, and OpenAI's names stand for voices
    (synthesis.aliases). Raises Refused when there is none, it is not ready, or the engine (without
    one, the default) can't speak with it.
    """
    engine = engine or engine_spec()
    name = aliases.meant(name)
    if any(voice.name == name for voice in engine.base_voices):
        return name
    if is_base_voice(name):
        raise _not_spoken_by(name, engine)
    voice = Voice.objects.filter(id=name).first() or Voice.objects.filter(name__iexact=name).first()
    if voice is None:
        message = _("There is no voice “%(name)s” in this workspace.") % {"name": name[:60]}
        raise Refused("voice_not_found", message, param="voice", status=404)
    if voice.status == Voice.Status.PROCESSING:
        message = _("The voice “%(name)s” is still being made; try again in a minute.")
        raise Refused("voice_not_ready", message % {"name": voice.name}, param="voice", status=409)
    if voice.status == Voice.Status.WAITING:
        message = _("The voice “%(name)s” can be used once its speaker has confirmed it.")
        raise Refused("voice_waits", message % {"name": voice.name}, param="voice", status=409)
    if voice.status == Voice.Status.REVOKED:
        message = _("Consent to the voice “%(name)s” was withdrawn.")
        raise Refused("voice_revoked", message % {"name": voice.name}, param="voice", status=409)
    if voice.status != Voice.Status.READY:
        message = _("The voice “%(name)s” could not be made; record it again.")
        raise Refused("voice_failed", message % {"name": voice.name}, param="voice", status=409)
    if engine is not engine_spec() and not _made_for(voice, engine):
        raise _not_spoken_by(voice.name, engine)
    return voice.id


def check_use(name: str, user: User | None) -> None:
    """Raises Refused (403) where a chosen voice is not shared with a member, or programs (None)."""
    if not is_base_voice(name):
        access.check_use(user.id if user else None, name)


def _made_for(voice: Voice, engine: EngineSpec) -> bool:
    return VoiceConditioning.objects.filter(voice=voice, engine=engine.name).exists()


def engines_of(voice: Voice) -> list[EngineSpec]:
    """The installed engines that speak with a workspace's voice, the default one first."""
    made = set(VoiceConditioning.objects.filter(voice=voice).values_list("engine", flat=True))
    return [spec for spec in offered_engines() if spec.name in made]


def _not_spoken_by(name: str, engine: EngineSpec) -> Refused:
    message = _("The model “%(model)s” can't speak with the voice “%(name)s”.")
    figures = {"model": engine.name, "name": name}
    return Refused("voice_not_of_model", message % figures, param="voice", status=409)


@dataclass(frozen=True, slots=True)
class VoiceSource:
    """What a segment is spoken from: a conditioning, and one of the engine's presets or ""."""

    conditioning: Conditioning
    mood_preset: str = ""


def voice_source(
    name: str, *, tenant: Tenant, engine: Engine, mood: str = "", source: str = ""
) -> VoiceSource:
    """What the engine needs to speak with a chosen voice in a mood, or as the voice is ("").

    With `source`, that of `source_name`: what was named then and nothing newer. Without, the
    newest take of the mood is used, else the engine's own preset; without a mood, a neutral
    take, else any. Call it for every segment and keep nothing: a voice may be revoked between two
    of them. Raises VoiceConditioning.DoesNotExist where the voice, or all its takes of the mood,
    are gone (`why_gone`): half a text in another mood would be worse than none.
    """
    presets = ENGINES[engine.name].mood_presets if engine.name in ENGINES else ()
    if is_base_voice(name):
        return VoiceSource(engine.base_conditioning(name), mood if mood in presets else "")
    if source:
        row = _named(name, engine.name, source)
    else:
        row = _newest_of(name, engine.name, mood)
        if row is None and mood in presets:
            row = _newest_of(name, engine.name, "")
    if row is None:
        raise VoiceConditioning.DoesNotExist(name)
    preset = mood if mood in presets and row.take.mood != mood else ""
    return VoiceSource(_unsealed(row, tenant), preset)


def source_name(name: str, *, engine: EngineSpec, mood: str = "") -> tuple[str, str]:
    """What `voice_source` would use, without opening it: a name of it that is never used for
    another, and the engine's preset or "".

    Raises VoiceConditioning.DoesNotExist as `voice_source` does.
    """
    preset = mood if mood in engine.mood_presets else ""
    if is_base_voice(name):
        return f"base:{name}", preset
    row = _newest_of(name, engine.name, mood)
    if row is not None:
        preset = ""
    elif preset:
        row = _newest_of(name, engine.name, "")
    if row is None:
        raise VoiceConditioning.DoesNotExist(name)
    return _name_of(row), preset


def accent_of(name: str, *, tenant: Tenant, engine: EngineSpec) -> BaseVoice | Conditioning | None:
    """What shows the engine's spelling how a chosen voice pronounces; None where nothing does."""
    for voice in engine.base_voices:
        if voice.name == name:
            return voice
    row = _newest_of(name, engine.name, "")
    return _unsealed(row, tenant) if row else None


def _unsealed(row: VoiceConditioning, tenant: Tenant) -> Conditioning:
    return Conditioning.load(tenant.unseal(row.sealed, about=row.about))


def _newest_of(voice_id: str, engine: str, mood: str) -> VoiceConditioning | None:
    of_voice = VoiceConditioning.objects.select_related("take").filter(
        voice_id=voice_id, voice__status=Voice.Status.READY, engine=engine
    )
    if mood:
        return of_voice.filter(take__mood=mood).order_by("-take__created_at").first()
    neutral_first = Case(When(take__mood=NEUTRAL, then=0), default=1)
    return of_voice.order_by(neutral_first, "-take__created_at").first()


def _named(voice_id: str, engine: str, source: str) -> VoiceConditioning | None:
    """The conditioning of this name, if it is still there."""
    take, _colon, row = source.rpartition(":")
    of_voice = VoiceConditioning.objects.select_related("take").filter(
        voice_id=voice_id, voice__status=Voice.Status.READY, engine=engine, take=take
    )
    return of_voice.filter(id=row).first() if row.isdecimal() else None


def _name_of(row: VoiceConditioning) -> str:
    return f"{row.take_id}:{row.id}"


def why_gone(name: str, *, engine: str, mood: str) -> str:
    """The error code of a job whose voice no longer has a conditioning for its mood."""
    if Voice.objects.filter(id=name, status=Voice.Status.REVOKED).exists():
        return "voice_revoked"
    return MOOD_DELETED if mood and _newest_of(name, engine, "") else "voice_deleted"
