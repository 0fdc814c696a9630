"""The models that a program may name: the installed engines, and OpenAI's names for the default."""

from dataclasses import dataclass

from runtime.model_store.model_folders import credit_of
from synthesis.engines.base import EngineSpec
from synthesis.voice_choice import offered_engines

MODEL_ALIASES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""Names that ported programs send; they mean the default engine."""
LIKENESS, CLONE = "likeness", "clone"


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A name of an engine's, and what it stands for.

    `own_voices`: what the engine makes of a person's recording, a likeness or a clone.
    """

    id: str
    own_voices: str
    languages: list[str]
    credit: str


def named_models() -> list[NamedModel]:
    """The installed engines, the default one first, then the names that stand for it."""
    offered = offered_engines()
    aliases = [_named(alias, offered[0]) for alias in MODEL_ALIASES] if offered else []
    return [*(_named(spec.name, spec) for spec in offered), *aliases]


def _named(name: str, spec: EngineSpec) -> NamedModel:
    kind = CLONE if spec.clones else LIKENESS
    return NamedModel(name, kind, sorted(spec.languages), credit_of(spec.name))
