"""The tone defaults of a workspace and its voices, and the tone of a job."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import OPERATOR, Actor
from activity.log import record
from activity.who import Thing
from tenants.context import current_tenant
from tenants.refusal import Refused
from voices.tone.controls import CONTROLS, Tone
from voices.tone.models import Notice, ToneDefault

WORKSPACE = ""
SAMPLE_RATES = (8_000, 16_000, 24_000, 44_100, 48_000)


def tone_for(*, voice: str, asked: Mapping[str, float | None]) -> Tone:
    """Each control as asked, else the voice's default, else the workspace's, else the plain value.

    Raises Refused for a number out of range; `param` names it.
    """
    rows = {row.voice: row for row in ToneDefault.objects.filter(voice__in=[voice, WORKSPACE])}
    given = {name: _checked(name, asked.get(name)) for name in CONTROLS}
    return _tone([given, *(vars(rows[key]) for key in (voice, WORKSPACE) if key in rows)])


def tones() -> dict[str, Tone]:
    """How the workspace (WORKSPACE) speaks, and each voice with defaults of its own, by name or id.

    All other voices speak as the workspace does.
    """
    rows = {row.voice: vars(row) for row in ToneDefault.objects.all()}
    of_workspace = rows.pop(WORKSPACE, {})
    of_voices = {voice: _tone([row, of_workspace]) for voice, row in rows.items()}
    return {WORKSPACE: _tone([of_workspace]), **of_voices}


def set_defaults(
    *,
    voice: str,
    values: Mapping[str, float | None],
    mood: str = "",
    max_sample_rate: int | None = None,
    notice: str = "",
    by: Actor = OPERATOR,
) -> None:
    """Replace the defaults of a voice, or of the workspace if `voice` is empty.

    For None, and for an empty mood, the next wider default holds. The sample rate
    (Hz) and the notice are the workspace's alone. Raises Refused.
    """
    checked = {name: _checked(name, values.get(name)) for name in CONTROLS}
    if max_sample_rate is not None and (voice or max_sample_rate not in SAMPLE_RATES):
        known = ", ".join(map(str, SAMPLE_RATES))
        message = _("The sample rate must be one of %(known)s.") % {"known": known}
        raise Refused("invalid_value", message, param="max_sample_rate")
    if notice and (voice or notice not in Notice.values):
        message = _("The notice may stand at the beginning or at the end.")
        raise Refused("invalid_value", message, param="notice")
    with transaction.atomic():
        ToneDefault.objects.update_or_create(
            voice=voice,
            defaults={
                **checked,
                "mood": mood,
                "max_sample_rate": max_sample_rate,
                "notice": notice,
            },
        )
        record(
            action="tone.changed",
            by=by.who,
            tenant=current_tenant(),
            thing=Thing("voice", voice) if voice else Thing("workspace"),
        )


def change_controls(*, voice: str, values: Mapping[str, float | None], by: Actor) -> None:
    """Set these controls of a voice's defaults, and leave the others and its mood as they are.

    Raises Refused.
    """
    kept = {**defaults_of(voice), **values}
    set_defaults(voice=voice, values=kept, mood=mood_of(voice), by=by)


def defaults_of(voice: str = WORKSPACE) -> dict[str, float | None]:
    """The defaults of a voice, or of the workspace; None for a control that has none."""
    row = ToneDefault.objects.filter(voice=voice).first() or ToneDefault(voice=voice)
    return {name: getattr(row, name) for name in CONTROLS}


def mood_of(voice: str = WORKSPACE) -> str:
    """The default mood of a voice, or of the workspace; empty if there is none."""
    return ToneDefault.objects.filter(voice=voice).values_list("mood", flat=True).first() or ""


def forget(voice: str) -> None:
    """Drop the defaults of a voice that is deleted."""
    ToneDefault.objects.filter(voice=voice).exclude(voice=WORKSPACE).delete()


def max_sample_rate() -> int | None:
    """The workspace's own limit in Hz on the audio that it gives out; None for none."""
    return _of_workspace().max_sample_rate


def notice() -> str:
    """Where the workspace wants the spoken notice: one of Notice, or empty for nowhere."""
    return _of_workspace().notice


def _of_workspace() -> ToneDefault:
    return ToneDefault.objects.filter(voice=WORKSPACE).first() or ToneDefault(voice=WORKSPACE)


def _tone(choices: Sequence[Mapping[str, Any]]) -> Tone:
    """The first choice that is made of each control, else the plain one."""
    chosen: dict[str, float] = {}
    for name, control in CONTROLS.items():
        values = (choice.get(name) for choice in choices)
        chosen[name] = next((value for value in values if value is not None), control.plain)
    return Tone(
        speed=chosen["speed"],
        expressiveness=chosen["expressiveness"],
        gain_db=chosen["gain_db"],
        sentence_pause_ms=int(chosen["sentence_pause_ms"]),
        paragraph_pause_ms=int(chosen["paragraph_pause_ms"]),
    )


def _checked(name: str, value: float | None) -> float | None:
    control = CONTROLS[name]
    if value is None:
        return None
    if not isfinite(value) or not control.least <= value <= control.most:
        message = _("“%(name)s” must lie between %(least)s and %(most)s.")
        figures = {"name": name, "least": control.least, "most": control.most}
        raise Refused(f"{name}_out_of_range", message % figures, param=name)
    return value
