"""Admins point OpenAI's names at voices of the workspace; lists say where they point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import Detail, record
from synthesis import voice_choice
from synthesis.aliases.names import NAMES, chosen_voices, meant
from synthesis.models import VoiceAlias
from tenants.context import current_tenant
from tenants.refusal import Refused, refused_fields


@dataclass(frozen=True, slots=True)
class Alias:
    """One of OpenAI's names, and the voice that it stands for: a base voice's name or an id."""

    name: str
    voice: str
    is_chosen: bool
    """An admin has pointed it there."""


def aliases() -> list[Alias]:
    """All names of OpenAI's, in the order of the alphabet. In the tenant's schema."""
    chosen = chosen_voices()
    return [Alias(name, chosen.get(name) or meant(name), name in chosen) for name in NAMES]


@transaction.atomic
def point(*, voices: Mapping[str, str | None], by: Actor = OPERATOR) -> None:
    """Point names at voices, which are given by name or id; None points one at the usual voice.

    Raises Refused, whose `param` is the name at fault: it is no name of OpenAI's, there is no such
    voice, it is not ready, or programs may not use it. In the tenant's schema.
    """
    before = chosen_voices()
    details: dict[str, Detail] = {}
    for name, voice in voices.items():
        target = _target(name, voice)
        if target == before.get(name, ""):
            continue
        details[name] = target
        if target:
            VoiceAlias.objects.update_or_create(
                name=name, defaults={"voice": target, "changed_by": by.user}
            )
        else:
            VoiceAlias.objects.filter(name=name).delete()
    if details:
        record(action="voice.aliases_changed", by=by.who, tenant=current_tenant(), details=details)


def _target(name: str, voice: str | None) -> str:
    if name not in NAMES:
        message = _("“%(name)s” is none of OpenAI’s names of voices: %(known)s.")
        figures = {"name": name[:60], "known": ", ".join(NAMES)}
        raise Refused("unknown_alias", message % figures, param=name[:60])
    if not voice:
        return ""
    with refused_fields(voice=name):
        target = voice_choice.choose(voice)
        voice_choice.check_use(target, None)
    return target
