"""Which moods the lesson editor offers, and for which voices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis import moods
from synthesis.engines.base import EngineSpec

ANY = ""
"""Stands for every voice of an engine that is not named."""


@dataclass(frozen=True, slots=True)
class MoodChoice:
    """One mood, and what people call it."""

    value: str
    label: str


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


def choices_of(offered: dict[str, dict[str, list[str]]]) -> list[MoodChoice]:
    """Every mood that is offered by any voice, in order."""
    every = {mood for of_voices in offered.values() for each in of_voices.values() for mood in each}
    return [MoodChoice(mood, moods.shown(mood)) for mood in sorted(every, key=moods.place)]
