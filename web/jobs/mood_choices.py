"""What the studio's choice of a mood shows, and for which voices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from synthesis import moods
from synthesis.engines.base import EngineSpec
from voices.models import Voice

ANY = ""
"""Stands for every voice of an engine that is not named."""


@dataclass(frozen=True, slots=True)
class MoodChoice:
    """One mood; `here` where the voice that the page opens with has it."""

    value: str
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class MoodChoices:
    """All moods that any voice on the page has, and which voice has which.

    `offered` is JSON, engine → voice → moods; the voice ANY stands for all that are not named.
    Voices with a single mood are left out: there is nothing to choose.
    """

    choices: list[MoodChoice]
    offered: str

    @property
    def here(self) -> bool:
        """The voice that the page opens with has several."""
        return any(choice.here for choice in self.choices)


def mood_choices(
    engines: Sequence[EngineSpec], voices: Sequence[Voice], voice: str, engine: str | None
) -> MoodChoices:
    """For these engines and the workspace's voices; the page opens with `voice` and `engine`."""
    ids = [each.id for each in voices]
    offered = moods_offered(engines, ids)
    of_opened = offered.get(engine or engines[0].name, {})
    here = of_opened.get(voice, of_opened.get(ANY, []) if voice not in ids else [])
    return MoodChoices(choices_of(offered, here), json.dumps(offered))


def moods_offered(
    engines: Sequence[EngineSpec], voices: Sequence[str]
) -> dict[str, dict[str, list[str]]]:
    """Engine → voice → its moods, of these own voices; ANY stands for all that are not named.

    Voices with a single mood are left out.
    """
    offered: dict[str, dict[str, list[str]]] = {}
    for spec in engines:
        of_engine = moods.moods_of_own(voices, spec)
        if spec.base_voices:
            first = spec.base_voices[0].name
            of_engine[ANY] = moods.moods_of(first, engine=spec)
        offered[spec.name] = {name: each for name, each in of_engine.items() if len(each) > 1}
    return offered


def choices_of(
    offered: dict[str, dict[str, list[str]]], here: Sequence[str] = ()
) -> list[MoodChoice]:
    """Every mood that is offered by any voice, in order; those of `here` are marked."""
    every = {mood for of_voices in offered.values() for each in of_voices.values() for mood in each}
    return [
        MoodChoice(mood, moods.shown(mood), mood in here) for mood in sorted(every, key=moods.place)
    ]
