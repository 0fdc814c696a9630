"""The names, what they stand for unless an admin says otherwise, and what one stands for now."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from synthesis.engines import ENGINES
from synthesis.models import VoiceAlias
from tenants.context import current_tenant
from voices.models import Voice


@dataclass(frozen=True, slots=True)
class Usual:
    """The base voices that a name stands for, by the language of the workspace."""

    english: str
    mandarin: str


# Each name keeps the gender that OpenAI's voice of that name has.
USUAL = {
    "alloy": Usual("af_alloy", "zf_xiaoxiao"),
    "ash": Usual("am_michael", "zm_yunjian"),
    "ballad": Usual("bm_george", "zm_yunxi"),
    "cedar": Usual("am_fenrir", "zm_yunyang"),
    "coral": Usual("af_bella", "zf_xiaobei"),
    "echo": Usual("am_echo", "zm_yunxi"),
    "fable": Usual("bm_fable", "zm_yunxia"),
    "marin": Usual("af_heart", "zf_xiaoyi"),
    "nova": Usual("af_nova", "zf_xiaoyi"),
    "onyx": Usual("am_onyx", "zm_yunjian"),
    "sage": Usual("af_sarah", "zf_xiaoni"),
    "shimmer": Usual("af_sky", "zf_xiaoxiao"),
    "verse": Usual("am_liam", "zm_yunyang"),
}
NAMES = tuple(USUAL)


def meant(name: str) -> str:
    """What a name stands for; what is no name of OpenAI's stands for itself.

    What an admin chose comes first, then a voice of the workspace that is called so, then the usual
    base voice. In the tenant's schema.
    """
    alias = name.lower()
    if alias not in USUAL:
        return name
    if chosen := chosen_voices().get(alias):
        return chosen
    own = Voice.objects.filter(name__iexact=alias).values_list("id", flat=True).first()
    return own or usual(alias)


def usual(alias: str) -> str:
    """The base voice of a name that nobody has pointed anywhere, in the workspace's language."""
    names = USUAL[alias]
    return names.mandarin if current_tenant().language == "zh-hans" else names.english


def chosen_voices() -> dict[str, str]:
    """Where admins have pointed names: base voices' names and voices' ids.

    Without those of voices that are gone, withdrawn or not ready: such a name stands for the usual
    voice again.
    """
    chosen = dict(VoiceAlias.objects.values_list("name", "voice"))
    there = {voice.name for voice in ENGINES[settings.DEFAULT_ENGINE].base_voices}
    own = set(chosen.values()) - there
    if own:
        ready = Voice.objects.filter(id__in=own, status=Voice.Status.READY)
        there |= set(ready.values_list("id", flat=True))
    return {name: voice for name, voice in chosen.items() if voice in there}
