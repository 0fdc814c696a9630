"""From the name that a person or a program gives to a voice that an engine can speak with."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from synthesis.engines import ENGINES
from synthesis.engines.base import Conditioning, Engine, EngineSpec
from tenants.models import Tenant
from tenants.refusal import Refused
from voices import base_voices
from voices.models import Voice, VoiceConditioning


def engine_spec() -> EngineSpec:
    """The engine that new jobs are made with."""
    return ENGINES[settings.DEFAULT_ENGINE]


def base_voice_names() -> frozenset[str]:
    """Names that a workspace can't give to a voice of its own."""
    return frozenset(voice.name for voice in engine_spec().base_voices)


def is_base_voice(name: str) -> bool:
    return name in base_voice_names()


def shown_names(voices: Iterable[str]) -> dict[str, str]:
    """What people call these voices (base voices' names or ids); the deleted ones are left out."""
    wanted = set(voices)
    named = {
        voice.name: base_voices.shown(voice).person
        for voice in engine_spec().base_voices
        if voice.name in wanted
    }
    return named | dict(Voice.objects.filter(id__in=wanted).values_list("id", "name"))


def choose(name: str, *, param: str = "voice") -> str:
    """The stable name of a usable voice: a base voice's name or the id of one of the workspace's.

    A workspace's voice may be given by id or by its own name. Raises Refused when there is none,
    or it is not ready.
    """
    if is_base_voice(name):
        return name
    voice = Voice.objects.filter(id=name).first() or Voice.objects.filter(name__iexact=name).first()
    if voice is None:
        message = _("There is no voice “%(name)s” in this workspace.") % {"name": name[:60]}
        raise Refused("voice_not_found", message, param=param, status=404)
    if voice.status == Voice.Status.PROCESSING:
        message = _("The voice “%(name)s” is still being made; try again in a minute.")
        raise Refused("voice_not_ready", message % {"name": voice.name}, param=param, status=409)
    if voice.status != Voice.Status.READY:
        message = _("The voice “%(name)s” could not be made; record it again.")
        raise Refused("voice_failed", message % {"name": voice.name}, param=param, status=409)
    return voice.id


def conditioning_of(name: str, *, tenant: Tenant, engine: Engine) -> Conditioning:
    """What the engine needs to speak with a chosen voice. Raises VoiceConditioning.DoesNotExist."""
    if is_base_voice(name):
        return engine.base_conditioning(name)
    row = VoiceConditioning.objects.get(voice_id=name, engine=engine.name)
    return Conditioning.load(tenant.unseal(row.sealed, about=row.about))
